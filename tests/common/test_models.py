"""The log: a chain that names its first broken row, and a table that refuses changes."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from accounts.actions import add_member
from portal.common import chain, history
from portal.common.lifecycle import record
from portal.common.models import Actor, ChainHead, Change
from tests.factories import OrganisationFactory, UserFactory
from tests.tampering import unguarded


@pytest.fixture
def log(db):
    """Five changes of one organisation."""
    organisation = OrganisationFactory(name="Công ty Thử “Đ”")
    return [record(organisation, f"bước {n}", by=None, why="vì\nsao") for n in range(5)]


def tamper(statement, *arguments):
    with unguarded(connection) as cursor:
        cursor.execute(statement, arguments)


def test_every_row_covers_the_one_before(log):
    assert [row.previous_hash for row in log] == ["", *(row.hash for row in log[:-1])]
    assert [row.pk for row in log] == [1, 2, 3, 4, 5]
    head = ChainHead.objects.get()
    assert (head.change_id, head.hash) == (5, log[-1].hash)
    assert chain.first_break() is None and chain.missing_guards() == set()


@pytest.mark.parametrize("name", [name for name in chain.CONTENT if name != "id"])
def test_the_hash_covers_every_field(log, name):
    row = log[2]
    changed = row.at + timedelta(microseconds=1) if name == "at" else "anders"
    values = [changed if field == name else getattr(row, field) for field in chain.CONTENT]
    assert chain.digest(row.previous_hash, values) != row.hash


@pytest.mark.parametrize(
    ("statement", "arguments", "pk", "what"),
    [
        ("UPDATE common_change SET after = %s WHERE id = 3", ["x"], 3, "content was changed"),
        ("UPDATE common_change SET hash = %s WHERE id = 3", ["0" * 64], 3, "content was changed"),
        ("DELETE FROM common_change WHERE id = 1", [], 2, "missing row: what stood between #0"),
        ("DELETE FROM common_change WHERE id IN (3, 4)", [], 5, "missing row"),
        ("DELETE FROM common_change WHERE id > 3", [], 4, "missing, as are all rows up to #5"),
        ("UPDATE common_chainhead SET hash = %s", ["0" * 64], 5, "noted differently"),
        ("DELETE FROM common_chainhead", [], 5, "noted differently"),
    ],
)
def test_the_first_broken_row_is_named(log, statement, arguments, pk, what):
    tamper(statement, *arguments)
    found = chain.first_break()
    assert found.pk == pk and what in found.what
    with pytest.raises(CommandError, match=f"broken at change #{pk}"):
        call_command("audit", "verify")


def test_rows_in_another_order_are_named(log):
    with unguarded(connection) as cursor:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            cursor.execute("UPDATE common_change SET id = %s WHERE id = %s", [new, old])
    found = chain.first_break()
    assert found.pk == 2 and found.what.startswith("wrong order")


def test_a_row_that_was_rewritten_with_its_hash_breaks_the_next(log):
    row = log[2]
    row.after = "anders"
    row.hash = chain.digest(row.previous_hash, [getattr(row, name) for name in chain.CONTENT])
    tamper("UPDATE common_change SET after = %s, hash = %s WHERE id = 3", row.after, row.hash)
    found = chain.first_break()
    assert found.pk == 4 and "#3 is not the row" in found.what


def raw(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: QuerySet(Change).update(after="x"),
        lambda: QuerySet(Change).delete(),
        lambda: raw("UPDATE common_change SET after = 'x' WHERE id = 2"),
        lambda: raw("DELETE FROM common_change WHERE id = 2"),
        lambda: QuerySet(Change).update(hash=""),
        lambda: QuerySet(Change).update(previous_hash=F("hash")),
    ],
)
def test_the_database_refuses_update_and_delete(log, attempt):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attempt()
    assert chain.first_break() is None


def test_no_second_row_follows_the_same_row(log):
    fork = Change(object_type="a.b", field="x", previous_hash=log[1].hash, hash="1" * 64, id=77)
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save(force_insert=True)


@pytest.mark.parametrize("values", [{"previous_hash": "a"}, {"hash": ""}])
def test_constraints_hold_without_the_triggers(log, values):
    with unguarded(connection), pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Change).update(**values)


def test_there_is_one_end_of_the_log(log):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChainHead.objects.create(id=2)


@pytest.mark.parametrize("lie", [{"name": ""}, {"user_id": "1"}])
def test_somebody_who_can_be_found_has_a_name_and_one_pseudonym(log, lie):
    _first, other = (Actor.objects.create(user_id=str(n), name="Bà Tô Thị Ẩn") for n in range(1, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.objects.filter(pk=other.pk).update(**lie)


def test_an_erased_name_leaves_every_hash_and_who_did_the_same(log, capsys):
    person = UserFactory(full_name="Bà Tô Thị Ẩn")
    organisation = OrganisationFactory()
    for _turn in range(2):
        add_member(organisation, person, "editor", by=person)
    before = list(Change.objects.order_by("pk").values_list("hash", flat=True))
    assert "Tô Thị Ẩn" in history.sentence(Change.objects.first())
    assert "Ẩn" not in str(list(Change.objects.values()))
    call_command("audit", "erase-name", person.email.upper())
    assert chain.first_break() is None
    assert list(Change.objects.order_by("pk").values_list("hash", flat=True))[:-1] == before
    one, two, erasure = Change.objects.order_by("pk")[5:]
    assert one.actor == two.actor and erasure.object_id == one.actor_id
    for change in (one, two, erasure):
        assert "Ẩn" not in (text := history.sentence(change)) and str(one.actor) in text
    add_member(organisation, person, "viewer", by=person)
    assert Change.objects.first().actor not in (None, one.actor)
    for wrong in ("nobody@example.vn", one.actor_id):
        with pytest.raises(CommandError, match="names nobody"):
            call_command("audit", "erase-name", wrong)


def test_a_name_of_somebody_whose_account_is_gone_is_kept_and_can_be_erased(log):
    person = UserFactory(full_name="Ông Cũ")
    change = record(OrganisationFactory(), "x", by=person)
    person.full_name = "Ông Cũ Mới"
    record(OrganisationFactory(), "y", by=person)
    person.delete()
    assert "Ông Cũ Mới" in history.sentence(Change.objects.get(pk=change.pk))
    call_command("audit", "erase-name", change.actor_id)
    assert "Cũ" not in history.sentence(Change.objects.get(pk=change.pk))


def test_missing_triggers_are_named(log):
    with unguarded(connection), pytest.raises(CommandError, match="unguarded"):
        call_command("audit", "verify")


def test_a_rolled_back_change_leaves_no_gap(log):
    with transaction.atomic():
        record(OrganisationFactory(), "nie", by=None)
        transaction.set_rollback(True)
    record(OrganisationFactory(), "doch", by=None)
    assert Change.objects.first().pk == 6 and chain.first_break() is None


def test_verify_reads_in_steps_and_says_the_last_hash(log, capsys, django_assert_num_queries):
    with django_assert_num_queries(5):  # how many, the rows, their end, the triggers, the end
        call_command("audit", "verify")
    assert log[-1].hash in capsys.readouterr().out


def test_show_tells_the_history_of_a_row(log, capsys):
    row = log[0]
    call_command("audit", "show", row.object_type, row.object_id)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("#1 ") and "bước 0" in lines[0] and "vì" in lines[0]
    for wrong in (["accounts.nothing", "1"], ["accounts.organisation", "0"], ["x", "1"]):
        with pytest.raises(CommandError):
            call_command("audit", "show", *wrong)
