"""Matching stored lists: right, current, and touching no more than what changed."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters import actions as plot_actions
from clusters.models import Cluster, Plot, PlotAdjacency
from enterprises import actions as request_actions
from enterprises.models import LandRequest
from matching import actions
from matching.models import Match, MatchedPlot, MatchList
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    PlotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(queued):
    row = ClusterFactory()
    ClusterTradeFactory(cluster=row)
    return row


def stored():
    """Every open request's list, as plain data."""
    return {
        row.land_request_id: (
            row.eligible_count,
            row.to_confirm_count,
            sorted(
                row.matches.values_list(
                    "verdict", "code", "plot", "score", "score_lo", "score_hi", "plot_version"
                )
            ),
        )
        for row in MatchList.objects.filter(land_request__status="open")
    }


def from_scratch():
    """The same after forgetting everything: the truth to compare with."""
    MatchList.objects.all().delete()
    for land_request in LandRequest.objects.open():
        actions.match_request(land_request.pk)
    return stored()


def test_a_request_gets_its_ranked_list(cluster):
    best = PlotFactory(cluster=cluster, published=True, area_m2=5000)
    second = PlotFactory(cluster=cluster, published=True, area_m2=7000)
    PlotFactory(cluster=cluster, published=True, area_m2=9000)
    PlotFactory(cluster=cluster, area_m2=5000)  # a draft is no offer
    land_request = LandRequestFactory(need_by=None, opened=True)
    match_list = actions.match_request(land_request.pk)
    order = [pk for pk, _verdict in match_list.matches.in_order()]
    rows = [match_list.matches.get(pk=pk) for pk in order]
    assert [match.plot_id for match in rows] == [best.pk, second.pk]
    assert (match_list.eligible_count, match_list.to_confirm_count) == (2, 0)
    assert sum(share for share, _lo, _hi in rows[0].parts.values()) == pytest.approx(rows[0].score)


def test_an_unknown_fact_makes_it_to_confirm(cluster):
    PlotFactory(cluster=cluster, published=True, ready_on=None)
    land_request = LandRequestFactory(opened=True)
    match = actions.match_request(land_request.pk).matches.get()
    assert match.verdict == "to_confirm" and "ready_on" in match.unknown


@pytest.mark.parametrize("status", ["draft", "paused", "closed"])
def test_only_an_open_request_is_matched(cluster, status):
    assert actions.match_request(LandRequestFactory(status=status).pk) is None
    assert not MatchList.objects.exists()


def test_running_twice_writes_nothing_new(cluster, django_assert_max_num_queries):
    PlotFactory.create_batch(5, cluster=cluster, published=True)
    land_request = LandRequestFactory(opened=True)
    actions.match_request(land_request.pk)
    before = list(Match.objects.order_by("pk").values())
    actions.match_request(land_request.pk)
    assert list(Match.objects.order_by("pk").values()) == before


def test_the_best_are_stored_and_all_are_counted(cluster, settings):
    settings.MATCH_BEST_KEPT = 3
    PlotFactory.create_batch(5, cluster=cluster, published=True)
    land_request = LandRequestFactory(need_by=None, opened=True)
    match_list = actions.match_request(land_request.pk)
    assert (match_list.eligible_count, match_list.matches.count()) == (5, 3)


def test_a_changed_plot_touches_only_the_lists_that_change(cluster):
    plot = PlotFactory(cluster=cluster, submitted=True, area_m2=5000)
    fits = LandRequestFactory(opened=True)
    LandRequestFactory(opened=True, area_min_m2=9000, area_ideal_m2=9000, area_max_m2=9000)
    actions.sweep()
    plot_actions.publish(plot, by=None)
    assert actions.match_plots([plot.pk]) == 1
    assert Match.objects.get().match_list.land_request == fits


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_lists_are_those_of_a_full_run(cluster, settings, seed):
    settings.MATCH_BEST_KEPT = 4
    rng = random.Random(seed)
    plots = [
        PlotFactory(cluster=cluster, submitted=True, area_m2=rng.choice([4000, 5000, 6000, 9000]))
        for _ in range(8)
    ]
    for first, second in rng.sample(list(pairwise(plots)), 4):  # of any states, side by side
        PlotAdjacency.objects.create(first=first, second=second, source="declared")
    areas = {"area_min_m2": 4000, "area_ideal_m2": 5000, "area_max_m2": rng.choice([8000, 16000])}
    requests = [LandRequestFactory(opened=True, **areas) for _ in range(3)]
    for _step in range(15):
        if rng.random() < 0.75:
            plot = Plot.objects.get(pk=rng.choice(plots).pk)
            verbs = {
                "draft": plot_actions.submit,
                "withdrawn": plot_actions.submit,
                "submitted": plot_actions.publish,
                "published": plot_actions.withdraw,
            }
            if plot.market != "open":
                plot_actions.set_market(plot, "open", by=None)
            elif plot.status == "published" and rng.random() < 0.5:
                plot_actions.set_market(plot, "held", by=None)
            else:
                verbs[plot.status](plot, by=None)
            actions.match_plots([plot.pk])
        else:
            row = LandRequest.objects.get(pk=rng.choice(requests).pk)
            verb = (
                request_actions.pause if row.status == "open" else request_actions.open_land_request
            )
            verb(row, by=None)
            actions.match_request(row.pk)
    incremental = stored()
    assert incremental == from_scratch()


