"""Numbers as people write them in the language of the page: 1.234,5 in Vietnamese."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.utils import formats


class NumberFault(ValueError):
    """``code`` is ``invalid`` or ``ambiguous``; ``params`` go into the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read(typed: str, *, foreign: bool = False) -> Decimal | None:
    """The number in ``typed``, ``None`` for none. Raises ``NumberFault``.

    Digits may be grouped in threes by the language's own sign or by spaces. What could be read in
    two ways ("1.5" on a Vietnamese page) is refused with the two readings, never guessed.
    ``foreign``: the text may come from elsewhere. Then 1,234.56 is told apart from 1.234,56, and
    "1,234", which is a decimal number only if it was written in this language, is asked about.
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", unicodedata.normalize("NFKC", typed))
    if not text:
        return None
    point = formats.get_format("DECIMAL_SEPARATOR")
    group = formats.get_format("THOUSAND_SEPARATOR")
    if foreign:
        if _is_foreign(text, point, group):
            point, group = group, point
        elif re.fullmatch(rf"-?[1-9]\d{{0,2}}{re.escape(point)}\d{{3}}", text):
            raise NumberFault("ambiguous", typed=typed, one=text.replace(point, ""), two=f"{text}0")
    g, p = re.escape(group), re.escape(point)
    if re.fullmatch(rf"-?(\d+|[1-9]\d{{0,2}}({g}\d{{3}})+)({p}\d+)?", text):
        return Decimal(text.replace(group, "").replace(point, "."))
    if re.fullmatch(rf"-?\d+{g}\d+", text):
        one, two = text.replace(group, point), text.replace(group, "")
        raise NumberFault("ambiguous", typed=typed, one=one, two=two)
    example = formats.number_format(1234.5, 1, use_l10n=True, force_grouping=True)
    raise NumberFault("invalid", typed=typed, example=example)


def _is_foreign(text: str, point: str, group: str) -> bool:
    """Beyond doubt with the two signs changed round: 1,234.56 or 1,234,567 in Vietnamese."""
    point, group = re.escape(point), re.escape(group)
    mixed = rf"-?\d{{1,3}}({point}\d{{3}})+{group}\d+"
    grouped = rf"-?\d{{1,3}}({point}\d{{3}}){{2,}}"
    return re.fullmatch(f"{mixed}|{grouped}", text) is not None
