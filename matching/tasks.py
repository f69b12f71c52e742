"""A clock and a second pair of hands. Every task may run twice, late or in any order."""

from celery import shared_task
from django.db import OperationalError

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


@shared_task(**retrying)
def sweep() -> None:
    """The safety net: whatever a lost message left behind is worked through."""
    actions.sweep()
