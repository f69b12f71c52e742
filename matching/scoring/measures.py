"""Money and distance, the same to the last bit on every machine (invariant 6).

``math.sin``, ``math.pow`` and numpy's transcendental functions differ in the last bit between C
libraries and between processors. IEEE 754 fixes only + - * / and the square root, so sine and
arcsine are written with those, and powers are taken with ``decimal``, which is software.
"""

from decimal import Context, Decimal
from functools import lru_cache
from math import inf, pi

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
NANOKM = 1e9  # distances are rounded to 1e-9 km, a thousandth of a millimetre
PRECISE = Context(prec=50)


def levelised_cost(
    price_vnd_m2: float | None,
    price_basis: str | None,
    fee_vnd_m2_year: float | None,
    term_years: float | None,
    discount_rate: float,
) -> float | None:
    """VND per m² and year, before VAT (§1). ``None``: unknown. An unknown fee counts as 0.

    Infinite when a one-off price meets a lease with no year left to spread it over.
    """
    if price_vnd_m2 is None or price_basis is None:
        return None
    fee = fee_vnd_m2_year or 0.0
    if price_basis == "annual":
        return price_vnd_m2 + fee
    if term_years is None:
        return None
    years = years_of_rent(term_years, discount_rate)
    if years == 0:
        return inf if price_vnd_m2 > 0 else fee
    return price_vnd_m2 / years + fee


@lru_cache(maxsize=4096)
def years_of_rent(term_years: float, discount_rate: float) -> float:
    """(1 − (1+r)^−n) / r: how many yearly rents, paid today, n years are worth."""
    if not 0 <= discount_rate < inf:
        raise ValueError("discount_rate must be a finite number, 0 or more")
    if discount_rate == 0:
        return term_years
    rate = Decimal(repr(discount_rate))
    shrunk = PRECISE.power(1 + rate, -Decimal(repr(term_years)))
    return float(PRECISE.divide(PRECISE.subtract(Decimal(1), shrunk), rate))


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees, on the sphere of §1."""
    there = np.array([unit_vector(lat2, lon2)])
    return float(arcs_km(unit_vector(lat1, lon1), there)[0])


@lru_cache(maxsize=4096)  # places repeat
def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """The point on the unit sphere, so that a distance needs no further sine."""
    level = _sine(90.0 - lat)
    return level * _sine(90.0 - lon), level * _sine(lon), _sine(lat)


def arcs_km(here: tuple[float, float, float], there: Floats) -> Floats:
    """Great-circle km from one unit vector to ``there``, float64[n, 3]; nan stays nan."""
    dx, dy, dz = there[:, 0] - here[0], there[:, 1] - here[1], there[:, 2] - here[2]
    half_chord = np.sqrt(dx * dx + dy * dy + dz * dz) / 2
    arc = 2 * EARTH_RADIUS_KM * _arcsine(np.minimum(half_chord, 1.0))
    return np.asarray(np.rint(arc * NANOKM) / NANOKM)


def _sine(degrees: float) -> float:
    """Taylor's series to the 27th power, after folding into −90..90 degrees."""
    if degrees > 90:
        degrees = 180 - degrees
    if degrees < -90:
        degrees = -180 - degrees
    x = degrees * (pi / 180)
    total = 1.0
    for k in range(26, 0, -2):
        total = 1 - x * x / (k * (k + 1)) * total
    return x * total


def _series() -> tuple[float, ...]:
    """1, 1/6, 3/40, 15/336, ...: the arcsine's own series."""
    terms = [1.0]
    for k in range(1, 13):
        terms.append(terms[-1] * (2 * k - 1) / (2 * k))
    return tuple(c / (2 * k + 1) for k, c in enumerate(terms))


HALVED_ARCSINE = _series()


def _arcsine(x: Floats) -> Floats:
    """For 0 ≤ x ≤ 1: the angle is halved three times, then the series is short."""
    for _ in range(3):
        x = x / np.sqrt(2 + 2 * np.sqrt(1 - x * x))
    square = x * x
    total = np.full_like(x, HALVED_ARCSINE[-1])
    for coefficient in reversed(HALVED_ARCSINE[:-1]):
        total = total * square + coefficient
    return 8 * x * total
