"""Reads of matches."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q


class MatchQuerySet(models.QuerySet):
    def current(self):
        """Matches that may be shown: the plot is on offer and has not changed since."""
        return self.filter(
            plot__status="published",
            plot__market="open",
            plot__version=F("plot_version"),
            plot__cluster__version=F("cluster_version"),
        )

    def for_cards(self):
        return self.select_related("plot__cluster__place").order_by("rank")


class MatchListQuerySet(models.QuerySet):
    def usable(self):
        """Lists of requests that are still open."""
        return self.filter(land_request__status="open")


def stale_requests(land_requests, *, rules_version: int, today):
    """Open requests whose list is missing or older than the request, the rules or the day."""
    lists = land_requests.model._meta.get_field("match_list").related_model
    fresh = lists.objects.filter(
        land_request=OuterRef("pk"),
        request_version=OuterRef("version"),
        rules_version=rules_version,
        as_of=today,
    )
    return land_requests.filter(status="open").filter(~Exists(fresh))


def stale_plots(plots):
    """Plots that have changed, or whose cluster has, since matching last worked them through."""
    return plots.filter(
        Q(offer__isnull=True, status="published")
        | (
            Q(offer__isnull=False)
            & (
                ~Q(version=F("offer__plot_version"))
                | ~Q(cluster__version=F("offer__cluster_version"))
            )
        )
    )
