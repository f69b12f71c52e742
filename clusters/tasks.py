"""A clock and a second pair of hands. Every task may run twice, late or in any order."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from clusters import actions
from clusters.models import ImportBatch, ImportState

retrying = {"autoretry_for": (OperationalError,), "retry_backoff": True, "max_retries": 5}


@shared_task(**retrying)
def read_import(batch_id: int) -> None:
    actions.read_batch(batch_id)


@shared_task(**retrying)
def apply_import(batch_id: int) -> None:
    actions.apply_batch(batch_id)


@shared_task(**retrying)
def undo_import(batch_id: int) -> None:
    actions.undo_batch(batch_id)


def work_on(batch_id: int, status: str) -> None:
    """Ask for the worker that brings a batch out of this state."""
    tasks = {ImportState.APPLYING: apply_import, ImportState.UNDOING: undo_import}
    tasks.get(ImportState(status), read_import).delay(batch_id)


@shared_task(**retrying)
def sweep_imports() -> None:
    """The safety net: a batch that no worker has touched for a while is sent again."""
    before = timezone.now() - timedelta(seconds=settings.IMPORT_STUCK_SECONDS)
    for pk, status in ImportBatch.objects.stuck(before).values_list("pk", "status"):
        work_on(pk, status)


@shared_task(**retrying)
def keep_fresh() -> None:
    actions.keep_fresh(timezone.now())
