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
from matching.scoring.measures import Floats, arcs_km, distance_km, unit_vector
from portal.common.vietnamese import fold
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
    """Every cluster, those with a position as vectors. One query."""

    def __init__(self) -> None:
        rows = Cluster.objects.order_by("name_sort", "pk")
        self.rows = list(rows.only("slug", "name", "name_en", "lat", "lon"))
        self.located = [row for row in self.rows if row.lat is not None]
        self.vectors = _vectors((row.lat, row.lon) for row in self.located)

    def nearest(self, place: Any) -> Near | None:
        if place is None or place.lat is None or not self.located:
            return None
        away = arcs_km(unit_vector(place.lat, place.lon), self.vectors)
        first = int(away.argmin())
        row = self.located[first]
        return Near(row.slug, row.short_name, float(away[first]))

    def named(self, text: str) -> Cluster | None:
        """By its slug, its name, or a part of the name that no other has, with or without
        diacritics; only one that has a position."""
        words = fold(text.strip())
        if not words:
            return None
        names = [(row, {row.slug, fold(row.short_name), fold(row.name)}) for row in self.located]
        whole = [row for row, known in names if words in known]
        part = [row for row, _known in names if words in (fold(row.name) or "")]
        found = whole or part
        return found[0] if len(found) == 1 else None

    def away_km(self, chosen: Cluster | None) -> dict[str, float]:
        """How far each located cluster is from ``chosen``, by slug."""
        if chosen is None:
            return {}
        away = arcs_km(unit_vector(chosen.lat, chosen.lon), self.vectors)
        return {row.slug: float(km) for row, km in zip(self.located, away, strict=True)}


def _vectors(places: Iterable[tuple[float, float]]) -> Floats:
    vectors = [unit_vector(lat, lon) for lat, lon in places]
    return np.array(vectors, dtype=np.float64).reshape(-1, 3)


def nearest_first(makers: QuerySet[Enterprise], chosen: Cluster) -> list[int]:
    """Ids of the makers, nearest to ``chosen`` first; those whose place is not shown come last, in
    the order of the directory. One query, however many there are."""
    rows = list(makers.values_list("pk", "shows_place", "place__lat", "place__lon"))
    km = np.full(len(rows), np.inf)
    known = [at for at, (_pk, shown, lat, _lon) in enumerate(rows) if shown and lat is not None]
    if known:
        there = _vectors((rows[at][2], rows[at][3]) for at in known)
        km[known] = arcs_km(unit_vector(chosen.lat, chosen.lon), there)
    return [rows[at][0] for at in np.argsort(km, kind="stable")]


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
            if chosen and row.place.lat is not None:
                maker.from_chosen_km = distance_km(
                    chosen.lat, chosen.lon, row.place.lat, row.place.lon
                )
        makers.append(maker)
    return makers


def settled(
    links: Sequence[SupplyLink], clusters: Clusters, chosen: Cluster | None, most: int
) -> list[Settled]:
    """Clusters with firms of the supplying trades: nearest to ``chosen`` first, or else the ones
    with most firms. One query."""
    names = {link.supplier.code: str(link.supplier) for link in links}
    rows = (
        ClusterTrade.objects.filter(role=TradeRole.TENANT)
        .order_by("industry__code")
        .values_list("cluster_id", "industry__code", "firms", "is_demo")
    )
    by_id = {row.pk: row for row in clusters.rows}
    away = clusters.away_km(chosen)
    found: dict[int, Settled] = {}
    for cluster_id, code, firms, is_demo in rows:
        name = names.get(code[:2])
        if name is None:
            continue
        if cluster_id not in found:
            cluster = by_id[cluster_id]
            km = away.get(cluster.slug)
            found[cluster_id] = Settled(cluster.slug, cluster.short_name, 0, [], False, km)
        line = found[cluster_id]
        line.firms += firms
        line.is_demo |= is_demo
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
    away = arcs_km(unit_vector(lat, lon), _vectors((row[1], row[2]) for row in places))
    first = np.argsort(away, kind="stable")[:most]
    km = {places[at][0]: float(away[at]) for at in first}
    rows = Enterprise.objects.filter(pk__in=list(km)).for_cards()
    return sorted((Nearby(row, km[row.pk]) for row in rows), key=lambda row: row.km)
