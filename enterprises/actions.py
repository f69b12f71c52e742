"""Every write with a rule: one verb, one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import LandRequest, RequestStatus
from enterprises.signals import land_request_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record, record_fields

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
