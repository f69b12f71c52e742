"""Where the demonstration plots lie: rectangles in rows, as large as the plots say.

A file beside ``demo``, which tells the rest, because it is geometry and nothing else.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import cos, radians, sin, sqrt

from clusters.boundaries import HANOI, Survey, from_wgs84, share_edge
from clusters.models import AdjacencySource, Plot, PlotAdjacency

IN_A_ROW = 3
ROAD_M = 15  # in front of every second row; the other rows stand back to back
LANE_M = 7
JOINT_M = 0.02  # else rounding makes back-to-back rows overlap
Pair = tuple[Plot, Plot]


def lay_out(rng: random.Random, plots: Sequence[Plot]) -> list[Pair]:
    """Give most plots of one cluster a boundary near its position.

    Some stay undrawn; of these a few are declared adjacent to the plot before them: returned.
    """
    if not plots:
        return []
    cluster = plots[0].cluster
    origin = from_wgs84([(cluster.lon, cluster.lat)], HANOI)[0]
    turn = radians(rng.uniform(-25, 25))
    declared: list[Pair] = []
    up = 0.0
    for start in range(0, len(plots), IN_A_ROW):
        row = plots[start : start + IN_A_ROW]
        depth = round(0.8 * sqrt(sum(float(plot.area_m2) for plot in row) / len(row)))
        right = 0.0
        for before, plot in zip([None, *row], row, strict=False):
            apart = before is not None and rng.random() < 0.25
            right += LANE_M if apart else 0
            width = float(plot.area_m2) / depth
            if rng.random() < 0.85:
                _draw(plot, origin, turn, (right, up), (width, depth))
            elif before is not None and not apart and rng.random() < 0.7:
                declared.append((before, plot))
            right += width
        up += depth + (ROAD_M if start // IN_A_ROW % 2 else JOINT_M)
    return declared


def _draw(
    plot: Plot,
    origin: tuple[float, float],
    turn: float,
    place: tuple[float, float],
    size: tuple[float, float],
) -> None:
    """Corners to the centimetre; neighbours come to the same ones."""
    (right, up), (width, depth) = place, size
    corners = []
    for x, y in (
        (right, up),
        (right + width, up),
        (right + width, up + depth),
        (right, up + depth),
    ):
        north = origin[0] + x * sin(turn) + y * cos(turn)
        east = origin[1] + x * cos(turn) - y * sin(turn)
        corners.append([f"{north:.2f}", f"{east:.2f}"])
    plot.boundary_corners, plot.boundary_epsg = corners, HANOI
    plot.boundary = Survey.of_corners(corners, HANOI).ring


def adjacencies(plots: Sequence[Plot], declared: Iterable[Pair]) -> Iterator[PlotAdjacency]:
    """Of stored plots of one cluster: what the boundaries say, then what was declared."""
    drawn = [
        (plot, Survey.of_corners(plot.boundary_corners, HANOI).grid)
        for plot in plots
        if plot.has_boundary
    ]
    for (one, ring), (other, other_ring) in combinations(drawn, 2):
        if share_edge(ring, other_ring):
            yield _pair(one, other, AdjacencySource.BOUNDARY)
    for one, other in declared:
        yield _pair(one, other, AdjacencySource.DECLARED)


def _pair(one: Plot, other: Plot, source: str) -> PlotAdjacency:
    first, second = sorted((one, other), key=lambda plot: plot.pk)
    return PlotAdjacency(first=first, second=second, source=source)
