"""Links to the same page in the other language."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.urls import translate_url

from portal.common.forms import NumberField

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], code: str) -> str:
    """This page's address in the language ``code``, query and all. Numbers of the page's form are
    written as that language writes them; what cannot be read goes along as it was typed."""
    request = context.get("request")
    if not request:
        return f"/{code}/"
    address = urlsplit(translate_url(request.get_full_path(), code))
    typed = request.GET.copy()
    for bound in context.get("form") or ():
        field, name = bound.field, bound.html_name
        if isinstance(field, NumberField) and typed.get(name):
            typed[name] = field.in_language(typed[name], code)
    query = typed.urlencode() if typed != request.GET else address.query
    return urlunsplit(address._replace(query=query))


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language of the portal."""
    own = {"vi": "Tiếng Việt", "en": "English"}
    return [(code, own[code]) for code, _name in settings.LANGUAGES]
