"""Proposals in bulk leave what the verbs one by one leave."""

import pytest

from clusters import actions
from clusters.actions import many, versions
from clusters.boundaries import HANOI
from clusters.models import ListingVersion, Plot
from clusters.uploads import Prepared
from tests.factories import PlotFactory

pytestmark = pytest.mark.django_db

EDIT = {"area_m2": "6000", "price_vnd_m2": 5, "ready_on": "2027-01-31", "note": "Góc"}
STATES = [{}, {"withdrawn": True}, {"published": True}]
SQUARE = [["2323000", "572800"], ["2323000", "572900"], ["2323050", "572900"]]
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
    to = PlotFactory.build(**state).status
    old = {"area_m2": "5000", "price_vnd_m2": None, "ready_on": None, "note": ""}
    for plot in (one, other):
        by_verbs(plot)
        plot.refresh_from_db()
    versions.propose(one, old, by=None)
    if not one.is_approved:
        versions.take_back(versions.live_version(one), to, by=None)
    many.withdraw_plain([(other, versions.live_version(other), old, to)], by=None)
    rows, others = seen(one), seen(other)
    for each in (*rows, *others):  # an amended version carries the amendment
        for name in ("revision", "values", "before", "version"):
            each.pop(name, None)
    assert rows == others


@pytest.mark.parametrize("state", STATES)
def test_amending_many_with_a_boundary_is_amending_each(state):
    one, other = PlotFactory(**state), PlotFactory(**state)
    edit = {"area_m2": "7000", "boundary": {"corners": SQUARE, "epsg": HANOI}}
    for plot in (one, other):
        by_verbs(plot)
        plot.refresh_from_db()
    versions.propose(one, edit, by=None)
    assert many.plain([(other, edit)]) == {other.pk}
    many.propose_plain([(other, edit)], by=None)
    assert seen(one) == seen(other)


def test_an_amendment_that_leaves_nothing_to_propose_withdraws():
    one, other = PlotFactory(published=True), PlotFactory(published=True)
    old = {"area_m2": "5000", "price_vnd_m2": None, "ready_on": None}
    for plot in (one, other):
        by_verbs(plot)
        plot.refresh_from_db()
    versions.propose(one, old, by=None)
    many.propose_plain([(other, old)], by=None)
    rows, others = seen(one), seen(other)
    assert rows == others and others[1]["status"] == "withdrawn"


def test_what_is_not_plain_is_left_to_the_verbs():
    returned = PlotFactory(submitted=True)
    actions.return_to_investor(returned, by=None, reason="Sai giá.")
    returned.refresh_from_db()
    with_paper = PlotFactory()
    actions.add_file(with_paper, Prepared("a.pdf", b"%PDF", "application/pdf"), "paper", by=None)
    assert many.plain([(returned, EDIT), (with_paper, EDIT)]) == set()
