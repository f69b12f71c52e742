"""Reads of tokens, and of public rows as the API tells them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ApiTokenQuerySet(models.QuerySet):
    def of(self, organisation):
        """Newest first, revoked ones too."""
        rows = self.filter(organisation=organisation)
        return rows.select_related("created_by", "organisation").order_by("-pk")

    def live(self):
        """Those that open something: not revoked, of a verified organisation for which the person
        who made it may still speak."""
        return self.filter(
            revoked_at__isnull=True,
            organisation__status="verified",
            created_by__is_active=True,
            created_by__memberships__organisation=F("organisation"),
            created_by__memberships__role__in=("owner", "editor"),
        )

    def note_use(self, now=None):
        """At most one write a minute."""
        now = now or timezone.now()
        before = now - timedelta(minutes=1)
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=before)
        return self.filter(stale).update(last_used_at=now)
