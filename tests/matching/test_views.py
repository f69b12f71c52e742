"""What fits and why: a visitor's trial, a stored request, and why not."""

import pytest
from django.urls import reverse

from matching import actions
from matching.models import MatchList
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    PlotFactory,
)

TRIAL = "?industry=2220&area_ideal_m2=5000"


@pytest.fixture
def cluster(db, queued):
    IndustryFactory(code="2220")
    row = ClusterFactory()
    ClusterTradeFactory(cluster=row)
    return row


def test_a_visitor_gets_ranked_plots_at_once(visitor, cluster):
    PlotFactory(cluster=cluster, published=True, code="TOT")
    PlotFactory(cluster=cluster, published=True, code="LOAI", area_m2=90)
    answer = visitor.client.get(reverse("matching:trial") + TRIAL)
    page = answer.content.decode()
    assert "1 lô phù hợp" in page and "TOT" in page and "LOAI" not in page
    why = visitor.client.get(reverse("matching:trial_why_not") + TRIAL).content.decode()
    assert "LOAI" in why and "90\u00a0m²" in why and "TOT" not in why


def test_the_count_says_nothing_until_there_is_a_need(visitor, cluster):
    PlotFactory(cluster=cluster, published=True)
    assert "lô phù hợp" not in visitor.client.get(reverse("matching:count")).content.decode()
    page = visitor.client.get(reverse("matching:count") + TRIAL).content.decode()
    assert ">1<" in page


@pytest.mark.parametrize(
    "query",
    [
        "?industry=",
        "?industry=zzz&area_ideal_m2=5000",
        "?industry=2220&area_ideal_m2=nan",
        "?industry=2220&area_ideal_m2=5000&need_by=yesterday",
        "?industry=2220&area_ideal_m2=5000&max_cost_vnd_m2_year=-1",
        "?industry=2220&area_ideal_m2=5000&kinds=castle",
        "?industry=%00&area_ideal_m2=1e999",
    ],
)
def test_nonsense_is_named_and_kept(visitor, cluster, query):
    answer = visitor.client.get(reverse("matching:trial") + query)
    assert answer.status_code == 422 and answer.context["form"].errors


@pytest.mark.parametrize("plots", [1, 10])
def test_a_trial_costs_the_same_at_any_number(visitor, cluster, django_assert_num_queries, plots):
    PlotFactory.create_batch(plots, cluster=cluster, published=True)
    visitor.client.get(reverse("matching:trial") + TRIAL)  # the snapshot is loaded once
    # trade, two stamps, cards, two lists of suggestions; the rest is the form checking itself
    with django_assert_num_queries(13):
        visitor.client.get(reverse("matching:trial") + TRIAL)


def test_the_page_waits_fills_itself_and_then_keeps_still(manufacturer, cluster):
    land_request = LandRequestFactory(organisation=manufacturer.organisation, opened=True)
    PlotFactory(cluster=cluster, published=True, code="TOT")
    address = reverse("matching:request", args=[land_request.pk])
    waiting = manufacturer.client.get(address)
    assert "tự cập nhật" in waiting.content.decode() and waiting.context["waiting"]
    actions.match_request(land_request.pk)
    seen = {"X-Seen": waiting.context["stamp"], "HX-Request": "true"}
    filled = manufacturer.client.get(address, headers=seen)
    assert "TOT" in filled.content.decode() and "<html" not in filled.content.decode()
    seen = {"X-Seen": filled.context["stamp"], "HX-Request": "true"}
    still = manufacturer.client.get(address, headers=seen)
    assert still.status_code == 204


def test_a_withdrawn_plot_leaves_the_page_before_any_task_ran(manufacturer, cluster):
    land_request = LandRequestFactory(organisation=manufacturer.organisation, opened=True)
    plot = PlotFactory(cluster=cluster, published=True, code="TOT")
    actions.match_request(land_request.pk)
    type(plot).objects.update(status="withdrawn", published_at=None)
    page = manufacturer.client.get(reverse("matching:request", args=[land_request.pk]))
    assert "TOT" not in page.content.decode()


def test_a_paused_request_shows_no_matches(manufacturer, cluster):
    land_request = LandRequestFactory(organisation=manufacturer.organisation, opened=True)
    PlotFactory(cluster=cluster, published=True, code="TOT")
    actions.match_request(land_request.pk)
    manufacturer.client.post(reverse("enterprises:request_pause", args=[land_request.pk]))
    page = manufacturer.client.get(reverse("matching:request", args=[land_request.pk]))
    assert "TOT" not in page.content.decode() and "Tạm dừng" in page.content.decode()


@pytest.mark.parametrize("plots", [2, 20])  # of one, no fact could change the order
def test_a_request_costs_the_same_at_any_number(
    manufacturer, cluster, django_assert_num_queries, plots
):
    land_request = LandRequestFactory(organisation=manufacturer.organisation, opened=True)
    PlotFactory.create_batch(plots, cluster=cluster, published=True)
    actions.match_request(land_request.pk)
    with django_assert_num_queries(14):
        manufacturer.client.get(reverse("matching:request", args=[land_request.pk]))
    with django_assert_num_queries(6):
        manufacturer.client.get(reverse("matching:why_not", args=[land_request.pk]))


def test_a_failing_gate_says_both_values(manufacturer, cluster):
    type(cluster).objects.update(wastewater_m3_day=80, version=2)
    PlotFactory(cluster=cluster, published=True)
    land_request = LandRequestFactory(
        organisation=manufacturer.organisation, opened=True, wastewater_m3_day=120
    )
    page = manufacturer.client.get(reverse("matching:why_not", args=[land_request.pk]))
    words = page.content.decode()
    assert "ít nhất 120\u00a0m³/ngày" in words and "80\u00a0m³/ngày" in words


def test_everything_is_out_when_nothing_is_matched_yet(manufacturer, cluster):
    land_request = LandRequestFactory(organisation=manufacturer.organisation)
    page = manufacturer.client.get(reverse("matching:request", args=[land_request.pk]))
    assert not MatchList.objects.exists() and "Chưa tìm" in page.content.decode()
