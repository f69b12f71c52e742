"""Boundaries, and who shares an edge with whom."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusters.actions.plots import BOUNDARY, announce, refuse_unless_editable
from clusters.boundaries import Survey, share_edge
from clusters.models import AdjacencySource, Bounded, Cluster, Plot, PlotAdjacency
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record


@transaction.atomic
def set_boundary(plot: Plot, corners: Sequence[Sequence[str]], epsg: int, *, by: Any) -> Plot:
    """Store the corners ([north, east] as decimal text) of a plot that the public does not see.

    Who it shares an edge with is computed anew, for its neighbours too.
    """
    plot = _lock_for_edit(plot)
    before = drawn(plot)
    draw(plot, corners, epsg)
    return boundary_changed(plot, before, by=by)


@transaction.atomic
def clear_boundary(plot: Plot, *, by: Any) -> Plot:
    """Forget the boundary, and with it the neighbours that it told."""
    plot = _lock_for_edit(plot)
    if not plot.has_boundary:
        raise RuleViolation("no_boundary", _("This plot has no boundary."))
    before = drawn(plot)
    erase(plot)
    return boundary_changed(plot, before, by=by)


@transaction.atomic
def set_cluster_boundary(
    cluster: Cluster, corners: Sequence[Sequence[str]], epsg: int, *, by: Any
) -> Cluster:
    """Store the corners of a whole cluster; matching does not look at them."""
    cluster = lock(cluster)
    before = drawn(cluster)
    draw(cluster, corners, epsg)
    cluster.save(update_fields=BOUNDARY)
    record(cluster, drawn(cluster), by=by, before=before, field="boundary")
    return cluster


@transaction.atomic
def clear_cluster_boundary(cluster: Cluster, *, by: Any) -> Cluster:
    cluster = lock(cluster)
    if not cluster.has_boundary:
        raise RuleViolation("no_boundary", _("This cluster has no boundary."))
    record(cluster, "", by=by, before=drawn(cluster), field="boundary")
    erase(cluster)
    cluster.save(update_fields=BOUNDARY)
    return cluster


@transaction.atomic
def declare_adjacent(plot: Plot, other: Plot, *, by: Any) -> PlotAdjacency:
    """The investor says that two plots share an edge; only while a boundary is missing."""
    plot, other = _lock_pair(plot, other)
    if plot.pk == other.pk or plot.cluster_id != other.cluster_id:
        raise RuleViolation("not_neighbours", _("Only two plots of one cluster can be adjacent."))
    if plot.has_boundary and other.has_boundary:
        raise RuleViolation(
            "boundaries_decide",
            _("Both boundaries are known: they tell whether an edge is shared."),
        )
    if PlotAdjacency.objects.between(plot, other).exists():
        raise RuleViolation("already_adjacent", _("These plots are already neighbours."))
    first, second = sorted((plot, other), key=lambda row: row.pk)
    pair = PlotAdjacency.objects.create(first=first, second=second, source=AdjacencySource.DECLARED)
    for one, neighbour in ((plot, other), (other, plot)):
        record(one, neighbour.code, by=by, field="adjacent")
        announce(one, [])
    return pair


@transaction.atomic
def undo_adjacent(plot: Plot, other: Plot, *, by: Any) -> None:
    """Take a declaration back. What boundaries tell is changed by changing a boundary."""
    plot, other = _lock_pair(plot, other)
    pair = PlotAdjacency.objects.between(plot, other).filter(source=AdjacencySource.DECLARED)
    if not pair.delete()[0]:
        raise RuleViolation("not_declared", _("Nobody has declared these plots neighbours."))
    for one, neighbour in ((plot, other), (other, plot)):
        record(one, "", by=by, before=neighbour.code, field="adjacent")
        announce(one, [])


def _lock_for_edit(plot: Plot) -> Plot:
    """The cluster's lock comes first: of two boundaries stored at once, the second sees the
    first, so no shared edge is missed."""
    cluster = lock(plot.cluster)
    plot = lock(plot)
    plot.cluster = cluster
    refuse_unless_editable(plot)
    return plot


def _lock_pair(plot: Plot, other: Plot) -> tuple[Plot, Plot]:
    plot = _lock_for_edit(plot)
    return plot, plot if other.pk == plot.pk else lock(other)


def draw(thing: Bounded, corners: Sequence[Sequence[str]], epsg: int) -> None:
    survey = Survey.of_corners(corners, epsg)
    if not survey.is_storable:
        raise RuleViolation("no_boundary", _("These corners enclose no area in Hanoi."))
    thing.boundary_corners, thing.boundary_epsg = survey.pairs, epsg
    thing.boundary = survey.ring


def erase(thing: Bounded) -> None:
    for name in BOUNDARY:
        setattr(thing, name, None)


def drawn(thing: Bounded) -> str:
    """For the log, the same in every language."""
    survey = thing.survey()
    return f"EPSG:{survey.epsg}, {survey.area_m2:.1f} m²" if survey else ""


def boundary_changed(plot: Plot, before: str, *, by: Any, also: Iterable[str] = ()) -> Plot:
    """Save, with the columns ``also``, and let the boundaries say anew who is adjacent; announces
    every plot concerned.

    Between two drawn plots a declaration gives way to what the boundaries say.
    """
    old = {pair.other(plot): pair.source for pair in PlotAdjacency.objects.of(plot)}
    rings = {
        pk: Survey.of_corners(corners, epsg).grid
        for pk, corners, epsg in Plot.objects.filter(cluster=plot.cluster_id)
        .exclude(pk=plot.pk)
        .with_boundary()
        .values_list("pk", "boundary_corners", "boundary_epsg")
    }
    new = {pk: source for pk, source in old.items() if source == AdjacencySource.DECLARED}
    if survey := plot.survey():
        new = {pk: source for pk, source in new.items() if pk not in rings} | {
            pk: AdjacencySource.BOUNDARY
            for pk, ring in rings.items()
            if share_edge(survey.grid, ring)
        }
    for pk in old.keys() | new.keys():
        if old.get(pk) != new.get(pk):
            _store_pair(plot, pk, new.get(pk))
    touched = [lock(Plot(pk=pk)) for pk in sorted(old.keys() ^ new.keys())]
    record(plot, drawn(plot), by=by, before=before, field="boundary")
    for other in touched:
        gained, lost = (plot.code, "") if other.pk in new else ("", plot.code)
        record(other, gained, by=by, before=lost, field="adjacent")
        announce(other, [])
    return announce(plot, [*BOUNDARY, *also])


def _store_pair(plot: Plot, other: int, source: str | None) -> None:
    first, second = sorted((plot.pk, other))
    PlotAdjacency.objects.filter(first_id=first, second_id=second).delete()
    if source:
        PlotAdjacency.objects.create(first_id=first, second_id=second, source=source)
