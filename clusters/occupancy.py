"""Occupancy by the legal definition (Decree 32/2024/NĐ-CP; domain.md §3.2), and its totals.

Land leased, subleased or covered by an investment approval or certificate ÷ industrial land of the
detailed plan. A total is the sum of the one ÷ the sum of the other, never a mean of percentages;
clusters that lack a component are left out of both sums and named.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Land:
    """What one cluster has stated, in hectares; ``None`` is not stated."""

    name: str
    industrial_ha: Decimal | None
    leased_ha: Decimal | None
    certificate_ha: Decimal | None
    serviced_ha: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        return bool(self.industrial_ha) and None not in (self.leased_ha, self.certificate_ha)

    @property
    def missing(self) -> list[str]:
        """Components that are not stated, as fields of ``Cluster``."""
        return [
            name
            for name, value in (
                ("industrial_land_ha", self.industrial_ha or None),
                ("leased_ha", self.leased_ha),
                ("certificate_ha", self.certificate_ha),
            )
            if value is None
        ]


@dataclass(frozen=True)
class Total:
    """Sums over the clusters that stated every component; the others are named."""

    clusters: int
    industrial_ha: Decimal
    leased_ha: Decimal
    certificate_ha: Decimal
    incomplete: tuple[str, ...]
    serviced_ha: Decimal  # of the clusters that state it, over which also:
    serviced_leased_ha: Decimal

    @property
    def counted(self) -> int:
        return self.clusters - len(self.incomplete)

    @property
    def occupancy(self) -> Decimal | None:
        """0–1; ``None`` where no cluster has stated every component."""
        if not self.industrial_ha:
            return None
        return (self.leased_ha + self.certificate_ha) / self.industrial_ha

    @property
    def leased_share(self) -> Decimal | None:
        """Leased only ÷ industrial land: line 18 ÷ line 17 of Biểu 04."""
        return self.leased_ha / self.industrial_ha if self.industrial_ha else None

    @property
    def serviced_share(self) -> Decimal | None:
        """Share of serviced land leased. Not occupancy."""
        return self.serviced_leased_ha / self.serviced_ha if self.serviced_ha else None


def total(lands: Iterable[Land]) -> Total:
    rows = list(lands)
    whole = [row for row in rows if row.is_whole]
    serviced = [row for row in rows if row.serviced_ha and row.leased_ha is not None]
    return Total(
        clusters=len(rows),
        industrial_ha=_sum(row.industrial_ha for row in whole),
        leased_ha=_sum(row.leased_ha for row in whole),
        certificate_ha=_sum(row.certificate_ha for row in whole),
        incomplete=tuple(row.name for row in rows if not row.is_whole),
        serviced_ha=_sum(row.serviced_ha for row in serviced),
        serviced_leased_ha=_sum(row.leased_ha for row in serviced),
    )


def totals(lands: Iterable[Land], key: Callable[[Land], Hashable]) -> dict[Any, Total]:
    """One total for each value of ``key``, in the order of their first rows."""
    groups: dict[Any, list[Land]] = {}
    for land in lands:
        groups.setdefault(key(land), []).append(land)
    return {name: total(rows) for name, rows in groups.items()}


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))
