"""The investor's mirror: anonymous figures of what would open requests, and of trades nearby."""

import pytest
from django.urls import reverse

from matching.scoring import Demand, Demands, asked_near
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    OrganisationFactory,
    PlaceFactory,
    PlotFactory,
)


@pytest.fixture
def cluster(db, queued, investor):
    row = ClusterFactory(investor=investor.organisation, power_kva=100, lat=21.0, lon=105.7)
    ClusterTradeFactory(cluster=row)
    PlotFactory(cluster=row, published=True, ready_on="2026-01-01")
    return row


def wish(**facts):
    return LandRequestFactory(opened=True, **facts)


def page(person, cluster):
    return person.client.get(reverse("matching:cluster_demand", args=[cluster.slug]))


def test_steps_tell_requests_and_hectares_the_nearest_first(investor, cluster):
    wish(power_kva=50)  # served already
    wish(power_kva=400, area_ideal_m2=6000)
    wish(power_kva=250)
    wish(industry=IndustryFactory(code="1410"))
    answer = page(investor, cluster)
    assert (answer.context["requests"], answer.context["served"]) == (4, 1)
    power, trade = answer.context["opened"]
    steps = [(step.value, step.requests, step.area_ha, step.share) for step in power.steps]
    assert steps == [("≥ 250\u00a0kVA", 1, 0.5, 0.5), ("≥ 400\u00a0kVA", 2, 1.1, 1.0)]
    assert power.now == "hiện còn 100\u00a0kVA"
    assert [step.value for step in trade.steps] == ["1410 Ngành 1410"]
    text = answer.content.decode()
    assert "1,10\u00a0ha" in text and "Thêm công suất điện" in text


def test_nobody_is_named(investor, cluster):
    firm = OrganisationFactory(name="Công ty Kín Tiếng", verified=True)
    row = wish(
        power_kva=250, organisation=firm, product="Bí mật", place=PlaceFactory(name="Nơi kín")
    )
    text = page(investor, cluster).content.decode()
    for secret in (firm.name, "Bí mật", str(row), "Nơi kín"):
        assert secret not in text


def test_trades_are_counted_by_the_place_wished_for(investor, cluster):
    IndustryFactory(code="22")
    at = {near: PlaceFactory(lat=21.0 + km / 111.2, lon=105.7) for near, km in
          {"here": 1, "near": 15, "far": 35, "away": 60}.items()}  # fmt: skip
    for place in at.values():
        wish(place=place)
    wish()  # names no place
    (trade,) = page(investor, cluster).context["trades"]
    assert (trade.name, trade.requests, trade.area_ha) == ("22 Ngành 22", (1, 2, 3), 1.5)


def test_the_most_wanted_trade_comes_first_and_unknown_places_count_nowhere():
    area = {"area_min_m2": 1, "area_ideal_m2": 2, "area_max_m2": 3}
    here = {"lat": 21.0, "lon": 105.7}
    wanted = [
        Demand(key=1, industry="1410", **area, **here),
        Demand(key=2, industry="2220", **area, **here),
        Demand(key=3, industry="2211", **area, **here),
        Demand(key=4, industry="2599", **area),
    ]
    found = asked_near(Demands(wanted), 21.0, 105.7, (10, 40))
    assert [(one.division, one.requests, one.area_m2) for one in found] == [
        ("22", (2, 2), 4.0), ("14", (1, 1), 2.0),
    ]  # fmt: skip
    assert asked_near(Demands([]), 21.0, 105.7, (10,)) == []


def test_a_cluster_without_plots_or_position_says_so(investor, cluster):
    wish(power_kva=250)
    cluster.plots.update(status="withdrawn", published_at=None)
    type(cluster).objects.update(lat=None, lon=None)
    answer = page(investor, cluster)
    assert answer.context["opened"] == [] and answer.context["served"] == 0
    text = answer.content.decode()
    assert "chưa có lô nào được công bố" in text and "Chưa có vị trí" in text


def test_an_investor_reads_its_own_and_an_officer_any(
    investor, other_investor, manufacturer, officer, cluster
):
    assert page(investor, cluster).status_code == page(officer, cluster).status_code == 200
    assert page(other_investor, cluster).status_code == 404
    assert page(manufacturer, cluster).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_the_mirror_costs_the_same_at_any_number(
    investor, cluster, django_assert_num_queries, rows
):
    for n in range(rows):
        PlotFactory(cluster=cluster, published=True)
        wish(power_kva=200 + n, place=PlaceFactory(lat=21.0, lon=105.7))
    page(investor, cluster)
    with django_assert_num_queries(11):
        answer = page(investor, cluster)
    steps = answer.context["opened"][0]
    assert len(steps.steps) + len(steps.more) == rows
