"""Public plots and clusters as columns: what explore filters, counts, sorts and draws.

One snapshot per process, keyed by version stamps as in ``matching.features``, whose columns are
used where they have the figure already. Nan, -1 and "" are unknown.
"""

from collections import defaultdict
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connections
from django.db.models import Max
from django.utils.safestring import SafeString
from numpy.typing import NDArray

from clusters.models import Cluster, ClusterTrade, Market, Plot, Stage, TradeRole
from clusters.querysets import DRAWN
from explore.finding import Floats, Ints, Mask, order
from matching import features
from matching.scoring import WASTEWATER_KINDS, trade_answer
from portal.common.vietnamese import fold
from reference.models import Share, Succession

MARKETS = tuple(Market.values)
STAGES = ("", *Stage.values)
IN_CHUNKS = 1000


class Clusters:
    """Every cluster, in the order of names: one row each."""

    def __init__(self) -> None:
        rows = list(
            Cluster.objects.select_related("place").defer(*DRAWN).order_by("name_sort", "pk")
        )
        trades: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for cluster, role, code in ClusterTrade.objects.values_list(
            "cluster_id", "role", "industry__code"
        ):
            trades[cluster][role].add(code)
        former = _former_names({row.place_id for row in rows if row.place_id})
        self.pk = [row.pk for row in rows]
        self.at = {pk: place for place, pk in enumerate(self.pk)}
        self.names = [row.name.replace("Cụm công nghiệp", "CCN") for row in rows]
        self.names_en = [row.name_en.removesuffix(" Industrial Cluster") for row in rows]
        self.slugs = [row.slug for row in rows]
        self.places = _texts(
            f"{row.place or ''} {row.former_place} {former.get(row.place_id, '')}" for row in rows
        )
        self.texts = _texts(
            f"{row.name} {row.name_en} {row.place or ''} {row.former_place} {row.investor_name}"
            for row in rows
        )
        self.lat, self.lon = (_floats(getattr(row, n) for row in rows) for n in ("lat", "lon"))
        self.area_ha = _floats(row.total_area_ha for row in rows)
        self.occupancy = _floats(row.occupancy for row in rows)
        self.readiness = _floats(row.readiness for row in rows)
        self.power, self.water, self.wastewater = (
            _floats(getattr(row, name) for row in rows)
            for name in ("power_kva", "water_m3_day", "wastewater_m3_day")
        )
        self.wastewater_kinds = np.array(
            [
                sum(1 << WASTEWATER_KINDS.index(kind) for kind in set(row.wastewater_kinds or ()))
                for row in rows
            ],
            dtype=np.int8,
        )
        self.stage = np.array([STAGES.index(row.stage) for row in rows], dtype=np.int8)
        self.programme = np.array([row.cohort.startswith("2018-2020") for row in rows], dtype=bool)
        self.decided = _floats(_partial(row.decision_on) for row in rows)
        self.by_name = np.arange(len(rows))
        self._permitted = [frozenset(trades[pk][TradeRole.PERMITTED]) for pk in self.pk]
        self._refused = [frozenset(trades[pk][TradeRole.REFUSED]) for pk in self.pk]
        self._tenants = [frozenset(c[:2] for c in trades[pk][TradeRole.TENANT]) for pk in self.pk]
        self._taking: dict[str, Mask] = {}

    def __len__(self) -> int:
        return len(self.pk)

    def taking(self, trade: str) -> Mask:
        """Clusters that permit the trade, as matching reads their lists. Remembered per trade."""
        if trade not in self._taking:
            lists = zip(self._permitted, self._refused, strict=True)
            self._taking[trade] = _bools(trade_answer(trade, yes, no) == 1 for yes, no in lists)
        return self._taking[trade]

    def with_tenants(self, trade: str) -> Mask:
        """Clusters with a tenant of the same VSIC division."""
        return _bools(trade[:2] in divisions for divisions in self._tenants)


class Plots:
    """Every public plot, by id: one row each. ``home``: where its cluster stands."""

    def __init__(self, market: features.Market, clusters: Clusters, before: "Plots | None") -> None:
        read = Plot.objects.public().order_by("pk").values_list(
            "pk", "version", "cluster_id", "code", "published_at", "confirmed_at", "is_demo"
        )  # fmt: skip
        rows = [row for row in read if row[0] in market.rows and row[2] in clusters.at]
        offers = market.offers
        self.at_offer = np.array([offers.index(row[0]) for row in rows], dtype=np.int64)
        self.pk = np.array([row[0] for row in rows], dtype=np.int64)
        self.versions = {row[0]: row[1] for row in rows}
        self.home = np.array([clusters.at[row[2]] for row in rows], dtype=np.int64)
        self.codes = _texts(row[3] for row in rows)
        self.since = _floats(_instant(row[4], row[5]) for row in rows)
        self.demo = _bools(row[6] for row in rows)
        self.area_m2 = offers.area_m2[self.at_offer]
        self.cost = offers.cost_vnd_m2_year[self.at_offer]
        self.term = offers.term_years[self.at_offer]
        self.ready = offers.ready[0][self.at_offer]
        self.kind = offers.kind[self.at_offer]
        self.market = np.array([_market(market.rows[row[0]].status) for row in rows], dtype=np.int8)
        self.lat, self.lon = clusters.lat[self.home], clusters.lon[self.home]
        written = sorted(range(len(rows)), key=lambda i: (self.home[i], rows[i][3]))
        self.by_name = np.empty(len(rows), dtype=np.int64)
        self.by_name[written] = np.arange(len(rows))
        self.rings = _rings(self.versions, before)
        boxes = [
            (*ring.min(axis=0), *ring.max(axis=0)) if (ring := self.rings.get(pk)) is not None
            else (np.nan,) * 4
            for pk in self.pk.tolist()
        ]  # fmt: skip
        self.boxes = np.array(boxes, dtype=np.float64).reshape(-1, 4)

    def __len__(self) -> int:
        return len(self.pk)


