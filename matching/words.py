"""Scoring's codes in words. ``scoring`` knows no Django, so its names are translated here."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.scoring import Answer, GateAnswer
from portal.common.templatetags.units import number
from reference.models import PlotKind, WastewaterKind

Lazy = str | Promise

GATE_NAMES: dict[str, Lazy] = {
    "available": gettext_lazy("Availability"),
    "area": gettext_lazy("Area"),
    "industry": gettext_lazy("Trade"),
    "wastewater_kind": gettext_lazy("Kind of wastewater"),
    "ready": gettext_lazy("Ready in time"),
    "power": gettext_lazy("Power"),
    "water": gettext_lazy("Water"),
    "wastewater": gettext_lazy("Wastewater"),
    "cost": gettext_lazy("Cost"),
    "term": gettext_lazy("Years left"),
    "kind": gettext_lazy("Land or building"),
    "distance": gettext_lazy("Distance"),
}

CRITERION_NAMES: dict[str, Lazy] = {
    "area": gettext_lazy("Area"),
    "cost": gettext_lazy("Cost"),
    "time": gettext_lazy("Time"),
    "distance": gettext_lazy("Distance"),
    "access": gettext_lazy("Access"),
    "readiness": gettext_lazy("Readiness"),
    "headroom": gettext_lazy("Utility headroom"),
    "neighbours": gettext_lazy("Neighbours"),
    "key_product": gettext_lazy("Key product"),
}

FACT_NAMES: dict[str, Lazy] = {
    "permitted": gettext_lazy("permitted trades"),
    "wastewater_kinds": gettext_lazy("kinds of wastewater accepted"),
    "ready_on": gettext_lazy("ready date"),
    "power_kva": gettext_lazy("power available"),
    "water_m3_day": gettext_lazy("water available"),
    "wastewater_m3_day": gettext_lazy("wastewater capacity available"),
    "price_vnd_m2": gettext_lazy("price"),
    "price_basis": gettext_lazy("how the price is paid"),
    "term_years": gettext_lazy("end of the master lease"),
    "lat": gettext_lazy("position"),
    "lon": gettext_lazy("position"),
    "road_km": gettext_lazy("distance to a main road"),
    "airport_km": gettext_lazy("distance to the airport"),
    "port_km": gettext_lazy("distance to the port"),
    "readiness": gettext_lazy("readiness"),
    "neighbours": gettext_lazy("trades of the tenants"),
}

STATUS_NAMES: dict[str, Lazy] = {
    "published": gettext_lazy("available"),
    "held": gettext_lazy("held"),
    "leased": gettext_lazy("leased"),
}

UNITS: dict[str, Lazy] = {
    "area": "m²",
    "power": "kVA",
    "water": gettext_lazy("m³/day"),
    "wastewater": gettext_lazy("m³/day"),
    "cost": gettext_lazy("đ/m²/year"),
    "term": gettext_lazy("years"),
    "distance": "km",
}


@dataclass(frozen=True)
class Reason:
    """One gate's answer for people: what was needed, what is offered."""

    gate: str
    name: Lazy
    answer: str  # "pass", "fail" or "unknown"
    needed: str
    offered: str


def reason(answer: GateAnswer) -> Reason:
    """``answer`` in the reader's language, both values with their unit."""
    return Reason(
        gate=answer.gate,
        name=GATE_NAMES[answer.gate],
        answer=answer.answer.name.lower(),
        needed=_needed(answer),
        offered=_offered(answer),
    )


def reasons(answers: list[GateAnswer]) -> list[Reason]:
    """Only the gates that ask for something, failures first, then unknowns."""
    order = {Answer.FAIL: 0, Answer.UNKNOWN: 1, Answer.PASS: 2}
    asking = [a for a in answers if _asks(a)]
    return [reason(a) for a in sorted(asking, key=lambda a: order[a.answer])]


def unknown_names(fields: list[str] | tuple[str, ...]) -> list[Lazy]:
    return list(dict.fromkeys(FACT_NAMES[field] for field in fields))


def _asks(answer: GateAnswer) -> bool:
    if answer.gate == "available":
        return answer.answer == Answer.FAIL
    return answer.needed not in (None, (), 0)


def _needed(answer: GateAnswer) -> str:
    gate, value = answer.gate, answer.needed
    if gate == "area":
        return f"{_amount(value[0], gate)} – {_amount(value[1], gate)}"
    if gate == "cost":
        return _("at most %(amount)s") % {"amount": _amount(value, gate)}
    if gate == "distance":
        return _("at most %(amount)s") % {"amount": _amount(value, gate)}
    if gate == "ready":
        return _("by %(day)s") % {"day": date_format(value, "SHORT_DATE_FORMAT")}
    if gate == "available":
        return str(STATUS_NAMES["published"])
    if gate == "wastewater_kind":
        return str(dict(WastewaterKind.choices)[value])
    if gate == "kind":
        return ", ".join(str(dict(PlotKind.choices)[kind]) for kind in value)
    if gate == "industry":
        return str(value)
    return _("at least %(amount)s") % {"amount": _amount(value, gate)}


def _offered(answer: GateAnswer) -> str:
    gate, value = answer.gate, answer.offered
    if answer.answer == Answer.UNKNOWN or value is None:
        return _("no data yet")
    if gate == "ready":
        return date_format(value, "SHORT_DATE_FORMAT")
    if gate == "available":
        return str(STATUS_NAMES[value])
    if gate == "wastewater_kind":
        return ", ".join(str(dict(WastewaterKind.choices)[kind]) for kind in value)
    if gate == "kind":
        return str(dict(PlotKind.choices)[value])
    if gate == "industry":
        return _trades(answer.needed, *value)
    return _amount(value, gate)


def _trades(code: str, permitted: tuple[str, ...], refused: tuple[str, ...]) -> str:
    """The listed code that decides, or all that are permitted when none covers ``code``."""
    prefixes = [code[:length] for length in range(len(code), 0, -1)]
    for prefix in prefixes:
        if prefix in refused:
            return _("refuses %(codes)s") % {"codes": prefix}
        if prefix in permitted:
            return _("permits %(codes)s") % {"codes": prefix}
    if permitted:
        return _("permits %(codes)s") % {"codes": ", ".join(sorted(permitted))}
    return _("refuses %(codes)s") % {"codes": ", ".join(sorted(refused))}


def _amount(value: Any, gate: str) -> str:
    places = 0 if gate in ("area", "cost") else 1
    return f"{number(round(float(value), places))}\u00a0{UNITS[gate]}"
