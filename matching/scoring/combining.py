"""Adjacent plots as one offer (§2): areas add, the later ready date, the mean cost by area."""

from collections.abc import Hashable, Iterable, Set
from datetime import date
from itertools import combinations

from .facts import Offer

MOST = 3  # plots of a combined offer


def combine(offers: Iterable[Offer], adjacent: Iterable[tuple[Hashable, Hashable]]) -> list[Offer]:
    """Every pair, and every three that hang together, of available plots that share an edge.

    ``adjacent`` holds pairs of keys; pairs with a plot that is not among ``offers``, not available,
    of another cluster or of another kind are passed over, and so are plots without a trade that
    all of them permit. The key of a combined offer is the tuple
    of its members' keys, its code their codes joined by " + ", both in the order of the codes.
    """
    free = {offer.key: offer for offer in offers if offer.status == "published"}
    touching: dict[Hashable, set[Hashable]] = {}
    for a, b in adjacent:
        if a in free and b in free and a != b and _alike(free[a], free[b]):
            touching.setdefault(a, set()).add(b)
            touching.setdefault(b, set()).add(a)
    groups = {frozenset((a, b)) for a, others in touching.items() for b in others}
    for middle, others in touching.items():
        groups |= {frozenset((middle, a, b)) for a, b in combinations(others, MOST - 1)}
    members = [sorted((free[key] for key in group), key=_by_code) for group in groups]
    members = [group for group in members if _shared(group) is not None]
    return [joined(tuple(group)) for group in sorted(members, key=lambda g: [m.code for m in g])]


def with_any(keys: Set[Hashable], offers: Iterable[Offer]) -> list[Offer]:
    """Those that are one of these plots or are made of one."""
    return [
        offer
        for offer in offers
        if offer.key in keys or any(member.key in keys for member in offer.members)
    ]


def _alike(a: Offer, b: Offer) -> bool:
    return a.cluster == b.cluster and a.kind == b.kind


def _shared(members: Iterable[Offer]) -> tuple[str, ...] | None:
    """The trades that all of them permit, where some take fewer than their cluster; ``None``: they
    have none in common. A list that is empty is unknown, so that the others stand."""
    found: tuple[str, ...] = ()
    for listed in (member.permitted for member in members):
        if not found or not listed or found == listed:
            found = found or listed
        else:
            both = {max(a, b, key=len) for a in found for b in listed if _nested(a, b)}
            if not both:
                return None
            found = tuple(sorted(both))
    return found


def _nested(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _by_code(offer: Offer) -> str:
    return offer.code


def joined(members: tuple[Offer, ...]) -> Offer:
    """What members of one cluster share is taken from the first; the price stays with each. Only
    the trades that all permit are permitted."""
    first = members[0]
    ready = [member.ready_on for member in members]
    expected = [member.expected_on or member.ready_on for member in members]
    is_expected = any(member.expected_on for member in members)
    terms = [member.term_years for member in members]
    return Offer(
        key=tuple(member.key for member in members),
        code=" + ".join(member.code for member in members),
        cluster=first.cluster,
        kind=first.kind,
        area_m2=sum(member.area_m2 for member in members),
        term_years=None if None in terms else min(t for t in terms if t is not None),
        ready_on=_latest(ready),
        expected_on=_latest(expected) if is_expected else None,
        lat=first.lat,
        lon=first.lon,
        permitted=_shared(members) or (),
        refused=first.refused,
        wastewater_kinds=first.wastewater_kinds,
        power_kva=first.power_kva,
        water_m3_day=first.water_m3_day,
        wastewater_m3_day=first.wastewater_m3_day,
        road_km=first.road_km,
        airport_km=first.airport_km,
        port_km=first.port_km,
        readiness=first.readiness,
        neighbours=first.neighbours,
        members=members,
    )


def _latest(days: list[date | None]) -> date | None:
    """``None`` where one of them is not known."""
    return None if None in days else max(day for day in days if day is not None)