class Columns:
    """Both at one stamp, with the orders and cards that were asked for once."""

    def __init__(self, stamp: tuple[Any, ...], market: features.Market, before: Any) -> None:
        self.stamp, self.market = stamp, market
        self.clusters = Clusters()
        self.plots = Plots(market, self.clusters, before and before.plots)
        on_offer = self.plots.market == MARKETS.index(Market.OPEN)
        self.on_offer = np.bincount(self.plots.home[on_offer], minlength=len(self.clusters))
        invented = on_offer & self.plots.demo
        self.invented = np.bincount(self.plots.home[invented], minlength=len(self.clusters)) > 0
        self.cards: dict[tuple[Any, ...], SafeString] = {}  # as rendered, for who shows them
        self._orders: dict[tuple[str, bool, bool], Ints] = {}

    def order(self, name: str, key: Floats, *, of_clusters: bool, largest_first: bool) -> Ints:
        """All rows in the order of a column that is called ``name``."""
        asked = (name, of_clusters, largest_first)
        if asked not in self._orders:
            ties = self.clusters.by_name if of_clusters else self.plots.by_name
            self._orders[asked] = order(key, ties, largest_first=largest_first)
        return self._orders[asked]


class _Kept:
    """The last columns of each database, and when their stamp was last compared."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Columns, float]] = {}
        self.lock = Lock()

    def now(self) -> Columns:
        database = str(connections["default"].settings_dict["NAME"])
        kept = self._young(database)
        if kept is None:
            with self.lock:  # one thread reads, the others wait for it
                kept = self._young(database) or self._compared(database)
        return kept

    def _young(self, database: str) -> Columns | None:
        kept, at = self.kept.get(database, (None, 0.0))
        return kept if kept and monotonic() - at < settings.EXPLORE_KEPT_SECONDS else None

    def _compared(self, database: str) -> Columns:
        at = monotonic()
        kept, _at = self.kept.get(database, (None, 0.0))
        market = features.snapshot()
        confirmed = Plot.objects.aggregate(last=Max("confirmed_at"))["last"]
        stamp = (*market.stamp, confirmed)
        if kept is None or kept.stamp != stamp:
            kept = Columns(stamp, market, kept)
        self.kept[database] = kept, at
        return kept


_kept = _Kept()


def snapshot() -> Columns:
    """As it is now, or was ``EXPLORE_KEPT_SECONDS`` ago: three small queries, and what has moved.
    Who shows rows asks the database for those that are still public."""
    return _kept.now()


def forget() -> None:
    """Drop what is kept, for tests whose database is rolled back under the same versions."""
    _kept.kept.clear()


def _former_names(places: set[int]) -> dict[int, str]:
    """Of current places, the names of the former ones that they come from."""
    rows = Succession.objects.filter(
        current__in=places, share__in=(Share.WHOLE, Share.PART_DEFAULT)
    ).values_list("current_id", "former__full_name", "former__district")
    names: dict[int, list[str]] = defaultdict(list)
    for current, name, district in rows:
        names[current] += [name, district]
    return {current: " ".join(dict.fromkeys(words)) for current, words in names.items()}


def _rings(versions: dict[int, int], before: Plots | None) -> dict[int, NDArray[np.float64]]:
    """The outline of each plot that has one: [lon, lat] of the closed ring."""
    known = before.versions if before else {}
    same = {pk for pk, version in versions.items() if known.get(pk) == version}
    rings = {pk: ring for pk, ring in before.rings.items() if pk in same} if before else {}
    moved = [pk for pk in versions if pk not in same]
    drawn = Plot.objects.with_boundary()
    for first in range(0, len(moved), IN_CHUNKS):
        chunk = drawn.filter(pk__in=moved[first : first + IN_CHUNKS])
        for pk, ring in chunk.values_list("pk", "boundary"):
            rings[pk] = np.array(ring, dtype=np.float64)
    return rings


def _market(status: str) -> int:
    return MARKETS.index(Market.OPEN if status == "published" else status)


def _instant(published: datetime, confirmed: datetime | None) -> float:
    return max(published, confirmed or published).timestamp()


def _partial(day: str) -> float | None:
    """A date as precise as its source (2018, 2018-03, 2018-03-02) as one number to sort by."""
    parts = [int(part) for part in day.split("-") if part.isdigit()]
    year, month, dom = [*parts, 0, 0, 0][:3]
    return year * 10_000 + month * 100 + dom if year else None


def _texts(texts: Any) -> NDArray[np.str_]:
    return np.array([fold(text) or "" for text in texts], dtype=np.str_)


def _floats(values: Any) -> Floats:
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def _bools(values: Any) -> Mask:
    return np.array(list(values), dtype=bool)
