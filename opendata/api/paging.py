"""Pages by key: whoever comes or goes meanwhile, no row is told twice and none is left out."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 2**63 - 1  # a key of the database


def cursor(key: int) -> str:
    """Opaque, so that nobody counts on what is in it."""
    return urlsafe_b64encode(f"k{key}".encode()).decode().rstrip("=")


def key_of(text: str) -> int:
    """Raises ``ValidationError`` for anything that ``cursor`` has not made."""
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        key = int(plain.removeprefix("k")) if plain.startswith("k") else -1
    except (binascii.Error, ValueError):
        key = -1
    if not 0 <= key <= LARGEST or cursor(key) != text:
        raise ValidationError(
            _("This is not a cursor of ours: take it from “next” of the page before."),
            code="cursor",
        )
    return key


def page(rows: Any, after: int, size: int) -> tuple[list[Any], int | None]:
    """Up to ``size`` rows with a greater id than ``after``, and the key for the next page."""
    found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
    if len(found) > size:
        return found[:size], found[size - 1].pk
    return found, None
