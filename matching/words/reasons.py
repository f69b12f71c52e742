"""One gate's answer for people: what was needed, what is offered."""

from dataclasses import dataclass
from datetime import date
from math import isinf
from typing import Any

from django.utils.translation import gettext as _

from clusters.words import usual_delay
from matching.scoring import Answer, GateAnswer
from matching.words.amounts import day as shown_day
from matching.words.names import GATE_NAMES, STATUS_NAMES, UNITS, Lazy
from portal.common.templatetags.units import number
from reference.models import PlotKind, WastewaterKind


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
    places = _places(answer)
    return Reason(
        gate=answer.gate,
        name=GATE_NAMES[answer.gate],
        answer=answer.answer.name.lower(),
        needed=_needed(answer, places),
        offered=_offered(answer, places),
    )


def reasons(answers: list[GateAnswer]) -> list[Reason]:
    """Only the gates that ask for something, failures first, then unknowns."""
    order = {Answer.FAIL: 0, Answer.UNKNOWN: 1, Answer.PASS: 2}
    asking = [a for a in answers if _asks(a)]
    return [reason(a) for a in sorted(asking, key=lambda a: order[a.answer])]


def _asks(answer: GateAnswer) -> bool:
    if answer.gate == "available":
        return answer.answer == Answer.FAIL
    return answer.needed not in (None, (), 0)


def _needed(answer: GateAnswer, places: int) -> str:
    gate, value = answer.gate, answer.needed
    if gate == "area":
        return f"{_amount(value[0], gate, 1)} – {_amount(value[1], gate, 1)}"
    if gate == "cost":
        return _("at most %(amount)s") % {"amount": _amount(value, gate, places)}
    if gate == "distance":
        return _("at most %(amount)s") % {"amount": _amount(value, gate, places)}
    if gate == "ready":
        return _("by %(day)s") % {"day": shown_day(value)}
    if gate == "available":
        return str(STATUS_NAMES["published"])
    if gate == "wastewater_kind":
        return str(dict(WastewaterKind.choices)[value])
    if gate == "kind":
        return ", ".join(str(dict(PlotKind.choices)[kind]) for kind in value)
    if gate == "industry":
        return str(value)
    return _("at least %(amount)s") % {"amount": _amount(value, gate, places)}


def _offered(answer: GateAnswer, places: int) -> str:
    gate, value = answer.gate, answer.offered
    if answer.answer == Answer.UNKNOWN or value is None:
        return _("no data yet")
    if gate == "ready":
        return _ready(value, answer.promised)
    if gate == "available":
        return str(STATUS_NAMES[value])
    if gate == "wastewater_kind":
        return ", ".join(str(dict(WastewaterKind.choices)[kind]) for kind in value)
    if gate == "kind":
        return str(dict(PlotKind.choices)[value])
    if gate == "industry":
        return _trades(answer.needed, *value)
    return _amount(value, gate, places)


def _ready(day: date, promised: date) -> str:
    """Which of two days counts is said where they differ."""
    if day == promised:
        return shown_day(day)
    return _("expected %(day)s, promised %(promised)s, %(usually)s") % {
        "day": shown_day(day),
        "promised": shown_day(promised),
        "usually": usual_delay(promised, day),
    }


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


def _amount(value: Any, gate: str, places: int) -> str:
    if isinf(value):  # a price to be spread over no years at all
        return f"∞\u00a0{UNITS[gate]}"
    decimals = places if places > 2 else None  # below that, only as many as there are
    return f"{number(round(float(value), places), decimals)}\u00a0{UNITS[gate]}"


def _places(answer: GateAnswer) -> int:
    """Decimals shown: as few as let a value that is too large, or too small, look so."""
    least = 0 if answer.gate == "cost" else 1
    values = (answer.needed, answer.offered)
    if not all(isinstance(value, int | float) for value in values):
        return least
    return next((n for n in (least, 2, 4) if len({round(float(v), n) for v in values}) == 2), least)
