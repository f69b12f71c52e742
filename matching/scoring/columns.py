"""Many offers and many requests as numpy columns: what scoring reads, packed once."""

from collections.abc import Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from .facts import Demand, Offer, OfferError
from .measures import Floats, levelised_cost, unit_vector
from .rules import (
    CAPACITIES,
    CRITERIA,
    DISCOUNT_RATE,
    ENOUGH_NEIGHBOURS,
    FACTS,
    KINDS,
    ROADS,
    WASTEWATER_KINDS,
    Answer,
)

Ints = NDArray[np.int64]
Answers = NDArray[np.int8]
_BIT = {name: 1 << place for place, name in enumerate(FACTS)}
_PRICE_BITS = _BIT["price_vnd_m2"] | _BIT["price_basis"] | _BIT["term_years (price)"]
_PLACE_BITS = _BIT["lat"] | _BIT["lon"]
_ROAD_BITS = sum(_BIT[name] for name in ROADS)
_SITE_FACTS = (
    "cluster", "permitted", "refused", "wastewater_kinds", *CAPACITIES, "lat", "lon", *ROADS,
    "readiness", "neighbours",
)  # fmt: skip

_PLOT_COLUMNS = (
    "area_m2", "cost_vnd_m2_year", "ready", "term_years", "kind", "available", "combined",
    "missing",
)  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """One row for each distinct set of facts that plots of a cluster share; nan is unknown."""

    permitted: list[frozenset[str]]
    refused: list[frozenset[str]]
    neighbours: list[tuple[str, ...]]
    wastewater: NDArray[np.int8]  # bit k: accepts WASTEWATER_KINDS[k]; 0 is unknown
    capacity: Floats  # float64[3, s] in the order of CAPACITIES
    roads: Floats  # float64[3, s] in the order of ROADS, km
    vectors: Floats  # float64[s, 3], unit vectors of the positions
    readiness: Floats

    def __len__(self) -> int:
        return len(self.permitted)


class Offers:
    """n plots as columns, sorted by (site, area, code), with the facts of a site kept once.

    ``area_m2``, ``cost_vnd_m2_year`` (levelised), ``term_years`` are float64[n] with nan for
    unknown; ``ready`` float64[2, n] ordinal days, promised and expected: a request counts one row
    of it; ``site`` int64[n]; ``site_start`` int64[s+1] cuts the rows by
    site; ``kind`` int8[n]; ``available``, ``combined`` bool[n]; ``code_rank`` int64[n] is each
    code's place in ascending order; ``missing`` int64[n] has bit k set where ``FACTS[k]`` is
    unknown.
    """

    def __init__(self, rows: Iterable[Offer], discount_rate: float = DISCOUNT_RATE) -> None:
        self.discount_rate = discount_rate
        sites: dict[tuple[object, ...], int] = {}
        placed = [(sites.setdefault(_site_facts(row), len(sites)), row) for row in rows]
        placed.sort(key=lambda pair: (pair[0], pair[1].area_m2, pair[1].code))
        self.rows = tuple(row for _, row in placed)
        self.site = np.array([site for site, _ in placed], dtype=np.int64)
        self.site_start = np.searchsorted(self.site, np.arange(len(sites) + 1))
        self.sites = _pack_sites([self.rows[i] for i in self.site_start[:-1]])
        self.area_m2 = _column(row.area_m2 for row in self.rows)
        self.cost_vnd_m2_year = _column(_cost(row, discount_rate) for row in self.rows)
        self.ready = np.stack(
            [
                _days(row.ready_on for row in self.rows),
                _days(row.ready_on and (row.expected_on or row.ready_on) for row in self.rows),
            ]
        )
        self.term_years = _column(row.term_years for row in self.rows)
        self.kind = np.array([KINDS.index(row.kind) for row in self.rows], dtype=np.int8)
        self.available = np.array([row.status == "published" for row in self.rows], dtype=bool)
        self.combined = np.array([bool(row.members) for row in self.rows], dtype=bool)
        self.plots = len(self.rows) - int(self.combined.sum())  # how many are no combination
        self.missing = np.array([_bits(row.missing()) for row in self.rows], dtype=np.int64)
        by_code = sorted(range(len(self.rows)), key=lambda i: self.rows[i].code)
        self.code_rank = np.empty(len(self.rows), dtype=np.int64)
        self.code_rank[by_code] = np.arange(len(self.rows))
        self._index = {row.key: i for i, row in enumerate(self.rows)}
        if len(self._index) != len(self.rows):
            raise OfferError("key", "duplicate")
        self._industry: dict[str, Answers] = {}
        self._neighbours: dict[str, Floats] = {}

    @classmethod
    def of(cls, rows: Iterable[Offer], discount_rate: float = DISCOUNT_RATE) -> "Offers":
        return cls(rows, discount_rate)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def keys(self) -> tuple[Hashable, ...]:
        return tuple(row.key for row in self.rows)

    def index(self, key: Hashable) -> int:
        """Where the plot ``key`` stands in the columns; ``KeyError`` if it is not here."""
        return self._index[key]

    def only(self, rows: Iterable[int]) -> "Offers":
        """The plots at these places, packed anew: judged alone they get the same bits."""
        return Offers((self.rows[i] for i in rows), self.discount_rate)

    def replaced(self, offer: Offer) -> "Offers":
        """These with ``offer`` for the plot that has its key and code: the same answers as packed
        anew, some hundred times faster as long as it stays at its site."""
        old = self._index[offer.key]
        rows = list(self.rows)
        rows[old] = offer
        if _site_facts(offer) != _site_facts(self.rows[old]):
            return Offers(rows, self.discount_rate)
        first, end = self.site_start[self.site[old] :][:2]
        place = sorted(range(first, end), key=lambda i: (rows[i].area_m2, rows[i].code))
        order = np.concatenate([np.arange(first), place, np.arange(end, len(rows))])
        new = first + place.index(old)
        one = Offers([offer], self.discount_rate)
        these = copy(self)
        for name in _PLOT_COLUMNS:
            column = getattr(self, name)[..., order]
            column[..., new] = getattr(one, name)[..., 0]
            setattr(these, name, column)
        these.code_rank = self.code_rank[order]
        rows[first:end] = [rows[i] for i in place]
        these.rows = tuple(rows)
        these._index = self._index | {rows[i].key: i for i in range(first, end)}
        return these

    def industry_answers(self, code: str) -> Answers:
        """Of each site, whether it takes the trade ``code``: int8[s]. Remembered per trade."""
        if code not in self._industry:
            pairs = zip(self.sites.permitted, self.sites.refused, strict=True)
            answers = [trade_answer(code, permitted, refused) for permitted, refused in pairs]
            self._industry[code] = np.array(answers, dtype=np.int8)
        return self._industry[code]

    def neighbour_merits(self, division: str) -> Floats:
        """Of each site, u of ``neighbours`` for a VSIC division: float64[s], nan where the list is
        empty. Remembered per division."""
        if division not in self._neighbours:
            self._neighbours[division] = _column(
                min(1.0, sum(code[:2] == division for code in codes) / ENOUGH_NEIGHBOURS)
                if codes
                else None
                for codes in self.sites.neighbours
            )
        return self._neighbours[division]


