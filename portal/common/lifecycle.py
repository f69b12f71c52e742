"""How a row changes state: lock it, move it, and the move is in the log."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.errors import RuleViolation
from portal.common.models import Change

Row = TypeVar("Row", bound=models.Model)


def lock(instance: Row) -> Row:
    """Re-read ``instance`` under a row lock; the caller holds the transaction.

    SQLite has no row locks: there the transaction took the only write lock when it began.
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
    return Change.objects.create(
        object_type=instance._meta.label_lower,
        object_id=str(instance.pk),
        object_label=str(instance)[:200],
        field=field,
        before=before,
        after=after,
        why=why,
        actor_id=str(by.pk) if by else "",
        actor_label=str(by) if by else "",
    )
