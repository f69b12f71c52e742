"""When a lower app announces a change, ask for the matching that follows from it."""

from typing import Any

from celery import Task
from django.db import transaction
from django.dispatch import receiver

from clusters.signals import cluster_changed, plot_changed, promise_outcome
from enterprises.actions import expected_dates_moved
from enterprises.signals import land_request_changed
from matching import tasks


@receiver(land_request_changed)
def rematch_request(sender: Any, land_request: Any, **kwargs: Any) -> None:
    if land_request.status == "open":
        _ask(tasks.match_request, land_request.pk)


@receiver(plot_changed)
def rematch_plot(sender: Any, plot: Any, **kwargs: Any) -> None:
    _ask(tasks.match_plot, plot.pk)


@receiver(cluster_changed)
def rematch_cluster(sender: Any, cluster: Any, **kwargs: Any) -> None:
    _ask(tasks.match_cluster, cluster.pk)


@receiver(promise_outcome)
def rematch_expecting(sender: Any, **kwargs: Any) -> None:
    if expected_dates_moved():
        _ask(tasks.sweep)


def _ask(task: Task, *ids: int) -> None:
    """Once committed. A broker that is away is logged and no error of the person who saved: what
    they wrote is kept, and the sweep finds it (docs/adr/003)."""
    transaction.on_commit(lambda: task.delay(*ids), robust=True)