class Demands:
    """d land requests as columns; nan asks for nothing.

    ``area_m2`` float64[d, 3] (least, ideal, largest); ``max_cost_vnd_m2_year``, ``need_by``
    (ordinal day), ``lease_years``, ``max_distance_km`` float64[d]; ``needs`` float64[d, 3] in the
    order of ``CAPACITIES``; ``wastewater`` int8[d] the bit that a site must have, 0 for none;
    ``kinds`` int8[d] one bit per accepted kind; ``vectors`` float64[d, 3] the preferred place;
    ``shares`` float64[d, 9] in the order of ``CRITERIA``, 0 where one is left out; ``wanted``
    int64[d] the facts that count; ``trade``, ``division`` int64[d] index ``trades``, ``divisions``;
    ``dates`` int64[d] the row of ``Offers.ready`` that counts.
    """

    def __init__(self, rows: Sequence[Demand]) -> None:
        self.rows = tuple(rows)
        self.area_m2 = _rows(self.rows, "area_min_m2", "area_ideal_m2", "area_max_m2")
        self.max_cost_vnd_m2_year, self.lease_years, self.max_distance_km = _rows(
            self.rows, "max_cost_vnd_m2_year", "lease_years", "max_distance_km"
        ).T.copy()
        self.need_by = _days(r.need_by for r in self.rows)
        self.dates = np.array([r.count_expected_dates for r in self.rows], dtype=np.int64)
        self.needs = np.nan_to_num(_rows(self.rows, *CAPACITIES))
        self.wastewater = np.array([_wastewater_bit(r) for r in self.rows], dtype=np.int8)
        self.kinds = np.array([_kind_bits(r.kinds) for r in self.rows], dtype=np.int8)
        self.vectors = np.array([_vector(r) for r in self.rows], dtype=np.float64).reshape(-1, 3)
        self.max_distance_km[np.isnan(self.vectors[:, 0])] = np.nan
        shares = [r.shares() for r in self.rows]
        self.shares = np.array(shares, dtype=np.float64).reshape(-1, len(CRITERIA))
        self.key_product = np.array([r.key_product for r in self.rows], dtype=np.float64)
        self.wanted = np.array(list(map(_wanted_bits, self.rows, shares)), dtype=np.int64)
        trades = [r.industry for r in self.rows]
        self.trades, self.trade = _indexed(trades)
        self.divisions, self.division = _indexed([trade[:2] for trade in trades])

    def __len__(self) -> int:
        return len(self.rows)


