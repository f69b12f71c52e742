"""Every write with a rule: one verb, one transaction."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Role, Verification
from accounts.signals import organisation_verified
from portal.common.chain import pseudonym
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record

LOGGED = ("name", "tax_code", "address", "phone")


@transaction.atomic
def register(organisation: Organisation, *, by: Any) -> Organisation:
    """Store a new organisation, owned by the person who registers it; it waits for an officer."""
    organisation.save()
    Membership.objects.create(user=by, organisation=organisation, role=Role.OWNER)
    record(organisation, Verification.PENDING, by=by)
    return organisation


@transaction.atomic
def correct(organisation: Organisation, *, by: Any) -> Organisation:
    """Store an edit. Name and tax code of a verified organisation stay as they were checked; a
    refused one goes back to the queue."""
    before = lock(organisation)
    if before.status == Verification.VERIFIED and (
        (before.name, before.tax_code) != (organisation.name, organisation.tax_code)
    ):
        raise RuleViolation("checked", _("A verified name and tax code are changed by an officer."))
    organisation.status = before.status
    organisation.decided_at = before.decided_at
    organisation.refusal_reason = before.refusal_reason
    if before.status == Verification.REFUSED:
        move(organisation, Verification.PENDING, by=by)
        organisation.decided_at = None
        organisation.refusal_reason = ""
    for name in LOGGED:
        if getattr(before, name) != getattr(organisation, name):
            was, now = before.logged(name), organisation.logged(name)
            record(organisation, now, by=by, before=was, field=name)
    organisation.save()
    return organisation


@transaction.atomic
def verify(organisation: Organisation, *, by: Any) -> Organisation:
    """An officer has compared it with the registry."""
    organisation = _decide(organisation, Verification.VERIFIED, by=by, reason="")
    organisation_verified.send(sender=Organisation, organisation=organisation)
    return organisation


def refuse(organisation: Organisation, *, by: Any, reason: str) -> Organisation:
    """``reason`` is what the organisation reads."""
    return _decide(organisation, Verification.REFUSED, by=by, reason=reason)


@transaction.atomic
def _decide(organisation: Organisation, to: str, *, by: Any, reason: str) -> Organisation:
    organisation = lock(organisation)
    move(organisation, to, by=by, why=reason)
    organisation.decided_at = timezone.now()
    organisation.refusal_reason = reason
    organisation.save(update_fields=["status", "decided_at", "refusal_reason"])
    return organisation


@transaction.atomic
def add_member(organisation: Organisation, user: Any, role: str, *, by: Any) -> Membership:
    """Give ``user`` a role, or another role than before."""
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation, user=user, defaults={"role": role}
    )
    record(organisation, f"{pseudonym(user)} {role}", by=by, field="members")
    return membership
