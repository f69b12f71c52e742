"""A clock and a second pair of hands. Every task may run twice, late or in any order."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from explore import actions

retrying = {"autoretry_for": (OperationalError,), "retry_backoff": True, "max_retries": 5}


@shared_task(**retrying)
def tell() -> None:
    actions.tell(timezone.now())