def _wanted_bits(row: Demand, shares: tuple[float, ...]) -> int:
    """The mask of ``FACTS`` that a gate or a counting criterion of the request looks at."""
    counts = dict(zip(CRITERIA, shares, strict=True))
    placed = row.has_place and (row.max_distance_km is not None or counts["distance"] > 0)
    return (
        _BIT["permitted"]
        | (_BIT["wastewater_kinds"] if _wastewater_bit(row) else 0)
        | (_BIT["ready_on"] if row.need_by is not None else 0)
        | (_PRICE_BITS if row.max_cost_vnd_m2_year is not None else 0)
        | (_BIT["term_years"] if row.lease_years is not None else 0)
        | (_BIT["power_kva"] if row.power_kva else 0)
        | (_BIT["water_m3_day"] if row.water_m3_day else 0)
        | (_BIT["wastewater_m3_day"] if row.wastewater_m3_day else 0)
        | (_PLACE_BITS if placed else 0)
        | (_ROAD_BITS if counts["access"] else 0)
        | (_BIT["readiness"] if counts["readiness"] else 0)
        | (_BIT["neighbours"] if counts["neighbours"] else 0)
    )


def fact_names(bits: int) -> tuple[str, ...]:
    """The fields of ``Offer`` behind a mask of ``FACTS``, each once, in their order."""
    names = _named.get(bits)
    if names is None:
        set_names = [name.split()[0] for name, bit in _BIT.items() if bits & bit]
        names = _named[bits] = tuple(dict.fromkeys(set_names))
    return names


_named: dict[int, tuple[str, ...]] = {}  # at most 2^17 answers, in practice some hundred


def trade_answer(code: str, permitted: frozenset[str], refused: frozenset[str]) -> Answer:
    """The longest listed code that is a prefix of ``code`` decides; refused wins a tie (§1)."""
    if not permitted and not refused:
        return Answer.UNKNOWN
    for length in range(len(code), 0, -1):
        if code[:length] in refused:
            return Answer.FAIL
        if code[:length] in permitted:
            return Answer.PASS
    return Answer.FAIL if permitted else Answer.PASS


def _site_facts(row: Offer) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _SITE_FACTS)


def _pack_sites(one: list[Offer]) -> Sites:
    """``one``: the first plot of each site."""
    return Sites(
        permitted=[frozenset(row.permitted) for row in one],
        refused=[frozenset(row.refused) for row in one],
        neighbours=[row.neighbours for row in one],
        wastewater=np.array(
            [
                sum(1 << WASTEWATER_KINDS.index(kind) for kind in set(row.wastewater_kinds or ()))
                for row in one
            ],
            dtype=np.int8,
        ),
        capacity=_table(one, CAPACITIES),
        roads=_table(one, ROADS),
        vectors=np.array([_vector(row) for row in one], dtype=np.float64).reshape(-1, 3),
        readiness=_column(row.readiness for row in one),
    )


def _cost(row: Offer, discount_rate: float) -> float | None:
    """Levelised; of adjacent plots the mean of their costs, weighted by area (§2)."""
    if not row.members:
        return levelised_cost(
            row.price_vnd_m2,
            row.price_basis,
            row.fee_vnd_m2_year,
            row.term_years,
            discount_rate,
        )
    weighted = 0.0
    for member in row.members:
        cost = _cost(member, discount_rate)
        if cost is None:
            return None
        weighted += cost * member.area_m2
    return weighted / row.area_m2


def _bits(names: frozenset[str]) -> int:
    return sum(_BIT[name] for name in names)


def _wastewater_bit(row: Demand) -> int:
    kind = row.wastewater_kind
    return 0 if kind in (None, "none") else 1 << WASTEWATER_KINDS.index(kind)


@lru_cache
def _kind_bits(kinds: tuple[str, ...]) -> int:
    return sum(1 << KINDS.index(kind) for kind in set(kinds or KINDS))


def _vector(row: Offer | Demand) -> tuple[float, float, float]:
    if row.lat is None or row.lon is None:
        return np.nan, np.nan, np.nan
    return unit_vector(row.lat, row.lon)


def _column(values: Iterable[float | None]) -> Floats:
    return np.array(list(values), dtype=np.float64)  # None becomes nan


def _days(values: Iterable[date | None]) -> Floats:
    return _column(None if day is None else day.toordinal() for day in values)


def _rows(rows: Sequence[Demand], *names: str) -> Floats:
    """float64[d, names], nan where empty."""
    return np.array(list(map(attrgetter(*names), rows)), dtype=np.float64).reshape(-1, len(names))


def _indexed(words: list[str]) -> tuple[list[str], Ints]:
    """Each word once, in order, and where each stands among them."""
    once = sorted(set(words))
    place = {word: i for i, word in enumerate(once)}
    return once, np.array([place[word] for word in words], dtype=np.int64)


def _table(rows: Sequence[Offer], names: tuple[str, ...]) -> Floats:
    return np.array(
        [[np.nan if (v := getattr(row, name)) is None else v for row in rows] for name in names],
        dtype=np.float64,
    ).reshape(len(names), len(rows))
