"""What would help (§3): the smallest changes of a request that open plots, each exact."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .columns import Demands, Offers
from .engine import kernel
from .facts import Demand
from .plain import PAIRS
from .rules import KINDS, LOOSENABLE


@dataclass(frozen=True)
class Step:
    """One field of the request, from what it asks to what the nearest plot needs. Numbers in the
    units of ``Demand``, a date, or a tuple of kinds."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One step, or two where neither helps alone; ``opens`` counts the offers that become eligible
    beyond those that already are. Any smaller change opens none."""

    steps: tuple[Step, ...]
    opens: int

    def applied(self, demand: Demand) -> Demand:
        """The request with this change put in."""
        return replace(demand, **{step.field: step.after for step in self.steps})


def helpful_changes(demand: Demand, offers: Offers) -> list[Change]:
    """Single changes in the order of ``LOOSENABLE``, then pairs of fields that help only together.

    A number moves to the value that the nearest plot needs (the cost rounded up to a whole VND,
    an unknown capacity needs 0); of kinds the one more that opens most is added. Of a pair the two
    values with the least sum of relative changes are taken, and neither can be smaller alone.
    """
    found = kernel.nearest(Demands([demand]), 0, offers)
    singles = [
        Change((_step(demand, f, found.value[f]),), int(found.opens[f]))
        for f in range(len(LOOSENABLE))
        if found.opens[f]
    ]
    pairs = [
        Change(
            (
                _step(demand, f, found.pair_values[p, 0]),
                _step(demand, g, found.pair_values[p, 1]),
            ),
            int(found.pair_opens[p]),
        )
        for p, (f, g) in enumerate(PAIRS)
        if found.pair_opens[p]
    ]
    return singles + pairs


def _step(demand: Demand, field: int, value: float) -> Step:
    name = LOOSENABLE[field]
    before, after = getattr(demand, name), float(value)
    if name == "need_by":
        return Step(name, before, date.fromordinal(int(value)))
    if name == "kinds":
        return Step(name, before, (*before, KINDS[int(value)]))
    return Step(name, before, after)
