"""A small plan of a cluster's plots, coloured by state, as SVG: on screen and in print the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.template.loader import render_to_string

from clusters.models import Cluster, Market, Plot

WIDTH = 1000.0  # of the drawing; a margin of 20 on every side
MARGIN = 20.0
# Fixed, each with a pattern of its own (``_plan.svg``): a plan is printed, often in grey.
COLOURS = {Market.OPEN: "#9ad7b6", Market.HELD: "#f0d58c", Market.LEASED: "#b3bebb"}

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Shape:
    points: str
    x: float  # where its name stands
    y: float
    name: str
    colour: str
    state: str
    is_own: bool = False


def plan(cluster: Cluster, plots: Iterable[Plot], own: Plot | None = None) -> dict[str, Any] | None:
    """The drawing and its legend; ``None`` where no plot has a boundary."""
    drawn = [plot for plot in plots if plot.boundary]
    if not drawn:
        return None
    rings = [plot.boundary for plot in drawn]
    if cluster.boundary:
        rings.append(cluster.boundary)
    place = _Projection(rings)
    shapes = [_shape(plot, place, own) for plot in drawn]
    states = [
        (state, str(label), codes)
        for state, label in Market.choices
        if (codes := [plot.code for plot in drawn if plot.market == state])
    ]
    svg = render_to_string(
        "explore/_plan.svg",
        {
            "width": WIDTH,
            "height": round(place.height, 1),
            "outline": place.points(cluster.boundary) if cluster.boundary else "",
            "shapes": shapes,
            "words": "; ".join(f"{label}: {', '.join(codes)}" for _state, label, codes in states),
            "size": 30 if len(drawn) <= 12 else 22 if len(drawn) <= 30 else 14,
        },
    )
    legend = [(_swatch(state), label, len(codes)) for state, label, codes in states]
    return {"svg": svg.strip(), "legend": legend}


def _swatch(state: str) -> str:
    """What stands for a state in the legend, as SVG."""
    context = {"colour": COLOURS[Market(state)], "state": state}
    return render_to_string("explore/_plan_swatch.svg", context).strip()


def _shape(plot: Plot, place: "_Projection", own: Plot | None) -> Shape:
    corners = [place.of(lon, lat) for lon, lat in plot.boundary[:-1]]
    x = sum(corner[0] for corner in corners) / len(corners)
    y = sum(corner[1] for corner in corners) / len(corners)
    is_own = own is not None and plot.pk == own.pk
    colour = COLOURS[Market(plot.market)]
    return Shape(
        place.points(plot.boundary),
        round(x, 1),
        round(y, 1),
        plot.code,
        colour,
        plot.market,
        is_own,
    )


class _Projection:
    """WGS 84 to the drawing, north up; flat enough for a cluster."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        lons = [lon for ring in rings for lon, _lat in ring]
        lats = [lat for ring in rings for _lon, lat in ring]
        self.west, self.north = min(lons), max(lats)
        self.narrowing = cos(radians((self.north + min(lats)) / 2))
        across = (max(lons) - self.west) * self.narrowing
        down = self.north - min(lats)
        room = WIDTH - 2 * MARGIN
        self.scale = room / max(across, down * 1.25, 1e-9)  # no taller than a short page allows
        self.left = MARGIN + (room - across * self.scale) / 2
        self.height = down * self.scale + 2 * MARGIN

    def of(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.narrowing * self.scale
        return x, MARGIN + (self.north - lat) * self.scale

    def points(self, ring: Ring) -> str:
        return " ".join("{:.1f},{:.1f}".format(*self.of(lon, lat)) for lon, lat in ring)
