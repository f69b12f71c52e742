"""Reads of what is proven about a cluster, in the order in which its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clusters.lateness import NOTHING, Lateness, days_late
from clusters.ledger import lateness_of
from clusters.models import (
    Cluster,
    Component,
    ComponentKind,
    FactSource,
    Promise,
    Readiness,
    ReadinessStep,
    Utility,
    UtilityKind,
)
from clusters.occupancy import Land, Total, total
from clusters.readiness import documented_tier


@dataclass(frozen=True)
class Tier:
    """One rung: ``proven`` by a document here and on every lower rung; ``stated`` without."""

    tier: int
    label: Any
    steps: list[ReadinessStep]
    proven: bool
    stated: bool


@dataclass(frozen=True)
class Work:
    """One component: its row, if any, and every date promised for it, the first one first."""

    kind: str
    label: Any
    row: Component | None
    promised: list[Promise] = field(default_factory=list)
    late_days: int | None = None  # against the first promise


@dataclass(frozen=True)
class Evidence:
    tiers: list[Tier]
    documented: int | None
    utilities: list[tuple[str, Any, Utility | None]]
    works: list[Work]
    late: Lateness
    land: Land
    sums: Total
    areas: list[tuple[str, Any, Any, str, bool]]  # field, label, hectares, as of, demonstration
    has_demo: bool

    @property
    def has_utilities(self) -> bool:
        return any(row for _kind, _label, row in self.utilities)

    @property
    def has_works(self) -> bool:
        return any(work.row or work.promised for work in self.works)

    @property
    def is_stated_only(self) -> bool:
        return any(tier.stated for tier in self.tiers)


def evidence_of(cluster: Cluster, today: date) -> Evidence:
    """Five queries: steps, utilities, components, promises, and the investor's other promises.
    ``cluster.sources`` has been prefetched."""
    steps = list(cluster.steps.all())
    utilities = {row.kind: row for row in cluster.utilities.all()}
    components = {row.kind: row for row in cluster.components.all()}
    promises = list(cluster.promises.filter(plot__isnull=True).order_by("stated_at", "pk"))
    land = Land(
        cluster.short_name,
        cluster.industrial_land_ha,
        cluster.leased_ha,
        cluster.certificate_ha,
        cluster.serviced_ha,
    )
    documented = documented_tier(step.tier for step in steps)
    investor = cluster.investor_id
    rows = [*steps, *utilities.values(), *components.values(), *promises]
    return Evidence(
        tiers=_tiers(cluster.readiness, documented, steps),
        documented=documented,
        utilities=[(kind, label, utilities.get(kind)) for kind, label in UtilityKind.choices],
        works=[
            _work(kind, label, components.get(kind), promises, today)
            for kind, label in ComponentKind.choices
        ],
        late=lateness_of([investor], today).get(investor, NOTHING) if investor else NOTHING,
        land=land,
        sums=total([land]),
        areas=_areas(cluster, cluster.sources),  # type: ignore[attr-defined]
        has_demo=any(row.is_demo for row in rows),
    )


def _tiers(
    stated: int | None, documented: int | None, steps: Iterable[ReadinessStep]
) -> list[Tier]:
    proven = -1 if documented is None else documented
    by_tier: dict[int, list[ReadinessStep]] = {}
    for step in steps:
        by_tier.setdefault(step.tier, []).append(step)
    return [
        Tier(
            tier=tier,
            label=label,
            steps=by_tier.get(tier, []),
            proven=tier <= proven,
            stated=stated is not None and proven < tier <= stated,
        )
        for tier, label in Readiness.choices
    ]


def _work(
    kind: str, label: Any, row: Component | None, promises: list[Promise], today: date
) -> Work:
    about = [promise for promise in promises if promise.what == kind]
    late = None
    if about:
        late = days_late(about[0].promised_on, row.completed_on if row else None, today)
    return Work(kind, label, row, about, late)


def _areas(cluster: Cluster, sources: list[FactSource]) -> list[tuple[str, Any, Any, str, bool]]:
    names = ("industrial_land_ha", "leased_ha", "certificate_ha", "serviced_ha")
    found = {source.field: source for source in sources}
    return [
        (
            name,
            Cluster._meta.get_field(name).verbose_name,
            getattr(cluster, name),
            found[name].as_of if name in found else "",
            name in found and found[name].is_demo,
        )
        for name in names
    ]
