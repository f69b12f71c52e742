"""How a row changes state: lock it, move it, and the move is in the log."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import chain
from portal.common.errors import RuleViolation
from portal.common.models import Change

Row = TypeVar("Row", bound=models.Model)


def lock(instance: Row) -> Row:
    """Re-read ``instance`` under a row lock; the caller holds the transaction.

    All locks come before the first ``record``: from there on the transaction holds the end of
    the log, which every other verb waits for (``portal.common.chain``). SQLite has no
    row locks: there the transaction took the only write lock when it began.
    """
    rows = type(instance)._default_manager.select_for_update(of=("self",))
    return rows.get(pk=instance.pk)


def move(instance: Any, to: str, *, by: Any, why: str = "", field: str = "status") -> None:
    """Set the state, or refuse: the model's ``MOVES`` is the whole rule. Logs the move.

    ``field`` names the state where a model has a second one; its table is ``<FIELD>_MOVES``.
    The caller saves, with the fields that belong to the new state.
    """
    moves = instance.MOVES if field == "status" else getattr(instance, f"{field.upper()}_MOVES")
    state = getattr(instance, field)
    if to not in moves.get(state, ()):
        labels = dict(instance._meta.get_field(field).choices)
        raise RuleViolation(
            "illegal_move",
            _("“%(from)s” cannot become “%(to)s”. The page may be out of date: reload it.")
            % {"from": labels.get(state, state), "to": labels.get(to, to)},
        )
    setattr(instance, field, to)
    record(instance, to, by=by, why=why, before=state, field=field)


def record(
    instance: models.Model,
    after: str,
    *,
    by: Any,
    why: str = "",
    before: str = "",
    field: str = "status",
) -> Change:
    """One append-only log row, in the caller's transaction. ``by=None`` is the portal itself."""
    return chain.append(by=by, **_row(instance, after, why=why, before=before, field=field))


def record_many(
    rows: Iterable[tuple[models.Model, str, str]], *, by: Any, why: str = "", field: str = "status"
) -> None:
    """One log row for each (instance, before, after), for verbs that write thousands."""
    chain.append_many(
        [
            _row(instance, after, why=why, before=before, field=field)
            for instance, before, after in rows
        ],
        by=by,
    )


def _row(
    instance: models.Model, after: str, *, why: str, before: str, field: str
) -> dict[str, str]:
    return {
        "object_type": instance._meta.label_lower,
        "object_id": str(instance.pk),
        "object_label": str(instance)[:200],
        "field": field,
        "before": _short(before),
        "after": _short(after),
        "why": str(why),
    }


def record_fields(
    before: models.Model, after: models.Model, names: Iterable[str], *, by: Any
) -> int:
    """One log row for each of ``names`` that differs; how many. Values are as ``as_logged`` writes
    them (``portal.common.history`` puts them into words)."""
    written = 0
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            record(after, as_logged(new), by=by, before=as_logged(old), field=name)
            written += 1
    return written


def as_logged(value: Any) -> str:
    """For the log, the same in every language: a list is its codes, a row its natural key."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, models.Model) and hasattr(value, "natural_key"):
        return ", ".join(value.natural_key())
    return str(value)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
