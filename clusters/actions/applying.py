"""Proposed values into the rows of plots and clusters; the callers hold the locks."""

from collections.abc import Mapping
from typing import Any

from clusters import material, stated
from clusters.actions.boundaries import boundary_changed, draw, drawn, erase
from clusters.actions.evidence import set_component, set_utility
from clusters.actions.plots import BOUNDARY, announce, set_plot_trades
from clusters.models import (
    Bounded,
    Cluster,
    ClusterTrade,
    FactSource,
    ListingVersion,
    Plot,
    Utility,
)
from clusters.signals import cluster_changed
from portal.common.lifecycle import as_logged, record
from reference.models import Industry

SAID = ("title", "url", "as_of", "note")  # of a source


def save_unseen(plot: Plot, values: Mapping[str, Any], *, by: Any) -> list[str]:
    """Store an edit of a plot that the public does not see; the fields that changed."""
    changed = {
        name: value
        for name, value in values.items()
        if value != (getattr(plot, name) if _is_small(plot, name) else material.stored(plot, name))
    }
    if changed:
        _write(plot, changed, by=by)
    return sorted(changed)


def apply(subject: Plot | Cluster, version: ListingVersion, *, by: Any) -> None:
    """What was approved becomes the row; whoever reads it is told once."""
    changed = {
        name: value
        for name, value in version.values.items()
        if name != "papers" and value != material.stored(subject, name)
    }
    if changed and isinstance(subject, Plot):
        _write(subject, changed, by=by, why=version_label(version))
    elif isinstance(subject, Cluster):
        _write_cluster(subject, version, changed, by=by)


def version_label(version: ListingVersion) -> str:
    """For the log, the same in every language."""
    return f"v{version.number}"


def _is_small(plot: Plot, name: str) -> bool:
    return name in material.SMALL[Plot]


def _write(plot: Plot, changed: Mapping[str, Any], *, by: Any, why: str = "") -> None:
    before = drawn(plot)
    told = _set(plot, changed)
    if "permitted" in changed:
        old = material.stored(plot, "permitted")
        set_plot_trades(plot, changed["permitted"])
        told.append(("permitted", ", ".join(old), ", ".join(changed["permitted"])))
    columns = [name for name, _old, _new in told if name != "permitted"]
    if "boundary" in changed:
        boundary_changed(plot, before, by=by, also=columns)
    else:
        announce(plot, columns)
    for name, old, new in told:  # last: the neighbours are locked by now
        record(plot, new, by=by, before=old, field=name, why=why)


