"""Every write with a rule: one verb, one transaction."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.boundaries import Survey, share_edge
from clusters.models import (
    AdjacencySource,
    Bounded,
    Cluster,
    Market,
    Plot,
    PlotAdjacency,
    PlotPaper,
    PlotStatus,
)
from clusters.signals import plot_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record


@transaction.atomic
def save_plot(plot: Plot, *, by: Any) -> Plot:
    """Store a new plot, or the edit of one that the public does not see."""
    if plot.pk:
        before = lock(plot)
        _refuse_unless_editable(before)
        plot.version = before.version + 1
        plot.status = before.status
        _copy_boundary(before, plot)
        record(plot, "edited", by=by, field="facts")
    plot.save()
    return plot


def _refuse_unless_editable(plot: Plot) -> None:
    if not plot.is_editable:
        raise RuleViolation(
            "not_editable", _("Withdraw the plot first: what is published stays as checked.")
        )


def submit(plot: Plot, *, by: Any) -> Plot:
    """Send a plot for checking. A returned one comes back with its answer."""
    return _set(plot, PlotStatus.SUBMITTED, by=by, submitted_at=timezone.now(), return_reason="")


def publish(plot: Plot, *, by: Any) -> Plot:
    """The Department has checked the information: the public may see it."""
    return _set(plot, PlotStatus.PUBLISHED, by=by, published_at=timezone.now())


def return_to_investor(plot: Plot, *, by: Any, reason: str) -> Plot:
    """Ask for a correction; ``reason`` is what the investor reads."""
    return _set(plot, PlotStatus.RETURNED, by=by, why=reason, return_reason=reason)


def withdraw(plot: Plot, *, by: Any, why: str = "") -> Plot:
    """Take a plot off the portal. A held or leased one is released first: by hand, on purpose."""
    return _set(plot, PlotStatus.WITHDRAWN, by=by, why=why, published_at=None)


@transaction.atomic
def set_market(plot: Plot, to: str, *, by: Any) -> Plot:
    """Hold, lease or release a published plot."""
    plot = lock(plot)
    if plot.status != PlotStatus.PUBLISHED:
        raise RuleViolation("not_published", _("Only a published plot can be held or leased."))
    move(plot, to, by=by, field="market")
    return _announce(plot, ["market"])


@transaction.atomic
def assign_investor(cluster: Cluster, organisation: Any, *, by: Any) -> Cluster:
    """Let ``organisation`` (or nobody: ``None``) manage the cluster's plots on the portal."""
    cluster = lock(cluster)
    before = str(cluster.investor or "")
    cluster.investor = organisation
    cluster.save(update_fields=["investor"])
    record(cluster, str(organisation or ""), by=by, before=before, field="investor")
    return cluster


@transaction.atomic
def _set(plot: Plot, to: str, *, by: Any, why: str = "", **fields: Any) -> Plot:
    plot = lock(plot)
    if to == PlotStatus.WITHDRAWN and plot.market != Market.OPEN:
        raise RuleViolation("taken", _("The plot is held or leased. Release it first."))
    move(plot, to, by=by, why=why)
    for name, value in fields.items():
        setattr(plot, name, value)
    return _announce(plot, ["status", *fields])


def _announce(plot: Plot, fields: list[str]) -> Plot:
    plot.version += 1
    plot.save(update_fields=[*fields, "version"])
    plot_changed.send(sender=Plot, plot=plot)
    return plot


@transaction.atomic
def add_paper(plot: Plot, file: Any, *, by: Any) -> PlotPaper:
    """Keep a checked upload (``PaperForm``) with the plot."""
    plot = lock(plot)
    paper = PlotPaper.objects.create(
        plot=plot,
        name=PurePath(file.name).name[:150],
        file=file,
        content_type=file.content_type,
        size_bytes=file.size,
        added_by=str(by),
    )
    record(plot, paper.name, by=by, field="papers")
    return paper


@transaction.atomic
def remove_paper(paper: PlotPaper, *, by: Any) -> None:
    """Take a document away; the file goes once the transaction has held."""
    record(paper.plot, "", by=by, before=paper.name, field="papers")
    storage, name = paper.file.storage, str(paper.file.name)
    paper.delete()
    transaction.on_commit(lambda: storage.delete(name))


# --- boundaries and neighbours ------------------------------------------------------------------

BOUNDARY = ("boundary_corners", "boundary_epsg", "boundary")


@transaction.atomic
def set_boundary(plot: Plot, corners: Sequence[Sequence[str]], epsg: int, *, by: Any) -> Plot:
    """Store the corners ([north, east] as decimal text) of a plot that the public does not see.

    Who it shares an edge with is computed anew, for its neighbours too.
    """
    plot = _lock_for_edit(plot)
    before = _drawn(plot)
    _draw(plot, corners, epsg)
    record(plot, _drawn(plot), by=by, before=before, field="boundary")
    return _boundary_changed(plot, by=by)


