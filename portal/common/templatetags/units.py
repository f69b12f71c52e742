"""Numbers with their units, as readers of the page's language write them. Format, never query."""

import re
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
NBSP = "\u00a0"


def number(value: Any, places: int | None = None) -> str:
    """``value`` grouped in threes; without ``places`` as many decimals as it has, at most 2."""
    if places is None:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
        places = min(2, max(0, -int(exponent)))
    return formats.number_format(
        round(Decimal(str(value)), places), places, use_l10n=True, force_grouping=True
    )


@register.simple_tag
def unknown() -> SafeString:
    """What stands where nothing is known."""
    return format_html('<span class="unknown">{}</span>', _("no data yet"))


def _with_unit(value: Any, unit: str, places: int | None = None) -> str | SafeString:
    return unknown() if value in (None, "") else f"{number(value, places)}{NBSP}{unit}"


@register.filter
def plain(value: Any, places: int | None = None) -> str | SafeString:
    return unknown() if value in (None, "") else number(value, places)


@register.filter
def m2(value: Any) -> str | SafeString:
    return _with_unit(value, "m²")


@register.filter
def ha(value: Any) -> str | SafeString:
    return _with_unit(value, "ha", 2)


@register.filter
def km(value: Any) -> str | SafeString:
    return _with_unit(value, "km", 0 if value is not None and value >= 10 else 1)


@register.filter
def kva(value: Any) -> str | SafeString:
    return _with_unit(value, "kVA")


@register.filter
def m3_day(value: Any) -> str | SafeString:
    return _with_unit(value, _("m³/day"))


@register.filter
def years(value: Any) -> str | SafeString:
    return _with_unit(value, _("years"), None if value is None else 0 if value == int(value) else 1)


@register.filter
def metres(value: Any) -> str | SafeString:
    return _with_unit(value, "m", 1)


@register.filter
def of_hundred(value: Any) -> str | SafeString:
    """A percentage that is stored as one; ``percent`` takes a share."""
    return unknown() if value is None else f"{number(value, 1)}%"


@register.filter
def vnd_m2(value: Any) -> str | SafeString:
    return _with_unit(value, "đ/m²", 0)


@register.filter
def vnd_m2_year(value: Any) -> str | SafeString:
    return _with_unit(value, _("đ/m²/year"), 0)


@register.filter
def bn_vnd(value: Any) -> str | SafeString:
    return _with_unit(value, _("bn VND"))


@register.filter
def sourced_amount(text: str) -> str | SafeString:
    """ "about 1,000 (2021)" as the reader's language writes it; the source's caution stays."""
    found = re.fullmatch(r"(nearly|about|over)? ?([\d,]+)( \(\d{4}\))?", text)
    if not found:
        return text or unknown()
    caution, digits, year = found.groups()
    amount = {"amount": number(int(digits.replace(",", ""))) + (year or "")}
    words = {
        "nearly": _("nearly %(amount)s"),
        "about": _("about %(amount)s"),
        "over": _("over %(amount)s"),
    }
    return words.get(caution, "%(amount)s") % amount


@register.filter
def percent(value: Any) -> str | SafeString:
    return unknown() if value is None else f"{number(value * 100, 1)}%"


@register.filter
def day(value: Any) -> str | SafeString:
    """A date; an instant as the day it is here, which UTC may still call yesterday."""
    if value is None:
        return unknown()
    here = timezone.template_localtime(value)  # type: ignore[attr-defined]  # not in the stubs
    return formats.date_format(here, "SHORT_DATE_FORMAT")


@register.filter
def partial_day(value: str) -> str | SafeString:
    """A date as precise as its source: 2023-10-20, 2018-03 or 2025, the day first."""
    return "/".join(reversed(value.split("-"))) if value else unknown()


@register.filter
def points(value: float) -> int:
    """A score in [0, 1] as whole points of 100."""
    return round(value * 100)


@register.filter
def or_unknown(value: Any) -> Any:
    return unknown() if value in (None, "") else value


@register.filter
def tenths(value: float) -> str:
    """A share in [0, 1] as points of 100 with one decimal."""
    return number(value * 100, 1)


@register.filter
def unlocalized(value: Any) -> str:
    """For drawings and addresses: the same in every language."""
    return str(value)
