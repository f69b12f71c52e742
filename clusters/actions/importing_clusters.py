"""An officer's spreadsheet of clusters: facts with their source, stored and taken back at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.text import slugify

from clusters import material
from clusters.actions.applying import set_trades
from clusters.actions.evidence import add_step, remove_step
from clusters.models import Cluster, FactSource, ImportRow, ReadinessStep, Verdict
from clusters.sheets import clusters as sheet
from clusters.signals import cluster_changed
from portal.common.lifecycle import as_logged, record_many

UNCITED = ("lon", "readiness")  # half of a position; cited by its document


def store_rows(rows: Sequence[ImportRow], *, by: Any, why: str) -> None:
    """The facts of each row; of every changed one the source that the row names."""
    changes = []
    for row in rows:
        cluster = _cluster(row)
        names = [n for n in sheet.FIELDS if n in (row.before or row.values) and n in row.values]
        _set(cluster, names, row.values)
        if row.verdict == Verdict.CHANGED:
            cluster.version += 1
        cluster.save()
        row.subject_id = cluster.pk
        _permit(cluster, names, row.values)
        step = _prove(cluster, row, by=by) if "readiness" in names else None
        known = [name for name in names if row.values[name] is not None and name not in UNCITED]
        row.undo = {
            "created": row.verdict == Verdict.NEW,
            "version": cluster.version,
            "step": step,
            "sources": _cite(cluster, known, row.values),
        }
        changes += [
            (cluster, as_logged(row.before.get(name)), as_logged(row.values[name]), name)
            for name in names
            if name != "readiness"  # logged with its document
        ]
        cluster_changed.send(sender=Cluster, cluster=cluster)
    for field in sheet.FIELDS:
        record_many(
            [(c, b, a) for c, b, a, n in changes if n == field], by=by, why=why, field=field
        )


def take_back_rows(rows: Sequence[ImportRow], *, by: Any, why: str) -> dict[str, Any]:
    """Each cluster that nobody has changed since gets its facts and sources of before."""
    staying, removed, back = [], 0, 0
    for row in rows:
        found = (
            Cluster.objects.select_for_update(of=("self",)).filter(pk=row.subject_id or 0).first()
        )
        if found is None:
            continue
        if found.version != row.undo["version"] or (row.undo["created"] and found.plots.exists()):
            staying.append(row.code)
            continue
        back += 1
        record_many([(found, row.code, "")], by=by, why=why, field="import")
        if row.undo["created"]:
            removed += 1
            found.delete()
            continue
        _unprove(found, row, by=by, why=why)
        back_to = [name for name in row.before if name in sheet.FIELDS]
        _set(found, back_to, row.before)
        _permit(found, back_to, row.before)
        if "readiness" in back_to:
            found.readiness = row.before["readiness"]
        found.version += 1
        found.save()
        _uncite(found, row.undo["sources"])
        cluster_changed.send(sender=Cluster, cluster=found)
    return {"removed": removed, "taken_back": back, "staying": staying}


def _set(cluster: Cluster, names: Sequence[str], values: Mapping[str, Any]) -> None:
    for name in names:
        if name not in material.TRADES and name != "readiness":
            setattr(cluster, name, sheet.stored(name, values[name]))


def _permit(cluster: Cluster, names: Sequence[str], values: Mapping[str, Any]) -> None:
    for name in names:
        if name in material.TRADES:
            set_trades(cluster, name, values[name] or [], is_demo=False)


def _prove(cluster: Cluster, row: ImportRow, *, by: Any) -> int | None:
    """The document that the row gives; the tier is what the documents then prove."""
    values = row.values
    if values["readiness"] is None:
        return None
    step = add_step(
        ReadinessStep(
            cluster=cluster,
            tier=values["readiness"],
            document=values["readiness_document"],
            number=values.get("readiness_number") or "",
            dated=date.fromisoformat(values["readiness_dated"]),
        ),
        by=by,
    )
    cluster.refresh_from_db(fields=["readiness", "version"])
    return step.pk


def _unprove(cluster: Cluster, row: ImportRow, *, by: Any, why: str) -> None:
    if step := ReadinessStep.objects.filter(pk=row.undo.get("step") or 0).first():
        remove_step(step, by=by, why=why)
        cluster.refresh_from_db(fields=["readiness", "version"])


def _cluster(row: ImportRow) -> Cluster:
    if row.subject_id:
        return Cluster.objects.select_for_update(of=("self",)).get(pk=row.subject_id)
    slug = slugify(sheet.short(row.values["name"])) or f"cum-{row.pk}"
    if Cluster.objects.filter(slug=slug).exists():
        slug = f"{slug}-{row.pk}"
    return Cluster(slug=slug)


def _cite(cluster: Cluster, names: Sequence[str], values: dict[str, Any]) -> list[Any]:
    """[field, address, title before or ``None``, as of before] of each source that is touched."""
    url = values.get("source_url") or ""
    facts = {"title": values.get("source_title") or "", "as_of": values.get("as_of") or ""}
    touched = []
    for name in names:
        old = FactSource.objects.filter(cluster=cluster, field=name, url=url).first()
        touched.append([name, url, old.title if old else None, old.as_of if old else ""])
        FactSource.objects.update_or_create(cluster=cluster, field=name, url=url, defaults=facts)
    return touched


def _uncite(cluster: Cluster, touched: Sequence[Any]) -> None:
    for name, url, title, as_of in touched:
        sources = FactSource.objects.filter(cluster=cluster, field=name, url=url)
        if title is None:
            sources.delete()
        else:
            sources.update(title=title, as_of=as_of)
