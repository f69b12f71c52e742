"""A clock and a second pair of hands. Every task may run twice, late or in any order."""

from celery import chord, shared_task
from django.db import OperationalError
from django.utils import timezone

from matching import actions

retrying = {"autoretry_for": (OperationalError,), "retry_backoff": True, "max_retries": 5}


@shared_task(**retrying)
def match_request(land_request_id: int) -> None:
    actions.match_request(land_request_id)


@shared_task(**retrying)
def match_plot(plot_id: int) -> None:
    actions.match_plots([plot_id])


@shared_task(**retrying)
def match_cluster(cluster_id: int) -> None:
    actions.match_cluster(cluster_id)


@shared_task(ignore_result=False, **retrying)  # a chord waits for the answers of its parts
def match_range(range_id: int) -> int:
    return actions.match_range(range_id)


@shared_task(**retrying)
def finish_run(run_id: int) -> None:
    actions.finish_run(run_id)


@shared_task(**retrying)
def sweep() -> None:
    """The safety net: whatever a lost message left behind is worked through."""
    now = timezone.now()
    lost = actions.lost_ranges(now)
    actions.resend(lost, now)
    for range_id in lost:
        match_range.delay(range_id)
    actions.sweep()


def send_run(run) -> None:
    """The ranges of a full run as one chord. Should a worker take its part to the grave, the sweep
    sends that part again, and whoever finishes the last one closes the run."""
    parts = [match_range.si(pk) for pk in run.ranges.values_list("pk", flat=True)]
    if parts:
        chord(parts)(finish_run.si(run.pk))
