"""A boundary as typed, drawn or stored: what it is on the ground, and what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from clusters.boundaries import shapes, tables
from clusters.boundaries.findings import Finding, error, warning
from clusters.boundaries.tables import Corner, Row
from clusters.boundaries.zones import (
    HANOI,
    UTM_48N,
    UTM_AREA_RATIO,
    ZONES,
    Degrees,
    Metres,
    distance_km,
    from_wgs84,
    in_hanoi,
    regrid,
    to_wgs84,
)

AREA_TOLERANCE = 0.005  # of the declared area
OVERLAP_TOLERANCE_M2 = 0.5
NEARLY_CLOSED_M = 0.5
SAME_CORNER_M = 0.005
LEAST_AREA_M2 = 1.0
# A cluster's position may be the middle of its commune; the next TM-3 zone is 26 km off.
FAR_KM = 10.0
# What tells UTM from TM-3, which lie 0.69 km apart: how near the right and the wrong one are.
UTM_RIGHT_KM, UTM_WRONG_KM = 0.25, 0.5
UTM_AREA_TOLERANCE = 0.00005


@dataclass(frozen=True)
class Neighbour:
    """Another plot of the cluster; ``ring`` in the grid of ``HANOI``, ``None``: not known."""

    code: str
    area_m2: float
    ring: list[Metres] | None


@dataclass(frozen=True)
class Surroundings:
    """What a boundary is compared with; ``None`` and empty mean unknown.

    ``boundary`` (grid of ``HANOI``) is the cluster's; of a cluster itself the neighbours are its
    own plots, and ``industrial_land_m2`` stays out.
    """

    declared_m2: float | None = None
    position: Degrees | None = None
    boundary: list[Metres] | None = None
    neighbours: tuple[Neighbour, ...] = ()
    industrial_land_m2: float | None = None
    is_cluster: bool = False


NOTHING_AROUND = Surroundings()


@dataclass(frozen=True)
class Survey:
    """The rows of a table in zone ``epsg`` with all that follows from them."""

    epsg: int
    rows: tuple[Row, ...]
    reading_findings: tuple[Finding, ...]
    around: Surroundings

    @classmethod
    def of_text(cls, text: str, epsg: int, around: Surroundings = NOTHING_AROUND) -> "Survey":
        reading = tables.read(text)
        return cls(epsg, reading.rows, reading.findings, around)

    @classmethod
    def of_corners(
        cls, pairs: Iterable[Sequence[str]], epsg: int, around: Surroundings = NOTHING_AROUND
    ) -> "Survey":
        reading = tables.of_corners(pairs)
        return cls(epsg, reading.rows, reading.findings, around)

    @cached_property
    def corners(self) -> list[Corner]:
        return [row.corner for row in self.rows if row.corner]

    @cached_property
    def points(self) -> list[Metres]:
        return [corner.point for corner in self.corners]

    @property
    def is_read(self) -> bool:
        """Every line is a corner."""
        return all(row.corner for row in self.rows)

    @property
    def has_shape(self) -> bool:
        return len(self.points) >= 3 and self.is_read

    @property
    def is_storable(self) -> bool:
        return bool(self.rows) and not any(found.is_error for found in self.findings)

    @cached_property
    def area_m2(self) -> float | None:
        """Planar, in the zone's own grid, as land papers mean it."""
        return shapes.area_m2(self.points) if self.has_shape else None

    @cached_property
    def sides_m(self) -> list[float]:
        return shapes.sides_m(self.points) if self.has_shape else []

    @cached_property
    def grid(self) -> list[Metres]:
        """In the grid of ``HANOI``, where boundaries of different zones can be compared."""
        return regrid(self.points, self.epsg) if self.points else []

    @cached_property
    def ring(self) -> list[list[float]]:
        """WGS 84, closed, ten decimals: a hundredth of a millimetre."""
        if not self.points:
            return []
        ring = [[round(lon, 10), round(lat, 10)] for lon, lat in to_wgs84(self.points, self.epsg)]
        return [*ring, ring[0]]

    @property
    def pairs(self) -> list[list[str]]:
        """The legal source, as it is stored."""
        return [[corner.north, corner.east] for corner in self.corners]

    @cached_property
    def findings(self) -> list[Finding]:
        found = list(self.reading_findings)
        if not self.rows:
            return [*found, error("empty")]
        if not self.is_read:
            return found
        found += _shape(self.corners)
        if any(one.is_error for one in found):
            return found
        return found + _place(self) + _area(self) + _others(self)


def corners_of_ring(ring: Sequence[Degrees], epsg: int) -> list[list[str]]:
    """What was drawn on the map, as corners to 0.01 m. A closing position is dropped."""
    positions = list(ring[:-1]) if len(ring) > 1 and ring[0] == ring[-1] else list(ring)
    if not positions:
        return []
    return [[f"{north:.2f}", f"{east:.2f}"] for north, east in from_wgs84(positions, epsg)]


