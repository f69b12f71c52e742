"""How the log tells what happens to questions about facts."""

from django.utils.translation import gettext_lazy as _

from portal.common.history import name_kind, word_states

QUESTION = "matching.factquestion"

name_kind(QUESTION, _("question about a fact"))
word_states(
    QUESTION,
    "status",
    {
        "asked": _("%(who)s asked for “%(what)s”."),
        "answered": _("%(who)s answered “%(what)s”."),
    },
    _("state"),
)