def test_the_sweep_repairs_what_lost_messages_left(cluster):
    plot = PlotFactory(cluster=cluster, submitted=True)
    land_request = LandRequestFactory(opened=True)
    plot_actions.publish(plot, by=None)  # its message is lost
    actions.sweep()
    assert Match.objects.get().match_list.land_request == land_request
    plot_actions.withdraw(Plot.objects.get(), by=None)  # lost again
    actions.sweep()
    assert not Match.objects.exists()
    assert actions.sweep() == {"plots": 0, "requests": 0}


@pytest.mark.parametrize(
    "stale",
    [
        {"request_version": 0},
        {"rules_version": 0},
        {"as_of": timezone.localdate() - timedelta(days=1)},
    ],
)
def test_the_sweep_runs_a_stale_list_again(cluster, stale):
    PlotFactory(cluster=cluster, published=True)
    LandRequestFactory(opened=True)
    actions.sweep()
    MatchList.objects.update(eligible_count=99, **stale)
    assert actions.sweep()["requests"] == 1
    assert MatchList.objects.get().eligible_count == 0


def test_the_sweep_sees_a_list_that_is_gone_and_a_match_that_is_old(cluster):
    PlotFactory(cluster=cluster, published=True)
    LandRequestFactory(opened=True)
    actions.sweep()
    Match.objects.update(plot_version=0)
    assert actions.sweep()["requests"] == 1
    MatchList.objects.all().delete()
    assert actions.sweep()["requests"] == 1
    assert Match.objects.current().count() == 1


def test_a_fact_of_the_cluster_reaches_every_list(cluster):
    PlotFactory(cluster=cluster, published=True)
    LandRequestFactory(opened=True, need_by=None, power_kva=100)
    actions.sweep()
    assert Match.objects.get().verdict == "to_confirm"
    Cluster.objects.filter(pk=cluster.pk).update(power_kva=500, version=2)
    actions.sweep()
    assert Match.objects.get().verdict == "eligible"


@pytest.mark.parametrize(
    "change", [{"market": "held"}, {"status": "withdrawn", "published_at": None}, {"version": 7}]
)
def test_a_match_is_never_shown_for_a_plot_that_is_not_on_offer(cluster, change):
    PlotFactory(cluster=cluster, published=True)
    LandRequestFactory(opened=True)
    actions.sweep()
    assert Match.objects.current().count() == 1
    Plot.objects.update(**change)
    assert Match.objects.current().count() == 0


def test_an_idle_sweep_costs_a_handful_of_queries(cluster, django_assert_max_num_queries):
    PlotFactory.create_batch(10, cluster=cluster, published=True)
    LandRequestFactory.create_batch(5, opened=True)
    actions.sweep()
    with django_assert_max_num_queries(4):
        actions.sweep()


@pytest.mark.parametrize(
    "lie", [{"verdict": "odd"}, {"score": 2.0}, {"score_lo": 0.999, "score": 0.5}]
)
def test_a_match_cannot_lie(cluster, lie):
    PlotFactory(cluster=cluster, published=True)
    LandRequestFactory(opened=True)
    actions.sweep()
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.update(**lie)


def test_a_plot_has_one_row_of_what_was_worked_through(cluster):
    plot = PlotFactory(cluster=cluster, published=True)
    actions.sweep()
    actions.match_plots([plot.pk])
    assert MatchedPlot.objects.get().plot == plot


def test_a_plot_with_fewer_trades_than_its_cluster_fits_fewer(cluster):
    """The cluster takes all of 22; one plot of it only 2210, then 2220, which is asked for."""
    plain, narrow = (PlotFactory(cluster=cluster, published=True) for _n in range(2))
    IndustryFactory(code="2210")
    land_request = LandRequestFactory(opened=True, industry=IndustryFactory(code="2220"))

    def approved(code):
        version = plot_actions.propose(narrow, {"permitted": [code]}, by=None).version
        plot_actions.approve(version, by=None)
        actions.match_plots([narrow.pk])
        matches = Match.objects.filter(match_list__land_request=land_request)
        return set(matches.values_list("plot", flat=True))

    actions.match_request(land_request.pk)
    assert approved("2210") == {plain.pk}
    assert approved("2220") == {plain.pk, narrow.pk}
    now = stored()
    assert now == from_scratch()
