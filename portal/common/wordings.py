"""How the log tells what happens to itself."""

from django.utils.translation import gettext_lazy as _

from portal.common.history import name_kind, word_comings, word_states

ACTOR, LOG = "common.actor", "common.chainhead"

name_kind(ACTOR, _("person in the log"))
name_kind(LOG, _("log"))
word_states(
    ACTOR, "name", {"erased": _("%(who)s erased the name behind %(what)s from the log.")}, _("name")
)
word_comings(
    LOG,
    "hash",
    "",
    "",
    _("hash"),
    _("Names gave way to pseudonyms and the log was hashed anew; the last hash was %(before)s."),
)
