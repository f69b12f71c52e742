"""What everyone cites: trades, places, the law, and words that both sides use."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common.vietnamese import folded, sortable
from reference.querysets import IndustryQuerySet, PlaceQuerySet


class PlotKind(models.TextChoices):
    LAND = "land", _("Land")
    FACTORY = "factory", _("Ready-built factory")
    WAREHOUSE = "warehouse", _("Warehouse")


class WastewaterKind(models.TextChoices):
    """Kinds of wastewater, as a firm produces and a plant accepts them."""

    NONE = "none", _("none")
    DOMESTIC = "domestic", _("domestic only")
    INDUSTRIAL = "industrial", _("industrial")
    LISTED = "listed", _("industrial, with a listed polluting process")


class Industry(models.Model):
    """One line of the working VSIC list, section C; ``edition`` says whose wording it carries.

    A code may mean something else in another edition. The portal keeps one list, in which a code
    is unique; registrations made under an older edition are converted on the way in.
    """

    code = models.CharField(_("VSIC code"), max_length=5, unique=True)
    level = models.PositiveSmallIntegerField(_("level"))  # 1 section, 2 division, 3 group, 4 class
    name_vi = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    name_folded = folded("name_vi")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    edition = models.CharField(max_length=20)
    name_en_source = models.CharField(max_length=60, blank=True)
    objects = IndustryQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("trade")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_vi


class Era(models.TextChoices):
    CURRENT = "current", _("since 1 July 2025")
    FORMER = "former", _("before 1 July 2025")


class Place(models.Model):
    """A commune or ward of Hanoi: one of the 126 since 1 July 2025, or one of the former 526.

    Codes were issued anew, so the same code may name a current and a former unit. ``lat`` and
    ``lon`` (WGS 84) are an inner point of the unit, for distances, never a site.
    """

    era = models.CharField(max_length=8, choices=Era)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)  # "Chương Mỹ", without its kind
    full_name = models.CharField(max_length=120)  # "Xã Chương Mỹ"
    district = models.CharField(_("former district"), max_length=200, blank=True)
    name_folded = folded("full_name")
    district_folded = folded("district")
    name_sort = sortable("name")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort"]
        constraints = [
            models.UniqueConstraint(fields=["era", "code"], name="place_code_unique_in_era"),
            models.CheckConstraint(condition=models.Q(era__in=Era.values), name="place_era_known"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Share(models.TextChoices):
    WHOLE = "whole", _("whole")
    PART_DEFAULT = "part (default)", _("part, the usual successor")
    PART = "part", _("part")


class Succession(models.Model):
    """What became of a former unit: it went whole or in part into a current one."""

    former = models.ForeignKey(Place, models.CASCADE, related_name="successors")
    current = models.ForeignKey(Place, models.CASCADE, related_name="predecessors")
    share = models.CharField(max_length=16, choices=Share)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["former", "current"], name="succession_once"),
            models.CheckConstraint(
                condition=models.Q(share__in=Share.values), name="succession_share_known"
            ),
        ]


class DatedFact(models.Model):
    """A sourced sentence about the city's programme; ``happened`` as precise as the source."""

    topic = models.CharField(max_length=20)  # "programme" or "key_products"
    happened = models.CharField(_("date"), max_length=10)  # 2018-03, 2023-10-20 or 2025
    text = models.TextField(_("fact"))  # in English, as compiled
    text_vi = models.TextField(_("fact in Vietnamese"))  # our translation of it
    source = models.CharField(_("source"), max_length=500)

    class Meta:
        ordering = ["happened", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "happened", "text"], name="fact_once")
        ]

    @property
    def wording(self) -> str:
        return self.text if get_language() == "en" else self.text_vi


class LegalBasis(models.Model):
    """A legal document that the portal cites, with its state: never written into a page."""

    number = models.CharField(_("number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["issued_on", "number"]

    def __str__(self) -> str:
        return self.number


class Holiday(models.Model):
    """A day on which the Department does not work, Saturdays and Sundays apart. The officers'
    own calendar: a year is loaded once, from then on it is theirs."""

    on = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return self.name


class SupplyLink(models.Model):
    """One trade buys from another: the portal's working assumption, not a statistic.

    No input-output table of the city was found. Both sides are VSIC divisions (two digits); the
    rows are reference data that anyone may correct (``reference/data/supply_links.csv``).
    """

    buyer = models.ForeignKey(Industry, models.CASCADE, related_name="buys")
    supplier = models.ForeignKey(Industry, models.CASCADE, related_name="supplies")
    goods_vi = models.CharField(_("goods"), max_length=120)
    goods_en = models.CharField(_("goods in English"), max_length=120)

    class Meta:
        ordering = ["buyer__code", "supplier__code"]
        constraints = [
            models.UniqueConstraint(fields=["buyer", "supplier"], name="supply_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.supplier.code} → {self.buyer.code}"

    @property
    def goods(self) -> str:
        return self.goods_en if get_language() == "en" else self.goods_vi


class CityFigure(models.Model):
    """One figure of the city that a source states; ``period`` as the source has it: 2021, 2023-H1,
    2024-Q3, 2024-07. ``unit``: %, points (of growth), clusters, ha, firms, jobs, usd_term or
    usd_month (USD/m² for the term of a lease, or a month)."""

    topic = models.CharField(max_length=20)  # "growth", "programme", "clusters" or "market"
    period = models.CharField(_("period"), max_length=10)
    measure = models.CharField(max_length=20)
    label_vi = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=10)
    source = models.CharField(_("source"), max_length=500)

    class Meta:
        ordering = ["topic", "period", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "period", "measure"], name="city_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.period} {self.measure}"

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_vi
