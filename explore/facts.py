"""The facts of a cluster, group by group, each with a short name for where it comes from."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clusters.models import Cluster, FactSource

# The fields of each group in their order; the filter that shows each.
GROUPS = {
    "land": (
        ("total_area_ha", "ha"),
        ("industrial_land_ha", "ha"),
        ("serviced_ha", "ha"),
        ("leased_ha", "ha"),
        ("certificate_ha", "ha"),
        ("master_lease_end", "day"),
    ),
    "law": (
        ("stage", ""),
        ("decision", ""),
        ("decision_on", "partial_day"),
        ("investor_name", ""),
        ("total_investment_bn_vnd", "bn_vnd"),
        ("industries_text", ""),
        ("price_note", ""),
        ("readiness", ""),
    ),
    "utilities": (
        ("power_kva", "kva"),
        ("water_m3_day", "m3_day"),
        ("wastewater_m3_day", "m3_day"),
        ("wastewater_kinds", "wastewater"),
    ),
    "access": (("road_km", "km"), ("airport_km", "km"), ("port_km", "km")),
}


@dataclass(frozen=True)
class Fact:
    label: Any
    value: Any
    unit: str
    sources: list[FactSource]

    @property
    def is_known(self) -> bool:
        return self.value not in (None, "", [])

    @property
    def real(self) -> list[tuple[str, FactSource]]:
        """Its public sources, each with its short name."""
        return [(short_name(source), source) for source in self.sources if not source.is_demo]

    @property
    def is_demo(self) -> bool:
        return any(source.is_demo for source in self.sources)


@dataclass(frozen=True)
class Group:
    known: list[Fact]
    unknown: list[Fact]


def facts_of(cluster: Cluster, but: Collection[str] = ()) -> dict[str, Group]:
    """``cluster`` has been read ``for_page``. ``but``: fields that the page shows elsewhere."""
    groups = {}
    for group, fields in GROUPS.items():
        facts = [_fact(cluster, name, unit) for name, unit in fields if name not in but]
        groups[group] = Group(
            [fact for fact in facts if fact.is_known], [fact for fact in facts if not fact.is_known]
        )
    return groups


def _fact(cluster: Cluster, name: str, unit: str) -> Fact:
    value, display = getattr(cluster, name), getattr(cluster, f"get_{name}_display", None)
    if display and value not in (None, ""):
        value = display()
    label = str(Cluster._meta.get_field(name).verbose_name)
    if unit and label.endswith(")"):
        label = label.rsplit(" (", 1)[0]  # the unit, which the value has
    sources = [s for s in cluster.sources if s.field == name]  # type: ignore[attr-defined]
    return Fact(label, value, unit, sources)


def sources_of(cluster: Cluster) -> list[tuple[str, FactSource]]:
    """Each public source once, with its short name, in the order of the facts."""
    found: dict[tuple[str, str], FactSource] = {}
    for source in cluster.sources:  # type: ignore[attr-defined]
        if not source.is_demo:
            there = found.setdefault((source.url or source.title, source.as_of), source)
            if source.title and not there.title:
                found[source.url or source.title, source.as_of] = source
    return [(short_name(source), source) for source in found.values()]


def short_name(source: FactSource) -> str:
    """The site, where there is one: what tells sources apart in a word."""
    return urlsplit(source.url).netloc.removeprefix("www.") or source.title
