"""Plane geometry of rings: area, sides, crossings, what two rings have in common.

A ring is a list of (north, east) in metres of one projected system, each corner once.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from shapely import LinearRing, LineString, MultiLineString, Polygon
from shapely.ops import linemerge

from clusters.boundaries.zones import Metres

Ring = Sequence[Metres]
NOISE_M = 1e-6


def closed(ring: Ring) -> list[Metres]:
    return [*ring, ring[0]]


def area_m2(ring: Ring) -> float:
    """Planar area, as land papers mean it; a sum over products of metres near the first corner,
    because products of whole coordinates lose the last digits."""
    north0, east0 = ring[0]
    local = [(north - north0, east - east0) for north, east in ring]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed(local)))
    return abs(twice) / 2


def sides_m(ring: Ring) -> list[float]:
    """From each corner to the next; the last one leads back to the first."""
    return [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(closed(ring))]


def centre(ring: Ring) -> Metres:
    point = polygon(ring).centroid if area_m2(ring) > 0 else LineString(ring).centroid
    return point.y, point.x


def polygon(ring: Ring) -> Polygon:
    return Polygon([(east, north) for north, east in ring])


def simplified(ring: Sequence[Sequence[float]], off: float) -> list[list[float]]:
    """A closed ring in any system with fewer corners, nowhere further than ``off`` from it."""
    return [list(place) for place in Polygon(ring).simplify(off).exterior.coords]


def crossing(ring: Ring) -> tuple[int, int] | None:
    """The first two sides that cross or run over each other, by their first corners; ``None``:
    none do."""
    if LinearRing(ring).is_simple:
        return None
    sides = [LineString(side) for side in pairwise(closed(ring))]
    for first, side in enumerate(sides):
        for second in range(first + 1, len(sides)):
            other = sides[second]
            neighbours = second - first == 1 or (first, second) == (0, len(sides) - 1)
            if neighbours:
                wrong = side.intersection(other).length > NOISE_M  # folded back on itself
            else:
                wrong = side.intersects(other)
            if wrong:
                return first, second
    return None


def overlap_m2(one: Ring, other: Ring) -> float:
    """Of two rings that do not cross themselves."""
    a, b = polygon(one), polygon(other)
    return float(a.intersection(b).area) if a.intersects(b) else 0.0


def outside_m2(one: Ring, boundary: Ring) -> float:
    """How much of ``one`` lies beyond ``boundary``."""
    return float(polygon(one).difference(polygon(boundary)).area)


def gap_m(one: Ring, other: Ring) -> float:
    return float(polygon(one).distance(polygon(other)))


def share_edge(ring_a: Ring, ring_b: Ring, tolerance_m: float = 0.05, least_m: float = 1.0) -> bool:
    """Whether the two boundaries run along each other, at most ``tolerance_m`` apart, for at
    least ``least_m`` without a break. Touching in one corner is not enough. Symmetric."""
    a = LinearRing(ring_a)
    b = LinearRing(ring_b)
    if a.distance(b) > tolerance_m + NOISE_M:
        return False
    both = (_longest_run(a, b, tolerance_m), _longest_run(b, a, tolerance_m))
    return min(both) >= least_m - NOISE_M


def _longest_run(line: LinearRing, along: LinearRing, tolerance_m: float) -> float:
    """Length of the longest unbroken part of ``line`` within ``tolerance_m`` of ``along``."""
    near = LineString(line).intersection(along.buffer(tolerance_m + NOISE_M))
    parts = [part for part in getattr(near, "geoms", [near]) if isinstance(part, LineString)]
    if len(parts) > 1:
        merged = linemerge(MultiLineString(parts))
        parts = list(getattr(merged, "geoms", [merged]))
    return max((part.length for part in parts), default=0.0)
