"""What an answer rests on, in a few numbers: the same stamp, the same answer, no row read."""

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Count, Max, Sum

from clusters.models import Cluster, FactSource, Plot
from portal.common.models import Change

REVISION = 1  # of the shape of the answers


class Stamp(NamedTuple):
    """``moved_at``: when the log last had something of a plot or a cluster."""

    parts: tuple[Any, ...]
    moved_at: datetime | None = None


def of_both() -> Stamp:
    """Plots and clusters, four small queries. Versions grow with all of a row but a confirmation
    (``matching.features``), which is in the log; a source comes and goes as a row of its own."""
    plots, clusters = (
        kind.objects.aggregate(Max("pk"), Count("pk"), Sum("version")) for kind in (Plot, Cluster)
    )
    sources = FactSource.objects.aggregate(Max("pk"), Count("pk"))
    changes = Change.objects.filter(object_type__in=("clusters.plot", "clusters.cluster"))
    last, moved_at = changes.order_by("-pk").values_list("pk", "at").first() or (0, None)
    return Stamp((*plots.values(), *clusters.values(), *sources.values(), last), moved_at)


def etag(address: str, stamp: Stamp) -> str:
    text = repr((REVISION, address, stamp.parts))
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
