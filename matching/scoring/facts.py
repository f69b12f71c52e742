"""One plot and one land request in plain Python: the rows of plots.csv and requests.csv (§6).

An ``Offer`` or a ``Demand`` that exists is well formed: numbers are finite floats, lists are
tuples, an empty text is ``None``. What cannot be made so raises, with a field and a code that the
caller puts into words.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import isfinite

from .rules import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    FACTS,
    KINDS,
    PRICE_BASES,
    STATUSES,
    TOP_TIER,
    WASTEWATER_KINDS,
)


class FactError(ValueError):
    """``field`` is wrong; ``code`` says how.

    Codes: ``required``, ``not_a_number``, ``not_finite``, ``negative``, ``out_of_range``,
    ``not_a_date``, ``not_text``, ``unknown_value`` (not one of the allowed words), ``unknown_name``
    (of a weight), ``min_above_ideal``, ``ideal_above_max``, ``incomplete`` (half a position),
    ``all_zero`` (no weight is left), ``duplicate`` (a key used twice).
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code

    def __reduce__(self) -> tuple[type["FactError"], tuple[str, str]]:
        return type(self), (self.field, self.code)  # so that it survives a worker's pickle


class OfferError(FactError):
    """This cannot be a plot."""


class DemandError(FactError):
    """This cannot be a land request."""


_PLAIN_FACTS = tuple(name for name in FACTS if " " not in name)


