"""The log as a chain: each row's hash covers its content and the hash of the row before.

``hash`` is SHA-256, in hexadecimal, of the UTF-8 bytes of a JSON list without spaces: the hash of
the row before ("" at the first), then ``CONTENT`` in its order; the id as a number, the instant in
UTC as ``2026-01-31T08:00:00.000000+00:00``, all else as text. The id is the position. Of whoever
did it the row has a pseudonym, "" for the portal itself; names are elsewhere (``Actor``).

One row, ``ChainHead``, is locked from the first change of a transaction until its end: that gives
all changes one order. So whatever else a verb locks, it locks before its first ``record``.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.common.models import Actor, ChainHead, Change

CONTENT = (
    "id",
    "at",
    "object_type",
    "object_id",
    "object_label",
    "field",
    "before",
    "after",
    "why",
    "actor_id",
)
GUARDS = {"common_change_no_update", "common_change_no_delete"}


def digest(previous: str, content: Sequence[Any]) -> str:
    """The hash of a row with this ``CONTENT`` after the row with the hash ``previous``."""
    pk, at, *texts = content
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    row = [previous, pk, instant, *(text or "" for text in texts)]
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return sha256(line.encode()).hexdigest()


def append(*, by: Any, **fields: str) -> Change:
    """Write the next row of the chain, in the caller's transaction."""
    with transaction.atomic(savepoint=False):
        head = _locked_head()
        fixed = {"at": timezone.now(), "actor": _actor_of(by), "previous_hash": head.hash}
        change = Change(id=head.change_id + 1, **fixed, **fields)
        change.hash = digest(head.hash, [getattr(change, name) for name in CONTENT])
        change.save(force_insert=True)
        ChainHead.objects.filter(pk=head.pk).update(change_id=change.pk, hash=change.hash)
    return change


def append_many(rows: Sequence[dict[str, str]], *, by: Any) -> None:
    """The next rows of the chain at once, with one instant: a few queries for thousands."""
    if not rows:
        return
    with transaction.atomic(savepoint=False):
        head = _locked_head()
        now, actor, previous, changes = timezone.now(), _actor_of(by), head.hash, []
        for pk, fields in enumerate(rows, start=head.change_id + 1):
            change = Change(id=pk, at=now, actor=actor, previous_hash=previous, **fields)
            change.hash = previous = digest(previous, [getattr(change, n) for n in CONTENT])
            changes.append(change)
        Change.objects.bulk_create(changes, batch_size=500)
        ChainHead.objects.filter(pk=head.pk).update(change_id=changes[-1].pk, hash=previous)


def _locked_head() -> ChainHead:
    heads = ChainHead.objects.select_for_update()
    if head := heads.first():
        return head
    last = Change.objects.order_by("pk").last()  # a database that was emptied
    begin = {"change_id": last.pk, "hash": last.hash} if last else {}
    return heads.get_or_create(pk=1, defaults=begin)[0]


def pseudonym(user: Any) -> str:
    """What a value of the log has in place of a person's name; in the caller's transaction."""
    _locked_head()
    actor = _actor_of(user)
    return actor.key if actor else ""


def _actor_of(by: Any) -> Actor | None:
    """The pseudonym of ``by``, with the name of today; ``None`` for the portal itself. One query,
    more the first time. The caller holds the end of the log, so nobody else makes one meanwhile."""
    if not by:
        return None
    name = str(by)[:200]
    actor, _new = Actor.objects.get_or_create(user_id=str(by.pk), defaults={"name": name})
    if actor.name != name:
        actor.name = name
        actor.save(update_fields=["name"])
    return actor


@dataclass(frozen=True)
class Break:
    """Where the chain is broken: ``change`` is the row, or ``None`` if it is not there at all."""

    pk: int
    what: str
    change: Change | None = None

    def __str__(self) -> str:
        about = self.change
        thing = f" ({about.object_type} {about.object_id}, {about.object_label})" if about else ""
        return f"change #{self.pk}{thing}: {self.what}"


def first_break(changes: Iterable[Change] | None = None) -> Break | None:
    """The first row that is not as it was written; reads in steps, so memory stays small."""
    last, last_hash = 0, ""
    for change in stored() if changes is None else changes:
        if change.previous_hash != last_hash:
            return Break(change.pk, _wrong_link(change, last), change)
        if change.hash != digest(last_hash, [getattr(change, name) for name in CONTENT]):
            return Break(change.pk, "its content was changed", change)
        last, last_hash = change.pk, change.hash
    head = ChainHead.objects.first()
    if head and head.change_id > last:
        return Break(last + 1, f"missing, as are all rows up to #{head.change_id}")
    if (head.change_id, head.hash) != (last, last_hash) if head else last:
        return Break(last, "the end of the chain was noted differently when it was written")
    return None


def stored() -> Iterator[Change]:
    return Change.objects.order_by("pk").iterator(chunk_size=2000)


def _wrong_link(change: Change, last: int) -> str:
    if change.pk > last + 1:
        return f"missing row: what stood between #{last} and it is gone"
    if Change.objects.filter(hash=change.previous_hash).exists() or not change.previous_hash:
        return "wrong order: it was written after another row than the one before it"
    return f"wrong order or rewritten: #{last} is not the row that it was written after"


def missing_guards() -> set[str]:
    """Triggers that should refuse changes of the log and are not there, or are off."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return GUARDS - {name for (name,) in cursor.fetchall()}