def _set(thing: Plot | Cluster, changed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(column, before, after) of those that now differ, for the log; a boundary is drawn and
    logged elsewhere."""
    told = []
    for name, value in changed.items():
        if name == "boundary":
            _redraw(thing, value)
        elif name not in material.DERIVED:
            old = getattr(thing, name)
            setattr(thing, name, material.python(thing, name, value))
            told.append((name, as_logged(old), as_logged(value)))
    return told


def _redraw(thing: Bounded, value: Any) -> None:
    if value is None:
        erase(thing)
    else:
        draw(thing, value["corners"], value["epsg"])


def _write_cluster(
    cluster: Cluster, version: ListingVersion, changed: Mapping[str, Any], *, by: Any
) -> None:
    before = drawn(cluster)
    own = changed.keys() & stated.MODELS.keys()  # with a source of their own
    fed = {stated.FED[name] for name in own if name in stated.FED}
    plain = version.values.keys() - {"papers", *stated.MODELS, *fed}
    covered = {name: _covered(cluster, name, version) for name in plain}
    for name in sorted(own):
        _set_stated(cluster, name, version, by=by)
    changed = {name: value for name, value in changed.items() if name not in fed}
    told = _set(cluster, changed)
    for name, old, new in told:
        record(cluster, new, by=by, before=old, field=name, why=version_label(version))
    columns = [name for name, _old, _new in told]
    if "boundary" in changed:
        columns += BOUNDARY
        record(cluster, drawn(cluster), by=by, before=before, field="boundary")
    for name in changed.keys() & material.TRADES.keys():
        codes = material.stored(cluster, name)
        set_trades(cluster, name, changed[name], is_demo=version.is_demo)
        record(cluster, ", ".join(changed[name]), by=by, before=", ".join(codes), field=name)
    for name in plain:
        _set_source(cluster, name, version, covered[name])
    if changed:
        cluster.version += 1
        cluster.save(update_fields=[*columns, "version"])
        cluster_changed.send(sender=Cluster, cluster=cluster)


def _set_stated(cluster: Cluster, name: str, version: ListingVersion, *, by: Any) -> None:
    """By the verb that officers use; ``cluster`` follows what it has written."""
    row = stated.made(cluster, name, version.values[name])
    fields = ["version"]
    if isinstance(row, Utility):
        covers = _covered(cluster, row.cluster_field, version)
        set_utility(row, by=by, is_demo=version.is_demo, covers=covers)
        fields.append(row.cluster_field)
    else:
        set_component(row, by=by, is_demo=version.is_demo)
    cluster.refresh_from_db(fields=fields)


def set_trades(cluster: Cluster, name: str, codes: list[str], *, is_demo: bool) -> None:
    """The trades that a cluster permits or refuses are these."""
    role = material.TRADES[name]
    rows = ClusterTrade.objects.filter(cluster=cluster, role=role)
    rows.exclude(industry__code__in=codes).delete()
    there = set(rows.values_list("industry__code", flat=True))
    ClusterTrade.objects.bulk_create(
        ClusterTrade(cluster=cluster, industry=industry, role=role, is_demo=is_demo)
        for industry in Industry.objects.filter(code__in=set(codes) - there)
    )


def _set_source(cluster: Cluster, name: str, version: ListingVersion, covered: Any) -> None:
    """The value is what the investor says now, so no older source stands beside it."""
    cluster.fact_sources.filter(field=name).delete()
    FactSource.objects.create(
        cluster=cluster,
        field=name,
        title=version.evidence or str(cluster.investor or version.submitted_by),
        as_of=version.as_of,
        is_demo=version.is_demo,
        covers=covered,
    )


def _covered(cluster: Cluster, name: str, version: ListingVersion) -> Any:
    """What a demonstration value is about to stand over, for ``uncover``; ``None``: nothing that
    is not a demonstration itself."""
    if not version.is_demo or name == "papers":
        return None
    sources = list(cluster.fact_sources.filter(field=name))
    if demo := next((source for source in sources if source.is_demo), None):
        return demo.covers
    if name in material.TRADES:
        rows = cluster.trades.filter(role=material.TRADES[name], is_demo=False)
        value: Any = sorted(rows.values_list("industry__code", flat=True))
    else:
        value = material.stored(cluster, name)
    if value in (None, "", []):
        return None
    said = [{field: getattr(source, field) for field in SAID} for source in sources]
    return {"value": value, "sources": said}


def uncover(mark: FactSource) -> None:
    """Take a demonstration value off a fact: what it stood over comes back with its sources, or
    nothing is known again. The caller counts the cluster's version and removes the mark."""
    cluster, name = mark.cluster, mark.field
    value = mark.covers["value"] if mark.covers else None
    if name in material.TRADES:
        set_trades(cluster, name, value or [], is_demo=False)
    elif name == "boundary":
        _redraw(cluster, value)
        cluster.save(update_fields=BOUNDARY)
    else:
        column = Cluster._meta.get_field(name)
        empty = None if column.null else ""
        setattr(cluster, name, empty if value is None else material.python(cluster, name, value))
        cluster.save(update_fields=[name])
    for source in mark.covers["sources"] if mark.covers else ():
        FactSource.objects.update_or_create(
            cluster=cluster, field=name, url=source["url"], defaults={**source, "is_demo": False}
        )
