"""Links to the same page in the other language, and what other sites read of a page."""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import translate_url
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from portal.common.forms import NumberField

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], code: str) -> str:
    """This page's address in the language ``code``, query and all. Numbers of the page's form are
    written as that language writes them; what cannot be read goes along as it was typed."""
    request = context.get("request")
    if not request:
        return f"/{code}/"
    typed = request.GET.copy()
    for bound in context.get("form") or ():
        field, name = bound.field, bound.html_name
        if isinstance(field, NumberField) and typed.get(name):
            typed[name] = field.in_language(typed[name], code)
    query = typed.urlencode() if typed != request.GET else request.META.get("QUERY_STRING", "")
    return _translated(request.path, code, get_language()) + (f"?{query}" if query else "")


@lru_cache(maxsize=2048)
def _translated(path: str, code: str, active: str) -> str:
    """Finding an address among all of them takes a millisecond; under ``active`` it is the same."""
    return translate_url(path, code)


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any], code: str = "") -> str:
    """The one address of this page, in the language ``code`` or its own. Filters, orders and what
    is typed are not part of it: all their pages are one page. Only a plain list has further pages
    of its own."""
    request = context.get("request")
    if request is None:
        return f"{settings.SITE_URL}/"
    number = request.GET.get("page", "")
    is_further = list(request.GET) == ["page"] and re.fullmatch(r"[2-9]|[1-9]\d{1,5}", number)
    address = request.path + (f"?page={number}" if is_further else "")
    return settings.SITE_URL + (translate_url(address, code) if code else address)


@register.simple_tag(takes_context=True)
def block_again(context: Any, name: str) -> str:
    """The text of a block once more, which the language of templates does not allow: the title of
    a page also stands where others link to it."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    text = " ".join(block.render(context).split()) if block else ""
    return mark_safe(text.replace('"', "&quot;"))  # escaped where the block wrote it


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language of the portal."""
    own = {"vi": "Tiếng Việt", "en": "English"}
    return [(code, own[code]) for code, _name in settings.LANGUAGES]