def _shape(corners: list[Corner]) -> list[Finding]:
    """What makes it no boundary, whatever its place."""
    if len(corners) < 3:
        return [error("too_few_corners", corners=len(corners))]
    points = [corner.point for corner in corners]
    last, first = corners[-1], corners[0]
    gap = shapes.sides_m(points)[-1]
    said_closed = len(corners) > 3 and first.label and first.label == last.label
    if said_closed or SAME_CORNER_M < gap <= NEARLY_CLOSED_M:
        return [error("not_closed", line=last.line, gap_m=gap)]
    seen: dict[tuple[str, str], Corner] = {}
    found = []
    for corner in corners:
        earlier = seen.setdefault((corner.north, corner.east), corner)
        if earlier is not corner:
            found.append(error("repeated_corner", line=corner.line, earlier=earlier.line))
    if found:
        return found
    if crossed := shapes.crossing(points):
        one, other = (corners[side].line for side in crossed)
        return [error("crosses_itself", line=other, other=one)]
    if shapes.area_m2(points) < LEAST_AREA_M2:
        return [error("no_area")]
    return []


def _place(survey: Survey) -> list[Finding]:
    """Whether it lies where it should, and if not, in which zone it would."""
    here = to_wgs84([shapes.centre(survey.points)], survey.epsg)[0]
    off_km = _off_km(here, survey.around)
    inside = in_hanoi(here)
    if inside and (off_km is None or off_km <= FAR_KM):
        return _utm(survey, here)
    blame = warning if inside else error
    for epsg in ZONES:
        there = to_wgs84([shapes.centre(survey.points)], epsg)[0]
        there_km = _off_km(there, survey.around)
        if epsg != survey.epsg and in_hanoi(there) and (there_km is None or there_km <= FAR_KM):
            apart = distance_km(here, there)
            return [blame("wrong_zone", epsg=survey.epsg, fits=epsg, apart_km=apart)]
    if inside:
        return [warning("far_from_cluster", off_km=off_km)]
    return [error("outside_hanoi", epsg=survey.epsg)]


def _off_km(place: Degrees, around: Surroundings) -> float | None:
    """How far from the cluster; ``None``: nobody knows where it is."""
    if around.boundary:
        return distance_km(place, to_wgs84([shapes.centre(around.boundary)], HANOI)[0])
    return distance_km(place, around.position) if around.position else None


def _utm(survey: Survey, here: Degrees) -> list[Finding]:
    """UTM 48N taken for TM-3 at 105°, or the other way round: the numbers look alike, the place
    is 0.69 km off. Told by what is near: the cluster's boundary, other plots, the position; and
    by the area, because the grid of UTM is smaller."""
    twin = {HANOI: UTM_48N, UTM_48N: HANOI}.get(survey.epsg)
    if twin is None:
        return []
    around = survey.around
    there_grid = regrid(survey.points, twin)
    known = [plot.ring for plot in around.neighbours if plot.ring]
    if around.boundary:
        wrong = shapes.outside_m2(survey.grid, around.boundary) > 1
        suspect = wrong and shapes.outside_m2(there_grid, around.boundary) <= 1
        evidence = "boundary"
    elif known and not around.is_cluster:
        suspect = (
            min(shapes.gap_m(survey.grid, ring) for ring in known) > UTM_WRONG_KM * 1000
            and min(shapes.gap_m(there_grid, ring) for ring in known) < UTM_RIGHT_KM * 1000
        )
        evidence = "plots"
    elif around.position:
        there = to_wgs84([shapes.centre(survey.points)], twin)[0]
        suspect = (
            distance_km(here, around.position) > UTM_WRONG_KM
            and distance_km(there, around.position) < UTM_RIGHT_KM
        )
        evidence = "position"
    else:
        suspect, evidence = False, ""
    if not suspect and survey.epsg == HANOI and around.declared_m2 and survey.area_m2:
        ratio = survey.area_m2 / around.declared_m2
        suspect = abs(ratio - UTM_AREA_RATIO) < UTM_AREA_TOLERANCE
        evidence = "area"
    if not suspect:
        return []
    return [warning("utm_for_tm3", epsg=survey.epsg, fits=twin, evidence=evidence)]


def _area(survey: Survey) -> list[Finding]:
    declared, computed = survey.around.declared_m2, survey.area_m2
    if not declared or computed is None or abs(computed - declared) <= AREA_TOLERANCE * declared:
        return []
    off = (computed - declared) / declared
    return [warning("area_differs", computed_m2=computed, declared_m2=declared, off=off)]


def _others(survey: Survey) -> list[Finding]:
    """Against the cluster's boundary and its plots."""
    around, found = survey.around, []
    known = [(plot, plot.ring) for plot in around.neighbours if plot.ring]
    if around.is_cluster:
        for plot, ring in known:
            if (beyond := shapes.outside_m2(ring, survey.grid)) > OVERLAP_TOLERANCE_M2:
                found.append(warning("plot_outside", plot=plot.code, area_m2=beyond))
        return found
    for plot, ring in known:
        if (shared := shapes.overlap_m2(survey.grid, ring)) > OVERLAP_TOLERANCE_M2:
            found.append(warning("overlaps", plot=plot.code, area_m2=shared))
    if around.boundary:
        beyond = shapes.outside_m2(survey.grid, around.boundary)
        if beyond > OVERLAP_TOLERANCE_M2:
            found.append(warning("outside_cluster", area_m2=beyond))
    if around.industrial_land_m2 is not None and around.declared_m2 is not None:
        total = around.declared_m2 + sum(plot.area_m2 for plot in around.neighbours)
        if total > around.industrial_land_m2:
            found.append(
                warning("above_industrial_land", sum_m2=total, land_m2=around.industrial_land_m2)
            )
    return found
