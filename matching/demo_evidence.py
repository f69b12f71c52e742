"""What the demonstration set says of tiers, utilities, components, promises and freshness.

Its own sequence of random numbers: the plots and facts of ``demo`` stay as they are.
"""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clusters.models import (
    READY,
    Cluster,
    Component,
    ComponentKind,
    Connected,
    Document,
    FactSource,
    Plot,
    Promise,
    ReadinessStep,
    Utility,
    UtilityKind,
)

TITLE = "Dữ liệu minh họa, không phải số liệu thật"
DOCUMENTS = [
    Document.PLAN_LISTED,
    Document.DETAILED_PLAN,
    Document.CLEARED,
    Document.STARTED,
    Document.ACCEPTED,
    Document.PERMIT,
]
CITY, CLUSTERS_OWN = "UBND Thành phố (minh họa)", "Chủ đầu tư (minh họa)"
DESIGN = {
    UtilityKind.POWER: [2500, 5000, 8000],
    UtilityKind.WATER: [500, 800, 1200],
    UtilityKind.WASTEWATER: [400, 600, 1000],
}


def load(rng: random.Random, clusters: list[Cluster], now: datetime) -> None:
    """Rows for the clusters of the set, and confirmations for its published plots."""
    today = timezone.localdate(now)
    ReadinessStep.objects.bulk_create(row for c in clusters for row in _steps(rng, c, today))
    Utility.objects.bulk_create(row for c in clusters for row in _utilities(rng, c, today))
    worked = [(c, list(_components(rng, c, today))) for c in clusters if c.readiness != 0]
    Component.objects.bulk_create(row for _c, rows in worked for row in rows)
    slow = {pk: place % 2 == 0 for place, pk in enumerate(sorted(_investors(clusters)))}
    plots = list(Plot.objects.filter(is_demo=True, status="published").order_by("pk"))
    by_id = {cluster.pk: cluster for cluster in clusters}
    Promise.objects.bulk_create(
        [
            *(p for c, rows in worked for p in _works_promised(rng, c, rows, slow, now)),
            *(p for plot in plots for p in _ready_promised(rng, by_id, plot, now)),
        ]
    )
    for plot in plots:
        plot.published_at = now - timedelta(days=rng.choice([120, 200, 300]))
        days = rng.choices([rng.randint(0, 28), rng.randint(32, 58), None], [65, 20, 15])[0]
        if days is None:
            plot.published_at = now - timedelta(days=rng.randint(62, 72))
        else:
            plot.confirmed_at, plot.confirmed_by = now - timedelta(days=days), CLUSTERS_OWN
    Plot.objects.bulk_update(plots, ["published_at", "confirmed_at", "confirmed_by"])
    _serviced(rng, clusters)


def clear() -> None:
    for model in (ReadinessStep, Utility, Component, Promise):
        model.objects.filter(is_demo=True).delete()


def _investors(clusters: list[Cluster]) -> set[int]:
    return {cluster.investor_id for cluster in clusters if cluster.investor_id}


def _steps(rng: random.Random, cluster: Cluster, today: date) -> Iterable[ReadinessStep]:
    """Documents up to the tier; every fourth cluster has stated its tier without any."""
    if cluster.readiness is None or rng.random() < 0.25:
        return
    year = today.year - cluster.readiness - 1
    for tier in range(cluster.readiness + 1):
        yield ReadinessStep(
            cluster=cluster,
            tier=tier,
            document=DOCUMENTS[tier],
            number=f"{rng.randint(100, 6000)}/QĐ-UBND-MH",
            dated=date(year + tier, rng.randint(1, 10), rng.randint(1, 28)),
            issuer=CITY,
            is_demo=True,
        )


def _utilities(rng: random.Random, cluster: Cluster, today: date) -> Iterable[Utility]:
    for kind in UtilityKind:
        row = Utility(cluster=cluster, kind=kind, is_demo=True, source=TITLE)
        available = getattr(cluster, row.cluster_field)
        if available is None:
            continue
        spare = Decimal(rng.choice([0, 50, 100]))
        row.design = max(Decimal(rng.choice(DESIGN[kind])), available + spare)
        row.in_use, row.available = row.design - available - spare, available
        row.as_of = today - timedelta(days=rng.randint(10, 200))
        row.connected_beyond_fence = (
            Connected.YES if cluster.readiness == 5 else rng.choice(Connected.values)
        )
        yield row


def _components(rng: random.Random, cluster: Cluster, today: date) -> Iterable[Component]:
    tier = cluster.readiness or 2
    for kind in ComponentKind:
        if rng.random() < 0.15:
            continue
        done = 100 if tier >= 4 else rng.randrange(0, 100, 5) if tier == 3 else 0
        completed = today - timedelta(days=rng.randint(60, 900)) if done == 100 else None
        yield Component(
            cluster=cluster,
            kind=kind,
            percent=done,
            as_of=today - timedelta(days=rng.randint(5, 60)),
            promised_on=(completed or today) + timedelta(days=rng.randint(90, 500))
            if completed is None
            else completed,
            completed_on=completed,
            source=TITLE,
            is_demo=True,
        )


def _works_promised(
    rng: random.Random,
    cluster: Cluster,
    rows: list[Component],
    slow: dict[int, bool],
    now: datetime,
) -> Iterable[Promise]:
    """What was promised of each component: one investor is usually late, the other hardly."""
    for row in rows:
        late = rng.randint(60, 200) if slow.get(cluster.investor_id or 0) else rng.randint(-20, 30)
        if row.completed_on:
            row.promised_on = row.completed_on - timedelta(days=late)
        if row.promised_on is None:
            continue
        stated = min(
            now - timedelta(days=rng.randint(20, 300)),
            now - (timezone.localdate(now) - row.promised_on) - timedelta(days=200),
        )
        yield _promise(cluster, None, row.kind, row.promised_on, stated, row.completed_on)
    Component.objects.bulk_update([row for row in rows if row.completed_on], ["promised_on"])


def _ready_promised(
    rng: random.Random, by_id: dict[int, Cluster], plot: Plot, now: datetime
) -> Iterable[Promise]:
    cluster, today = by_id[plot.cluster_id], timezone.localdate(now)
    if plot.ready_on and plot.ready_on > today:
        stated = now - timedelta(days=rng.randint(20, 100))
        yield _promise(cluster, plot, READY, plot.ready_on, stated, None)


def _promise(
    cluster: Cluster, plot: Plot | None, what: str, day: date, stated: datetime, kept: date | None
) -> Promise:
    return Promise(
        cluster=cluster,
        plot=plot,
        investor_id=cluster.investor_id,
        what=what,
        promised_on=day,
        stated_at=stated,
        stated_by=CLUSTERS_OWN,
        kept_on=kept,
        is_demo=True,
    )


def _serviced(rng: random.Random, clusters: list[Cluster]) -> None:
    """Some of the industrial land, and never less than what is leased; marked like other facts."""
    marks = []
    for cluster in clusters:
        land, leased = cluster.industrial_land_ha, cluster.leased_ha
        if cluster.serviced_ha is not None or land is None or leased is None:
            continue
        share = Decimal(rng.randint(60, 100)) / 100
        cluster.serviced_ha = max(Decimal(leased), round(Decimal(land) * share, 2))
        marks.append(FactSource(cluster=cluster, field="serviced_ha", title=TITLE, is_demo=True))
    Cluster.objects.bulk_update([mark.cluster for mark in marks], ["serviced_ha"])
    FactSource.objects.bulk_create(marks)
