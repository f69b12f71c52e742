"""The parts of the filter form. Most are the same on most pages, so each is rendered once."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from explore.filters import CHOICES, TYPED, Asked
from explore.results import Facet, Option

register = template.Library()
KEPT = 4000


@register.simple_tag
def typed(asked: Asked, name: str, suggesting: bool = False, kind: str = "text") -> SafeString:
    """A filter that is typed, with what was typed into it."""
    errors = tuple(str(error) for error in asked.errors.get(name, ()))
    return _typed(get_language(), name, asked.typed.get(name, ""), errors, suggesting, kind)


@lru_cache(maxsize=KEPT)
def _typed(
    language: str, name: str, value: str, errors: tuple[str, ...], suggesting: bool, kind: str
) -> SafeString:
    context: dict[str, Any] = {
        "name": name,
        "field": TYPED[name],
        "value": value,
        "errors": errors,
        "suggesting": suggesting,
        "kind": kind,
    }
    return render_to_string("explore/_typed.html", context)


@register.simple_tag
def facet(facets: dict[str, Facet], name: str) -> SafeString:
    """A filter with a few answers; nothing where it is not offered."""
    if name not in facets:
        return SafeString("")
    options = tuple((option.count, option.is_picked) for option in facets[name].options)
    return _facet(get_language(), name, options)


@lru_cache(maxsize=KEPT)
def _facet(language: str, name: str, counted: tuple[tuple[int, bool], ...]) -> SafeString:
    choice = CHOICES[name]
    options = [
        Option(value, label, count, is_picked)
        for (value, label), (count, is_picked) in zip(choice.options, counted, strict=True)
    ]
    shown = Facet(name, choice.label, choice.many, options)
    return render_to_string("explore/_facet.html", {"facet": shown})
