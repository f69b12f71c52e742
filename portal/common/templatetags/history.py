"""The log in plain words."""

from django import template

from portal.common import history
from portal.common.models import Change

register = template.Library()


@register.filter
def sentence(change: Change) -> str:
    return history.sentence(change)


@register.filter
def kind(change: Change) -> str:
    return history.kind(change.object_type)
