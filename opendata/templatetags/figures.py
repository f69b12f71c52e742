"""How a figure of a table is written. Format, never query."""

from typing import Any

from django import template

from portal.common.templatetags import units

register = template.Library()

WRITTEN = {
    "": units.plain,
    "ha": units.ha,
    "m2": units.m2,
    "percent": units.percent,
    "vnd_m2_year": units.vnd_m2_year,
    "text": units.or_unknown,
}


@register.filter
def written(value: Any, unit: str) -> Any:
    """The value with its unit, as the reader's language writes it."""
    if unit == "rate":
        return units.unknown() if value is None else f"{units.number(value)}%"
    return WRITTEN[unit](value)


@register.filter
def drawn_value(value: Any, unit: str) -> str:
    """For the chart: the same in every language; a share as per cent."""
    if value is None:
        return ""
    return str(float(value) * 100) if unit == "percent" else str(float(value))
