"""Spreadsheets on their way into the portal: one batch, and what became of each row."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.querysets import ImportBatchQuerySet, ImportRowQuerySet


class ImportKind(models.TextChoices):
    PLOTS = "plots", _("plots")
    CLUSTERS = "clusters", _("clusters")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Waiting to be read")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Read: nothing applied yet")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Cannot be read")


class Verdict(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    WRONG = "wrong", _("wrong")


def _import_path(batch: "ImportBatch", name: str) -> str:
    """Nothing of the uploader's file name reaches the disk."""
    return f"imports/{uuid4().hex}"


class ImportBatch(models.Model):
    """One uploaded spreadsheet. ``cluster`` is set for the plots of one cluster; without it the
    rows name theirs, among those of ``organisation``. Officers' batches have neither.

    ``language`` is that of the page it came from: it says how numbers in text are written.
    ``rows_read`` of about ``rows_total`` rows are stored; of applying and undoing ``work_done`` of
    ``work_total`` rows are through, the last one of them at ``work_line``. ``touched_at`` is when a
    worker last stored anything, by which the sweep knows a batch that nobody works on.
    """

    MOVES = {
        ImportState.UPLOADED: {ImportState.READING, ImportState.FAILED, ImportState.DISCARDED},
        ImportState.READING: {ImportState.PREVIEWED, ImportState.FAILED},
        ImportState.PREVIEWED: {ImportState.APPLYING, ImportState.DISCARDED},
        ImportState.APPLYING: {ImportState.APPLIED, ImportState.UNDOING},
        ImportState.APPLIED: {ImportState.UNDOING},
        # back to applied: all is decided; to the preview: it could not be applied as a whole
        ImportState.UNDOING: {ImportState.UNDONE, ImportState.APPLIED, ImportState.PREVIEWED},
    }
    WORKING = (
        ImportState.UPLOADED,
        ImportState.READING,
        ImportState.APPLYING,
        ImportState.UNDOING,
    )

    kind = models.CharField(max_length=8, choices=ImportKind)
    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, null=True, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, blank=True)
    name = models.CharField(_("file name"), max_length=150)
    file = models.FileField(upload_to=_import_path)
    size_bytes = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    status = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    rows_read = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    notes = models.JSONField(default=list)  # [column, code, params] about the header
    failure = models.JSONField(null=True, blank=True)  # [code, params, line]
    outcome = models.JSONField(default=dict)  # what applying and undoing left behind, in numbers
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_by_label = models.CharField(max_length=200)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    work_done = models.PositiveIntegerField(default=0)
    work_total = models.PositiveIntegerField(default=0)
    work_line = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)  # without a row stored in between
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind"),
            models.CheckConstraint(condition=Q(status__in=ImportState.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(kind=ImportKind.CLUSTERS, cluster=None, organisation=None)
                | Q(kind=ImportKind.PLOTS, organisation__isnull=False),
                name="import_plots_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(status="undoing")  # what is given up was never applied
                | Q(status__in=("applied", "undone"), applied_at__isnull=False)
                | (~Q(status__in=("applied", "undone")) & Q(applied_at__isnull=True)),
                name="import_applied_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="undone", undone_at__isnull=False)
                | (~Q(status="undone") & Q(undone_at__isnull=True)),
                name="import_undone_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="failed", failure__isnull=False)
                | (~Q(status="failed") & Q(failure__isnull=True)),
                name="import_failed_iff_said_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.status in self.WORKING

    @property
    def is_stuck(self) -> bool:
        """No worker has stored anything for a while."""
        patience = timedelta(seconds=settings.IMPORT_STUCK_SECONDS)
        return self.is_working and self.touched_at < timezone.now() - patience

    @property
    def percent(self) -> int | None:
        """How much of what the worker does is done; ``None``: not known."""
        if self.status in (ImportState.APPLYING, ImportState.UNDOING):
            done, total = self.work_done, self.work_total
        else:
            done, total = self.rows_read, self.rows_total or 0
        return min(100, round(100 * done / total)) if total else None


class ImportRow(models.Model):
    """One row of a batch. ``values``: column → value as text, number or ``None``, only of columns
    that the file has; ``before``: what stood in the portal when the row was read, of the columns
    that differ. ``errors``: [column, code, params], put into words when shown.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=9, choices=Verdict)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject_version = models.PositiveIntegerField(null=True, blank=True)
    undo = models.JSONField(default=dict)  # set once applied: what taking it back needs
    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="import_row_verdict_known"
            ),
        ]
        indexes = [models.Index(fields=["batch", "verdict", "line"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
