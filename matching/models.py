"""How the two sides meet: the ranked list of a request, and what matching has worked through."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matching.querysets import MatchListQuerySet, MatchQuerySet


class Offer(models.Model):
    """The versions of a plot and its cluster that every open request has been matched against.

    The row is the queue: where it lags behind its plot, the sweep works the plot through.
    """

    plot = models.OneToOneField("clusters.Plot", models.CASCADE, related_name="offer")
    plot_version = models.PositiveIntegerField()
    cluster_version = models.PositiveIntegerField()


class MatchList(models.Model):
    """The result of matching one request: counts, and the versions they rest on.

    The list is out of date as soon as the request's version, the rules or the day moves on
    (years left on a lease shrink daily).
    """

    land_request = models.OneToOneField(
        "enterprises.LandRequest", models.CASCADE, related_name="match_list"
    )
    request_version = models.PositiveIntegerField()
    rules_version = models.PositiveIntegerField()
    as_of = models.DateField()
    matched_at = models.DateTimeField(auto_now=True)
    eligible_count = models.PositiveIntegerField(default=0)
    to_confirm_count = models.PositiveIntegerField(default=0)
    objects = MatchListQuerySet.as_manager()


class Verdict(models.TextChoices):
    ELIGIBLE = "eligible", _("Fits")
    TO_CONFIRM = "to_confirm", _("To confirm")


class Match(models.Model):
    """One request and one plot that no gate excludes. Scores are shares in [0, 1].

    ``parts`` maps a criterion to ``[share, lo, hi]``; the shares add up to the score.
    """

    match_list = models.ForeignKey(MatchList, models.CASCADE, related_name="matches")
    plot = models.ForeignKey("clusters.Plot", models.CASCADE, related_name="matches")
    rank = models.PositiveSmallIntegerField()  # within the verdict, from 1
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
            models.UniqueConstraint(fields=["match_list", "plot"], name="match_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="match_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(score_lo__lte=F("score")) & Q(score__lte=F("score_hi")),
                name="match_score_within_interval",
            ),
        ]
