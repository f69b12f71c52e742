"""Reads of matches."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q


class MatchQuerySet(models.QuerySet):
    def current(self):
        """Matches that may be shown: every plot is on offer and has not changed since."""
        members = self.model._meta.get_field("members").related_model.objects
        moved_on = members.filter(match=OuterRef("pk")).exclude(
            plot__status="published", plot__market="open", plot__version=F("plot_version")
        )
        return self.filter(
            ~Exists(moved_on),
            plot__status="published",
            plot__market="open",
            plot__version=F("plot_version"),
            plot__cluster__version=F("cluster_version"),
        )

    def in_order(self):
        """(id, verdict) of a list's matches as §2 orders them: at most twice what is kept.

        Sorted here and not by the database, whose collation is not the order of codes."""
        rows = self.values_list("pk", "verdict", "score", "code")
        ordered = sorted(rows, key=lambda row: (row[1] != "eligible", -row[2], row[3]))
        return [(pk, verdict) for pk, verdict, _score, _code in ordered]

    def for_cards(self):
        return self.select_related("plot__cluster__place").prefetch_related("members__plot")

    def with_plot(self, plot_ids):
        return self.filter(Q(plot__in=plot_ids) | Q(members__plot__in=plot_ids))


class MatchListQuerySet(models.QuerySet):
    def of_open_requests(self):
        return self.filter(land_request__status="open")


class RunRangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(done_at__isnull=True)

    def lost(self, before):
        """Sent before this instant and not done: the worker may have died with it."""
        return self.waiting().filter(sent_at__lt=before)


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
        Q(matched__isnull=True, status="published")
        | (
            Q(matched__isnull=False)
            & (
                ~Q(version=F("matched__plot_version"))
                | ~Q(cluster__version=F("matched__cluster_version"))
            )
        )
    )
