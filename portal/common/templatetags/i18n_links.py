"""Links to the same page in the other language."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], code: str) -> str:
    """This page's address in the language ``code``, query and all."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else f"/{code}/"


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language of the portal."""
    own = {"vi": "Tiếng Việt", "en": "English"}
    return [(code, own[code]) for code, _name in settings.LANGUAGES]
