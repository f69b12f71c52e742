"""The one missing fact that would change the order at the top (§2): worth a question."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .columns import Offers
from .combining import joined
from .facts import Demand, Offer
from .ranking import Scored, rank
from .rules import AIRPORT_KM, PORT_KM, ROAD_KM, TOP_TIER, Answer

TOP = 5
LOOKED_AT = 50  # of each kind, as stored
_OWN = ("ready_on", "price_vnd_m2", "price_basis")  # facts of one plot; the others are the site's
_LONGEST_LEASE_YEARS = 50.0  # Land Law 31/2024/QH15, domain.md §5.1


@dataclass(frozen=True)
class Question:
    """If ``field`` of the offer ``key`` were ``value`` (and of the others of its cluster, where the
    fact is the cluster's), the offer would stand at ``place`` of the whole order, 1 the first;
    ``was`` is its place now. ``becomes_eligible``: nothing else is left to confirm."""

    key: Any
    field: str
    value: Any
    was: int
    place: int
    becomes_eligible: bool


def decisive_fact(demand: Demand, offers: Offers) -> Question | None:
    """The fact whose good answer changes the first places most: the highest place that differs,
    then the longest way up, then the code. ``None``: no single fact moves the first five."""
    found = rank(demand, offers, best=LOOKED_AT)
    order = [*found.eligible, *found.to_confirm]
    least = order[TOP - 1] if len(order) >= TOP else None
    best: tuple[tuple[Any, ...], Question] | None = None
    tried: set[tuple[Any, str]] = set()
    for now in order:
        if least and least.answer == Answer.PASS and now.score_hi < least.score:
            continue
        for field in now.unknown:
            if field in _OWN and isinstance(now.key, tuple):
                continue  # asked of the plots that it is made of
            subject = now.key if field in _OWN else int(offers.site[offers.index(now.key)])
            if (subject, field) in tried:
                continue
            tried.add((subject, field))
            question = _ask(demand, offers, order, now, field)
            if question:
                merit = (question.place, question.place - question.was, now.code)
                if best is None or merit < best[0]:
                    best = merit, question
    return best[1] if best else None


def _ask(
    demand: Demand, offers: Offers, order: list[Scored], now: Scored, field: str
) -> Question | None:
    site = offers.site[offers.index(now.key)]
    filled = {}
    for other in order:
        at = offers.index(other.key)
        row = offers.rows[at]
        if field in _OWN and now.key not in (row.key, *(m.key for m in row.members)):
            continue
        if field not in _OWN and offers.site[at] != site:
            continue
        filled[other.key] = _filled(demand, row, field, now.key if field in _OWN else None)
    again = rank(demand, Offers(filled.values(), offers.discount_rate), best=len(filled))
    others = [s for s in order if s.key not in filled]
    then = sorted([*others, *again.eligible, *again.to_confirm], key=_place)
    before, after = [s.key for s in order], [s.key for s in then]
    risen = _first_risen(before, after, filled)
    if risen is None:
        return None
    place, key = risen
    answer = next(s.answer for s in then if s.key == key)
    was = next(s for s in order if s.key == key)
    return Question(
        key=key,
        field=field,
        value=good_answer(demand, field),
        was=before.index(key) + 1,
        place=place,
        becomes_eligible=answer == Answer.PASS and was.answer != Answer.PASS,
    )


def _first_risen(
    before: list[Any], after: list[Any], filled: Iterable[Any]
) -> tuple[int, Any] | None:
    """(place, key) of the first of the top that got there by the answer."""
    for place, key in enumerate(after[:TOP], start=1):
        if key in filled and before.index(key) + 1 > place:
            return place, key
    return None


def _place(scored: Scored) -> tuple[Any, ...]:
    return (scored.answer != Answer.PASS, -scored.score, scored.code)


def good_answer(demand: Demand, field: str) -> Any:
    """The least good answer: the gate passes, or the merit is full where no gate asks."""
    answers: dict[str, Any] = {
        "permitted": demand.industry,
        "wastewater_kinds": demand.wastewater_kind,
        "ready_on": demand.need_by,
        "power_kva": demand.need("power_kva"),
        "water_m3_day": demand.need("water_m3_day"),
        "wastewater_m3_day": demand.need("wastewater_m3_day"),
        "price_vnd_m2": demand.max_cost_vnd_m2_year,
        "price_basis": demand.max_cost_vnd_m2_year,
        "term_years": demand.lease_years or _LONGEST_LEASE_YEARS,
        "lat": 0.0,
        "lon": 0.0,
        "road_km": ROAD_KM[0],
        "airport_km": AIRPORT_KM[0],
        "port_km": PORT_KM[0],
        "readiness": TOP_TIER,
        "neighbours": demand.industry[:2],
    }
    return answers[field]


def _filled(demand: Demand, row: Offer, field: str, only: Any) -> Offer:
    """``row`` with the fact as ``good_answer`` says, where it is unknown; of a combined offer in
    its members, or in the one with the key ``only``."""
    if row.members:
        return joined(
            tuple(
                _filled(demand, member, field, only) if only in (None, member.key) else member
                for member in row.members
            )
        )
    if field in ("price_vnd_m2", "price_basis"):
        if row.price_vnd_m2 is not None and row.price_basis is not None:
            return row
        price = max(0.0, (demand.max_cost_vnd_m2_year or 0.0) - (row.fee_vnd_m2_year or 0.0))
        return replace(row, price_vnd_m2=price, price_basis="annual")
    if field in ("lat", "lon"):
        return replace(row, lat=demand.lat, lon=demand.lon)
    if getattr(row, field) not in (None, ()):
        return row
    value = good_answer(demand, field)
    if field == "neighbours":
        value = (value,) * 3
    elif field in ("permitted", "wastewater_kinds"):
        value = (value,)
    return replace(row, **{field: value})
