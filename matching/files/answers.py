"""One JSON line for each request (matching.md §6)."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from math import isfinite
from typing import Any

from matching.scoring import Demand, Offers, Scored, explain, helpful_changes, rank

BEST = 20


def lines(demands: Iterable[Demand], offers: Offers, explained: int | None = None) -> Iterator[str]:
    """The line of each of ``demands``, one read for one yielded.

    ``explained``: the plot whose gates are told as well, by its place in ``offers``.
    """
    for demand in demands:
        found = rank(demand, offers, best=BEST)
        answer: dict[str, Any] = {
            "request": demand.key,
            "eligible": [_listed(scored) for scored in found.eligible],
            "to_confirm": [_listed(scored) for scored in found.to_confirm],
            "excluded_count": found.excluded_count,
            "changes": _changes(demand, offers),
        }
        if explained is not None:
            answer["explain"] = _gates(demand, offers, explained)
        yield json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"


def _listed(scored: Scored) -> dict[str, Any]:
    return {
        "plot": scored.code,
        "score": scored.score,
        "score_lo": scored.score_lo,
        "score_hi": scored.score_hi,
        "parts": scored.parts,
        "unknown": list(scored.unknown),
    }


def _changes(demand: Demand, offers: Offers) -> list[dict[str, Any]]:
    """Changes of one field; §6 has no form for pairs."""
    return [
        {
            "field": change.steps[0].field,
            "from": _plain(change.steps[0].before),
            "to": _plain(change.steps[0].after),
            "opens": change.opens,
        }
        for change in helpful_changes(demand, offers)
        if len(change.steps) == 1
    ]


def _gates(demand: Demand, offers: Offers, explained: int) -> list[dict[str, Any]]:
    return [
        {
            "gate": gate.gate,
            "answer": gate.answer.name.lower(),
            "needed": _plain(gate.needed),
            "offered": _plain(gate.offered),
        }
        for gate in explain(demand, offers, explained)
    ]


def _plain(value: Any) -> Any:
    """As JSON has it: days as ISO text, tuples as lists, an endless cost as ``None``."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
