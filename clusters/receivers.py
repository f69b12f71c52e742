"""When a spreadsheet waits for a worker, one is asked for."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from clusters import tasks
from clusters.signals import import_waits


@receiver(import_waits)
def work_on_import(sender: Any, batch: Any, **kwargs: Any) -> None:
    """Once committed. A broker that is away is logged; the sweep finds the batch."""
    transaction.on_commit(partial(tasks.work_on, batch.pk, batch.status), robust=True)
