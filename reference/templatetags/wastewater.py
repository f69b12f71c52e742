"""Kinds of wastewater in words."""

from collections.abc import Iterable

from django import template

from reference.models import WastewaterKind

register = template.Library()


@register.filter
def wastewater_names(kinds: Iterable[str] | None) -> str:
    names = dict(WastewaterKind.choices)
    return ", ".join(str(names[kind]) for kind in kinds or ())
