"""Occupancy by the legal definition: the worked examples of the law's page, and the totals."""

from decimal import Decimal as D

import pytest

from clusters.occupancy import Land, total, totals


def land(name="A", industrial=None, leased=None, certificate=None, serviced=None):
    values = (industrial, leased, certificate, serviced)
    return Land(name, *(None if v is None else D(v) for v in values))


def test_the_worked_example():
    """20.00 ha, industrial land 14.20; subleased 8.52; 1.42 with a certificate, no contract."""
    one = total([land(industrial="14.20", leased="8.52", certificate="1.42")])
    assert one.occupancy == D("0.7")
    assert one.leased_share == D("0.6")
    assert one.occupancy != D("8.52") / D("20.00")  # 42.6 %, the classic error


def test_a_total_is_the_sum_over_the_sum():
    """9 of 10 ha and 9 of 30 ha: 45.0 %, not the mean of 90 % and 30 %."""
    both = total([land("A", 10, 9, 0), land("B", 30, 9, 0)])
    assert both.occupancy == D("0.45")


def test_the_share_of_serviced_land_is_another_figure():
    one = total([land(industrial=40, leased=18, certificate=2, serviced=24)])
    assert (one.occupancy, one.serviced_share) == (D("0.5"), D("0.75"))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"leased": 1, "certificate": 0}, ["industrial_land_ha"]),
        ({"industrial": 0, "leased": 0, "certificate": 0}, ["industrial_land_ha"]),
        ({"industrial": 10, "certificate": 0}, ["leased_ha"]),
        ({"industrial": 10, "leased": 1}, ["certificate_ha"]),
    ],
)
def test_an_incomplete_cluster_is_left_out_and_named(given, missing):
    incomplete = land("B", **given)
    both = total([land("A", 10, 9, 0), incomplete])
    assert both.occupancy == D("0.9")
    assert (both.clusters, both.counted, both.incomplete) == (2, 1, ("B",))
    assert incomplete.missing == missing
    assert total([incomplete]).occupancy is None


def test_totals_by_a_key():
    lands = [land("A1", 10, 9, 0), land("B", 20, 0, 0), land("A2", 30, 9, 0)]
    assert {k: t.occupancy for k, t in totals(lands, lambda row: row.name[0]).items()} == {
        "A": D("0.45"),
        "B": 0,
    }
