"""Many offers as numpy columns: what scoring reads. Packed once, never changed."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .facts import Offer, OfferError
from .measures import Floats, levelised_cost, unit_vector
from .rules import DISCOUNT_RATE, KINDS, Answer

CAPACITIES = ("power_kva", "water_m3_day", "wastewater_m3_day")
ROADS = ("road_km", "airport_km", "port_km")
_SITE_FACTS = (
    "cluster", "permitted", "refused", "wastewater_kinds", *CAPACITIES, "lat", "lon", *ROADS,
    "readiness", "neighbours",
)  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """One row for each distinct set of facts that plots of a cluster share; nan is unknown."""

    permitted: list[frozenset[str]]
    refused: list[frozenset[str]]
    wastewater_kinds: list[frozenset[str]]
    neighbours: list[tuple[str, ...]]
    capacity: dict[str, Floats]  # by name of CAPACITIES
    roads: dict[str, Floats]  # by name of ROADS, km
    vectors: Floats  # float64[s, 3], unit vectors of the positions
    readiness: Floats

    def __len__(self) -> int:
        return len(self.permitted)


class Offers:
    """n plots as columns, sorted by (site, area, code), with the facts of a site kept once.

    ``area_m2``, ``cost_vnd_m2_year`` (levelised), ``ready`` (ordinal day), ``term_years`` are
    float64[n] with nan for unknown; ``site`` int64[n]; ``kind`` int8[n]; ``available`` bool[n];
    ``code_rank`` int64[n] is each code's place in ascending order.
    """

    def __init__(self, rows: Iterable[Offer], discount_rate: float = DISCOUNT_RATE) -> None:
        self.discount_rate = discount_rate
        sites: dict[tuple[object, ...], int] = {}
        placed = [(sites.setdefault(_site_facts(row), len(sites)), row) for row in rows]
        placed.sort(key=lambda pair: (pair[0], pair[1].area_m2, pair[1].code))
        self.rows = tuple(row for _, row in placed)
        self.sites = _pack_sites(self.rows, [site for site, _ in placed], len(sites))
        self.site = np.array([site for site, _ in placed], dtype=np.int64)
        self.area_m2 = _column(row.area_m2 for row in self.rows)
        self.cost_vnd_m2_year = _column(
            levelised_cost(
                row.price_vnd_m2,
                row.price_basis,
                row.fee_vnd_m2_year,
                row.term_years,
                discount_rate,
            )
            for row in self.rows
        )
        self.ready = _column(
            None if row.ready_on is None else row.ready_on.toordinal() for row in self.rows
        )
        self.term_years = _column(row.term_years for row in self.rows)
        self.kind = np.array([KINDS.index(row.kind) for row in self.rows], dtype=np.int8)
        self.available = np.array([row.status == "published" for row in self.rows], dtype=bool)
        by_code = sorted(range(len(self.rows)), key=lambda i: self.rows[i].code)
        self.code_rank = np.empty(len(self.rows), dtype=np.int64)
        self.code_rank[by_code] = np.arange(len(self.rows))
        self._index = {row.key: i for i, row in enumerate(self.rows)}
        if len(self._index) != len(self.rows):
            raise OfferError("key", "duplicate")
        self._industry: dict[str, NDArray[np.int8]] = {}

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

    def industry_answers(self, code: str) -> NDArray[np.int8]:
        """Of each site, whether it takes the trade ``code``: int8[s]. Remembered per trade."""
        if code not in self._industry:
            pairs = zip(self.sites.permitted, self.sites.refused, strict=True)
            answers = [trade_answer(code, permitted, refused) for permitted, refused in pairs]
            self._industry[code] = np.array(answers, dtype=np.int8)
        return self._industry[code]


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


def _pack_sites(rows: tuple[Offer, ...], site_of_row: list[int], count: int) -> Sites:
    first: dict[int, Offer] = {}
    for site, row in zip(site_of_row, rows, strict=True):
        first.setdefault(site, row)
    one = [first[site] for site in range(count)]
    nowhere = (np.nan, np.nan, np.nan)
    vectors = [
        unit_vector(row.lat, row.lon) if row.lat is not None and row.lon is not None else nowhere
        for row in one
    ]
    return Sites(
        permitted=[frozenset(row.permitted) for row in one],
        refused=[frozenset(row.refused) for row in one],
        wastewater_kinds=[frozenset(row.wastewater_kinds or ()) for row in one],
        neighbours=[row.neighbours for row in one],
        capacity={name: _column(getattr(row, name) for row in one) for name in CAPACITIES},
        roads={name: _column(getattr(row, name) for row in one) for name in ROADS},
        vectors=np.array(vectors, dtype=np.float64).reshape(count, 3),
        readiness=_column(row.readiness for row in one),
    )


def _column(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
