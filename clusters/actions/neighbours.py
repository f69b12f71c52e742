"""Who shares an edge with whom, asked once for thousands of plots."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q

from clusters.actions.plots import announce
from clusters.boundaries import Survey, share_edge
from clusters.models import AdjacencySource, Plot, PlotAdjacency
from portal.common.lifecycle import record_many

PIECE = 500  # parameters of one query
NEAR_M = 1  # boxes farther from each other than this share no edge
Pair = tuple[int, int]  # of plots, the smaller id first
Ring = Sequence[tuple[float, float]]


def meet(plots: Sequence[Plot], *, by: Any) -> dict[int, int]:
    """Who shares an edge with plots whose boundary is new, another or gone, asked once for all.

    As ``boundary_changed`` does it for one: those that are not among ``plots`` and gain or lose
    a neighbour by it are logged and announced; their versions by id. The caller has locked the
    clusters.
    """
    if not plots:
        return {}
    new = {plot.pk for plot in plots}
    rings = _rings({plot.cluster_id for plot in plots})
    old = _pairs_of(new)
    drawn_pks = {pk for pk, _cluster, _ring in rings}
    found: dict[Pair, str] = dict.fromkeys(_touching(rings, new), AdjacencySource.BOUNDARY)
    for pair, row in old.items():
        if row.source == AdjacencySource.DECLARED and not drawn_pks.issuperset(pair):
            found[pair] = row.source
    stale = [row.pk for pair, row in old.items() if row.source != found.get(pair)]
    for piece in _pieces(stale):
        PlotAdjacency.objects.filter(pk__in=piece).delete()
    PlotAdjacency.objects.bulk_create(
        [
            PlotAdjacency(first_id=pair[0], second_id=pair[1], source=source)
            for pair, source in found.items()
            if pair not in old or old[pair].source != source
        ],
        batch_size=PIECE,
    )
    return _tell_neighbours(new, set(old) ^ set(found), set(found), by=by)


def _pairs_of(ids: Collection[int]) -> dict[Pair, PlotAdjacency]:
    pairs: dict[Pair, PlotAdjacency] = {}
    for piece in _pieces(ids):
        rows = PlotAdjacency.objects.filter(Q(first__in=piece) | Q(second__in=piece))
        pairs |= {(row.first_id, row.second_id): row for row in rows}
    return pairs


def _plots(ids: Collection[int]) -> list[Plot]:
    rows = Plot.objects.order_by("pk")
    return [plot for piece in _pieces(ids) for plot in rows.filter(pk__in=piece)]


def _pieces(ids: Collection[int]) -> Iterator[Sequence[int]]:
    wanted = sorted(ids)
    return (wanted[start : start + PIECE] for start in range(0, len(wanted), PIECE))


def _rings(clusters: Collection[int]) -> list[tuple[int, int, Ring]]:
    """(plot, cluster, ring in metres) of all that is drawn there, from south to north."""
    rows = Plot.objects.filter(cluster__in=clusters).with_boundary()
    columns = rows.values_list("pk", "cluster", "boundary_corners", "boundary_epsg")
    rings = [
        (pk, cluster, Survey.of_corners(corners, epsg).grid)
        for pk, cluster, corners, epsg in columns
    ]
    return sorted(rings, key=lambda each: min(north for north, _east in each[2]))


def _touching(rings: Sequence[tuple[int, int, Ring]], new: set[int]) -> list[Pair]:
    """The pairs with one of ``new`` that share an edge; only boxes that meet are looked at."""
    boxes = [_box(ring) for _pk, _cluster, ring in rings]
    pairs = []
    for place, (pk, cluster, ring) in enumerate(rings):
        _south, north, west, east = boxes[place]
        for beyond in range(place + 1, len(rings)):
            other, other_cluster, other_ring = rings[beyond]
            south, _north, other_west, other_east = boxes[beyond]
            if south > north + NEAR_M:
                break
            if other_west > east + NEAR_M or west > other_east + NEAR_M:
                continue
            concerned = cluster == other_cluster and (pk in new or other in new)
            if concerned and share_edge(ring, other_ring):
                pairs.append((min(pk, other), max(pk, other)))
    return pairs


def _box(ring: Ring) -> tuple[float, float, float, float]:
    norths, easts = zip(*ring, strict=True)
    return min(norths), max(norths), min(easts), max(easts)


def _tell_neighbours(
    own: set[int],
    pairs: Iterable[Pair],
    found: Collection[Pair],
    *,
    by: Any,
) -> dict[int, int]:
    concerned = [
        (pair, outside) for pair in sorted(pairs) for outside in pair if outside not in own
    ]
    plots = {plot.pk: plot for plot in _plots({pk for pair, _outside in concerned for pk in pair})}
    told = []
    for pair, outside in concerned:
        code = plots[next(pk for pk in pair if pk != outside)].code
        told.append((plots[outside], "", code) if pair in found else (plots[outside], code, ""))
    record_many(told, by=by, field="adjacent")
    outsiders = sorted({outside for _pair, outside in concerned})
    return {pk: announce(plots[pk], []).version for pk in outsiders}
