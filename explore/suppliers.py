"""Who makes what a trade buys, and how far that is from the clusters.

Which division buys from which is the portal's working assumption (``reference.SupplyLink``).
Distances are great circles between the middle of a maker's commune and the position of a cluster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from clusters.models import Cluster, ClusterTrade, TradeRole
from enterprises.models import Enterprise
from matching.scoring.measures import arcs_km, unit_vector
from reference.models import Industry, SupplyLink


@dataclass(frozen=True)
class Near:
    """A cluster and how far it is."""

    slug: str
    name: str
    km: float


@dataclass
class Maker:
    """One line: an enterprise, what it can supply, and the cluster nearest to it."""

    enterprise: Enterprise
    goods: list[str]
    nearest: Near | None = None
    from_chosen_km: float | None = None


@dataclass
class Settled:
    """A cluster in which firms of supplying trades are, as far as it has said."""

    slug: str
    name: str
    firms: int
    trades: list[str]
    is_demo: bool
    km: float | None = None


def links_of(trade: Industry) -> list[SupplyLink]:
    """What the division of ``trade`` buys. One query."""
    division = trade.code[:2]
    return list(
        SupplyLink.objects.filter(buyer__code=division)
        .select_related("supplier")
        .order_by("supplier__code")
    )


def makers_of(links: Sequence[SupplyLink]) -> QuerySet[Enterprise]:
    """Public enterprises of the supplying divisions."""
    codes = [link.supplier.code for link in links]
    return Enterprise.objects.public().in_trades(codes).latest_first()


class Clusters:
    """Every cluster that has a position. One query."""

    def __init__(self) -> None:
        rows = Cluster.objects.filter(lat__isnull=False).order_by("name_sort", "pk")
        self.rows = list(rows.only("slug", "name", "name_en", "lat", "lon"))
        vectors = [unit_vector(row.lat, row.lon) for row in self.rows]
        self.vectors = np.array(vectors, dtype=np.float64).reshape(-1, 3)

    def nearest(self, place: Any) -> Near | None:
        if place is None or place.lat is None or not self.rows:
            return None
        away = arcs_km(unit_vector(place.lat, place.lon), self.vectors)
        first = int(away.argmin())
        row = self.rows[first]
        return Near(row.slug, row.short_name, float(away[first]))

    def named(self, slug: str) -> Cluster | None:
        return next((row for row in self.rows if row.slug == slug), None)


def away_km(cluster: Cluster, lat: float | None, lon: float | None) -> float | None:
    if lat is None or lon is None:
        return None
    there = np.array([unit_vector(lat, lon)])
    return float(arcs_km(unit_vector(cluster.lat, cluster.lon), there)[0])


def nearest_first(makers: QuerySet[Enterprise], chosen: Cluster) -> list[int]:
    """Ids of the makers, nearest to ``chosen`` first; those whose place is not shown come last, in
    the order of the directory. One query, however many there are."""
    rows = makers.values_list("pk", "shows_place", "place__lat", "place__lon")
    keyed = [
        (km if (km := away_km(chosen, lat, lon) if shown else None) is not None else np.inf, at, pk)
        for at, (pk, shown, lat, lon) in enumerate(rows)
    ]
    return [pk for _km, _at, pk in sorted(keyed)]


def described(
    enterprises: Iterable[Enterprise],
    links: Sequence[SupplyLink],
    clusters: Clusters,
    chosen: Cluster | None,
) -> list[Maker]:
    """The lines of one page; ``for_cards`` has loaded what they need."""
    goods = {link.supplier.code: link.goods for link in links}
    makers = []
    for row in enterprises:
        guesses = [p.industry_guess for p in row.product_rows if p.industry_guess]  # type: ignore[attr-defined]
        trades = [row.industry] if row.industry else guesses
        codes = sorted({trade.code[:2] for trade in trades})
        maker = Maker(row, [goods[code] for code in codes if code in goods])
        if row.shows_place and row.place:
            maker.nearest = clusters.nearest(row.place)
            if chosen:
                maker.from_chosen_km = away_km(chosen, row.place.lat, row.place.lon)
        makers.append(maker)
    return makers


def settled(links: Sequence[SupplyLink], chosen: Cluster | None, most: int) -> list[Settled]:
    """Clusters with firms of the supplying trades: nearest to ``chosen`` first, or else the ones
    with most firms. One query."""
    names = {link.supplier.code: str(link.supplier) for link in links}
    rows = (
        ClusterTrade.objects.filter(role=TradeRole.TENANT)
        .select_related("cluster", "industry")
        .only(
            *("firms", "is_demo", "industry__code"),
            *(f"cluster__{name}" for name in ("slug", "name", "name_en", "lat", "lon")),
        )
        .order_by("cluster__name_sort", "industry__code")
    )
    found: dict[str, Settled] = {}
    for row in rows:
        name = names.get(row.industry.code[:2])
        if name is None:
            continue
        cluster = row.cluster
        if cluster.slug not in found:
            km = away_km(chosen, cluster.lat, cluster.lon) if chosen else None
            found[cluster.slug] = Settled(cluster.slug, cluster.short_name, 0, [], False, km)
        line = found[cluster.slug]
        line.firms += row.firms
        line.is_demo |= row.is_demo
        if name not in line.trades:
            line.trades.append(name)
    if chosen:
        return sorted(found.values(), key=lambda line: (line.km is None, line.km or 0))[:most]
    return sorted(found.values(), key=lambda line: -line.firms)[:most]


@dataclass(frozen=True)
class Nearby:
    """An enterprise that shows its place, and how far that is."""

    enterprise: Enterprise
    km: float


def nearby(lat: float | None, lon: float | None, most: int) -> list[Nearby]:
    """The enterprises of the directory nearest to a point. Three queries at the most, however many
    there are."""
    if lat is None or lon is None:
        return []
    shown = Enterprise.objects.public().filter(shows_place=True, place__lat__isnull=False)
    places = list(shown.order_by("pk").values_list("pk", "place__lat", "place__lon"))
    if not places:
        return []
    vectors = np.array([unit_vector(there[1], there[2]) for there in places])
    away = arcs_km(unit_vector(lat, lon), vectors)
    first = np.argsort(away, kind="stable")[:most]
    km = {places[at][0]: float(away[at]) for at in first}
    rows = Enterprise.objects.filter(pk__in=list(km)).for_cards()
    return sorted((Nearby(row, km[row.pk]) for row in rows), key=lambda row: row.km)
