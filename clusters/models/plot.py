"""The plots that investors offer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.codes import CodeKeyField
from clusters.models.bounded import Bounded
from clusters.models.cluster import Cluster
from clusters.models.contact import Reachable
from clusters.querysets import AdjacencyQuerySet, PlotQuerySet
from reference.models import PlotKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clusters.models.attachment import Attachment


class PriceBasis(models.TextChoices):
    ONE_OFF = "one_off", _("once, for the whole remaining term")
    ANNUAL = "annual", _("a year")


class PlotStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for checking")
    RETURNED = "returned", _("Correction asked for")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUSPENDED = "suspended", _("Suspended by the Department")


APPROVED = (PlotStatus.PUBLISHED, PlotStatus.SUSPENDED)  # checked: a change of it waits


class Market(models.TextChoices):
    OPEN = "open", _("Available")
    HELD = "held", _("Held")
    LEASED = "leased", _("Leased")


class Plot(Bounded, Reachable):
    """One plot, factory or warehouse on offer. Area is net leasable m²; prices are VND per m²
    before VAT and ``None`` means "on request", never zero; an empty fee counts as 0. What may be
    built is as the detailed plan says, ``None``: not stated. Who answers for it and which trades it
    takes are the cluster's, unless it says otherwise.

    ``status`` is the Department's check of the information, ``market`` whether the plot can
    still be had. The public sees published plots only; an edit needs a withdrawal first. One
    whose investor has not confirmed it for too long is hidden (``stale_hidden_at``) until then.
    """

    MOVES = {
        PlotStatus.DRAFT: {PlotStatus.SUBMITTED},
        PlotStatus.SUBMITTED: {
            PlotStatus.PUBLISHED,
            PlotStatus.RETURNED,
            PlotStatus.WITHDRAWN,
            PlotStatus.DRAFT,  # only by undoing the import that submitted it
        },
        PlotStatus.RETURNED: {PlotStatus.SUBMITTED},
        PlotStatus.PUBLISHED: {PlotStatus.WITHDRAWN, PlotStatus.SUSPENDED},
        PlotStatus.WITHDRAWN: {PlotStatus.SUBMITTED},
        PlotStatus.SUSPENDED: {PlotStatus.PUBLISHED, PlotStatus.WITHDRAWN},
    }
    MARKET_MOVES = {
        Market.OPEN: {Market.HELD, Market.LEASED},
        Market.HELD: {Market.OPEN, Market.LEASED},
        Market.LEASED: {Market.OPEN},
    }
    EDITABLE = (PlotStatus.DRAFT, PlotStatus.RETURNED, PlotStatus.WITHDRAWN)

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="plots")
    code = models.CharField(_("plot code"), max_length=20)
    code_key = CodeKeyField()
    kind = models.CharField(_("kind"), max_length=10, choices=PlotKind, default=PlotKind.LAND)
    area_m2 = models.DecimalField(
        _("area (m²)"),
        max_digits=10,
        decimal_places=1,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    price_vnd_m2 = models.PositiveBigIntegerField(_("price (VND/m²)"), null=True, blank=True)
    price_basis = models.CharField(
        _("price is paid"), max_length=8, choices=PriceBasis, default=PriceBasis.ONE_OFF
    )
    fee_vnd_m2_year = models.PositiveIntegerField(
        _("yearly infrastructure and management fee (VND/m²/year)"), null=True, blank=True
    )
    ready_on = models.DateField(_("ready on"), null=True, blank=True)
    lease_end = models.DateField(_("lease can run to"), null=True, blank=True)
    density_max_pct = models.DecimalField(
        _("building density, at most (%)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    floors_max = models.PositiveSmallIntegerField(
        _("storeys, at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    height_max_m = models.DecimalField(
        _("building height, at most (m)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(300)],
    )
    note = models.CharField(_("note for readers"), max_length=500, blank=True)
    status = models.CharField(
        max_length=10, choices=PlotStatus, default=PlotStatus.DRAFT, editable=False
    )
    market = models.CharField(max_length=6, choices=Market, default=Market.OPEN, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    return_reason = models.TextField(blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.CharField(max_length=200, blank=True, editable=False)
    stale_hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    objects = PlotQuerySet.as_manager()

    class Meta(Bounded.Meta):
        ordering = ["cluster__name_sort", "code"]
        # Whether any plot has moved is asked on every search: the index answers without the rows.
        indexes = [models.Index(fields=["version", "id"], name="plot_versions")]
        constraints = [
            *Bounded.Meta.constraints,
            models.UniqueConstraint(
                fields=["cluster", "code"],
                name="plot_code_unique_in_cluster",
                violation_error_message=_("This cluster already has a plot with this code."),
            ),
            models.UniqueConstraint(
                fields=["cluster", "code_key"],
                name="plot_code_key_unique_in_cluster",
                violation_error_message=_("This cluster already has a plot with this code."),
            ),
            models.CheckConstraint(condition=~Q(code_key=""), name="plot_code_key_filled"),
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="plot_area_positive"),
            models.CheckConstraint(
                condition=Q(status__in=PlotStatus.values), name="plot_status_known"
            ),
            models.CheckConstraint(condition=Q(market__in=Market.values), name="plot_market_known"),
            models.CheckConstraint(
                condition=Q(price_vnd_m2__isnull=True) | Q(price_vnd_m2__gt=0),
                name="plot_price_never_zero",
                violation_error_message=_("A price on request is left empty, never 0."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(density_max_pct__isnull=True)
                    | Q(density_max_pct__gt=0, density_max_pct__lte=100)
                )
                & (Q(floors_max__isnull=True) | Q(floors_max__gt=0))
                & (Q(height_max_m__isnull=True) | Q(height_max_m__gt=0)),
                name="plot_building_limits_possible",
            ),
            models.CheckConstraint(
                condition=Q(status__in=APPROVED, published_at__isnull=False)
                | (~Q(status__in=APPROVED) & Q(published_at__isnull=True)),
                name="plot_published_iff_dated",
                violation_error_message=_("A published plot, and only one, carries its date."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(PlotStatus.RETURNED, PlotStatus.SUSPENDED))
                | ~Q(return_reason=""),
                name="plot_returned_with_reason",
                violation_error_message=_("A returned or suspended plot carries a reason."),
            ),
            models.CheckConstraint(
                condition=Q(market=Market.OPEN) | Q(status__in=APPROVED),
                name="plot_taken_only_when_published",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_by=""),
                name="plot_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(stale_hidden_at__isnull=True) | Q(published_at__isnull=False),
                name="plot_hidden_only_when_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.cluster.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("clusters:plot", args=[self.cluster.slug, self.pk])

    @property
    def reference(self) -> str:
        """Unique in the city, and the tie-break of every ranking."""
        return f"{self.cluster.slug}/{self.code}"

    @property
    def papers(self) -> "QuerySet[Attachment]":
        """Its documents, without photos and without those that are to go."""
        return self.files.documents().staying()

    @property
    def answers(self) -> Reachable:
        """Whom to ask about it: its own contact, else the cluster's."""
        return self if self.has_contact else self.cluster

    @property
    def fresh_since(self) -> datetime | None:
        """When somebody last stood for its being available: the later of the confirmation and
        the publication. ``None``: not published."""
        if self.published_at is None or self.confirmed_at is None:
            return self.published_at
        return max(self.published_at, self.confirmed_at)

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def is_approved(self) -> bool:
        """What it says was checked, so a change of it waits for an officer."""
        return self.status in APPROVED