@dataclass(frozen=True, slots=True)
class Offer:
    """One plot with what its cluster offers. ``None`` and an empty list mean unknown.

    Areas in m², money in VND before VAT (``price_vnd_m2`` once, or a year when ``price_basis`` is
    ``annual``), ``term_years`` left on the master lease, capacities available in kVA and m³/day,
    distances along the road in km, position in WGS 84 degrees, ``readiness`` a tier from 0 to 5,
    ``neighbours`` one VSIC code for each tenant or planned trade. An unknown fee counts as 0.
    ``expected_on``: a day later than ``ready_on`` that the investor's record lets one expect; it is
    never looked at without ``ready_on``.
    """

    key: Hashable
    code: str
    cluster: str
    kind: str
    area_m2: float
    price_vnd_m2: float | None = None
    price_basis: str | None = None
    fee_vnd_m2_year: float | None = None
    term_years: float | None = None
    ready_on: date | None = None
    lat: float | None = None
    lon: float | None = None
    permitted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    wastewater_kinds: tuple[str, ...] | None = None
    power_kva: float | None = None
    water_m3_day: float | None = None
    wastewater_m3_day: float | None = None
    road_km: float | None = None
    airport_km: float | None = None
    port_km: float | None = None
    readiness: float | None = None
    neighbours: tuple[str, ...] = ()
    status: str = "published"
    members: tuple["Offer", ...] = ()  # of a combined offer: the adjacent plots it is made of
    expected_on: date | None = None

    def __post_init__(self) -> None:
        tidy = _Tidy(self, OfferError)
        tidy.text("code", "cluster")
        tidy.required("kind", "area_m2", "status")
        tidy.word("kind", KINDS)
        tidy.word("status", STATUSES)
        tidy.word("price_basis", PRICE_BASES)
        tidy.amounts("area_m2", "price_vnd_m2", "fee_vnd_m2_year", "term_years")
        tidy.amounts("power_kva", "water_m3_day", "wastewater_m3_day")
        tidy.amounts("road_km", "airport_km", "port_km")
        tidy.number("readiness", 0.0, TOP_TIER)
        tidy.number("lat", -90.0, 90.0)
        tidy.number("lon", -180.0, 180.0)
        tidy.date("ready_on", "expected_on")
        tidy.words("permitted", "refused", "neighbours", "wastewater_kinds")
        tidy.among("wastewater_kinds", WASTEWATER_KINDS)

    def ready_by(self, demand: "Demand") -> date | None:
        """The day that ``demand`` counts: the expected one if it asks for that and there is one."""
        if demand.count_expected_dates and self.ready_on is not None:
            return self.expected_on or self.ready_on
        return self.ready_on

    def missing(self) -> frozenset[str]:
        """Those of ``FACTS`` that are unknown, whether or not anybody asks for them."""
        if self.members:
            return frozenset().union(*(member.missing() for member in self.members))
        unknown = {name for name in _PLAIN_FACTS if getattr(self, name) in (None, ())}
        if self.refused:
            unknown.discard("permitted")  # a list of refusals is an answer too
        if self.price_basis == "one_off" and self.term_years is None:
            unknown.add("term_years (price)")
        return frozenset(unknown)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one firm needs. A field left empty asks for nothing; an empty capacity needs 0.

    Units as in ``Offer``. ``kinds`` empty accepts all. ``lat``, ``lon`` are the preferred place,
    from which ``max_distance_km`` is measured. ``weights`` names only those that differ from
    ``DEFAULT_WEIGHTS``. ``key_product``: the firm holds a verified recognition.
    ``count_expected_dates``: a plot is ready on ``expected_on`` where it has one.
    """

    key: Hashable
    industry: str
    area_min_m2: float
    area_ideal_m2: float
    area_max_m2: float
    kinds: tuple[str, ...] = ()
    max_cost_vnd_m2_year: float | None = None
    need_by: date | None = None
    lease_years: float | None = None
    power_kva: float | None = None
    water_m3_day: float | None = None
    wastewater_m3_day: float | None = None
    wastewater_kind: str | None = None
    lat: float | None = None
    lon: float | None = None
    max_distance_km: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict, hash=False)
    key_product: bool = False
    count_expected_dates: bool = False

    def __post_init__(self) -> None:
        tidy = _Tidy(self, DemandError)
        areas = ("area_min_m2", "area_ideal_m2", "area_max_m2")
        tidy.required("industry", *areas)
        tidy.text("industry")
        tidy.amounts(*areas)
        if self.area_min_m2 > self.area_ideal_m2:
            raise DemandError("area_min_m2", "min_above_ideal")
        if self.area_ideal_m2 > self.area_max_m2:
            raise DemandError("area_max_m2", "ideal_above_max")
        tidy.amounts("max_cost_vnd_m2_year", "lease_years", "max_distance_km")
        tidy.amounts("power_kva", "water_m3_day", "wastewater_m3_day")
        tidy.number("lat", -90.0, 90.0)
        tidy.number("lon", -180.0, 180.0)
        if (self.lat is None) != (self.lon is None):
            raise DemandError("lat" if self.lat is None else "lon", "incomplete")
        tidy.date("need_by")
        tidy.words("kinds")
        tidy.among("kinds", KINDS)
        tidy.word("wastewater_kind", WASTEWATER_KINDS)
        tidy.weights(self.weights)
        if not any(self._weights()):
            raise DemandError("weights", "all_zero")

    @property
    def has_place(self) -> bool:
        return self.lat is not None

    def need(self, capacity: str) -> float:
        """The capacity asked for (``power_kva``, ``water_m3_day``, ...); empty needs 0."""
        return getattr(self, capacity) or 0.0

    def shares(self) -> tuple[float, ...]:
        """w_k / Σ w of each criterion in the order of ``CRITERIA``, 0 where one is left out.

        Exact fractions, rounded once: weights scaled by a factor give the same shares.
        """
        return _shares(self._weights())

    def _weights(self) -> tuple[float, ...]:
        """In the order of ``CRITERIA``, 0 where a criterion has no basis in what was asked."""
        baseless = (
            ("cost", self.max_cost_vnd_m2_year is None),
            ("time", self.need_by is None),
            ("distance", not self.has_place),
        )
        weights = {**DEFAULT_WEIGHTS, **self.weights, **{name: 0.0 for name, no in baseless if no}}
        return tuple([weights[name] for name in CRITERIA])


@lru_cache(maxsize=4096)
def _shares(weights: tuple[float, ...]) -> tuple[float, ...]:
    exact = [Fraction(w) for w in weights]
    total = sum(exact)
    return tuple(float(w / total) for w in exact)


class _Tidy:
    """Checks the fields of a frozen row and puts each into its one form."""

    def __init__(self, row: Offer | Demand, error: type[FactError]) -> None:
        self.row = row
        self.error = error

    def required(self, *names: str) -> None:
        for name in names:
            if getattr(self.row, name) in (None, ""):
                raise self.error(name, "required")

    def text(self, *names: str) -> None:
        for name in names:
            if not isinstance(getattr(self.row, name), str):
                raise self.error(name, "not_text")

    def amounts(self, *names: str) -> None:
        """Finite numbers, 0 or more, or unknown."""
        for name in names:
            self.number(name)

    def number(self, name: str, least: float = 0.0, most: float | None = None) -> None:
        value = getattr(self.row, name)
        if value is None:
            return
        value = _finite(value, name, self.error)
        if most is not None and not least <= value <= most:
            raise self.error(name, "out_of_range")
        if value < least:
            raise self.error(name, "negative")
        object.__setattr__(self.row, name, value)

    def date(self, *names: str) -> None:
        for name in names:
            value = getattr(self.row, name)
            if value is not None and not isinstance(value, date):
                raise self.error(name, "not_a_date")

    def word(self, name: str, allowed: tuple[str, ...]) -> None:
        value = getattr(self.row, name) or None
        if value is not None and value not in allowed:
            raise self.error(name, "unknown_value")
        object.__setattr__(self.row, name, value)

    def words(self, *names: str) -> None:
        for name in names:
            value: Iterable[str] = getattr(self.row, name) or ()
            words = (value,) if isinstance(value, str) else tuple(value)
            if not all(isinstance(word, str) and word for word in words):
                raise self.error(name, "not_text")
            object.__setattr__(self.row, name, words)

    def among(self, name: str, allowed: tuple[str, ...]) -> None:
        if not set(getattr(self.row, name)) <= set(allowed):
            raise self.error(name, "unknown_value")

    def weights(self, typed: Mapping[str, float]) -> None:
        weights = {}
        for name, value in typed.items():
            label = f"weights.{name}"
            if name not in DEFAULT_WEIGHTS:
                raise self.error(label, "unknown_name")
            weights[name] = _finite(value, label, self.error)
            if weights[name] < 0:
                raise self.error(label, "negative")
        object.__setattr__(self.row, "weights", weights)


def _finite(value: object, name: str, error: type[FactError]) -> float:
    """``value`` as a finite float. Integers and decimals are numbers, text is not."""
    if isinstance(value, str | bytes):
        raise error(name, "not_a_number")
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:
        raise error(name, "not_finite") from None
    except (TypeError, ValueError):
        raise error(name, "not_a_number") from None
    if not isfinite(number):
        raise error(name, "not_finite")
    return number or 0.0  # -0.0 becomes 0.0; the same object otherwise, which many rows share
