"""Reads of enterprises, products and land requests."""

from django.db import models


class LandRequestQuerySet(models.QuerySet):
    def owned_by(self, user):
        """Requests of the organisations that ``user`` belongs to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__memberships__user=user)

    def editable_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organisation__memberships__user=user,
            organisation__memberships__role__in=("owner", "editor"),
        )

    def open(self):
        return self.filter(status="open")

    def for_cards(self):
        return self.select_related("industry", "place", "organisation").order_by("-pk")
