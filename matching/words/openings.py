"""The mirror for an investor: each step of a fact, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.scoring import Opening
from matching.words.amounts import shown, wastewater
from matching.words.names import Lazy

# What is changed, and the head of the column of its steps.
TITLES: dict[str, tuple[Lazy, Lazy]] = {
    "power_kva": (gettext_lazy("More power"), gettext_lazy("Still available")),
    "water_m3_day": (gettext_lazy("More water"), gettext_lazy("Still available")),
    "wastewater_m3_day": (
        gettext_lazy("More wastewater capacity"),
        gettext_lazy("Still available"),
    ),
    "permitted": (gettext_lazy("One more permitted trade"), gettext_lazy("Trade")),
    "wastewater_kinds": (
        gettext_lazy("One more kind of wastewater accepted"),
        gettext_lazy("Kind of wastewater"),
    ),
    "ready_on": (gettext_lazy("A plot ready earlier"), gettext_lazy("Ready by")),
    "cost_vnd_m2_year": (gettext_lazy("A lower levelised cost"), gettext_lazy("Cost at most")),
    "term_years": (gettext_lazy("A longer lease"), gettext_lazy("Years left")),
}


EXPECTED_TOO = gettext_lazy(
    "Some firms count the day that is to be expected by your record instead of the promised one: "
    "for them a plot is ready when it is expected."
)


@dataclass(frozen=True)
class Step:
    """One row: the fact brought to ``value`` opens so many requests; ``share`` of the most."""

    value: str
    requests: int
    area_ha: float
    share: float


@dataclass(frozen=True)
class Opened:
    """One fact with its steps, and what the cluster states today (empty: nothing)."""

    title: Lazy
    head: Lazy
    now: str
    note: Lazy | str
    steps: list[Step]
    more: list[Step]


def opened(
    field: str,
    openings: list[Opening],
    now: Any,
    trades: dict[str, str],
    shown_first: int,
    counts_expected: bool,
) -> Opened:
    """``trades`` names VSIC codes; the first steps are shown, the others folded.
    ``counts_expected``: some request counts expected dates."""
    title, head = TITLES[field]
    most = max(opening.requests for opening in openings)
    steps = [
        Step(
            value=_value(field, opening.value, trades),
            requests=opening.requests,
            area_ha=opening.area_m2 / 10_000,
            share=opening.requests / most,
        )
        for opening in openings
    ]
    note = EXPECTED_TOO if field == "ready_on" and counts_expected else ""
    return Opened(title, head, _now(field, now), note, steps[:shown_first], steps[shown_first:])


def _value(field: str, value: Any, trades: dict[str, str]) -> str:
    if field == "permitted":
        return f"{value} {trades.get(value, '')}".strip()
    if field == "wastewater_kinds":
        return wastewater(value)
    text = shown(field, value)
    if field == "ready_on":
        return text
    return f"≤ {text}" if field == "cost_vnd_m2_year" else f"≥ {text}"


def _now(field: str, now: Any) -> str:
    """What a fact of the cluster is today; those of single plots differ from plot to plot."""
    if field in ("power_kva", "water_m3_day", "wastewater_m3_day"):
        if now is None:
            return _("no data yet")
        return _("now %(amount)s") % {"amount": shown(field, now)}
    return ""
