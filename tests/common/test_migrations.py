"""The migrations of the log, there and back, with rows in it."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from portal.common import chain, history
from portal.common.models import Actor, ChainHead, Change
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name):
    """The log's tables as they were at ``name``; the models of that time."""
    executor = MigrationExecutor(connection)
    executor.migrate([("common", name)])
    return executor.loader.project_state([("common", name)]).apps.get_model


@pytest.fixture
def newest():
    """Whatever a test does, the next one finds the tables as they are today."""
    ((_app, name),) = (
        key for key in MigrationExecutor(connection).loader.graph.leaf_nodes("common")
    )
    yield name
    with unguarded(connection) as cursor:
        cursor.execute("DELETE FROM common_change")
        cursor.execute("DELETE FROM common_chainhead")
    migrate(name)


def guarded():
    """The database itself refuses, as ``audit verify`` says it does."""
    call_command("audit", "verify")
    for attempt in (lambda: QuerySet(Change).update(why="x"), lambda: QuerySet(Change).delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()


def old_rows(get_model, n=3):
    """As they were written before the chain: by two people, by the portal, of a membership."""
    at = datetime(2026, 1, 31, 8, tzinfo=UTC)
    people = [("7", "Bà Cũ"), ("8", "Ông Kia"), ("", ""), ("7", "Bà Mới")] * n
    for pk, (actor_id, label) in enumerate(people, start=1):
        get_model("common", "Change").objects.create(
            pk=pk,
            at=at,
            object_type="accounts.organisation",
            object_id="1",
            object_label="Công ty “Đ”",
            field="members",
            after="Bà Mới editor",
            actor_id=actor_id,
            actor_label=label,
        )


def test_a_log_from_before_the_chain_is_chained_and_loses_its_names(newest):
    old_rows(migrate("0001_initial"))
    migrate(newest)
    guarded()
    first = Change.objects.get(pk=1)
    assert first.previous_hash == "" and first.actor.user_id == "7"
    assert {actor.user_id: actor.name for actor in Actor.objects.all()} == {
        "7": "Bà Mới",
        "8": "Ông Kia",
    }
    assert "Bà" not in str(list(Change.objects.values()))
    assert history.sentence(first) == (
        "Bà Mới đã giao vai trò tại Công ty “Đ”: Bà Mới, Người cập nhật."
    )
    assert Change.objects.get(pk=3).actor is None
    note = Change.objects.first()
    assert note.pk == ChainHead.objects.get().change_id == 13 and note.before in (
        history.sentence(note)
    )


def test_a_log_goes_back_to_names_and_forth_again(newest):
    old_rows(migrate("0001_initial"), n=1)
    migrate("0005_append_only")
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM common_change ORDER BY id")
        hashes = [hash for (hash,) in cursor.fetchall()]
    migrate(newest)
    change = migrate("0005_append_only")("common", "Change")
    rows = list(change.objects.order_by("pk"))
    assert [row.hash for row in rows[1:3]] != hashes[1:3]  # the first row has another name now
    assert [row.actor_label for row in rows[:4]] == ["Bà Mới", "Ông Kia", "", "Bà Mới"]
    assert {row.after for row in rows[:4]} == {"Bà Mới editor"}
    migrate(newest)
    guarded()


def test_an_empty_log_stays_empty(newest):
    migrate("0001_initial")
    migrate(newest)
    call_command("audit", "verify")
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE common_change SET after = 'x' WHERE id = 2",
        "DELETE FROM common_change WHERE id = 2",
        "DELETE FROM common_change WHERE id = 4",
        "UPDATE common_chainhead SET hash = 'x'",
    ],
)
def test_a_broken_log_is_not_hashed_anew(newest, statement):
    old_rows(migrate("0001_initial"), n=1)
    migrate("0006_actors")
    with unguarded(connection) as cursor:
        cursor.execute(statement)
    with pytest.raises(RuntimeError, match="nothing was changed"):
        migrate(newest)
    assert chain.missing_guards() == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM common_change WHERE actor_id IS NOT NULL")
        assert cursor.fetchone() == (0,)
