"""Reads of organisations: the scope of a row is the permission."""

from django.db import models


class OrganisationQuerySet(models.QuerySet):
    def of(self, user):
        """Those that ``user`` belongs to, in any role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)

    def editable_by(self, user):
        """Those that ``user`` may speak for: owner or editor."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=("owner", "editor"))

    def verified(self):
        return self.filter(status="verified")

    def waiting(self):
        return self.filter(status="pending").order_by("created_at")


class MembershipQuerySet(models.QuerySet):
    def speaking(self):
        """People who may speak for a verified organisation, with both at hand."""
        return self.filter(
            role__in=("owner", "editor"), organisation__status="verified", user__is_active=True
        ).select_related("user", "organisation")
