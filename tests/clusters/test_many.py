"""Proposals in bulk leave what the verbs one by one leave."""

import pytest

from clusters import actions
from clusters.actions import many, versions
from clusters.models import ListingVersion, Plot
from tests.factories import PlotFactory

pytestmark = pytest.mark.django_db

EDIT = {"area_m2": "6000", "price_vnd_m2": 5, "ready_on": "2027-01-31", "note": "Góc"}
STATES = [{}, {"withdrawn": True}, {"published": True}]
TIMES = ("submitted_at", "clock_since", "intervals", "decided_at", "published_at")
OWN = ("id", "code", "code_key", "cluster_id", "plot_id")


def seen(plot):
    """The plot and its versions, apart from ids and instants."""
    rows = [
        Plot.objects.filter(pk=plot.pk).values().get(),
        *ListingVersion.objects.filter(plot=plot).values(),
    ]
    return [
        {
            name: (value is None or (name == "intervals" and [len(value), value[-1][1] is None]))
            if name in TIMES
            else value
            for name, value in row.items()
            if name not in OWN
        }
        for row in rows
    ]


def by_verbs(plot):
    before = plot.status
    versions.propose(plot, EDIT, by=None)
    if before in Plot.EDITABLE:
        versions.submit(plot, by=None)


@pytest.mark.parametrize("state", STATES)
def test_proposing_many_is_proposing_each(state):
    one, other = PlotFactory(**state), PlotFactory(**state)
    by_verbs(one)
    assert many.plain([(other, EDIT)]) == {other.pk}
    many.propose_plain([(other, EDIT)], by=None)
    assert seen(one) == seen(other)


@pytest.mark.parametrize("state", STATES)
def test_withdrawing_many_is_withdrawing_each(state):
    one, other = PlotFactory(**state), PlotFactory(**state)
    old = {"area_m2": "5000", "price_vnd_m2": None, "ready_on": None, "note": ""}
    for plot in (one, other):
        by_verbs(plot)
        plot.refresh_from_db()
    versions.propose(one, old, by=None)
    if not one.is_approved:
        actions.withdraw_version(versions.live_version(one), by=None)
    many.withdraw_plain([(other, versions.live_version(other), old)], by=None)
    rows, others = seen(one), seen(other)
    for each in (*rows, *others):  # an amended version carries the amendment
        for name in ("revision", "values", "before", "version"):
            each.pop(name, None)
    assert rows == others


def test_what_is_not_plain_is_left_to_the_verbs(investor):
    waiting = PlotFactory(submitted=True)
    boundary = PlotFactory()
    edits = [(waiting, EDIT), (boundary, {"boundary": None})]
    assert many.plain(edits) == set()
