"""Every change is hashed anew with a pseudonym in place of the name of whoever did it.

A log that is broken already is left as it is and the migration stops: hashing it anew would hide
what was done to it. The last hash of before is then in the log, for whoever has it in writing.
"""

import json
from datetime import UTC
from hashlib import sha256
from importlib import import_module

from django.db import migrations
from django.utils import timezone

GUARDS = import_module("portal.common.migrations.0005_append_only")
TEXTS = ("object_type", "object_id", "object_label", "field", "before", "after", "why")
AT_ONCE = 500


def digest(previous, row, actor):
    """As ``portal.common.chain.digest`` was (``actor``: id and name) and is (the pseudonym)."""
    instant = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = [previous, row.pk, instant, *(getattr(row, name) for name in TEXTS), *actor]
    line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(line.encode()).hexdigest()


def named(row):
    return row.user_id, row.actor_label


def pseudonymous(row):
    return (row.actor_id or "",)


def hash_anew(apps, schema_editor, was, edit, becomes):
    """``edit`` every row; ``was`` and ``becomes`` say what the hash covers of the actor."""
    change, head = apps.get_model("common", "Change"), apps.get_model("common", "ChainHead")
    GUARDS.remove(apps, schema_editor)
    last, old, new = 0, "", ""
    while rows := list(change.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for row in rows:
            if row.previous_hash != old or row.hash != digest(old, row, was(row)):
                raise RuntimeError(f"the log is broken at #{row.pk}; nothing was changed")
            last, old = row.pk, row.hash
            edit(row)
            row.previous_hash, row.hash = new, digest(new, row, becomes(row))
            new = row.hash
        fields = ["before", "after", "actor", "user_id", "actor_label", "previous_hash", "hash"]
        change.objects.bulk_update(rows, fields, batch_size=50)
    end = head.objects.first()
    if (end.change_id, end.hash) != (last, old) if end else last:
        raise RuntimeError("the end of the log is not the one that was noted; nothing was changed")
    head.objects.update(hash=new)
    if schema_editor.connection.vendor == "postgresql":  # keys first, then triggers
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
    GUARDS.restore(apps, schema_editor)
    return last, old, new


def take_names_out(apps, schema_editor):
    change, actor = apps.get_model("common", "Change"), apps.get_model("common", "Actor")
    people = change.objects.exclude(user_id="", actor_label="").order_by("pk")
    latest = dict(people.exclude(user_id="").values_list("user_id", "actor_label").iterator())
    known = {pk: actor.objects.create(user_id=pk, name=name or "?") for pk, name in latest.items()}
    by_name = {one.name: one for one in known.values()}

    def of_name(name):
        if name not in by_name:
            by_name[name] = actor.objects.create(name=name)
        return by_name[name]

    def edit(row):
        if row.user_id or row.actor_label:
            row.actor = known.get(row.user_id) or of_name(row.actor_label)
        if is_membership(row):
            person, _space, role = row.after.rpartition(" ")
            row.after = f"{of_name(person).pk} {role}"

    last, old, new = hash_anew(apps, schema_editor, named, edit, pseudonymous)
    if last:
        note = change(
            id=last + 1,
            at=timezone.now(),
            object_type="common.chainhead",
            object_id="1",
            object_label=f"#{last}",
            field="hash",
            before=old,
            after=new,
            previous_hash=new,
        )
        note.hash = digest(new, note, ("",))
        note.save(force_insert=True)
        apps.get_model("common", "ChainHead").objects.update(change_id=note.pk, hash=note.hash)


def put_names_back(apps, schema_editor):
    actor = apps.get_model("common", "Actor")
    names = dict(actor.objects.values_list("key", "name"))
    users = dict(actor.objects.values_list("key", "user_id"))

    def edit(row):
        if row.actor_id:
            row.user_id, row.actor_label = users[row.actor_id] or "", names[row.actor_id]
        row.actor_id = None
        if is_membership(row):
            key, _space, role = row.after.rpartition(" ")
            row.after = f"{names.get(key, key)} {role}"[:200]

    hash_anew(apps, schema_editor, pseudonymous, edit, named)
    actor.objects.all().delete()


def is_membership(row):
    return (row.object_type, row.field) == ("accounts.organisation", "members")


class Migration(migrations.Migration):
    dependencies = [("common", "0006_actors")]

    operations = [migrations.RunPython(take_names_out, put_names_back)]
