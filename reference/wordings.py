"""How the log tells what happens to the calendar."""

from django.utils.translation import gettext_lazy as _

from portal.common.history import name_kind, word_comings

HOLIDAY = "reference.holiday"

name_kind(HOLIDAY, _("day off"))
word_comings(
    HOLIDAY,
    "on",
    _("%(who)s added the day off “%(what)s”, %(after)s."),
    _("%(who)s removed the day off “%(what)s”, %(before)s."),
    _("day off"),
)
