"""Rows as the API tells them: units in names, ``null`` for what nobody has stated."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusters.models import Cluster, ClusterTrade, FactSource, Market, Plot, PlotStatus, PriceBasis
from enterprises.models import Enterprise, KeyProduct, ProgrammeYear
from reference.models import DatedFact, Industry, Place, PlotKind

KINDS = [("published", "published"), ("changed", "changed"), ("withdrawn", "withdrawn")]


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def page_of(row: Any) -> str:
    """Always the Vietnamese page, so that an answer is the same whatever language is asked for."""
    with override("vi"):
        return absolute(row.get_absolute_url())


class PlaceNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Place
        fields = ["code", "name", "full_name"]


class TradeSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="industry.code", help_text=_("VSIC code."))
    firms = serializers.IntegerField(help_text=_("Firms of this trade; of tenants only."))

    class Meta:
        model = ClusterTrade
        fields = ["code", "role", "firms", "is_demo"]


class SourceSerializer(serializers.ModelSerializer):
    field = serializers.CharField(help_text=_("The field that this source is for."))
    as_of = serializers.CharField(
        help_text=_("What the value refers to: a year, a month or a day.")
    )

    class Meta:
        model = FactSource
        fields = ["field", "title", "url", "as_of", "note", "is_demo"]


class ClusterSerializer(serializers.ModelSerializer):
    place = PlaceNameSerializer(allow_null=True)
    occupancy_ratio = serializers.DecimalField(
        source="occupancy",
        max_digits=7,
        decimal_places=4,
        allow_null=True,
        help_text=_("Land leased or with a certificate ÷ industrial land (Decree 32/2024), 0–1."),
    )
    trades = TradeSerializer(source="trade_rows", many=True)
    plots_on_offer = serializers.IntegerField(help_text=_("Published plots that can be had."))
    sources = SourceSerializer(
        source="source_rows", many=True, help_text=_("Where each fact comes from, and of when.")
    )
    is_demo = serializers.SerializerMethodField(
        help_text=_("Something in this row is invented for demonstration; sources say what.")
    )
    updated_at = serializers.DateTimeField(
        allow_null=True, help_text=_("When a public field was last changed on the portal.")
    )
    page_url = serializers.SerializerMethodField(help_text=_("The page for people."))

    class Meta:
        model = Cluster
        fields = [
            "slug", "name", "name_en", "place", "former_place", "lat", "lon", "cohort", "stage",
            "readiness", "total_area_ha", "industrial_land_ha", "serviced_ha", "leased_ha",
            "certificate_ha", "occupancy_ratio", "decision", "decision_on", "investor_name",
            "total_investment_bn_vnd", "industries_text", "price_note", "wastewater_kinds",
            "power_kva", "water_m3_day", "wastewater_m3_day", "road_km", "airport_km", "port_km",
            "master_lease_end", "trades", "plots_on_offer", "sources", "is_demo", "updated_at",
            "page_url",
        ]  # fmt: skip

    def get_is_demo(self, cluster: Any) -> bool:
        marked = [*cluster.source_rows, *cluster.trade_rows]
        return any(row.is_demo for row in marked)

    def get_page_url(self, cluster: Any) -> str:
        return page_of(cluster)


class ClusterNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Cluster
        fields = ["slug", "name"]


# Who says so.
class PlotSourceSerializer(serializers.Serializer):
    title = serializers.CharField(
        source="cluster.investor_name", help_text=_("The investor that offers the plot.")
    )
    as_of = serializers.DateTimeField(
        source="published_at", help_text=_("When the Department had checked the information.")
    )


class PlotSerializer(serializers.ModelSerializer):
    reference = serializers.CharField(help_text=_("Cluster and code; unique in the city."))
    cluster = ClusterNameSerializer()
    place = PlaceNameSerializer(source="cluster.place", allow_null=True)
    readiness = serializers.IntegerField(
        source="cluster.readiness", allow_null=True, help_text=_("Readiness tier, 0–5.")
    )
    source = PlotSourceSerializer(source="*")
    updated_at = serializers.DateTimeField(
        help_text=_("When a public field was last changed on the portal.")
    )
    page_url = serializers.SerializerMethodField(help_text=_("The page for people."))

    class Meta:
        model = Plot
        fields = [
            "id", "reference", "code", "cluster", "place", "kind", "area_m2", "price_vnd_m2",
            "price_basis", "fee_vnd_m2_year", "ready_on", "lease_end", "density_max_pct",
            "floors_max", "height_max_m", "readiness", "note",
            "market", "published_at", "confirmed_at", "updated_at", "source", "is_demo",
            "page_url",
        ]  # fmt: skip
        extra_kwargs = {
            "price_vnd_m2": {"help_text": _("Before VAT; null: on request.")},
            "confirmed_at": {"help_text": _("When the investor last said it can still be had.")},
        }

    def get_page_url(self, plot: Any) -> str:
        return page_of(plot)


class KeyProductSerializer(serializers.ModelSerializer):
    trade_code = serializers.CharField(
        source="industry_guess.code",
        default=None,
        allow_null=True,
        help_text=_("VSIC code; the compiler's classification, not the source's."),
    )

    class Meta:
        model = KeyProduct
        fields = [
            "id", "holder_name", "product", "sector", "trade_code", "year", "decision",
            "source_url",
        ]  # fmt: skip
        extra_kwargs = {"sector": {"help_text": _("The compiler's classification.")}}


class EnterpriseSerializer(serializers.ModelSerializer):
    trade_code = serializers.CharField(
        source="industry.code", default=None, allow_null=True, help_text=_("VSIC code.")
    )
    place = serializers.SerializerMethodField(help_text=_("Null unless the enterprise shows it."))
    capacity = serializers.SerializerMethodField(help_text=_("Empty unless it shows it."))
    offers = serializers.SerializerMethodField(help_text=_("Empty unless it shows it."))
    seeks = serializers.SerializerMethodField(help_text=_("Empty unless it shows it."))
    key_products = KeyProductSerializer(source="product_rows", many=True)
    page_url = serializers.SerializerMethodField(help_text=_("The page for people."))

    class Meta:
        model = Enterprise
        fields = [
            "slug", "name", "trade_code", "place", "capacity", "offers", "seeks", "key_products",
            "is_demo", "page_url",
        ]  # fmt: skip

    @extend_schema_field(PlaceNameSerializer(allow_null=True))
    def get_place(self, row: Any) -> Any:
        return PlaceNameSerializer(row.place).data if row.shows_place and row.place else None

    def get_capacity(self, row: Any) -> str:
        return row.capacity if row.shows_capacity else ""

    def get_offers(self, row: Any) -> str:
        return row.offers if row.shows_products else ""

    def get_seeks(self, row: Any) -> str:
        return row.seeks if row.shows_products else ""

    def get_page_url(self, row: Any) -> str:
        return page_of(row)


class PlaceSerializer(serializers.ModelSerializer):
    became = serializers.SerializerMethodField(
        help_text=_("Of a former unit: the present ones it went into.")
    )

    class Meta:
        model = Place
        fields = [
            "id", "era", "code", "name", "full_name", "district", "lat", "lon", "area_km2",
            "became",
        ]  # fmt: skip

    def get_became(self, place: Any) -> list[dict[str, str]]:
        return [{"code": row.current.code, "share": row.share} for row in place.successor_rows]


class IndustrySerializer(serializers.ModelSerializer):
    parent_code = serializers.CharField(source="parent.code", default=None, allow_null=True)

    class Meta:
        model = Industry
        fields = ["code", "level", "name_vi", "name_en", "parent_code", "edition"]


class FactSerializer(serializers.ModelSerializer):
    text_en = serializers.CharField(source="text", help_text=_("In English, as compiled."))

    class Meta:
        model = DatedFact
        fields = ["id", "topic", "happened", "text_vi", "text_en", "source"]


class ProgrammeYearSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProgrammeYear
        fields = [
            "year", "products", "enterprises", "revenue_bn_vnd", "export_musd", "source_url",
        ]  # fmt: skip


# The clusters since 2018 as the Department reported them at one date.
class ProgrammeSerializer(serializers.Serializer):
    clusters = serializers.IntegerField(source="total")
    area_ha = serializers.IntegerField()
    started = serializers.IntegerField()
    nearly_complete = serializers.IntegerField(help_text=_("Of those started."))
    not_started = serializers.IntegerField()
    as_of = serializers.DateField(source="dated")
    source_vi = serializers.CharField()
    source_en = serializers.CharField()
    key_products_by_year = ProgrammeYearSerializer(many=True)


# One change that the public could see.
class EventSerializer(serializers.Serializer):
    cursor = serializers.CharField(help_text=_("Go on after this change with ?after=."))
    at = serializers.DateTimeField()
    thing = serializers.ChoiceField(choices=["plot", "cluster"])
    id = serializers.IntegerField(help_text=_("Of the plot or the cluster."))
    kind = serializers.ChoiceField(choices=KINDS)
    fields_changed = serializers.ListField(
        child=serializers.CharField(), help_text=_("Names of fields; values are read at “url”.")
    )
    url = serializers.CharField(help_text=_("Answers 404 once the row is withdrawn."))
    is_demo = serializers.BooleanField(allow_null=True)


# A plot of one's own cluster, in whatever state.
class MyPlotSerializer(serializers.ModelSerializer):
    cluster = serializers.CharField(source="cluster.slug")
    waiting = serializers.SerializerMethodField(
        help_text=_("Fields whose proposed value waits for the Department.")
    )

    class Meta:
        model = Plot
        fields = [
            "id", "cluster", "code", "kind", "area_m2", "price_vnd_m2", "price_basis",
            "fee_vnd_m2_year", "ready_on", "lease_end", "density_max_pct", "floors_max",
            "height_max_m", "note", "status", "market",
            "return_reason", "waiting",
        ]  # fmt: skip

    def get_waiting(self, plot: Any) -> list[str]:
        return sorted(name for version in plot.live_versions for name in version.values)


def _of_plot(name: str) -> Any:
    """What people call the field of a plot."""
    return Plot._meta.get_field(name).verbose_name


# A plot as it shall be. A field that is left out counts as empty.
class PushSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=PlotKind.choices, help_text=_of_plot("kind"))
    area_m2 = serializers.FloatField(help_text=_of_plot("area_m2"))
    price_vnd_m2 = serializers.IntegerField(
        required=False, allow_null=True, help_text=_("Before VAT; null: on request.")
    )
    price_basis = serializers.ChoiceField(
        choices=PriceBasis.choices,
        required=False,
        default=PriceBasis.ONE_OFF,
        help_text=_of_plot("price_basis"),
    )
    fee_vnd_m2_year = serializers.IntegerField(
        required=False, allow_null=True, help_text=_of_plot("fee_vnd_m2_year")
    )
    ready_on = serializers.DateField(
        required=False, allow_null=True, help_text=_of_plot("ready_on")
    )
    lease_end = serializers.DateField(
        required=False, allow_null=True, help_text=_of_plot("lease_end")
    )
    density_max_pct = serializers.FloatField(
        required=False, allow_null=True, help_text=_of_plot("density_max_pct")
    )
    floors_max = serializers.IntegerField(
        required=False, allow_null=True, help_text=_of_plot("floors_max")
    )
    height_max_m = serializers.FloatField(
        required=False, allow_null=True, help_text=_of_plot("height_max_m")
    )
    permitted = serializers.ListField(
        required=False,
        child=serializers.CharField(),
        help_text=_("Codes of trades, if fewer than the cluster's."),
    )
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text=_of_plot("note")
    )
    submit = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("Send a draft for checking; what was returned or withdrawn, if it changed."),
    )


class NewPushSerializer(PushSerializer):
    cluster = serializers.CharField(help_text=_("Slug of a cluster of yours."))
    code = serializers.CharField(max_length=20, help_text=_("As on the plan: CN-03."))


# What became of it.
class PushedSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=PlotStatus.choices)
    market = serializers.ChoiceField(choices=Market.choices)
    created = serializers.BooleanField()
    changed = serializers.BooleanField(help_text=_("Whether anything is new to the portal."))
    waiting = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Fields whose proposed value waits for the Department."),
    )


# RFC 9457.
class ProblemSerializer(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(
        required=False, help_text=_("For each field: what is wrong, in words and as a code.")
    )


def paged(rows: type[serializers.BaseSerializer]) -> type[serializers.Serializer]:
    """A page of ``rows``, for the schema."""
    return type(
        f"{rows.__name__.removesuffix('Serializer')}PageSerializer",
        (serializers.Serializer,),
        {
            "next": serializers.CharField(
                allow_null=True, help_text=_("Address of the next page; null: this is the last.")
            ),
            "results": rows(many=True),
        },
    )
