"""What a column of an import is: its names in two languages, how a cell is read and shown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from portal.common.sheets import readers
from portal.common.vietnamese import fold

Choices = tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Column:
    """``label``, ``unit``, ``note`` are lazily translated. ``example``: as it could be typed, a
    number or a date as such. ``default``: what an empty cell means, if not "unknown".

    ``shape``: text, number, day, choice, choices, codes or corners, which is how a value is shown.
    """

    name: str
    label: Any
    read: readers.Reader
    shape: str = "text"
    unit: Any = ""
    note: Any = ""
    required: bool = False
    default: Any = None
    choices: Choices = ()
    example: Any = None

    @property
    def heading(self) -> str:
        """As the template writes it in the language of the page."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{str(self.label)[:1].upper()}{str(self.label)[1:]}{unit}{' *' * self.required}"


def choice_of(choices: Choices) -> readers.Reader:
    """One of the values, by any of its names in any language of the portal; a list to choose
    from cannot hold commas, so that they count as spaces."""
    return readers.choice(
        (value, [form for name in in_every_language(label) for form in (name, listed(name))])
        for value, label in choices
    )


def choice_column(name: str, label: Any, choices: Choices, **more: Any) -> Column:
    """One of ``choices``, picked from a list."""
    return Column(name, label, choice_of(choices), "choice", choices=choices, **more)


def choices_column(name: str, label: Any, choices: Choices, **more: Any) -> Column:
    """Some of ``choices``."""
    read = readers.several(choice_of(choices))
    return Column(name, label, read, "choices", choices=choices, **more)


def codes_column(name: str, label: Any, longest: int, **more: Any) -> Column:
    """Codes of something that the portal knows; which ones it knows the book tells."""
    return Column(name, label, readers.several(readers.text(longest)), "codes", **more)


def listed(name: Any) -> str:
    """As a drop-down list of a spreadsheet can hold it."""
    return " ".join(str(name).replace(",", " ").split())


def in_every_language(text: Any) -> list[str]:
    names = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.append(str(text))
    return names


def plain_heading(heading: str) -> str:
    """What two headings have in common that mean the same: no unit, no star, no diacritics."""
    bare = re.sub(r"\([^()]*\)|\*", " ", heading)
    return " ".join((fold(bare) or "").split())


def by_heading(columns: Iterable[Column]) -> Mapping[str, Column]:
    """Every name that a column may have in a header."""
    known: dict[str, Column] = {}
    for column in columns:
        for name in (column.name, *in_every_language(column.label)):
            known[plain_heading(name)] = column
    return known
