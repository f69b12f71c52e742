"""The one missing fact that decides, and what an investor is asked, in words."""

from typing import Any

from django.utils.translation import gettext as _

from matching.models import Fact
from matching.words.amounts import shown, wastewater


def good_answer(field: str, value: Any, place: str = "") -> str:
    """What goes after "if CCN Kim Bài": the least answer that helps. ``place``: the one wished."""
    phrase = {
        Fact.PERMITTED: _("takes trade %(value)s"),
        Fact.WASTEWATER_KINDS: _("accepts this wastewater: %(value)s"),
        Fact.READY_ON: _("is ready by %(value)s"),
        Fact.POWER_KVA: _("still has ≥ %(value)s of power"),
        Fact.WATER_M3_DAY: _("still has ≥ %(value)s of water"),
        Fact.WASTEWATER_M3_DAY: _("can still treat ≥ %(value)s of wastewater"),
        Fact.PRICE_VND_M2: _("costs ≤ %(value)s, price and fees together"),
        Fact.PRICE_BASIS: _("costs ≤ %(value)s, price and fees together"),
        Fact.TERM_YEARS: _("has ≥ %(value)s left on its master lease"),
        Fact.LAT: _("lies near %(value)s"),
        Fact.LON: _("lies near %(value)s"),
        Fact.ROAD_KM: _("lies ≤ %(value)s from a national or ring road"),
        Fact.AIRPORT_KM: _("lies ≤ %(value)s from the airport"),
        Fact.PORT_KM: _("lies ≤ %(value)s from the port"),
        Fact.READINESS: _("reaches readiness tier %(value)s"),
        Fact.NEIGHBOURS: _("already has firms of division %(value)s"),
    }[Fact(field)]
    return phrase % {"value": _value(field, value, place)}


def _value(field: str, value: Any, place: str) -> str:
    if field in (Fact.PERMITTED, Fact.NEIGHBOURS):
        return str(value)
    if field == Fact.WASTEWATER_KINDS:
        return wastewater(value)
    if field in (Fact.LAT, Fact.LON):
        return place
    if field == Fact.READINESS:
        return f"{value:.0f}"
    if field in (Fact.PRICE_VND_M2, Fact.PRICE_BASIS):
        return shown("cost_vnd_m2_year", value)
    return shown(field, value)


# Upper ends of the size classes in m²; what a firm is known by before it agrees to be named.
BANDS_M2 = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def size_class(area_m2: float) -> str:
    """The band of an area: exact figures would tell firms apart."""
    from_m2 = 0
    for to_m2 in BANDS_M2:
        if area_m2 < to_m2:
            words = {"from": shown("area_min_m2", from_m2), "to": shown("area_max_m2", to_m2)}
            if not from_m2:
                return _("under %(to)s") % words
            return _("%(from)s to %(to)s") % words
        from_m2 = to_m2
    return _("%(from)s and more") % {"from": shown("area_min_m2", from_m2)}
