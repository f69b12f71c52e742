"""The log in plain words."""

from collections.abc import Iterable, Iterator

from django import template

from portal.common import history
from portal.common.models import Change

register = template.Library()


@register.filter
def told(changes: Iterable[Change]) -> Iterator[tuple[Change, str]]:
    """Each with its sentence."""
    return history.tell(changes)


@register.filter
def reason(change: Change) -> str:
    return history.reason(change)


@register.filter
def kind(change: Change) -> str:
    return history.kind(change.object_type)
