"""Verbs on plots: legal moves work, all others refuse and change nothing."""

import pytest

from clusters import actions
from clusters.models import Market, Plot, PlotStatus
from portal.common import history
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import PlotFactory

pytestmark = pytest.mark.django_db

STATES = {
    PlotStatus.DRAFT: {},
    PlotStatus.SUBMITTED: {"submitted": True},
    PlotStatus.RETURNED: {"returned": True},
    PlotStatus.PUBLISHED: {"published": True},
    PlotStatus.WITHDRAWN: {"withdrawn": True},
    PlotStatus.SUSPENDED: {"suspended": True},
}
VERBS = {
    PlotStatus.SUBMITTED: lambda plot: actions.submit(plot, by=None),
    PlotStatus.PUBLISHED: lambda plot: (
        actions.resume if plot.status == PlotStatus.SUSPENDED else actions.publish
    )(plot, by=None),
    PlotStatus.RETURNED: lambda plot: actions.return_to_investor(plot, by=None, reason="Sai giá."),
    PlotStatus.WITHDRAWN: lambda plot: actions.withdraw(plot, by=None),
    PlotStatus.SUSPENDED: lambda plot: actions.suspend(plot, by=None, reason="Sai đơn vị giá."),
}


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("status", STATES)
def test_moves_follow_the_table_and_nothing_else(status, to, queued):
    plot = PlotFactory(**STATES[status])
    before = Plot.objects.filter(pk=plot.pk).values().get()
    if to in Plot.MOVES[status]:
        moved = VERBS[to](plot)
        assert moved.status == to and moved.version == before["version"] + 1
        assert Change.objects.of(plot).first().after == to
        return
    with pytest.raises(RuleViolation):
        VERBS[to](plot)
    assert Plot.objects.filter(pk=plot.pk).values().get() == before
    assert not Change.objects.of(plot).exists()


@pytest.mark.parametrize("to", Market.values)
@pytest.mark.parametrize("market", Market.values)
def test_the_market_follows_its_table(market, to, queued):
    plot = PlotFactory(published=True, market=market)
    if to in Plot.MARKET_MOVES[market]:
        assert actions.set_market(plot, to, by=None).market == to
        return
    with pytest.raises(RuleViolation):
        actions.set_market(plot, to, by=None)
    plot.refresh_from_db()
    assert plot.market == market


@pytest.mark.parametrize("status", [s for s in STATES if s != PlotStatus.PUBLISHED])
def test_only_a_published_plot_is_held(status, queued):
    with pytest.raises(RuleViolation):
        actions.set_market(PlotFactory(**STATES[status]), Market.HELD, by=None)


def test_a_taken_plot_is_not_withdrawn_by_accident(queued):
    plot = PlotFactory(published=True, market=Market.LEASED)
    with pytest.raises(RuleViolation) as refused:
        actions.withdraw(plot, by=None)
    assert refused.value.code == "taken"


@pytest.mark.parametrize("status", [PlotStatus.SUBMITTED, PlotStatus.PUBLISHED])
def test_what_is_published_stays_as_checked(status, queued):
    plot = PlotFactory(**STATES[status])
    plot.area_m2 = 1
    with pytest.raises(RuleViolation):
        actions.save_plot(plot, by=None)
    plot.refresh_from_db()
    assert plot.area_m2 == 5000


def test_a_stale_copy_cannot_publish_twice(queued):
    plot = PlotFactory(submitted=True)
    stale = Plot.objects.get(pk=plot.pk)
    actions.publish(plot, by=None)
    with pytest.raises(RuleViolation):
        actions.publish(stale, by=None)


def test_a_published_plot_asks_for_matching_once_committed(
    queued, django_capture_on_commit_callbacks
):
    plot = PlotFactory(submitted=True)
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(plot, by=None)
        assert not queued
    assert queued == [("matching.tasks.match_plot", (plot.pk,))]


def test_the_history_of_a_draft_says_which_field_went_from_what_to_what():
    plot = PlotFactory(code="CN-1", area_m2=5000, price_vnd_m2=None, note="")
    plot.code, plot.area_m2, plot.price_vnd_m2, plot.note = "cn 2", 5200, 2000000, "Góc"
    actions.save_plot(plot, by=None)
    told = {change.field: text for change, text in history.tell(Change.objects.of(plot))}
    assert set(told) == {"code", "area_m2", "price_vnd_m2", "note"}
    assert "5.000 m² → 5.200 m²" in told["area_m2"] and "trống → Góc" in told["note"]
    assert "trống → 2.000.000 đ/m²" in told["price_vnd_m2"]
    assert "CN-1 → CN-2" in told["code"]
    actions.save_plot(Plot.objects.get(pk=plot.pk), by=None)
    assert Change.objects.of(plot).count() == 4
