"""An officer's spreadsheet of clusters: facts with their source, stored and taken back at once."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from clusters.models import Cluster, FactSource, ImportRow, Verdict
from clusters.sheets import clusters as sheet
from clusters.signals import cluster_changed
from portal.common.lifecycle import as_logged, record_many


def store_rows(rows: Sequence[ImportRow], *, by: Any, why: str) -> None:
    """The facts of each row; of every changed one the source that the row names."""
    changes = []
    for row in rows:
        cluster = _cluster(row)
        names = [n for n in sheet.FIELDS if n in (row.before or row.values) and n in row.values]
        for name in names:
            setattr(cluster, name, sheet.stored(name, row.values[name]))
        if row.verdict == Verdict.CHANGED:
            cluster.version += 1
        cluster.save()
        row.subject_id = cluster.pk
        known = [name for name in names if row.values[name] is not None and name != "lon"]
        row.undo = {
            "created": row.verdict == Verdict.NEW,
            "version": cluster.version,
            "sources": _cite(cluster, known, row.values),
        }
        changes += [
            (cluster, as_logged(row.before.get(name)), as_logged(row.values[name]), name)
            for name in names
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
        for name, value in row.before.items():
            if name in sheet.FIELDS:
                setattr(found, name, sheet.stored(name, value))
        found.version += 1
        found.save()
        _uncite(found, row.undo["sources"])
        cluster_changed.send(sender=Cluster, cluster=found)
    return {"removed": removed, "taken_back": back, "staying": staying}


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
