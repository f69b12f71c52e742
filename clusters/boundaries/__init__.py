"""Boundaries in VN-2000: reading them, checking them, and what they say on a map.

Plain Python over pyproj and shapely; nothing here knows a model or a language.
"""

from clusters.boundaries.checks import (
    NOTHING_AROUND,
    Neighbour,
    Surroundings,
    Survey,
    corners_of_ring,
)
from clusters.boundaries.findings import ERROR, WARNING, Finding
from clusters.boundaries.shapes import area_m2, share_edge, sides_m, simplified
from clusters.boundaries.tables import MOST_CORNERS, read, swap, write
from clusters.boundaries.zones import (
    HANOI,
    OPERATION,
    UTM_48N,
    ZONES,
    Zone,
    from_wgs84,
    regrid,
    to_wgs84,
)

__all__ = [
    "ERROR",
    "HANOI",
    "MOST_CORNERS",
    "NOTHING_AROUND",
    "OPERATION",
    "UTM_48N",
    "WARNING",
    "ZONES",
    "Finding",
    "Neighbour",
    "Surroundings",
    "Survey",
    "Zone",
    "area_m2",
    "corners_of_ring",
    "from_wgs84",
    "read",
    "regrid",
    "share_edge",
    "sides_m",
    "simplified",
    "swap",
    "to_wgs84",
    "write",
]
