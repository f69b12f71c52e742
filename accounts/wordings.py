"""How the log tells what happens to organisations."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Verification
from portal.common import actors
from portal.common.history import EDITED, name_kind, name_values, told, word, word_states
from portal.common.models import Change

ORGANISATION = "accounts.organisation"

name_kind(ORGANISATION, _("organisation"))
word_states(
    ORGANISATION,
    "status",
    {
        Verification.PENDING: _("%(who)s sent %(what)s for checking."),
        Verification.VERIFIED: _("%(who)s verified %(what)s."),
        Verification.REFUSED: _("%(who)s refused %(what)s."),
    },
    _("state"),
)
word_states(ORGANISATION, "facts", {"edited": EDITED}, _("facts"))


def _people(values: Iterable[str]) -> dict[str, str]:
    """Logged as "pseudonym role"."""
    keys = {value: value.rpartition(" ")[0] for value in values}
    names = actors.names(keys.values())
    return {value: names.get(key, key) for value, key in keys.items()}


def _member(change: Change) -> str:
    role = change.after.rpartition(" ")[2]
    gave = told(change, _("%(who)s gave a role in %(what)s: %(after)s"))
    return f"{gave}, {dict(Role.choices).get(role, role)}."


name_values(ORGANISATION, "members", _people)
word(ORGANISATION, "members", _member, _("members"))
