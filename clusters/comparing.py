"""A version side by side with what is approved, row by row, with the rule that governs it."""

from dataclasses import dataclass
from typing import Any

from clusters import material
from clusters.boundaries import Survey
from clusters.governing import RULES, Rule
from clusters.models import Cluster, ListingVersion, Plot, VersionKind
from clusters.words import shown
from reference.models import LegalBasis


@dataclass
class Compared:
    """One field: approved and proposed in words; ``box`` is the officer's reason, if asked for."""

    name: str
    label: Any
    approved: Any
    proposed: Any
    is_changed: bool
    reason: str
    rule: Rule | None
    cited: list[tuple[LegalBasis, str]]  # with the clause
    box: Any = None


def compare(version: ListingVersion, form: Any = None) -> list[Compared]:
    """Every material field, what changed first; two queries for trades and papers, one for law.

    Of a version that was decided, "approved" is what it was made against.
    """
    subject = version.subject
    numbers = {cite.number for rule in RULES.values() for cite in rule.cites}
    bases = {basis.number: basis for basis in LegalBasis.objects.filter(number__in=numbers)}
    rows = []
    for field in material.fields_of(subject):
        before = approved_value(version, field.name)
        after = version.values.get(field.name, before)
        changed = field.name in version.values and after != before
        rule = RULES.get(field.rule)
        box = f"reason_{field.name}"
        rows.append(
            Compared(
                name=field.name,
                label=material.label(subject, field.name),
                approved=None if _is_first(version) else shown(subject, field, before),
                proposed=shown(subject, field, after),
                is_changed=changed or _is_first(version),
                reason=version.reasons.get(field.name, ""),
                rule=rule,
                cited=[
                    (bases[cite.number], cite.clause)
                    for cite in (rule.cites if rule else ())
                    if cite.number in bases
                ],
                box=form[box] if form is not None and box in form.fields else None,
            )
        )
    return sorted(rows, key=lambda row: not row.is_changed)


def _is_first(version: ListingVersion) -> bool:
    """Nothing was ever approved to compare it with."""
    return version.kind == VersionKind.NEW and not version.before


def approved_value(version: ListingVersion, name: str) -> Any:
    """What a version stands beside; of one that was decided, what it was made against."""
    if name in version.before and (name == "papers" or not version.is_live):
        return version.before[name]
    if version.kind == VersionKind.NEW:
        return version.before.get(name)
    return material.stored(version.subject, name)


def paper_changes(version: ListingVersion) -> tuple[list[str], list[str]]:
    """Names of papers added and removed by the version."""
    now = {row["id"]: row["name"] for row in version.values.get("papers", ())}
    old = {row["id"]: row["name"] for row in version.before.get("papers", ())}
    added = [name for pk, name in now.items() if pk not in old]
    return added, [name for pk, name in old.items() if pk not in now]


def boundaries(version: ListingVersion) -> dict[str, Survey | None]:
    """The approved boundary and, if the version touches it, the proposed one."""
    found = {"approved": _survey(approved_value(version, "boundary"))}
    if "boundary" in version.values:
        found["proposed"] = _survey(version.values["boundary"])
    return found


def _survey(value: Any) -> Survey | None:
    return Survey.of_corners(value["corners"], value["epsg"]) if value else None


def approved_beside(plot: Plot | Cluster, names: Any) -> dict[str, Any]:
    """What is approved, in words, for a form that edits it."""
    fields = material.named(plot)
    return {
        name: shown(plot, fields[name], material.stored(plot, name))
        for name in names
        if name in fields
    }
