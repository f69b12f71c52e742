"""The VN-2000 systems of land papers, and the one way from them to WGS 84.

In papers X is north and Y is east, in metres; points here are (north, east) in that order. WGS 84
positions are (lon, lat) in degrees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pyproj import Geod, Transformer

# Two registered operations lead from VN-2000 to WGS 84. They differ by 0.69 m in Hanoi, and which
# one PROJ prefers depends on its data: so ours is named.
OPERATION = "EPSG:6960"
VN2000 = "EPSG:4756"

Metres = tuple[float, float]  # north, east
Degrees = tuple[float, float]  # lon, lat


@dataclass(frozen=True)
class Zone:
    """One projected system. ``width`` is 3 (TM-3, scale 0.9999) or 6 (UTM, scale 0.9996)."""

    epsg: int
    meridian: str
    width: int = 3


HANOI = 5897
UTM_48N = 3405
# In the order in which another zone is proposed: UTM, 0.69 km from TM-3 here, comes last.
ZONES = {
    zone.epsg: zone
    for zone in (
        Zone(HANOI, "105°00′"),
        Zone(9209, "105°30′"),
        Zone(9210, "105°45′"),
        Zone(9211, "106°00′"),
        Zone(5899, "107°45′"),
        Zone(5898, "108°00′"),
        Zone(UTM_48N, "105°00′", width=6),
    )
}
UTM_AREA_RATIO = (0.9996 / 0.9999) ** 2
# What a coordinate in Vietnam can be, in any of the zones.
NORTH_RANGE_M = (900_000.0, 2_700_000.0)
EAST_RANGE_M = (100_000.0, 900_000.0)
HANOI_LAT = (20.53, 21.42)
HANOI_LON = (105.25, 106.06)


@cache
def _datum() -> Transformer:
    return Transformer.from_pipeline(OPERATION)  # lat, lon on both sides


@cache
def _projection(epsg: int) -> Transformer:
    return Transformer.from_crs(VN2000, f"EPSG:{epsg}", always_xy=True)  # lon, lat to east, north


@cache
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def to_wgs84(points: Iterable[Metres], epsg: int) -> list[Degrees]:
    """Positions of VN-2000 points."""
    north, east = zip(*points, strict=True)
    lon, lat = _projection(epsg).transform(east, north, direction="INVERSE")
    lat, lon = _datum().transform(lat, lon)
    return list(zip(lon, lat, strict=True))


def from_wgs84(positions: Iterable[Degrees], epsg: int) -> list[Metres]:
    """VN-2000 points of positions. There and back in Hanoi: within 1 mm."""
    lon, lat = zip(*positions, strict=True)
    lat, lon = _datum().transform(lat, lon, direction="INVERSE")
    east, north = _projection(epsg).transform(lon, lat)
    return list(zip(north, east, strict=True))


def regrid(points: Iterable[Metres], epsg: int, to: int = HANOI) -> list[Metres]:
    """The same points in another zone; unchanged where it is the same one."""
    if epsg == to:
        return list(points)
    north, east = zip(*points, strict=True)
    lon, lat = _projection(epsg).transform(east, north, direction="INVERSE")
    east, north = _projection(to).transform(lon, lat)
    return list(zip(north, east, strict=True))


def distance_km(a: Degrees, b: Degrees) -> float:
    """Along the ellipsoid."""
    return float(_ellipsoid().inv(*a, *b)[2]) / 1000


def in_hanoi(position: Degrees) -> bool:
    """Inside the box around the city: enough to tell a wrong zone, not a border."""
    lon, lat = position
    return HANOI_LAT[0] <= lat <= HANOI_LAT[1] and HANOI_LON[0] <= lon <= HANOI_LON[1]
