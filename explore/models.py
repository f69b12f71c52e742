"""What a person keeps, and what they want to be told of."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from explore.querysets import AlertedQuerySet, FavouriteQuerySet, SavedSearchQuerySet


class Favourite(models.Model):
    """A plot or a cluster that somebody has kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, null=True, related_name="+")
    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, null=True, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)
    objects = FavouriteQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plot__isnull=True, cluster__isnull=False)
                | Q(plot__isnull=False, cluster__isnull=True),
                name="favourite_of_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "plot"], name="favourite_plot_once"),
            models.UniqueConstraint(fields=["user", "cluster"], name="favourite_cluster_once"),
        ]

    def __str__(self) -> str:
        return str(self.plot or self.cluster)

    @property
    def is_public(self) -> bool:
        """``False``: withdrawn, suspended or hidden. Clusters stay."""
        plot = self.plot
        return plot is None or (plot.status == "published" and plot.stale_hidden_at is None)


class HowOften(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    NEVER = "never", _("no mail")


class SavedSearch(models.Model):
    """A search of explore that somebody wants to be told of.

    ``query`` is its address as explore writes it, ``summary`` what it asks for in words of
    ``language``, which is that of the mails, too; empty: everything. ``known`` are the
    ids of the plots that were there when it was saved: no news. ``looked_at_stamp`` is the state of
    the market at which it was last looked through: where the market has moved on, there is work.
    ``feed_key`` opens its feed; empty where there is none.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(max_length=2000, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    how_often = models.CharField(
        _("mail me"), max_length=7, choices=HowOften, default=HowOften.DAILY
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="vi")
    known = models.JSONField(default=list, editable=False)
    looked_at_stamp = models.CharField(max_length=300, blank=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    feed_key = models.CharField(max_length=43, null=True, unique=True, editable=False)
    saved_at = models.DateTimeField(auto_now_add=True)
    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "query"],
                name="saved_search_once",
                violation_error_message=_("You have saved this search already."),
            ),
            models.CheckConstraint(
                condition=Q(how_often__in=HowOften.values), name="saved_search_how_often_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_search_named"),
            models.CheckConstraint(
                condition=Q(feed_key__isnull=True) | ~Q(feed_key=""),
                name="saved_search_feed_key_filled",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """What it finds now."""
        return f"{reverse('explore:explore')}{self.query}"

    @property
    def feed_url(self) -> str:
        """For a feed reader; the secret is in it. Empty: there is no feed."""
        if not self.feed_key:
            return ""
        return settings.SITE_URL + reverse("explore:alert_feed", args=[self.feed_key])


class Alerted(models.Model):
    """A plot that a saved search has found since it was saved: told once, whatever comes."""

    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="alerts")
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    objects = AlertedQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["saved_search", "plot"], name="alerted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.saved_search}: {self.plot}"

    @property
    def is_public(self) -> bool:
        plot: Any = self.plot
        return bool(plot.status == "published" and plot.stale_hidden_at is None)
