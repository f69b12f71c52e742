"""Reads of what people keep. Everybody's is their own: nobody else finds it."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

PLOT = Q(plot__status="published", plot__stale_hidden_at__isnull=True)


class FavouriteQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def for_cards(self):
        return self.select_related("plot__cluster__place", "cluster__place").defer(
            "plot__boundary",
            "plot__boundary_corners",
            "plot__cluster__boundary",
            "plot__cluster__boundary_corners",
            "cluster__boundary",
            "cluster__boundary_corners",
        )


class SavedSearchQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def with_unread(self):
        """``unread``: alerts that nobody has looked at, of plots that are still there."""
        still = Q(alerts__read_at__isnull=True) & Q(
            alerts__plot__status="published", alerts__plot__stale_hidden_at__isnull=True
        )
        return self.annotate(unread=Count("alerts", filter=still)).order_by("-saved_at", "-pk")

    def behind(self, stamp):
        """Not yet looked through as the market is now."""
        return self.exclude(looked_at_stamp=stamp).order_by("pk")

    def to_mail(self, now):
        """With something to tell that no mail has told, and not told too often."""
        waiting = self.model._meta.get_field("alerts").related_model.objects
        due = Q(how_often="at_once") | Q(how_often="daily") & (
            Q(mailed_at__isnull=True) | Q(mailed_at__lte=now - timedelta(days=1))
        )
        unsent = waiting.unsent().filter(saved_search=OuterRef("pk"))
        return self.filter(due, Exists(unsent), user__is_active=True).order_by("pk")


class AlertedQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(saved_search__user=user)

    def public(self):
        """Of plots that anybody may still see."""
        return self.filter(PLOT)

    def unread(self):
        return self.public().filter(read_at__isnull=True)

    def unsent(self):
        return self.public().filter(mailed_at__isnull=True)

    def for_cards(self):
        return self.select_related("saved_search", "plot__cluster__place").defer(
            "plot__boundary",
            "plot__boundary_corners",
            "plot__cluster__boundary",
            "plot__cluster__boundary_corners",
            "saved_search__known",
        )
