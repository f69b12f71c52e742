"""What is put aside, for the tray and the buttons. Format, never query."""

from typing import Any

from django import template
from django.http import HttpRequest

from explore import tray as kept

register = template.Library()


@register.filter
def tray(request: HttpRequest) -> dict[str, Any]:
    """Nothing on a page that has no session: an error page."""
    things = kept.put_aside(request) if hasattr(request, "session") else []
    return {"things": things, "address": kept.address(things)}


@register.simple_tag(takes_context=True)
def is_aside(context: Any, kind: str, key: Any) -> bool:
    things = kept.put_aside(context["request"])
    return any(one["kind"] == kind and one["key"] == str(key) for one in things)
