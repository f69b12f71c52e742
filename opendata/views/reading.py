"""The lists and rows of the API."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.response import Response

from clusters.programme import PROGRAMME
from enterprises.models import ProgrammeYear
from opendata import forms, rows
from opendata.api import serializers
from opendata.api.serializers import paged
from opendata.views.base import Public, Stamped, page
from portal.common.sheets.writing import csv_lines

CHUNK = 500
CSV = {(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="UTF-8, RFC 4180")}


class Clusters(Stamped):
    about = _("Industrial clusters, with the source of each fact.")
    tells = paged(serializers.ClusterSerializer)
    parameters = forms.ClusterQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.clusters(query), query, serializers.ClusterSerializer)


class Cluster(Stamped):
    about = _("One cluster.")
    tells = serializers.ClusterSerializer

    def answer(self, query: dict[str, Any], *, slug: str) -> HttpResponseBase:  # type: ignore[override]
        row = get_object_or_404(rows.clusters({}), slug=slug)
        return Response(serializers.ClusterSerializer(row).data)


class Plots(Stamped):
    about = _(
        "Published plots. What is not published, or is hidden because nobody confirmed it, is not "
        "here."
    )
    tells = paged(serializers.PlotSerializer)
    parameters = forms.PlotQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.plots(query), query, serializers.PlotSerializer)


class Plot(Stamped):
    about = _("One published plot; 404 from the moment of its withdrawal.")
    tells = serializers.PlotSerializer

    def answer(self, query: dict[str, Any], *, pk: int) -> HttpResponseBase:  # type: ignore[override]
        if pk > 2**63 - 1:
            raise Http404
        return Response(serializers.PlotSerializer(get_object_or_404(rows.plots({}), pk=pk)).data)


# --- as CSV ----------------------------------------------------------------------------------


class _Csv(Stamped):
    """All rows that the filters leave, as one stream; as many rows as there are."""

    columns: tuple[str, ...] = ()
    name = ""
    serializer: Any = None

    def rows(self, query: dict[str, Any]) -> Any:
        raise NotImplementedError

    def flat(self, data: dict[str, Any]) -> dict[str, Any]:
        """One value for each column."""
        raise NotImplementedError

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        found = self.rows(query).order_by("pk").iterator(chunk_size=CHUNK)
        lines = csv_lines(self.columns, self._cells(found))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        file = f"{self.name}-{localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{file}"'
        return response

    def _cells(self, found: Iterator[Any]) -> Iterator[list[str]]:
        shape = self.serializer().to_representation  # one for all rows: making it is the dear part
        for row in found:
            data = self.flat(shape(row))
            yield [_plain(data[name]) for name in self.columns]


def _plain(value: Any) -> str:
    """As JSON writes it, without quotes; nothing for ``null``."""
    if value is None:
        return ""
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


class ClustersCsv(_Csv):
    about = _("The clusters as CSV: fields of one value, under the same names.")
    tells = CSV
    parameters = forms.ClusterFilters
    name = "clusters"
    serializer = serializers.ClusterSerializer
    columns = (
        "slug", "name", "name_en", "place_code", "place", "former_place", "lat", "lon", "cohort",
        "stage", "readiness", "total_area_ha", "industrial_land_ha", "serviced_ha", "leased_ha",
        "certificate_ha", "occupancy_ratio", "decision", "decision_on", "investor_name",
        "total_investment_bn_vnd", "power_kva", "water_m3_day", "wastewater_m3_day", "road_km",
        "airport_km", "port_km", "master_lease_end", "plots_on_offer", "is_demo", "sources",
        "page_url",
    )  # fmt: skip

    def rows(self, query: dict[str, Any]) -> Any:
        return rows.clusters(query)

    def flat(self, data: dict[str, Any]) -> dict[str, Any]:
        place = data.pop("place") or {}
        sources = sorted({source["url"] or source["title"] for source in data.pop("sources")})
        return {
            **data,
            "place_code": place.get("code"),
            "place": place.get("full_name"),
            "sources": " ".join(sources),
        }


class PlotsCsv(_Csv):
    about = _("The published plots as CSV.")
    tells = CSV
    parameters = forms.PlotFilters
    name = "plots"
    serializer = serializers.PlotSerializer
    columns = (
        "id", "reference", "cluster", "code", "place_code", "place", "kind", "area_m2",
        "price_vnd_m2", "price_basis", "fee_vnd_m2_year", "ready_on", "lease_end",
        "density_max_pct", "floors_max", "height_max_m", "readiness",
        "note", "market", "published_at", "confirmed_at", "updated_at", "source", "is_demo",
        "page_url",
    )  # fmt: skip

    def rows(self, query: dict[str, Any]) -> Any:
        return rows.plots(query)

    def flat(self, data: dict[str, Any]) -> dict[str, Any]:
        place = data.pop("place") or {}
        return {
            **data,
            "cluster": data["cluster"]["slug"],
            "place_code": place.get("code"),
            "place": place.get("full_name"),
            "source": data["source"]["title"],
        }


# --- rows without versions: the answer's own bytes are compared ---------------------------------


@method_decorator(conditional_page, name="dispatch")
class Enterprises(Public):
    about = _("Enterprises of the directory with their key products; of the rest what they show.")
    tells = paged(serializers.EnterpriseSerializer)
    parameters = forms.EnterpriseQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.enterprises(query), query, serializers.EnterpriseSerializer)


@method_decorator(conditional_page, name="dispatch")
class KeyProducts(Public):
    about = _("Key industrial products and who makes them, as public sources name them.")
    tells = paged(serializers.KeyProductSerializer)
    parameters = forms.KeyProductQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.key_products(query), query, serializers.KeyProductSerializer)


@method_decorator(conditional_page, name="dispatch")
class Places(Public):
    about = _("Communes and wards: the 126 of now, and the former ones with what became of them.")
    tells = paged(serializers.PlaceSerializer)
    parameters = forms.PlaceQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.places(query), query, serializers.PlaceSerializer)


@method_decorator(conditional_page, name="dispatch")
class Industries(Public):
    about = _("Trades of manufacturing (VSIC, section C) in Vietnamese and English.")
    tells = paged(serializers.IndustrySerializer)
    parameters = forms.IndustryQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.industries(query), query, serializers.IndustrySerializer)


@method_decorator(conditional_page, name="dispatch")
class Facts(Public):
    about = _("Dated, sourced facts about the city's programmes.")
    tells = paged(serializers.FactSerializer)
    parameters = forms.FactQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return page(self, rows.facts(query), query, serializers.FactSerializer)


@method_decorator(conditional_page, name="dispatch")
class Programme(Public):
    about = _(
        "The programme of clusters as the Department reported it, and key products year by year."
    )
    tells = serializers.ProgrammeSerializer

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        years = list(ProgrammeYear.objects.all())
        sources = {}
        for language in ("vi", "en"):
            with override(language):
                sources[f"source_{language}"] = str(PROGRAMME.source)
        row = SimpleNamespace(**vars(PROGRAMME), **sources, key_products_by_year=years)
        return Response(serializers.ProgrammeSerializer(row).data)
