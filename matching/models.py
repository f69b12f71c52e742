"""How the two sides meet: the ranked list of a request, what matching has worked through, and what
firms ask investors."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matching.querysets import (
    FactQuestionQuerySet,
    MatchListQuerySet,
    MatchQuerySet,
    RunRangeQuerySet,
)


class MatchedPlot(models.Model):
    """A plot as every open request has last been matched against it.

    The row is the queue: where its versions lag behind, the sweep works the plot through. ``facts``
    is the plot as scoring read it, ``None`` while it was not published; ``neighbours`` are the ids
    of the plots that it touched. Both tell which lists a change of the plot can move.
    """

    plot = models.OneToOneField("clusters.Plot", models.CASCADE, related_name="matched")
    plot_version = models.PositiveIntegerField()
    cluster_version = models.PositiveIntegerField()
    facts = models.JSONField(null=True)
    neighbours = models.JSONField(default=list)


class MatchList(models.Model):
    """The result of matching one request: counts, and the versions they rest on.

    The list is out of date as soon as the request's version, the rules or the day moves on
    (years left on a lease shrink daily). ``…_last`` is the score of the last stored match of its
    kind where as many are stored as are kept, -1 where there is room.
    """

    land_request = models.OneToOneField(
        "enterprises.LandRequest", models.CASCADE, related_name="match_list"
    )
    request_version = models.PositiveIntegerField(default=0)
    rules_version = models.PositiveIntegerField(default=0)
    as_of = models.DateField()
    matched_at = models.DateTimeField(auto_now=True)
    eligible_count = models.PositiveIntegerField(default=0)
    to_confirm_count = models.PositiveIntegerField(default=0)
    excluded_count = models.PositiveIntegerField(default=0)
    eligible_last = models.FloatField(default=-1)
    to_confirm_last = models.FloatField(default=-1)
    objects = MatchListQuerySet.as_manager()


class Verdict(models.TextChoices):
    ELIGIBLE = "eligible", _("Fits")
    TO_CONFIRM = "to_confirm", _("To confirm")


class Match(models.Model):
    """One request and one offer that no gate excludes. Scores are shares in [0, 1].

    The offer is ``plot``, alone or with the adjacent plots of ``members``; ``code`` is its place in
    the alphabet among equal scores. ``parts`` maps a criterion to ``[share, lo, hi]``; the shares
    add up to the score.
    """

    match_list = models.ForeignKey(MatchList, models.CASCADE, related_name="matches")
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, related_name="matches")
    code = models.CharField(max_length=320)
    verdict = models.CharField(max_length=10, choices=Verdict)
    score = models.FloatField()
    score_lo = models.FloatField()
    score_hi = models.FloatField()
    parts = models.JSONField()
    unknown = models.JSONField()
    cost_vnd_m2_year = models.FloatField(null=True)
    distance_km = models.FloatField(null=True)
    plot_version = models.PositiveIntegerField()
    cluster_version = models.PositiveIntegerField()
    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match_list", "code"], name="match_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="match_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(score_lo__lte=F("score")) & Q(score__lte=F("score_hi")),
                name="match_score_within_interval",
            ),
        ]


class MatchMember(models.Model):
    """The second and third plot of a match with adjacent plots."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="members")
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, related_name="+")
    plot_version = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["match", "plot"], name="match_member_once"),
        ]


class FullRun(models.Model):
    """All open requests matched anew, split by ranges over the workers."""

    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]


class RunRange(models.Model):
    """Open requests with ids from ``first`` to ``last``: done, or still to be taken by a worker.

    The rows are the queue: a range whose worker died is sent again by the sweep.
    """

    run = models.ForeignKey(FullRun, models.CASCADE, related_name="ranges")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    requests = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    objects = RunRangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "first"], name="run_range_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="run_range_in_order"),
        ]


class Fact(models.TextChoices):
    """What scoring may find unknown of an offer, by its field of ``scoring.Offer``."""

    PERMITTED = "permitted", _("permitted trades")
    WASTEWATER_KINDS = "wastewater_kinds", _("kinds of wastewater accepted")
    READY_ON = "ready_on", _("ready date")
    POWER_KVA = "power_kva", _("power available")
    WATER_M3_DAY = "water_m3_day", _("water available")
    WASTEWATER_M3_DAY = "wastewater_m3_day", _("wastewater capacity available")
    PRICE_VND_M2 = "price_vnd_m2", _("price")
    PRICE_BASIS = "price_basis", _("how the price is paid")
    TERM_YEARS = "term_years", _("end of the master lease")
    LAT = "lat", _("position")
    LON = "lon", _("position")
    ROAD_KM = "road_km", _("distance to a main road")
    AIRPORT_KM = "airport_km", _("distance to the airport")
    PORT_KM = "port_km", _("distance to the port")
    READINESS = "readiness", _("readiness")
    NEIGHBOURS = "neighbours", _("trades of the tenants")

    @property
    def is_of_the_plot(self) -> bool:
        """Stated for one plot; the others are the cluster's, the same for all its plots."""
        return self in (Fact.READY_ON, Fact.PRICE_VND_M2, Fact.PRICE_BASIS)


class FactQuestion(models.Model):
    """A firm asks the investor of a plot's cluster for a fact that nobody has stated.

    The investor reads trade and size, never who asks: ``asked_by`` is for the firm itself. Answered
    in words; the fact is filled in where all facts are, and only that changes a match.
    """

    land_request = models.ForeignKey(
        "enterprises.LandRequest", models.CASCADE, related_name="questions"
    )
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, related_name="questions")
    field = models.CharField(_("fact"), max_length=20, choices=Fact)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    objects = FactQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["land_request", "plot", "field"],
                condition=Q(answered_at__isnull=True),
                name="fact_question_open_once",
            ),
            models.CheckConstraint(
                condition=Q(field__in=Fact.values), name="fact_question_fact_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="fact_question_answered_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return str(self.plot)

    @property
    def is_of_the_plot(self) -> bool:
        return Fact(self.field).is_of_the_plot
