"""What waits for the demonstration officer: first submissions, changes, answers asked for.

A file beside ``demo`` because it is about ``ListingVersion`` alone. Made as rows, not by verbs:
the log keeps what people did.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from clusters import material
from clusters.models import (
    Cluster,
    ListingVersion,
    Plot,
    PlotStatus,
    Remark,
    Side,
    VersionKind,
    VersionStatus,
)

SENT_BY = "Chủ đầu tư minh họa"
RETURNED_BY = "Sở Công Thương (minh họa)"
EVIDENCE = "Biên bản nghiệm thu (minh họa)"


def versions(
    rng: random.Random, plots: Sequence[Plot], clusters: Sequence[Cluster]
) -> Iterator[ListingVersion]:
    """Of stored plots: one version for each that waits, and changes of a few published ones."""
    now = timezone.now()
    for plot in plots:
        if plot.status == PlotStatus.SUBMITTED:
            values = material.bare_snapshot(plot)
            since = now - timedelta(days=rng.randint(0, 12), hours=rng.randint(0, 9))
            yield _proposed(since, plot=plot, kind=VersionKind.NEW, values=values, before={})
    published = [plot for plot in plots if plot.status == PlotStatus.PUBLISHED and plot.ready_on]
    for place, plot in enumerate(rng.sample(published, min(9, len(published)))):
        yield _changed(place, plot, now - timedelta(days=2 * place, hours=3))
    for cluster in [row for row in clusters if row.investor_id][:2]:
        values = {"power_kva": "2500", "wastewater_kinds": ["domestic", "industrial", "none"]}
        before = {name: material.stored(cluster, name) for name in values}
        changed = {name: value for name, value in values.items() if value != before[name]}
        yield _proposed(
            now - timedelta(days=4),
            cluster=cluster,
            kind=VersionKind.CLUSTER,
            values=changed,
            before={name: before[name] for name in changed},
            evidence=EVIDENCE,
            as_of=f"{now:%Y-%m}",
        )


def remarks(stored: Sequence[ListingVersion]) -> Iterator[Remark]:
    """The reasons of those that went back, as the investor reads them."""
    for version in stored:
        if version.status == VersionStatus.RETURNED:
            yield Remark(
                version=version,
                side=Side.DEPARTMENT,
                by_field=version.reasons,
                said_at=datetime.fromisoformat(version.intervals[-1][1]),
                said_by=RETURNED_BY,
            )


def _changed(place: int, plot: Plot, since: datetime) -> ListingVersion:
    """By turns: a later handover, another area and price, a smaller plot that was returned."""
    assert plot.ready_on is not None
    values: dict[str, Any] = {"ready_on": (plot.ready_on + timedelta(days=20)).isoformat()}
    if place % 3:
        values = {"area_m2": str(round(float(plot.area_m2) * 0.94))}
    if place % 3 == 1 and plot.price_vnd_m2:
        values["price_vnd_m2"] = round(plot.price_vnd_m2 * 1.1)
    before = {name: material.stored(plot, name) for name in values}
    version = _proposed(since, plot=plot, kind=VersionKind.CHANGED, values=values, before=before)
    if place % 3 == 2:
        version.status, version.clock_since = VersionStatus.RETURNED, None
        version.reasons = {"area_m2": "Diện tích khác bản vẽ quy hoạch (minh họa)."}
        version.return_reason = f"Diện tích: {version.reasons['area_m2']}"
        version.intervals[-1][1] = (since + timedelta(days=1)).isoformat()
    return version


def _proposed(since: datetime, **fields: Any) -> ListingVersion:
    return ListingVersion(
        number=1,
        submitted_at=since,
        submitted_by=SENT_BY,
        intervals=[[since.isoformat(), None]],
        clock_since=since,
        is_demo=True,
        **fields,
    )
