"""When a spreadsheet waits for a worker, one is asked for."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from clusters import tasks
from clusters.models import ImportState
from clusters.signals import import_waits


@receiver(import_waits)
def work_on_import(sender: Any, batch: Any, **kwargs: Any) -> None:
    """Once committed. A broker that is away is logged; the sweep finds the batch."""
    applying = batch.status == ImportState.APPLYING
    task = tasks.apply_import if applying else tasks.read_import
    transaction.on_commit(lambda: task.delay(batch.pk), robust=True)
