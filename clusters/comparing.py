"""A version side by side with what is approved, row by row, with the rule that governs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from clusters import material
from clusters.boundaries import Survey
from clusters.governing import RULES, Rule
from clusters.models import (
    Attachment,
    Cluster,
    ListingVersion,
    Plot,
    Remark,
    Side,
    VersionKind,
)
from clusters.words import shown
from reference.models import LegalBasis


@dataclass
class Compared:
    """One field: approved and proposed in words, what the officer and then the investor said of it;
    ``box`` takes the officer's reason, if asked for."""

    name: str
    label: Any
    approved: Any
    proposed: Any
    is_changed: bool
    reason: str
    answer: str
    rule: Rule | None
    cited: list[tuple[LegalBasis, str]]  # with the clause
    box: Any = None


@dataclass
class Said:
    """One contribution to the talk about a version, each field by its label."""

    remark: Remark
    lines: list[tuple[Any, str]]


def compare(version: ListingVersion, form: Any = None, said: Iterable[Said] = ()) -> list[Compared]:
    """Every material field, what changed first; two queries for trades and papers, one for law, two
    for what is stated of a cluster.

    Of a version that was decided, "approved" is what it was made against.
    """
    subject = version.subject
    numbers = {cite.number for rule in RULES.values() for cite in rule.cites}
    bases = {basis.number: basis for basis in LegalBasis.objects.filter(number__in=numbers)}
    answers = _answers(said)
    if isinstance(subject, Cluster):
        prefetch_related_objects([subject], *material.STATED)
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
                answer=answers.get(field.name, ""),
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


@dataclass
class Papers:
    """The documents of the subject, and which of them are ``new`` with the version or ``going``;
    ``gone``: names of those that went with it and are no more."""

    files: list[Attachment]
    new: set[int]
    going: set[int]
    gone: list[str]


def paper_changes(version: ListingVersion) -> Papers:
    """One query."""
    now = {row["id"]: row["name"] for row in version.values.get("papers", ())}
    old = {row["id"]: row["name"] for row in version.before.get("papers", ())}
    files = list(version.subject.files.documents().order_by("position", "pk"))
    there = {file.pk for file in files}
    removed = old.keys() - now.keys()
    return Papers(
        files=files,
        new=now.keys() - old.keys(),
        going=removed & there,
        gone=[old[pk] for pk in sorted(removed - there)],
    )


def thread(version: ListingVersion) -> list[Said]:
    """What both sides have said of a version, in order of time; one query."""
    return [
        Said(
            remark,
            [(material.label(version.subject, n), text) for n, text in remark.by_field.items()],
        )
        for remark in version.remarks.all()
    ]


def _answers(said: Iterable[Said]) -> dict[str, str]:
    """By field, what the investor has answered to the last return."""
    found: dict[str, str] = {}
    for each in said:
        if each.remark.side == Side.DEPARTMENT:
            found = {}
        else:
            found |= each.remark.by_field
    return found


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
