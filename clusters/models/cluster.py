"""Clusters, and where each fact comes from."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models.bounded import Bounded
from clusters.models.contact import Reachable
from clusters.querysets import ClusterQuerySet, FactSourceQuerySet
from portal.common.vietnamese import folded, sortable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clusters.models.attachment import Attachment


class Stage(models.TextChoices):
    """The stage that a source names; empty means that no source names one."""

    PLANNED = "planned", _("Established, work not begun")
    SITE_CLEARANCE = "site_clearance", _("Land being cleared")
    UNDER_CONSTRUCTION = "under_construction", _("Infrastructure under way")
    OPERATING = "operating", _("Operating")


class Readiness(models.IntegerChoices):
    """How far the infrastructure is; each tier needs a dated document."""

    PLANNED = 0, _("planned")
    ESTABLISHED = 1, _("established, detailed plan approved")
    CLEARED = 2, _("land cleared")
    UNDER_WAY = 3, _("infrastructure under way")
    ACCEPTED = 4, _("roads, power, water and wastewater plant accepted")
    OPERATING = 5, _("operating, connected, environmental permit issued")


def capacity(label):
    """A capacity still available; ``None``: not stated."""
    return models.DecimalField(
        label,
        max_digits=10,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


def distance(label):
    """Kilometres by road; ``None``: not stated."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


class Cluster(Bounded, Reachable):
    """An industrial cluster. ``None`` and empty mean unknown; ``FactSource`` says who told us.

    Areas in hectares as law and decisions give them. ``lat``/``lon`` (WGS 84) may be the middle
    of the former commune: the fact's source says so. ``version`` grows with every change that
    matching can see.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    name_folded = folded("name")
    name_sort = sortable("name")
    place = models.ForeignKey(
        "reference.Place", models.PROTECT, null=True, blank=True, verbose_name=_("commune or ward")
    )
    former_place = models.CharField(_("former commune and district"), max_length=200, blank=True)
    place_folded = folded("former_place")
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    cohort = models.CharField(_("programme"), max_length=30, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    total_area_ha = models.DecimalField(
        _("total area (ha)"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    industrial_land_ha = models.DecimalField(
        _("industrial land (ha)"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    serviced_ha = models.DecimalField(
        _("industrial land already serviced, eligible for lease (ha)"),
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
    )
    leased_ha = models.DecimalField(
        _("leased or subleased (ha)"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    certificate_ha = models.DecimalField(
        _("with an investment certificate, not yet leased (ha)"),
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
    )
    decision = models.CharField(_("establishment decision"), max_length=200, blank=True)
    # As precise as the source: 2020-06-26, 2020-06 or 2020.
    decision_on = models.CharField(_("decision date"), max_length=10, blank=True)
    investor_name = models.CharField(_("infrastructure investor"), max_length=250, blank=True)
    investor_folded = folded("investor_name")
    investor = models.ForeignKey(
        "accounts.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="clusters",
        verbose_name=_("organisation that manages it here"),
    )
    total_investment_bn_vnd = models.DecimalField(
        _("total investment (bn VND)"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    industries_text = models.CharField(_("trades named by the source"), max_length=400, blank=True)
    price_note = models.CharField(_("price named by the source"), max_length=300, blank=True)
    readiness = models.PositiveSmallIntegerField(
        _("readiness"), choices=Readiness, null=True, blank=True
    )
    wastewater_kinds = models.JSONField(_("wastewater accepted"), null=True, blank=True)
    power_kva = capacity(_("power available (kVA)"))
    water_m3_day = capacity(_("water available (m³/day)"))
    wastewater_m3_day = capacity(_("wastewater capacity available (m³/day)"))
    road_km = distance(_("to a national or ring road (km)"))
    airport_km = distance(_("to Nội Bài airport (km)"))
    port_km = distance(_("to Hải Phòng port (km)"))
    master_lease_end = models.DateField(_("master lease ends"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects = ClusterQuerySet.as_manager()

    class Meta(Bounded.Meta):
        ordering = ["name_sort"]
        constraints = [
            *Bounded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stage="") | Q(stage__in=Stage.values), name="cluster_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(readiness__isnull=True) | Q(readiness__lte=5),
                name="cluster_readiness_known",
            ),
            models.CheckConstraint(
                condition=Q(total_area_ha__isnull=True) | Q(total_area_ha__gt=0),
                name="cluster_area_positive",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False),
                name="cluster_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:cluster", args=[self.slug])

    @property
    def short_name(self) -> str:
        """CCN Dục Tú, for Cụm công nghiệp Dục Tú."""
        if get_language() == "en" and self.name_en:
            return self.name_en.removesuffix(" Industrial Cluster")
        return self.name.replace("Cụm công nghiệp", "CCN")

    @property
    def total_area_m2(self) -> Decimal | None:
        return None if self.total_area_ha is None else self.total_area_ha * 10_000

    @property
    def papers(self) -> "QuerySet[Attachment]":
        """Its documents, without photos and without those that are to go."""
        return self.files.documents().staying()

    @property
    def occupancy(self) -> Decimal | None:
        """Legal occupancy, 0–1: land leased, subleased or covered by an investment approval or
        certificate ÷ total industrial land (Decree 32/2024/NĐ-CP, domain.md §3.2)."""
        if not self.industrial_land_ha or self.leased_ha is None or self.certificate_ha is None:
            return None
        return (self.leased_ha + self.certificate_ha) / self.industrial_land_ha


class FactSource(models.Model):
    """Where one field of a cluster comes from. ``as_of``: what the value refers to, as precise
    as the source (2023-09). A demonstration value is marked and goes with ``demo clear``; what it
    stands over, ``covers`` ({"value", "sources"}), comes back then."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="fact_sources")
    field = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    covers = models.JSONField(null=True, blank=True)
    objects = FactSourceQuerySet.as_manager()

    class Meta:
        ordering = ["field", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "field", "url"], name="fact_source_once")
        ]


class TradeRole(models.TextChoices):
    PERMITTED = "permitted", _("permitted")
    REFUSED = "refused", _("refused")
    TENANT = "tenant", _("tenant or planned trade")


class ClusterTrade(models.Model):
    """A trade that a cluster permits or refuses, or ``firms`` tenants of that trade."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="trades")
    industry = models.ForeignKey("reference.Industry", models.PROTECT)
    role = models.CharField(max_length=10, choices=TradeRole)
    firms = models.PositiveSmallIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "industry__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "industry", "role"], name="cluster_trade_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=TradeRole.values), name="cluster_trade_role_known"
            ),
        ]
