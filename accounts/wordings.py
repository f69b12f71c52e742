"""How the log tells what happens to organisations."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Verification
from portal.common.history import EDITED, name_kind, told, word, word_states
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


def _member(change: Change) -> str:
    """Logged as "person role"."""
    person, _space, role = change.after.rpartition(" ")
    known = dict(Role.choices)
    gave = told(change, _("%(who)s gave a role in %(what)s"))
    return f"{gave}: {person}, {known.get(role, role)}."


word(ORGANISATION, "members", _member, _("members"))
