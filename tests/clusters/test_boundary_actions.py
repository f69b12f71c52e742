"""Verbs on boundaries and neighbours: what is stored, who hears of it, what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from clusters import actions
from clusters.boundaries import HANOI, UTM_48N, regrid
from clusters.models import Plot, PlotAdjacency, PlotStatus
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.clusters.test_actions import STATES
from tests.factories import (
    ClusterFactory,
    PlotAdjacencyFactory,
    PlotFactory,
    drawing,
    rectangle,
)

pytestmark = pytest.mark.django_db
EDITABLE = [status for status in STATES if status in Plot.EDITABLE]
LOCKED = [PlotStatus.SUBMITTED, PlotStatus.PUBLISHED]
LEFT, RIGHT, FAR = rectangle(), rectangle(right=100), rectangle(right=400)


@pytest.fixture
def cluster():
    return ClusterFactory()


def plot_at(cluster, corners=None, **traits):
    return PlotFactory(cluster=cluster, **(drawing(corners) if corners else {}), **traits)


def pairs():
    return {(p.first_id, p.second_id, p.source) for p in PlotAdjacency.objects.all()}


def pair(one, other, source="boundary"):
    return (*sorted((one.pk, other.pk)), source)


def rows(*plots):
    return list(Plot.objects.filter(pk__in=[p.pk for p in plots]).order_by("pk").values())


@pytest.mark.parametrize("status", EDITABLE)
def test_a_boundary_is_stored_as_given_and_as_a_ring(cluster, status, queued):
    plot = plot_at(cluster, **STATES[status])
    stored = actions.set_boundary(plot, LEFT, HANOI, by=None)
    stored.refresh_from_db()
    assert (stored.boundary_corners, stored.boundary_epsg) == (LEFT, HANOI)
    assert (
        stored.boundary == drawing(LEFT)["boundary"] and stored.boundary[0] == stored.boundary[-1]
    )
    assert (stored.version, stored.status) == (plot.version + 1, status)
    change = Change.objects.of(plot).get()
    assert (change.field, change.before, change.after) == (
        "boundary", "", "EPSG:5897, 5000.0 m²",
    )  # fmt: skip


VERBS = {
    "set": lambda plot, other: actions.set_boundary(plot, FAR, HANOI, by=None),
    "clear": lambda plot, other: actions.clear_boundary(plot, by=None),
    "declare": lambda plot, other: actions.declare_adjacent(plot, other, by=None),
    "undo": lambda plot, other: actions.undo_adjacent(plot, other, by=None),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", LOCKED)
def test_what_is_sent_or_published_stays_as_it_is(cluster, status, verb, queued):
    plot = plot_at(cluster, LEFT, **STATES[status])
    other = plot_at(cluster)
    if verb == "undo":
        PlotAdjacencyFactory(first=plot, second=other)
    before = rows(plot, other), pairs()
    with pytest.raises(RuleViolation) as refused:
        VERBS[verb](plot, other)
    assert refused.value.code == "not_editable"
    assert (rows(plot, other), pairs()) == before and not Change.objects.exists()


@pytest.mark.parametrize(
    "corners",
    [
        [],
        LEFT[:2],
        [LEFT[0], LEFT[2], LEFT[1], LEFT[3]],  # crosses itself
        [*LEFT, LEFT[1]],
        [[str(float(north) - 900_000), east] for north, east in LEFT],  # not in Hanoi
        [[east, north] for north, east in LEFT],
    ],
)
def test_what_is_no_boundary_is_refused(cluster, corners, queued):
    plot = plot_at(cluster)
    before = rows(plot)
    for refuse in (
        lambda: actions.set_boundary(plot, corners, HANOI, by=None),
        lambda: actions.set_cluster_boundary(cluster, corners, HANOI, by=None),
    ):
        with pytest.raises(RuleViolation) as refused:
            refuse()
        assert refused.value.code == "no_boundary"
    cluster.refresh_from_db()
    assert rows(plot) == before and not cluster.has_boundary


def test_a_boundary_tells_who_is_adjacent_and_they_hear_of_it(
    cluster, queued, django_capture_on_commit_callbacks
):
    left, far = plot_at(cluster, LEFT, published=True), plot_at(cluster, FAR)
    stranger = plot_at(ClusterFactory(), LEFT)
    plot = plot_at(cluster)
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_boundary(plot, RIGHT, HANOI, by=None)
    assert pairs() == {pair(left, plot)}
    assert set(queued) == {("matching.tasks.match_plot", (p.pk,)) for p in (plot, left)}
    for row, version in ((left, 2), (plot, 2), (far, 1), (stranger, 1)):
        row.refresh_from_db()
        assert row.version == version
    assert Change.objects.of(left).get().after == plot.code
    assert not Change.objects.of(far).exists()


def test_moving_a_boundary_away_or_clearing_it_ends_the_neighbourhood(cluster, queued):
    left, plot = plot_at(cluster, LEFT), plot_at(cluster)
    for end in (
        lambda: actions.set_boundary(plot, FAR, HANOI, by=None),
        lambda: actions.clear_boundary(plot, by=None),
    ):
        actions.set_boundary(plot, RIGHT, HANOI, by=None)
        assert pairs() == {pair(left, plot)}
        end()
        assert pairs() == set()
        assert Change.objects.of(left).first().before == plot.code
    plot.refresh_from_db()
    assert (plot.boundary_corners, plot.boundary_epsg, plot.boundary) == (None, None, None)
    with pytest.raises(RuleViolation) as refused:
        actions.clear_boundary(plot, by=None)
    assert refused.value.code == "no_boundary"


def test_storing_the_same_boundary_again_disturbs_no_neighbour(cluster, queued):
    left, plot = plot_at(cluster, LEFT), plot_at(cluster)
    for _twice in range(2):
        actions.set_boundary(plot, RIGHT, HANOI, by=None)
    left.refresh_from_db()
    assert left.version == 2 and pairs() == {pair(left, plot)}


def test_neighbours_are_found_across_coordinate_systems(cluster, queued):
    left, plot = plot_at(cluster, LEFT), plot_at(cluster)
    points = regrid([(float(n), float(e)) for n, e in RIGHT], HANOI, UTM_48N)
    actions.set_boundary(plot, [[f"{n:.2f}", f"{e:.2f}"] for n, e in points], UTM_48N, by=None)
    assert pairs() == {pair(left, plot)}


@pytest.mark.parametrize(("corners", "expected"), [(RIGHT, "boundary"), (FAR, None)])
def test_between_two_boundaries_a_declaration_gives_way(cluster, corners, expected, queued):
    left, plot, undrawn = plot_at(cluster, LEFT), plot_at(cluster), plot_at(cluster)
    actions.declare_adjacent(plot, left, by=None)
    actions.declare_adjacent(plot, undrawn, by=None)
    assert pairs() == {pair(left, plot, "declared"), pair(plot, undrawn, "declared")}
    actions.set_boundary(plot, corners, HANOI, by=None)
    decided = {pair(left, plot, expected)} if expected else set()
    assert pairs() == {*decided, pair(plot, undrawn, "declared")}


@pytest.mark.parametrize("status", EDITABLE)
def test_neighbours_are_declared_and_taken_back(
    cluster, status, queued, django_capture_on_commit_callbacks
):
    plot, other = plot_at(cluster, **STATES[status]), plot_at(cluster, LEFT, published=True)
    with django_capture_on_commit_callbacks(execute=True):
        actions.declare_adjacent(plot, other, by=None)
    assert pairs() == {pair(plot, other, "declared")}
    assert set(queued) == {("matching.tasks.match_plot", (p.pk,)) for p in (plot, other)}
    for one, neighbour in ((plot, other), (other, plot)):
        assert Change.objects.of(one).get().after == neighbour.code
        assert list(Plot.objects.adjacent_to(one)) == [neighbour]
    actions.undo_adjacent(plot, other, by=None)
    assert pairs() == set()
    assert {p["version"] for p in rows(plot, other)} == {3}


def test_only_two_plots_of_one_cluster_can_be_declared_once(cluster, queued):
    plot, other = plot_at(cluster), plot_at(cluster)
    drawn = [plot_at(cluster, LEFT), plot_at(cluster, FAR)]
    actions.declare_adjacent(plot, other, by=None)
    before = pairs()
    for one, two, code in (
        (plot, plot, "not_neighbours"),
        (plot, plot_at(ClusterFactory()), "not_neighbours"),
        (other, plot, "already_adjacent"),
        (*drawn, "boundaries_decide"),
    ):
        with pytest.raises(RuleViolation) as refused:
            actions.declare_adjacent(one, two, by=None)
        assert refused.value.code == code
    assert pairs() == before


def test_only_a_declaration_can_be_taken_back(cluster, queued):
    left, plot = plot_at(cluster, LEFT), plot_at(cluster)
    actions.set_boundary(plot, RIGHT, HANOI, by=None)
    with pytest.raises(RuleViolation) as refused:
        actions.undo_adjacent(plot, left, by=None)
    assert refused.value.code == "not_declared" and pairs() == {pair(left, plot)}


def test_a_cluster_has_a_boundary_and_loses_it(cluster, officer):
    stored = actions.set_cluster_boundary(cluster, LEFT, HANOI, by=officer.user)
    stored.refresh_from_db()
    assert (stored.boundary_corners, stored.version) == (LEFT, cluster.version)
    actions.clear_cluster_boundary(stored, by=officer.user)
    stored.refresh_from_db()
    assert not stored.has_boundary and stored.boundary is None
    log = [(c.before, c.after, c.actor.name) for c in Change.objects.of(cluster)]
    area = "EPSG:5897, 5000.0 m²"
    assert log == [(area, "", str(officer.user)), ("", area, str(officer.user))]
    with pytest.raises(RuleViolation):
        actions.clear_cluster_boundary(stored, by=officer.user)


def test_an_edit_of_facts_by_a_stale_copy_keeps_the_boundary(cluster, queued):
    plot = plot_at(cluster)
    stale = Plot.objects.get(pk=plot.pk)
    actions.set_boundary(plot, LEFT, HANOI, by=None)
    stale.note = "Cạnh cổng chính"
    actions.save_plot(stale, by=None)
    plot.refresh_from_db()
    assert plot.boundary_corners == LEFT and plot.note == "Cạnh cổng chính"


@pytest.mark.parametrize("others", [1, 20])
def test_storing_a_boundary_costs_the_same_among_few_and_many(
    cluster, others, queued, django_assert_num_queries
):
    for n in range(others):
        plot_at(cluster, rectangle(right=300 + 150 * n))
    plot = plot_at(cluster)
    # savepoint and its end, cluster, plot, log and its end twice, pairs, other boundaries, plot
    with django_assert_num_queries(10):
        actions.set_boundary(plot, LEFT, HANOI, by=None)


if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway

    @pytest.mark.django_db(transaction=True)
    def test_of_two_boundaries_stored_at_once_the_second_sees_the_first(cluster, queued):
        def store(plot, corners):
            try:
                actions.set_boundary(plot, corners, HANOI, by=None)
            finally:
                connection.close()

        for turn in range(8):
            plots = [plot_at(cluster), plot_at(cluster)]
            places = [rectangle(up=100 * turn), rectangle(up=100 * turn, right=100)]
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(store, plots, places))
            assert pair(*plots) in pairs()
