"""A change in plain words, in the reader's language: the one place that does it.

Any field of a model needs nothing: its label, choices and type say how to write it. An app that
has better words registers them from ``wordings.py``, which its ``AppConfig.ready`` imports.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common import actors
from portal.common.models import Change
from portal.common.templatetags.units import number

Wording = Callable[[Change], str]
Lookup = Callable[[Iterable[str]], Mapping[str, str]]
Text = Any  # a lazily translated string

_WORDINGS: dict[tuple[str, str], Wording] = {}
_LABELS: dict[tuple[str, str], Text] = {}
_KINDS: dict[str, Text] = {}
_NAMES: dict[tuple[str, str], Lookup] = {}


def tell(changes: Iterable[Change]) -> Iterator[tuple[Change, str]]:
    """Each change with its sentence: what happened, and who did it. Codes of one kind are looked
    up together, so a page costs the same for few and many."""
    rows = list(changes)
    codes: dict[Lookup, set[str]] = {}
    for change in rows:
        if lookup := _NAMES.get((change.object_type, change.field)):
            codes.setdefault(lookup, set()).update(_codes(change.before), _codes(change.after))
    names = {lookup: lookup(wanted) for lookup, wanted in codes.items()}
    for change in rows:
        if lookup := _NAMES.get((change.object_type, change.field)):
            change.names = names[lookup]
        yield change, _sentence(change)


def sentence(change: Change) -> str:
    """``tell`` for one."""
    return next(tell([change]))[1]


def _sentence(change: Change) -> str:
    """Never a raw code where a label is known."""
    wording = _WORDINGS.get((change.object_type, change.field))
    return (wording(change) if wording else "") or _moved(change, _value)


def reason(change: Change) -> str:
    """Why, as somebody typed it; "v3", the version that brought a change, in words."""
    version = re.fullmatch(r"v(\d+)", change.why)
    return _("version %(number)s") % {"number": version[1]} if version else change.why


def kind(object_type: str) -> str:
    """ "plot", "organisation": what an object of this type is called."""
    if object_type in _KINDS:
        return str(_KINDS[object_type])
    model = _model(object_type)
    return str(model._meta.verbose_name) if model else object_type


def label(object_type: str, field: str) -> str:
    """What a field is called."""
    if (object_type, field) in _LABELS:
        return str(_LABELS[object_type, field])
    found = _field(object_type, field)
    return str(found.verbose_name) if found is not None else field


# --- what apps register ------------------------------------------------------------------------


def name_kind(object_type: str, text: Text) -> None:
    _KINDS[object_type] = text


def name_field(object_type: str, field: str, text: Text) -> None:
    _LABELS[object_type, field] = text


def name_values(object_type: str, field: str, lookup: Lookup, text: Text = None) -> None:
    """Values of this field are codes, ", " between them; ``lookup`` finds what many are called, in
    one query at the most."""
    _NAMES[object_type, field] = lookup
    if text is not None:
        name_field(object_type, field, text)


def word(object_type: str, field: str, wording: Wording, text: Text = None) -> None:
    """``wording`` tells changes of this field; "" leaves one to the plain words."""
    _WORDINGS[object_type, field] = wording
    if text is not None:
        name_field(object_type, field, text)


def word_states(object_type: str, field: str, templates: Mapping[str, Text], text: Text) -> None:
    """A sentence for each state that is moved to; it may name who, what, before, after."""

    def wording(change: Change) -> str:
        template = templates.get(change.after)
        return told(change, template) if template else ""

    word(object_type, field, wording, text)


def choice_names(choices: type[models.TextChoices]) -> Lookup:
    """For ``name_values``: codes of an enumeration."""
    return lambda codes: {code: str(name) for code, name in choices.choices}


def word_comings(
    object_type: str, field: str, added: Text, removed: Text, text: Text, changed: Text = None
) -> None:
    """Sentences for something that comes (no "before"), goes (no "after") or is replaced."""

    def wording(change: Change) -> str:
        if change.before and change.after:
            return told(change, changed) if changed else ""
        return told(change, added if change.after else removed)

    word(object_type, field, wording, text)


def word_amount(object_type: str, field: str, unit: Text, text: Text) -> None:
    """Numbers with their unit."""

    def amount(change: Change, value: str) -> str:
        return f"{_number(value)} {unit}" if value else nothing()

    word(object_type, field, lambda change: _moved(change, amount), text)


def told(change: Change, template: Text) -> str:
    values = {"before": _value(change, change.before), "after": _value(change, change.after)}
    return str(template) % {"who": who(change), "what": change.object_label, **values}


def who(change: Change) -> str:
    return actors.shown(change.actor)


# --- what needs no registration ----------------------------------------------------------------


def _moved(change: Change, write: Callable[[Change, str], str]) -> str:
    return _("%(field)s: %(before)s → %(after)s (%(who)s)") % {
        "field": _capital(label(change.object_type, change.field)),
        "before": write(change, change.before),
        "after": write(change, change.after),
        "who": who(change),
    }


def _value(change: Change, value: str) -> str:
    """A stored value as its field writes it."""
    if value == "":
        return nothing()
    if (change.object_type, change.field) in _NAMES:
        return ", ".join(change.names.get(code, code) for code in _codes(value)) or nothing()
    field = _field(change.object_type, change.field)
    if field is None:
        return value
    if field.choices:
        return str({str(code): name for code, name in field.flatchoices}.get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value == "True" else _("no")
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return day(value)
    if isinstance(field, models.DecimalField | models.IntegerField | models.FloatField):
        return _number(value)
    return value


def _codes(value: str) -> list[str]:
    """A list as the log has it; older rows have it as Python writes lists."""
    parts = value.strip("[]").split(",")
    return [code for part in parts if (code := part.strip(" '"))]


def nothing() -> str:
    return _("nothing")


def day(value: str) -> str:
    try:
        return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except ValueError:
        return value


def _number(value: str) -> str:
    try:
        return number(Decimal(value))
    except InvalidOperation:
        return value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _model(object_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _field(object_type: str, name: str) -> Any:
    model = _model(object_type)
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


EDITED = gettext_lazy("%(who)s edited %(what)s.")
