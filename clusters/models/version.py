"""What an investor proposes and an officer decides: versions of a listing, and who looks at one."""

from collections.abc import Container
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.plot import Plot
from clusters.querysets import ListingVersionQuerySet, ReviewLookQuerySet
from portal.common.clock import working_days


class VersionStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for checking")
    RETURNED = "returned", _("Correction asked for")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Taken back")


class VersionKind(models.TextChoices):
    NEW = "new", _("new plot")
    CHANGED = "changed", _("changed plot")
    CLUSTER = "cluster", _("cluster")


LIVE = (VersionStatus.PROPOSED, VersionStatus.RETURNED)


class ListingVersion(models.Model):
    """One proposal about a plot or a cluster, from its submission to the decision.

    The row of the plot or cluster stays what was approved last. ``values`` are the proposed
    material fields as ``clusters.material`` stores them, ``before`` the approved values that they
    were made against (empty: never published). ``reasons`` maps a field to what is to be corrected;
    what both sides have said, in order, are its ``remarks``.

    ``intervals`` are the times with the officers, [from, to] as ISO instants, the last one open
    (``None``) while they have it. ``clock_since`` is when a proposal without a break would have
    been sent: the queue's order. ``revision`` grows with everything the investor sends.
    """

    MOVES = {
        VersionStatus.PROPOSED: {
            VersionStatus.RETURNED,
            VersionStatus.APPROVED,
            VersionStatus.WITHDRAWN,
        },
        VersionStatus.RETURNED: {VersionStatus.PROPOSED, VersionStatus.WITHDRAWN},
    }

    plot = models.ForeignKey(
        Plot, models.CASCADE, null=True, blank=True, related_name="listing_versions"
    )
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="listing_versions"
    )
    number = models.PositiveIntegerField(_("version"))
    revision = models.PositiveIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=VersionKind)
    status = models.CharField(
        _("state"), max_length=9, choices=VersionStatus, default=VersionStatus.PROPOSED
    )
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    evidence = models.CharField(_("where this comes from"), max_length=300, blank=True)
    as_of = models.CharField(_("as of"), max_length=10, blank=True)
    reasons = models.JSONField(default=dict)
    return_reason = models.TextField(_("reason"), blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    intervals = models.JSONField(default=list)
    clock_since = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    objects = ListingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "clock_since"], name="version_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(plot__isnull=True, cluster__isnull=False, kind=VersionKind.CLUSTER)
                | Q(
                    plot__isnull=False,
                    cluster__isnull=True,
                    kind__in=(VersionKind.NEW, VersionKind.CHANGED),
                ),
                name="version_of_one_thing",
            ),
            models.UniqueConstraint(fields=["plot", "number"], name="version_number_of_plot"),
            models.UniqueConstraint(fields=["cluster", "number"], name="version_number_of_cluster"),
            models.UniqueConstraint(
                fields=["plot"], condition=Q(status__in=LIVE), name="version_one_live_of_plot"
            ),
            models.UniqueConstraint(
                fields=["cluster"], condition=Q(status__in=LIVE), name="version_one_live_of_cluster"
            ),
            models.CheckConstraint(
                condition=Q(status__in=VersionStatus.values), name="version_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE, decided_at__isnull=True)
                | Q(
                    status__in=(VersionStatus.APPROVED, VersionStatus.WITHDRAWN),
                    decided_at__isnull=False,
                ),
                name="version_decided_iff_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status=VersionStatus.RETURNED) | ~Q(return_reason=""),
                name="version_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.PROPOSED, clock_since__isnull=False)
                | (~Q(status=VersionStatus.PROPOSED) & Q(clock_since__isnull=True)),
                name="version_clock_runs_iff_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.number}"

    def get_absolute_url(self) -> str:
        """The officers' page; the investor has one of their own."""
        return reverse("clusters:review_version", args=[self.pk])

    @property
    def subject(self) -> Any:
        """The plot or the cluster; either has to be loaded with the version or costs a query."""
        return self.plot or self.cluster

    @property
    def of_cluster(self) -> Cluster:
        """The cluster it is about, directly or through its plot."""
        return self.plot.cluster if self.plot else self.cluster

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def seen(self) -> str:
        """What a page carries to say which state of this version its reader has seen."""
        return f"{self.number}.{self.revision}.{self.status}"

    @property
    def spans(self) -> list[tuple[datetime, datetime | None]]:
        """The times with the officers."""
        return [
            (datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
            for start, end in self.intervals
        ]

    def days(self, now: datetime) -> list[tuple[date, date]]:
        """The times with the officers as local days."""
        return [
            (timezone.localdate(start), timezone.localdate(end or now)) for start, end in self.spans
        ]

    def working_days(self, now: datetime, holidays: Container[date]) -> int:
        """How long the officers have had it; waiting for the investor does not count."""
        return working_days(self.days(now), holidays)


class Side(models.TextChoices):
    DEPARTMENT = "department", _("Department")
    INVESTOR = "investor", _("investor")


class Remark(models.Model):
    """What one side says of a version: a return with its reasons, or the answer that sends it
    again. ``by_field`` maps material fields to what is said of each. Written once."""

    version = models.ForeignKey(ListingVersion, models.CASCADE, related_name="remarks")
    side = models.CharField(max_length=10, choices=Side)
    note = models.TextField(blank=True)
    by_field = models.JSONField(default=dict)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="remark_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.note}"


class ReviewLook(models.Model):
    """An officer has a version's page open; a heartbeat keeps ``seen_at`` fresh. No lock."""

    version = models.ForeignKey(ListingVersion, models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    objects = ReviewLookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="review_look_once")]
