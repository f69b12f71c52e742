"""What manufacturers make and what they need."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.querysets import EnterpriseQuerySet, LandRequestQuerySet
from portal.common.vietnamese import folded, sortable
from reference.models import WastewaterKind

SHOWN = ("place", "contact", "capacity", "products")  # each with its switch, "shows_…"


class Enterprise(models.Model):
    """One enterprise of the directory: named by a public source, registered here, or both.

    Name, trade and recognised products are public (domain.md §8.3); of what an organisation says
    of itself the rest is shown only where it has switched it on, and no switch is on beforehand.
    ``became``: the registered enterprise that an officer has verified this one to be; its products
    stand there. One from a source has no ``organisation`` and shows nothing but sourced facts.
    """

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_folded = folded("name")
    name_sort = sortable("name", max_length=800)
    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, null=True, blank=True, related_name="enterprise"
    )
    became = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="was", editable=False
    )
    industry = models.ForeignKey(
        "reference.Industry", models.PROTECT, null=True, blank=True, verbose_name=_("trade")
    )
    place = models.ForeignKey(
        "reference.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    capacity = models.CharField(_("capacity"), max_length=300, blank=True)
    offers = models.CharField(_("products offered"), max_length=500, blank=True)
    offers_folded = folded("offers", max_length=500)
    seeks = models.CharField(_("products sought"), max_length=500, blank=True)
    is_listed = models.BooleanField(_("our page is in the directory"), default=False)
    shows_place = models.BooleanField(_("show the commune or ward"), default=False)
    shows_contact = models.BooleanField(_("show address and phone"), default=False)
    shows_capacity = models.BooleanField(_("show the capacity"), default=False)
    shows_products = models.BooleanField(_("show products offered and sought"), default=False)
    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | Q(
                    is_listed=False,
                    shows_place=False,
                    shows_contact=False,
                    shows_capacity=False,
                    shows_products=False,
                ),
                name="enterprise_switches_are_its_own",
                violation_error_message=_("Only an enterprise with an account shows more."),
            ),
            models.CheckConstraint(
                condition=Q(became__isnull=True) | Q(organisation__isnull=True),
                name="enterprise_registered_became_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("enterprises:enterprise", args=[self.slug])

    @property
    def is_demo(self) -> bool:
        """Costs a query unless ``organisation`` was loaded."""
        return self.organisation is not None and self.organisation.is_demo


class KeyProduct(models.Model):
    """A key industrial product of Hanoi: recognised per product and year (domain.md §7).

    ``holder_name`` is what the source names, often a brand; ``industry_guess`` and ``sector`` are
    the compiler's classification and are shown as such. ``holder`` is its row in the directory,
    another one than the source's name once an officer has linked it (``actions.link``).
    """

    holder_name = models.CharField(_("enterprise or brand"), max_length=200)
    holder_folded = folded("holder_name")
    product = models.CharField(_("product"), max_length=250)
    product_folded = folded("product")
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    year = models.CharField(_("year"), max_length=20)
    industry_guess = models.ForeignKey(
        "reference.Industry", models.PROTECT, null=True, blank=True, verbose_name=_("trade")
    )
    holder = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="products"
    )
    decision = models.CharField(_("decision"), max_length=80, blank=True)
    source_url = models.CharField(_("source"), max_length=500)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-year", "holder_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_name", "product", "year"], name="key_product_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.year})"


class ProgrammeYear(models.Model):
    """The recognition programme in one year; revenue and exports in the source's own words."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    products = models.PositiveSmallIntegerField(_("products"), null=True, blank=True)
    enterprises = models.PositiveSmallIntegerField(_("enterprises"), null=True, blank=True)
    revenue_bn_vnd = models.CharField(_("revenue (bn VND)"), max_length=40, blank=True)
    export_musd = models.CharField(_("exports (USD m)"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    source_url = models.CharField(_("source"), max_length=500)

    class Meta:
        ordering = ["year"]


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    PLACED = "placed", _("Placed")
    CLOSED = "closed", _("Closed")


class LandRequest(models.Model):
    """What a firm needs (matching.md §6). A field left empty asks for nothing.

    Areas in m², cost in VND/m²/year before VAT (levelised), power in kVA, water and wastewater in
    m³/day, all as fine as the facts of plots, so that a change that would help can be put in
    exactly; ``max_distance_km`` from the middle of ``place``. ``weights`` says how much each
    criterion counts: all of them, or nothing at all for the portal's own. With
    ``count_expected_dates`` a promised date counts as late as its investor usually is. ``version``
    grows with every change that matching can see.
    """

    MOVES = {
        RequestStatus.DRAFT: {RequestStatus.OPEN, RequestStatus.CLOSED},
        RequestStatus.OPEN: {RequestStatus.PAUSED, RequestStatus.PLACED, RequestStatus.CLOSED},
        RequestStatus.PAUSED: {RequestStatus.OPEN, RequestStatus.CLOSED},
    }
    EDITABLE = (RequestStatus.DRAFT, RequestStatus.OPEN, RequestStatus.PAUSED)

    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.CASCADE,
        related_name="land_requests",
        verbose_name=_("for which organisation"),
    )
    industry = models.ForeignKey("reference.Industry", models.PROTECT, verbose_name=_("your trade"))
    product = models.CharField(_("what you make"), max_length=200, blank=True)
    kinds = models.JSONField(_("land or building"), default=list, blank=True)
    area_min_m2 = models.DecimalField(_("least area (m²)"), max_digits=9, decimal_places=1)
    area_ideal_m2 = models.DecimalField(_("best area (m²)"), max_digits=9, decimal_places=1)
    area_max_m2 = models.DecimalField(_("largest area (m²)"), max_digits=9, decimal_places=1)
    max_cost_vnd_m2_year = models.PositiveIntegerField(
        _("cost at most (VND/m²/year)"), null=True, blank=True
    )
    need_by = models.DateField(_("needed by"), null=True, blank=True)
    lease_years = models.DecimalField(
        _("lease for (years)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    power_kva = models.DecimalField(
        _("power (kVA)"), max_digits=11, decimal_places=1, null=True, blank=True
    )
    water_m3_day = models.DecimalField(
        _("water (m³/day)"), max_digits=11, decimal_places=1, null=True, blank=True
    )
    wastewater_m3_day = models.DecimalField(
        _("wastewater (m³/day)"), max_digits=11, decimal_places=1, null=True, blank=True
    )
    wastewater_kind = models.CharField(
        _("kind of wastewater"), max_length=10, choices=WastewaterKind, blank=True
    )
    place = models.ForeignKey(
        "reference.Place", models.PROTECT, null=True, blank=True, verbose_name=_("near")
    )
    max_distance_km = models.FloatField(
        _("at most this far from there (km)"), null=True, blank=True
    )
    count_expected_dates = models.BooleanField(_("count expected dates"), default=False)
    weights = models.JSONField(default=dict, blank=True, editable=False)
    status = models.CharField(
        max_length=6, choices=RequestStatus, default=RequestStatus.DRAFT, editable=False
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = LandRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area_min_m2__gt=0)
                & Q(area_min_m2__lte=F("area_ideal_m2"))
                & Q(area_ideal_m2__lte=F("area_max_m2")),
                name="request_areas_in_order",
                violation_error_message=_("Areas go up: least ≤ best ≤ largest."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values), name="request_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.OPEN, opened_at__isnull=False)
                | (~Q(status=RequestStatus.OPEN) & Q(opened_at__isnull=True)),
                name="request_open_iff_dated",
                violation_error_message=_("An open request, and only one, carries its date."),
            ),
            models.CheckConstraint(
                condition=Q(max_distance_km__isnull=True) | Q(place__isnull=False),
                name="request_distance_needs_place",
                violation_error_message=_("A distance needs a place to measure from."),
            ),
        ]

    def __str__(self) -> str:
        return f"NC-{self.pk:04d}" if self.pk else "NC"

    def get_absolute_url(self) -> str:
        return reverse("matching:request", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    def gives_basis(self, criterion: str) -> bool:
        """Whether the need says what ``criterion`` is measured against (matching.md §2)."""
        basis = {
            "cost": self.max_cost_vnd_m2_year,
            "time": self.need_by,
            "distance": self.place and self.place.lat,
        }
        return basis.get(criterion, True) is not None

    @property
    def weighs_something(self) -> bool:
        """Some weight is left once criteria without a basis are taken out."""
        counting = (w for name, w in self.weights.items() if self.gives_basis(name))
        return not self.weights or any(w > 0 for w in counting)
