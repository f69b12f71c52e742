"""Clusters and plots as GeoJSON."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.response import Response

from clusters.models import Cluster, Plot
from opendata import forms, positions, rows
from opendata.api import paging, serializers, stamps
from opendata.views.base import FeatureRenderer, Stamped, next_page

GEOJSON = {
    (200, "application/geo+json"): OpenApiResponse(
        OpenApiTypes.OBJECT, description="FeatureCollection (RFC 7946), WGS 84"
    )
}


PIECE, PIECES = 1000, 5  # ids of one query, queries of one page


class _Features(Stamped):
    renderer_classes = [FeatureRenderer]
    tells = GEOJSON

    def collection(self, features: list[dict[str, Any]], last: int | None) -> Response:
        data = {"type": "FeatureCollection", "next": next_page(self, last), "features": features}
        return Response(data, content_type=FeatureRenderer.media_type)


class ClustersGeojson(_Features):
    about = _(
        "Clusters as features: their boundary where it is known, else a point, which is the middle "
        "of the former commune unless a source says more."
    )
    parameters = forms.ClusterQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        there = rows.clusters(query).filter(lat__isnull=False)
        found, last = paging.page(there, query["after"], query["page_size"])
        drawn = _boundaries(Cluster, found)
        shape = serializers.ClusterSerializer().to_representation
        features = [
            _feature(
                cluster.slug,
                drawn.get(cluster.pk),
                (cluster.lon, cluster.lat),
                shape(cluster),
            )
            for cluster in found
        ]
        return self.collection(features, last)


class PlotsGeojson(_Features):
    about = _(
        "Published plots as features, all of them or those that touch the box: their boundary "
        "where it is known, else the point of their cluster. A page may hold fewer than asked for."
    )
    parameters = forms.PlotBoxQuery

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        there = rows.plots(query).filter(cluster__lat__isnull=False)
        if query["bbox"]:
            inside = positions.at(stamps.of_both()).inside(query["bbox"])
            found, last = _page_of(inside, there, query["after"], query["page_size"])
        else:
            found, last = paging.page(there, query["after"], query["page_size"])
        drawn = _boundaries(Plot, found)
        shape = serializers.PlotSerializer().to_representation
        features = [
            _feature(
                plot.pk,
                drawn.get(plot.pk),
                (plot.cluster.lon, plot.cluster.lat),
                shape(plot),
            )
            for plot in found
        ]
        return self.collection(features, last)


def _page_of(inside: list[int], there: Any, after: int, size: int) -> tuple[list[Plot], int | None]:
    """As ``paging.page``, of the ids in a box. Where the other filters leave few of them, a page
    ends after ``PIECES`` queries and may hold fewer rows than asked for."""
    ids = [pk for pk in inside if pk > after]
    found: list[Plot] = []
    for first in range(0, min(len(ids), PIECE * PIECES), PIECE):
        piece = there.filter(pk__in=ids[first : first + PIECE]).order_by("pk")
        found += list(piece[: size + 1 - len(found)])
        if len(found) > size:
            return found[:size], found[size - 1].pk
    return found, ids[PIECE * PIECES - 1] if len(ids) > PIECE * PIECES else None


def _boundaries(kind: type[Cluster] | type[Plot], found: list[Any]) -> dict[int, Any]:
    """By id; one query, whose rows are the drawn ones only."""
    drawn = kind.objects.filter(pk__in=[row.pk for row in found], boundary_epsg__isnull=False)
    return dict(drawn.values_list("pk", "boundary"))


def _feature(
    key: Any, ring: Any, point: tuple[float, float], properties: dict[str, Any]
) -> dict[str, Any]:
    drawn = {"type": "Polygon", "coordinates": [ring]}
    return {
        "type": "Feature",
        "id": key,
        "geometry": drawn if ring else {"type": "Point", "coordinates": list(point)},
        "properties": {**properties, "is_boundary": bool(ring)},
    }
