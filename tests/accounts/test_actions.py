"""Verbs on organisations: legal moves work, all others refuse and change nothing."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Organisation, Verification
from portal.common import history
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

VERBS = {
    Verification.VERIFIED: lambda row: actions.verify(row, by=None),
    Verification.REFUSED: lambda row: actions.refuse(row, by=None, reason="Tên không khớp."),
}


def in_state(status):
    row = OrganisationFactory()
    if status != Verification.PENDING:
        Organisation.objects.filter(pk=row.pk).update(
            status=status, decided_at=timezone.now(), refusal_reason="Vì sao đó"
        )
        row.refresh_from_db()
    return row


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("status", Verification.values)
def test_moves_follow_the_table_and_nothing_else(status, to):
    row = in_state(status)
    before = Organisation.objects.filter(pk=row.pk).values().get()
    if to in Organisation.MOVES.get(status, ()):
        assert VERBS[to](row).status == to
        assert Change.objects.of(row).first().after == to
        return
    with pytest.raises(RuleViolation):
        VERBS[to](row)
    assert Organisation.objects.filter(pk=row.pk).values().get() == before
    assert not Change.objects.of(row).exists()


def test_a_refused_organisation_goes_back_to_the_queue_when_corrected():
    row = in_state(Verification.REFUSED)
    row.name = "Công ty Đúng Tên"
    actions.correct(row, by=UserFactory())
    row.refresh_from_db()
    assert (row.status, row.decided_at, row.refusal_reason) == ("pending", None, "")


def test_a_verified_name_is_not_changed_by_its_owner():
    row = in_state(Verification.VERIFIED)
    row.name = "Tên khác"
    with pytest.raises(RuleViolation):
        actions.correct(row, by=UserFactory())


@pytest.mark.parametrize(
    "lie",
    [
        {"status": "verified", "decided_at": None},
        {"status": "pending", "decided_at": timezone.now()},
        {"status": "refused", "decided_at": timezone.now(), "refusal_reason": ""},
        {"status": "odd"},
        {"kind": "odd"},
    ],
)
def test_the_database_refuses_a_lie(lie):
    row = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=row.pk).update(**lie)


def test_the_log_is_written_once():
    row = in_state(Verification.PENDING)
    actions.verify(row, by=None)
    change = Change.objects.of(row).get()
    for tamper in (change.save, Change.objects.all().delete, lambda: Change.objects.update(why="")):
        with pytest.raises(TypeError):
            tamper()


def test_the_history_of_an_organisation_keeps_nothing_of_a_person():
    firm = OrganisationFactory(name="Công ty A", tax_code="0100109106", phone="0912345678")
    firm.name, firm.phone, firm.address = "Công ty B", "0987654321", "Số 1 Phố Huế"
    actions.correct(firm, by=None)
    told = {change.field: text for change, text in history.tell(Change.objects.of(firm))}
    assert set(told) == {"name", "phone", "address"}
    assert "Công ty A → Công ty B" in told["name"] and "trống → Số 1 Phố Huế" in told["address"]
    assert "•••678 → •••321" in told["phone"]
    household = OrganisationFactory(tax_code="001200000012", address="Ngõ 5")
    household.tax_code, household.address = "001200000099", "Ngõ 6"
    actions.correct(household, by=None)
    told = "".join(text for _change, text in history.tell(Change.objects.of(household)))
    assert "001•••••••12 → 001•••••••99" in told and "••• → •••" in told
    logged = str(list(Change.objects.values()))
    assert not any(secret in logged for secret in ("00120", "Ngõ", "0912345", "0987654"))
