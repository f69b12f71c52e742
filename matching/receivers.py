"""When a lower app announces a change, ask for the matching that follows from it."""

from typing import Any

from django.dispatch import receiver

from clusters.signals import cluster_changed, plot_changed
from enterprises.signals import land_request_changed
from matching import tasks


@receiver(land_request_changed)
def rematch_request(sender: Any, land_request: Any, **kwargs: Any) -> None:
    if land_request.status == "open":
        tasks.match_request.delay_on_commit(land_request.pk)


@receiver(plot_changed)
def rematch_plot(sender: Any, plot: Any, **kwargs: Any) -> None:
    tasks.match_plot.delay_on_commit(plot.pk)


@receiver(cluster_changed)
def rematch_cluster(sender: Any, cluster: Any, **kwargs: Any) -> None:
    tasks.match_cluster.delay_on_commit(cluster.pk)
