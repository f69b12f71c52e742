"""Where every public plot is, as columns: a viewport of 50,000 plots costs no row.

Kept once per process and read anew only where a version has moved, as ``matching.features`` does.
A plot without a boundary is where its cluster is; one whose cluster has no position is nowhere.
"""

from threading import Lock

import numpy as np
from django.db import connections

from clusters.models import Plot
from opendata.api.stamps import Stamp

Box = tuple[float, float, float, float]


class Positions:
    """``ids`` in order, and of each its box of degrees: west, south, east, north."""

    def __init__(self, stamp: Stamp, before: "Positions | None") -> None:
        self.stamp = stamp
        versions = {
            pk: (version, lon, lat)
            for pk, version, lon, lat in Plot.objects.public()
            .filter(cluster__lat__isnull=False)
            .values_list("pk", "version", "cluster__lon", "cluster__lat")
        }
        known = before.boxes if before else {}
        old = before.versions if before else {}
        self.versions = versions
        self.boxes: dict[int, Box] = {
            pk: known[pk] for pk, version in versions.items() if old.get(pk) == version
        }
        moved = [pk for pk in versions if pk not in self.boxes]
        self.boxes |= {pk: (v[1], v[2], v[1], v[2]) for pk in moved for v in (versions[pk],)}
        for first in range(0, len(moved), 1000):
            drawn = Plot.objects.with_boundary().filter(pk__in=moved[first : first + 1000])
            for pk, ring in drawn.values_list("pk", "boundary"):
                self.boxes[pk] = _box(ring)
        self.ids = np.array(sorted(self.boxes), dtype=np.int64)
        self.edges = np.array([self.boxes[pk] for pk in self.ids.tolist()]).reshape(-1, 4)

    def inside(self, box: Box) -> list[int]:
        """Ids of plots that touch ``box``, in order."""
        west, south, east, north = self.edges.T
        touches = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        return [int(pk) for pk in self.ids[touches]]


def _box(ring: list[list[float]]) -> Box:
    lons, lats = zip(*((corner[0], corner[1]) for corner in ring), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


_kept: dict[str, Positions] = {}
_lock = Lock()


def at(stamp: Stamp) -> Positions:
    """The positions at this stamp (``api.stamps.of_both``)."""
    database = str(connections["default"].settings_dict["NAME"])
    kept = _kept.get(database)
    if kept is None or kept.stamp != stamp:
        kept = Positions(stamp, kept)
        with _lock:
            _kept[database] = kept
    return kept


def forget() -> None:
    """Drop what is kept, for tests whose database is rolled back under the same versions."""
    _kept.clear()
