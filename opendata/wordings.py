"""How the log tells what happens to tokens, and to plots by them."""

from django.utils.translation import gettext_lazy as _

from portal.common.history import name_kind, word_states

TOKEN = "opendata.apitoken"

name_kind(TOKEN, _("token of the API"))
word_states(
    TOKEN,
    "token",
    {
        "created": _("%(who)s made the token %(what)s."),
        "revoked": _("%(who)s revoked the token %(what)s."),
    },
    _("token"),
)
word_states(
    "clusters.plot",
    "api",
    {
        "created": _("A program of %(who)s sent in %(what)s."),
        "changed": _("A program of %(who)s sent another state of %(what)s."),
    },
    _("by the API"),
)
