"""What a map asks for, and what is drawn of it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.viewport import Viewport, cells, steps, thinned


@pytest.mark.parametrize(
    ("bbox", "corners"),
    [
        ("105,20,106,21", (105, 20, 106, 21)),
        ("106,21,105,20", (105, 20, 106, 21)),  # the wrong way round
        ("-999,-999,999,999", (-180, -90, 180, 90)),
        ("105,20,105,20", (105, 20, 105, 20)),
    ],
)
def test_a_rectangle_is_read_whichever_way_it_lies(bbox, corners):
    seen = Viewport.read(bbox, "12")
    assert (seen.west, seen.south, seen.east, seen.north) == corners


@pytest.mark.parametrize(
    ("bbox", "zoom"),
    [
        ("", "9"),
        ("1,2,3", "9"),
        ("1,2,3,4,5", "9"),
        ("a,b,c,d", "9"),
        ("nan,0,1,1", "9"),
        ("inf,0,1,1", "9"),
        ("1,2,3,4", "x"),
        ("1,2,3,4", "9.5"),
        ("1," * 5000, "9"),
    ],
)
def test_nonsense_is_refused(bbox, zoom):
    with pytest.raises(ValueError):
        Viewport.read(bbox, zoom)


def test_a_zoom_beyond_the_scale_is_the_nearest_one():
    assert (Viewport.read("1,2,3,4", "99").zoom, Viewport.read("1,2,3,4", "-5").zoom) == (19, 0)


@given(st.lists(st.tuples(st.floats(20, 21.5), st.floats(105, 106.5)), max_size=30))
def test_points_share_a_cell_only_where_they_are_near(points):
    lat = np.array([p[0] for p in points], dtype=float)
    lon = np.array([p[1] for p in points], dtype=float)
    cell, n = cells(lat, lon, 0.1)
    assert sorted(set(cell.tolist())) == list(range(n))
    for i in range(len(points)):
        for j in range(i):
            same = [np.floor(points[i][k] / 0.1) == np.floor(points[j][k] / 0.1) for k in (0, 1)]
            assert (cell[i] == cell[j]) == all(same)


@given(
    st.integers(5, 60),
    st.floats(1e-7, 1e-3),
    st.lists(st.floats(0.5, 1.0), min_size=60, max_size=60),
)
def test_a_thinned_ring_is_closed_and_stays_within_the_tolerance(corners, tolerance, radii):
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = 1e-3 * np.array(radii[:corners])
    ring = np.stack([105 + radius * np.cos(angle), 21 + radius * np.sin(angle)], axis=1)
    ring = np.vstack([ring, ring[:1]])
    drawn = np.array(thinned(ring, tolerance))
    assert (drawn[0] == drawn[-1]).all() and 4 <= len(drawn) <= len(ring)
    for point in ring:
        off = min(_off(point, a, b) for a, b in pairwise(drawn))
        assert off <= tolerance + 2e-6


def _off(point, a, b):
    """From a point to a stretch of line."""
    along = b - a
    length = float(along @ along)
    share = 0.0 if length == 0 else min(1.0, max(0.0, float((point - a) @ along) / length))
    return float(np.hypot(*(point - a - share * along)))


def test_a_figure_on_an_edge_is_on_the_upper_step():
    values = np.array([np.nan, 0.1, 0.25, 0.9])
    assert steps(values, (0.25, 0.5)).tolist() == [-1, 0, 1, 2]
