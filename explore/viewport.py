"""What a map draws of a rectangle at a zoom: numpy and nothing else. Degrees, WGS 84."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explore.finding import Floats, Ints, Mask

TILE_PX = 256
CELL_PX = 40  # markers nearer than this stand on each other
FAR, NEAR = 11, 14  # below: a grid; from here on: outlines
ZOOMS = (0, 19)


@dataclass(frozen=True)
class Viewport:
    west: float
    south: float
    east: float
    north: float
    zoom: int

    @classmethod
    def read(cls, bbox: str, zoom: str) -> "Viewport":
        """``west,south,east,north`` in degrees; corners may come in any order, and what lies beyond
        the world is cut off. Raises ``ValueError``."""
        numbers = [float(part) for part in bbox[:200].split(",")]
        if len(numbers) != 4 or not np.isfinite(numbers).all():
            raise ValueError("bbox")
        west, east = sorted(min(180.0, max(-180.0, lon)) for lon in numbers[0::2])
        south, north = sorted(min(90.0, max(-90.0, lat)) for lat in numbers[1::2])
        return cls(west, south, east, north, min(ZOOMS[1], max(ZOOMS[0], int(zoom[:4]))))

    @property
    def degrees_a_pixel(self) -> float:
        return 360 / (TILE_PX * 2.0**self.zoom)

    def inside(self, lat: Floats, lon: Floats) -> Mask:
        return (lat >= self.south) & (lat <= self.north) & (lon >= self.west) & (lon <= self.east)


def cells(lat: Floats, lon: Floats, size: float) -> tuple[Ints, int]:
    """The cell of a grid of ``size`` degrees that each point lies in, and how many there are. The
    grid is fixed to the globe, so that a marker stays when the map is moved."""
    if not len(lat):
        return np.zeros(0, dtype=np.int64), 0
    at = np.stack([np.floor(lat / size), np.floor(lon / size)], axis=1)
    _, cell = np.unique(at, axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    return cell, int(cell.max()) + 1


def thinned(ring: NDArray[np.float64], tolerance: float) -> list[list[float]]:
    """A closed ring of [lon, lat] with the corners that matter at ``tolerance`` degrees (Douglas,
    Peucker); never fewer than a triangle."""
    last = len(ring) - 1
    if last < 4:
        return ring.round(6).tolist()
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    keep = {0, far, last}
    spans = [(0, far), (far, last)]
    while spans:
        first, end = spans.pop()
        if end - first < 2:
            continue
        off = _off_line(ring[first + 1 : end], ring[first], ring[end])
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            middle = first + 1 + worst
            keep.add(middle)
            spans += [(first, middle), (middle, end)]
    if len(keep) < 4:
        keep.add(far // 2 if far > 1 else (far + last) // 2)
    return ring[sorted(keep)].round(6).tolist()


def _off_line(points: Floats, a: Floats, b: Floats) -> Floats:
    along = b - a
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(*(points - a).T)
    return np.abs(along[0] * (points[:, 1] - a[1]) - along[1] * (points[:, 0] - a[0])) / length


def steps(values: Floats, edges: tuple[float, ...]) -> Ints:
    """In which class each value lies: 0 below the first edge; -1 where it is unknown."""
    return np.where(np.isnan(values), -1, np.searchsorted(edges, values, side="right"))
