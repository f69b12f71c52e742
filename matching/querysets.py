"""Reads of matches, and of the questions that follow from them."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

# What no card shows and can be long: the corners of a plot and of its cluster.
DRAWN = (
    "plot__boundary", "plot__boundary_corners",
    "plot__cluster__boundary", "plot__cluster__boundary_corners",
)  # fmt: skip


class MatchQuerySet(models.QuerySet):
    def current(self):
        """Matches that may be shown: every plot is on offer and has not changed since."""
        members = self.model._meta.get_field("members").related_model.objects
        moved_on = members.filter(match=OuterRef("pk")).exclude(
            plot__status="published",
            plot__stale_hidden_at__isnull=True,
            plot__market="open",
            plot__version=F("plot_version"),
        )
        return self.filter(
            ~Exists(moved_on),
            plot__status="published",
            plot__stale_hidden_at__isnull=True,
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
        """What a card prints. Others of the offer are of the same cluster."""
        return (
            self.select_related("plot__cluster__place")
            .defer(*DRAWN)
            .prefetch_related("members__plot")
        )

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


class FactQuestionQuerySet(models.QuerySet):
    def answerable_by(self, user):
        """Those about plots of the clusters that ``user`` operates; officers answer any."""
        if user.is_authenticated and user.is_officer:
            return self.all()
        plots = self.model._meta.get_field("plot").related_model.objects.operated_by(user)
        return self.filter(plot__in=plots.values("pk"))

    def waiting(self):
        return self.filter(answered_at__isnull=True)

    def about(self, land_request, plot, field):
        """What the request has asked about this fact: of the plot, or of any plot of its cluster
        where the fact is the cluster's."""
        mine = self.filter(land_request=land_request, field=field)
        if field.is_of_the_plot:
            return mine.filter(plot=plot)
        return mine.filter(plot__cluster=plot.cluster_id)

    def of_live_requests(self):
        """Answered, or of a request that still looks for land."""
        return self.filter(
            Q(answered_at__isnull=False) | Q(land_request__status__in=("open", "paused"))
        )

    def for_desk(self):
        """All that the investor reads: the oldest unanswered first, then the latest answers."""
        return (
            self.select_related("plot__cluster", "land_request__industry", "land_request__place")
            .defer(*DRAWN)
            .order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")
        )

    def for_firm(self):
        """The latest first."""
        return self.select_related("plot__cluster").defer(*DRAWN).order_by("-pk")
