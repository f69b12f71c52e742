"""A score as a drawing: the widths and names of its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from matching.words.names import CRITERION_NAMES

register = template.Library()


@register.filter
def segments(parts: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """``{criterion: [share, lo, hi]}`` as bars of a drawing 1000 wide, the largest share first."""
    left, bars = 0.0, []
    ordered = sorted(parts.items(), key=lambda part: -part[1][0])
    for colour, (name, (share, lo, hi)) in enumerate(ordered):
        bars.append(
            {
                "name": CRITERION_NAMES[name],
                "share": share,
                "lo": lo,
                "hi": hi,
                "x": round(left * 1000, 1),
                "width": round(share * 1000, 1),
                "colour": min(colour, 7),
            }
        )
        left += share
    return bars


@register.filter
def thousandths(value: float) -> int:
    return round(value * 1000)
