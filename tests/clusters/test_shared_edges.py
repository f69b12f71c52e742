"""When two plots share an edge: a metre along each other within five centimetres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.boundaries import share_edge
from tests.clusters.test_boundaries import square


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (square(2_310_000, 575_100), True),
        (square(2_310_000, 575_100.04), True),
        (square(2_310_000, 575_100.06), False),
        (square(2_310_000, 575_099.96), True),  # drawn 4 cm into each other
        (square(2_310_100, 575_100), False),  # one corner
        (square(2_310_099, 575_100), True),  # exactly one metre
        (square(2_310_099.2, 575_100), False),
        (square(2_310_050, 575_100, 20, 30), True),  # a small plot along a long side
        (square(2_310_000, 575_120), False),
        (square(2_310_050, 575_050), False),  # overlapping, sides crossing
    ],
)
def test_a_shared_edge_is_a_metre_within_five_centimetres(other, shared):
    assert share_edge(square(), other) is shared
    assert share_edge(other, square()) is shared


def test_an_edge_shared_through_many_corners_counts_as_one():
    bend = [(2_310_000 + n * 0.4, 575_100 + (n % 2) * 0.3) for n in range(200)]
    one = [(2_310_000, 575_000), *bend, (2_310_079.6, 575_000)]
    other = [(2_310_000, 575_200), *bend, (2_310_079.6, 575_200)]
    assert share_edge(one, other)


@given(
    st.floats(-150, 150), st.floats(-150, 150), st.floats(1, 200), st.floats(1, 200),
    st.integers(0, 3), st.booleans(),
)  # fmt: skip
def test_sharing_an_edge_is_symmetric_and_blind_to_where_a_ring_begins(
    up, right, height, width, turn, backwards
):
    one = square()
    other = square(2_310_000 + up, 575_000 + right, height, width)
    turned = [*other[turn:], *other[:turn]][:: -1 if backwards else 1]
    expected = share_edge(one, other)
    assert share_edge(other, one) is expected
    assert share_edge(one, turned) is expected


@given(st.floats(1, 100), st.floats(0, 99))
def test_two_halves_of_a_plot_share_their_cut(width, skew):
    cut = [(2_310_000.0, 575_000.0 + width), (2_310_100.0, 575_000.0 + width + skew)]
    left = [(2_310_000.0, 575_000.0), *cut, (2_310_100.0, 575_000.0)]
    right = [cut[0], (2_310_000.0, 575_300.0), (2_310_100.0, 575_300.0), cut[1]]
    assert share_edge(left, right)
