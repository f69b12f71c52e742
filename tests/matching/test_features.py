"""The snapshot of the market: after any change it holds what one read anew would hold."""

from datetime import date
from itertools import pairwise

import pytest
from django.db.models import F

from clusters.models import Cluster, Plot
from matching import features
from matching.features import demand_of, forget, snapshot
from matching.scoring import rank
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    LandRequestFactory,
    PlotAdjacencyFactory,
    PlotFactory,
)

pytestmark = pytest.mark.django_db

CHANGES = {
    "a price": {"price_vnd_m2": 999_000},
    "an area": {"area_m2": 7_300},
    "a ready date": {"ready_on": date(2027, 5, 1)},
    "a fact that becomes unknown": {"ready_on": None},
    "the kind": {"kind": "factory"},
    "the market": {"market": "held"},
    "the code": {"code": "Z-99", "code_key": "z99"},
    "nothing public any more": {"status": "withdrawn", "published_at": None},
}


def offer(cluster, **facts):
    return PlotFactory(cluster=cluster, published=True, ready_on=date(2026, 12, 1), **facts)


@pytest.fixture
def plots():
    """Three in a row that touch, one alone, and one of another cluster."""
    cluster = ClusterFactory()
    ClusterTradeFactory(cluster=cluster)
    rows = [offer(cluster, area_m2=a) for a in (3000, 4000, 5000)]
    for first, second in pairwise(rows):
        PlotAdjacencyFactory(first=first, second=second)
    other = ClusterFactory()
    ClusterTradeFactory(cluster=other)
    return [
        *rows,
        offer(cluster),
        offer(other),
    ]


@pytest.fixture
def demand():
    return demand_of(LandRequestFactory(area_min_m2=1000, area_max_m2=20_000, need_by=None))


def change(plot, **facts):
    Plot.objects.filter(pk=plot.pk).update(version=F("version") + 1, **facts)


def found_then_anew(demand):
    now = snapshot().offers
    forget()
    anew = snapshot().offers
    return rank(demand, now), rank(demand, anew), now, anew


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_plot_is_put_in_as_if_all_were_read_anew(plots, demand, what, place):
    before = rank(demand, snapshot().offers)
    change(plots[place], **CHANGES[what])
    found, expected, now, anew = found_then_anew(demand)
    assert found == expected and len(now) == len(anew)
    assert found != before


def test_a_fact_of_the_cluster_counts_for_all_its_plots(plots, demand):
    snapshot()
    Cluster.objects.filter(pk=plots[0].cluster_id).update(readiness=1, version=F("version") + 1)
    found, expected, *_ = found_then_anew(demand)
    assert found == expected


def test_plots_that_stop_touching_are_no_offer_together(plots, demand):
    snapshot()
    plots[0].pairs_as_first.all().delete()
    change(plots[0], area_m2=3100)
    found, expected, *_ = found_then_anew(demand)
    assert found == expected


def test_one_changed_plot_does_not_pack_the_market_anew(plots, demand, monkeypatch):
    snapshot()
    monkeypatch.setattr(features.Market, "_packed", None)  # not callable: it would raise
    change(plots[1], price_vnd_m2=123_000)
    assert snapshot().rows[plots[1].pk].price_vnd_m2 == 123_000