class PlotTrade(models.Model):
    """A trade that a plot takes, where it takes fewer than its cluster permits."""

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="trades")
    industry = models.ForeignKey("reference.Industry", models.PROTECT)

    class Meta:
        ordering = ["industry__code"]
        constraints = [models.UniqueConstraint(fields=["plot", "industry"], name="plot_trade_once")]

    def __str__(self) -> str:
        return f"{self.plot.code}: {self.industry}"


class PlotFormerCode(models.Model):
    """A code that a plot had before, so that old papers and links still find it."""

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="former_codes")
    code = models.CharField(_("plot code"), max_length=20)
    code_key = CodeKeyField(db_index=True)
    until = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plot", "code_key"], name="former_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class AdjacencySource(models.TextChoices):
    BOUNDARY = "boundary", _("computed from the boundaries")
    DECLARED = "declared", _("declared by the investor")


class PlotAdjacency(models.Model):
    """Two plots of one cluster that share an edge; a pair is stored once, the smaller id first.

    Where both boundaries are known they decide; a declaration holds only while one is missing.
    """

    first = models.ForeignKey(Plot, models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Plot, models.CASCADE, related_name="pairs_as_second")
    source = models.CharField(max_length=8, choices=AdjacencySource)
    objects = AdjacencyQuerySet.as_manager()

    class Meta:
        ordering = ["first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="plot_adjacency_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="plot_adjacency_smaller_id_first"
            ),
            models.CheckConstraint(
                condition=Q(source__in=AdjacencySource.values),
                name="plot_adjacency_source_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.code} – {self.second.code}"

    def other(self, plot: Plot) -> int:
        """The id of the one that ``plot`` is not."""
        return self.second_id if plot.pk == self.first_id else self.first_id