@transaction.atomic
def clear_boundary(plot: Plot, *, by: Any) -> Plot:
    """Forget the boundary, and with it the neighbours that it told."""
    plot = _lock_for_edit(plot)
    if not plot.has_boundary:
        raise RuleViolation("no_boundary", _("This plot has no boundary."))
    record(plot, "", by=by, before=_drawn(plot), field="boundary")
    _erase(plot)
    return _boundary_changed(plot, by=by)


@transaction.atomic
def set_cluster_boundary(
    cluster: Cluster, corners: Sequence[Sequence[str]], epsg: int, *, by: Any
) -> Cluster:
    """Store the corners of a whole cluster; matching does not look at them."""
    cluster = lock(cluster)
    before = _drawn(cluster)
    _draw(cluster, corners, epsg)
    cluster.save(update_fields=BOUNDARY)
    record(cluster, _drawn(cluster), by=by, before=before, field="boundary")
    return cluster


@transaction.atomic
def clear_cluster_boundary(cluster: Cluster, *, by: Any) -> Cluster:
    cluster = lock(cluster)
    if not cluster.has_boundary:
        raise RuleViolation("no_boundary", _("This cluster has no boundary."))
    record(cluster, "", by=by, before=_drawn(cluster), field="boundary")
    _erase(cluster)
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
        _announce(one, [])
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
        _announce(one, [])


def _lock_for_edit(plot: Plot) -> Plot:
    """The cluster's lock comes first: of two boundaries stored at once, the second sees the
    first, so no shared edge is missed."""
    cluster = lock(plot.cluster)
    plot = lock(plot)
    plot.cluster = cluster
    _refuse_unless_editable(plot)
    return plot


def _lock_pair(plot: Plot, other: Plot) -> tuple[Plot, Plot]:
    plot = _lock_for_edit(plot)
    return plot, plot if other.pk == plot.pk else lock(other)


def _copy_boundary(source: Bounded, target: Bounded) -> None:
    for name in BOUNDARY:
        setattr(target, name, getattr(source, name))


def _draw(thing: Bounded, corners: Sequence[Sequence[str]], epsg: int) -> None:
    survey = Survey.of_corners(corners, epsg)
    if not survey.is_storable:
        raise RuleViolation("no_boundary", _("These corners enclose no area in Hanoi."))
    thing.boundary_corners, thing.boundary_epsg = survey.pairs, epsg
    thing.boundary = survey.ring


def _erase(thing: Bounded) -> None:
    for name in BOUNDARY:
        setattr(thing, name, None)


def _drawn(thing: Bounded) -> str:
    """For the log, the same in every language."""
    survey = thing.survey()
    return f"EPSG:{survey.epsg}, {survey.area_m2:.1f} m²" if survey else ""


def _boundary_changed(plot: Plot, *, by: Any) -> Plot:
    """Save, and let the boundaries say anew who is adjacent; announces every plot concerned.

    Between two drawn plots a declaration gives way to what the boundaries say.
    """
    old = {pair.other(plot): pair.source for pair in PlotAdjacency.objects.of(plot)}
    drawn = {
        pk: Survey.of_corners(corners, epsg).grid
        for pk, corners, epsg in Plot.objects.filter(cluster=plot.cluster_id)
        .exclude(pk=plot.pk)
        .with_boundary()
        .values_list("pk", "boundary_corners", "boundary_epsg")
    }
    new = {pk: source for pk, source in old.items() if source == AdjacencySource.DECLARED}
    if survey := plot.survey():
        new = {pk: source for pk, source in new.items() if pk not in drawn} | {
            pk: AdjacencySource.BOUNDARY
            for pk, ring in drawn.items()
            if share_edge(survey.grid, ring)
        }
    for pk in old.keys() | new.keys():
        if old.get(pk) != new.get(pk):
            _store_pair(plot, pk, new.get(pk))
    for pk in sorted(old.keys() ^ new.keys()):
        other = lock(Plot(pk=pk))
        after, before = (plot.code, "") if pk in new else ("", plot.code)
        record(other, after, by=by, before=before, field="adjacent")
        _announce(other, [])
    return _announce(plot, list(BOUNDARY))


def _store_pair(plot: Plot, other: int, source: str | None) -> None:
    first, second = sorted((plot.pk, other))
    PlotAdjacency.objects.filter(first_id=first, second_id=second).delete()
    if source:
        PlotAdjacency.objects.create(first_id=first, second_id=second, source=source)
