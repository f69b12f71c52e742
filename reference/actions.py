"""Writes of what everyone cites that officers may make: the calendar."""

from typing import Any

from django.db import transaction

from portal.common.lifecycle import record
from reference.models import Holiday


@transaction.atomic
def add_holiday(holiday: Holiday, *, by: Any) -> Holiday:
    holiday.save()
    record(holiday, holiday.on.isoformat(), by=by, field="on")
    return holiday


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: Any) -> None:
    record(holiday, "", by=by, before=holiday.on.isoformat(), field="on")
    holiday.delete()
