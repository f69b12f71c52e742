"""What an answer rests on, in a few numbers: the same stamp, the same answer, no row read."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Sum

from clusters.models import Cluster, FactSource, Plot
from portal.common.models import Change

REVISION = 1  # of the shape of the answers


def of_both() -> tuple[Any, ...]:
    """Plots and clusters, three aggregates. Versions grow with all of a row but a confirmation
    (``matching.features``); a source comes and goes as a row of its own."""
    clusters = Cluster.objects.aggregate(Max("pk"), Count("pk"), Sum("version"))
    sources = FactSource.objects.aggregate(Max("pk"), Count("pk"))
    plots = Plot.objects.aggregate(Max("pk"), Count("pk"), Sum("version"), Max("confirmed_at"))
    return *clusters.values(), *sources.values(), *plots.values()


def etag(address: str, stamp: tuple[Any, ...]) -> str:
    text = repr((REVISION, address, stamp))
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def last_change() -> datetime | None:
    """When the log last had something of a plot or a cluster."""
    rows = Change.objects.filter(object_type__in=("clusters.plot", "clusters.cluster"))
    return rows.order_by("-pk").values_list("at", flat=True).first()
