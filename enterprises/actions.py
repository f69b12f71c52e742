"""Every write with a rule: one verb, one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from enterprises.models import SHOWN, Enterprise, KeyProduct, LandRequest, RequestStatus
from enterprises.signals import land_request_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record, record_fields
from portal.common.vietnamese import fold

LOGGED = tuple(
    field.name
    for field in LandRequest._meta.concrete_fields
    if field.editable and not field.primary_key
)


@transaction.atomic
def save_land_request(land_request: LandRequest, *, by: Any) -> LandRequest:
    """Store a new request or an edit; an open one is matched anew."""
    if land_request.pk:
        before = lock(land_request)
        if not before.is_editable:
            raise RuleViolation("not_editable", _("A placed or closed request stays as it was."))
        land_request.version = before.version + 1
        land_request.status = before.status
        land_request.opened_at = before.opened_at
        land_request.weights = before.weights
        record_fields(before, land_request, LOGGED, by=by)
        if not land_request.weighs_something:  # all the weight lay on what is not asked any more
            _weigh(land_request, {}, by=by)
    land_request.save()
    land_request_changed.send(sender=LandRequest, land_request=land_request)
    return land_request


@transaction.atomic
def set_weights(land_request: LandRequest, weights: Mapping[str, float], *, by: Any) -> LandRequest:
    """Store how much every criterion counts; an open request is ranked anew."""
    land_request = lock(land_request)
    if not land_request.is_editable:
        raise RuleViolation("not_editable", _("A placed or closed request stays as it was."))
    _weigh(land_request, weights, by=by)
    if not land_request.weighs_something:
        raise RuleViolation("all_zero", _("At least one criterion must count for something."))
    land_request.version += 1
    land_request.save(update_fields=["weights", "version"])
    land_request_changed.send(sender=LandRequest, land_request=land_request)
    return land_request


def _weigh(land_request: LandRequest, weights: Mapping[str, float], *, by: Any) -> None:
    before, land_request.weights = land_request.weights, dict(weights)
    record(land_request, _listed(weights), by=by, before=_listed(before), field="weights")


def _listed(weights: Mapping[str, float]) -> str:
    """For the log, the same in every language."""
    return ", ".join(f"{name}={weight:g}" for name, weight in weights.items())


def open_land_request(land_request: LandRequest, *, by: Any) -> LandRequest:
    """Let the portal look for land."""
    return _set(land_request, RequestStatus.OPEN, by=by, opened_at=timezone.now())


def pause(land_request: LandRequest, *, by: Any) -> LandRequest:
    """Stop looking for now; nothing is lost."""
    return _set(land_request, RequestStatus.PAUSED, by=by, opened_at=None)


def close(land_request: LandRequest, *, by: Any) -> LandRequest:
    """The need is gone."""
    return _set(land_request, RequestStatus.CLOSED, by=by, opened_at=None)


@transaction.atomic
def expected_dates_moved() -> int:
    """Open requests that count expected dates are to be matched anew; returns how many."""
    counting = LandRequest.objects.open().filter(count_expected_dates=True).order_by("pk")
    ids = list(counting.select_for_update(of=("self",)).values_list("pk", flat=True))
    return LandRequest.objects.filter(pk__in=ids).update(version=F("version") + 1)


@transaction.atomic
def _set(land_request: LandRequest, to: str, *, by: Any, opened_at: Any) -> LandRequest:
    land_request = lock(land_request)
    move(land_request, to, by=by)
    land_request.opened_at = opened_at
    land_request.version += 1
    land_request.save(update_fields=["status", "opened_at", "version"])
    land_request_changed.send(sender=LandRequest, land_request=land_request)
    return land_request


PUBLIC_FACTS = ("industry", "place", "capacity", "offers", "seeks")
SWITCHES = ("is_listed", *(f"shows_{group}" for group in SHOWN))


def row_of(organisation: Any) -> Enterprise:
    """The row of the directory that an organisation has, or the one it would get: with name and
    trade, which are public by law (domain.md §8.3), and nothing else. A household's name is a
    person's: it stays unlisted until its owner says otherwise."""
    row = Enterprise.objects.filter(organisation=organisation).first()
    if row is None:
        household = organisation.is_household
        base = "ho-kinh-doanh" if household else slugify(_bare(organisation.name))[:100]
        row = Enterprise(
            organisation=organisation,
            slug=f"{base or 'doanh-nghiep'}-{organisation.pk}",
            is_listed=not household,
        )
    row.name = organisation.name
    return row


@transaction.atomic
def enter(organisation: Any) -> Enterprise:
    """A verified enterprise gets its row of the directory."""
    row = row_of(lock(organisation))
    row.save()
    return row


def enter_named(name: str) -> Enterprise:
    """The row of an enterprise that a source names; a new one where there is none."""
    row = Enterprise.objects.filter(name=name, organisation__isnull=True).first()
    if row is None:
        slug = base = slugify(_bare(name))[:100] or "doanh-nghiep"
        number = 2
        while Enterprise.objects.filter(slug=slug).exists():
            slug, number = f"{base}-{number}", number + 1
        row = Enterprise.objects.create(slug=slug, name=name)
    return row


def _bare(name: str) -> str:
    return fold(name) or ""


@transaction.atomic
def set_public_facts(enterprise: Enterprise, *, by: Any) -> Enterprise:
    """Store what an enterprise says of itself and which of it anyone may read. Logged; of what a
    household writes only that it did."""
    before = lock(enterprise) if enterprise.pk else enter(enterprise.organisation)
    enterprise.pk = before.pk
    household = enterprise.organisation is not None and enterprise.organisation.is_household
    record_fields(before, enterprise, ("industry", *SWITCHES), by=by)
    texts = [name for name in PUBLIC_FACTS if name != "industry"]
    if household:
        for name in texts:
            if getattr(before, name) != getattr(enterprise, name):
                record(enterprise, "•••", by=by, field=name)
    else:
        record_fields(before, enterprise, texts, by=by)
    Enterprise.objects.filter(pk=before.pk).update(
        **{name: getattr(enterprise, name) for name in (*PUBLIC_FACTS, *SWITCHES)}
    )
    return enterprise


@transaction.atomic
def link(named: Enterprise, organisation: Any, *, by: Any) -> Enterprise:
    """An officer has verified that the enterprise a source names is this organisation: its
    recognised products go to the organisation's row. ``unlink`` takes it back."""
    if named.organisation_id is not None or named.became_id is not None:
        raise RuleViolation("linked", _("This enterprise is linked to an account already."))
    if organisation.kind != "enterprise" or organisation.status != "verified":
        raise RuleViolation("unverified", _("Only a verified enterprise can hold a key product."))
    named, own = lock(named), enter(organisation)
    KeyProduct.objects.filter(holder=named).update(holder=own)
    named.became = own
    named.save(update_fields=["became"])
    record(named, organisation.name, by=by, field="became")
    return own


@transaction.atomic
def unlink(named: Enterprise, *, by: Any) -> Enterprise:
    """The products go back to the name that the source has."""
    named = lock(named)
    if named.became is None:
        raise RuleViolation("not_linked", _("This enterprise is not linked to an account."))
    before = named.became.name
    KeyProduct.objects.filter(holder=named.became, holder_name=named.name).update(holder=named)
    named.became = None
    named.save(update_fields=["became"])
    record(named, "", by=by, before=before, field="became")
    return named
