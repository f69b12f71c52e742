"""What proves a cluster's tier, and what its infrastructure has reached."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster, Readiness


class Document(models.TextChoices):
    """The papers of the legal ladder (domain.md §3.3), in its order."""

    PLAN_LISTED = "plan_listed", _("listed in the provincial plan")
    ESTABLISHED = "established", _("establishment decision")
    DETAILED_PLAN = "detailed_plan", _("detailed plan 1/500")
    PROJECT = "project", _("infrastructure project approved")
    EIA = "eia", _("environmental impact assessment approved")
    CLEARED = "cleared", _("land recovered and cleared")
    LAND_LEASE = "land_lease", _("land lease decision or contract")
    STARTED = "started", _("construction permit or start notice")
    ACCEPTED = "accepted", _("acceptance of infrastructure")
    PERMIT = "permit", _("environmental permit")
    CONNECTED = "connected", _("connection beyond the fence")
    OTHER = "other", _("other document")


class ReadinessStep(models.Model):
    """One dated document that backs one tier. Rows are added or taken back, never edited.

    A cluster's documented tier is the highest for which it and every lower tier has a step.
    ``file_ref``: where the document is kept, as text (a file number, an address).
    """

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="steps")
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Readiness)
    document = models.CharField(_("document"), max_length=15, choices=Document)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    dated = models.DateField(_("document date"))
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    file_ref = models.CharField(_("where the document is kept"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["tier", "dated", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tier__lte=5), name="readiness_step_tier_known"),
            models.CheckConstraint(
                condition=Q(document__in=Document.values), name="readiness_step_document_known"
            ),
            models.UniqueConstraint(
                fields=["cluster", "tier", "document", "number", "dated"],
                name="readiness_step_once",
                violation_error_message=_("This document already backs this tier."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.get_document_display(), self.number) if part)


class Stated(models.Model):
    """What somebody says of a cluster, as of a day; ``source``: the document or the person."""

    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]


class UtilityKind(models.TextChoices):
    POWER = "power", _("power")
    WATER = "water", _("water")
    WASTEWATER = "wastewater", _("wastewater treatment")


class Connected(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("no data yet")


def _amount(label: LazyText | str) -> Any:
    return models.DecimalField(
        label,
        max_digits=10,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


class Utility(Stated):
    """One utility of a cluster: kVA of power, m³ a day of water and wastewater.

    ``available`` is what matching reads: the verb ``set_utility`` copies it into the cluster.
    ``VALUES``: what a version proposes of it, as one value.
    """

    VALUES = ("design", "in_use", "available", "connected_beyond_fence", "as_of", "source")
    FIELDS = {
        UtilityKind.POWER: "power_kva",
        UtilityKind.WATER: "water_m3_day",
        UtilityKind.WASTEWATER: "wastewater_m3_day",
    }

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="utilities")
    kind = models.CharField(_("utility"), max_length=10, choices=UtilityKind)
    design = _amount(_("design"))
    in_use = _amount(_("in use"))
    available = _amount(_("available"))
    connected_beyond_fence = models.CharField(
        _("connected beyond the fence"),
        max_length=7,
        choices=Connected,
        default=Connected.UNKNOWN,
    )

    class Meta(Stated.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cluster", "kind"], name="utility_once"),
            models.CheckConstraint(
                condition=Q(kind__in=UtilityKind.values), name="utility_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(connected_beyond_fence__in=Connected.values),
                name="utility_connected_known",
            ),
            models.CheckConstraint(
                condition=Q(in_use__isnull=True)
                | Q(design__isnull=True)
                | Q(in_use__lte=F("design")),
                name="utility_in_use_within_design",
                violation_error_message=_("More cannot be in use than the design gives."),
            ),
            models.CheckConstraint(
                condition=Q(available__isnull=True)
                | Q(design__isnull=True)
                | Q(available__lte=F("design")),
                name="utility_available_within_design",
                violation_error_message=_("More cannot be available than the design gives."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def headroom(self) -> float | None:
        """Share of the design that is still available, 0–1."""
        if not self.design or self.available is None:
            return None
        return float(self.available / self.design)

    @property
    def cluster_field(self) -> str:
        return self.FIELDS[UtilityKind(self.kind)]


class ComponentKind(models.TextChoices):
    ROADS = "roads", _("internal roads")
    DRAINAGE = "drainage", _("drainage")
    WATER = "water", _("water supply")
    WASTEWATER = "wastewater", _("wastewater plant")
    POWER = "power", _("power supply")
    LIGHTING = "lighting", _("public lighting")
    TELECOM = "telecom", _("telecoms")
    FIRE = "fire", _("fire safety")
    GREEN = "green", _("greenery")


class Component(Stated):
    """How far one part of the shared infrastructure is. ``promised_on`` is the latest promise;
    the earlier ones stand in the ledger (``Promise``). ``VALUES`` as in ``Utility``."""

    VALUES = ("percent", "promised_on", "completed_on", "as_of", "source")

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="components")
    kind = models.CharField(_("component"), max_length=10, choices=ComponentKind)
    percent = models.PositiveSmallIntegerField(_("done (%)"), validators=[MaxValueValidator(100)])
    promised_on = models.DateField(_("promised completion"), null=True, blank=True)
    completed_on = models.DateField(_("actual completion"), null=True, blank=True)

    class Meta(Stated.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cluster", "kind"], name="component_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ComponentKind.values), name="component_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="component_percent_within_100"
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(percent=100),
                name="component_completed_is_whole",
                violation_error_message=_("What is completed is done as a whole."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
