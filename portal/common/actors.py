"""Who stands behind the pseudonyms of the log, and how a name is taken out of it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common.lifecycle import record
from portal.common.models import Actor


@transaction.atomic
def erase_name(actor: Actor, *, by: Any) -> None:
    """Nobody can be read from this pseudonym any more, and every hash of the log stays right. The
    same person begins anew with another one. ``by=None`` where people do it for themselves."""
    record(actor, "erased", by=by, field="name")
    Actor.objects.filter(pk=actor.pk).update(user_id=None, name="")


def shown(actor: Actor | None) -> str:
    """Who it was, in the reader's language; ``None`` is the portal itself."""
    if actor is None:
        return _("The portal")
    return actor.name or _("a person whose name was erased (%(key)s)") % {"key": actor}


def names(keys: Iterable[str]) -> dict[str, str]:
    """By pseudonym; one query."""
    return {actor.pk: shown(actor) for actor in Actor.objects.filter(pk__in=list(keys))}
