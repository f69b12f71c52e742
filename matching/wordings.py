"""How the log tells what happens to questions about facts, and to the weights of a request."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.models import Fact
from matching.words.names import CRITERION_NAMES
from portal.common.history import (
    choice_names,
    name_kind,
    name_values,
    told,
    who,
    word,
    word_states,
)
from portal.common.models import Change
from portal.common.templatetags.units import number

QUESTION, REQUEST = "matching.factquestion", "enterprises.landrequest"

name_kind(QUESTION, _("question about a fact"))
word_states(  # until the fact was logged
    QUESTION,
    "status",
    {
        "asked": _("%(who)s asked for “%(what)s”."),
        "answered": _("%(who)s answered “%(what)s”."),
    },
    _("state"),
)
for field, text, template in (
    ("asked", _("question"), _("%(who)s asked about %(what)s: %(after)s.")),
    ("answered", _("answer"), _("%(who)s answered about %(what)s: %(after)s.")),
):
    name_values(QUESTION, field, choice_names(Fact))
    word(QUESTION, field, lambda change, template=template: told(change, template), text)


def _weights(change: Change) -> str:
    """Logged as "cost=4.5, time=1"; nothing at all is the portal's own choice."""
    before, after = (_weighed(value) for value in (change.before, change.after))
    return gettext("Weights: %(before)s → %(after)s (%(who)s)") % {
        "before": before,
        "after": after,
        "who": who(change),
    }


def _weighed(value: str) -> str:
    if not value:
        return gettext("as the portal proposes")
    pairs = [part.partition("=") for part in value.split(", ")]
    return ", ".join(
        f"{CRITERION_NAMES.get(name, name)} {number(weight) if weight else ''}".strip()
        for name, _sign, weight in pairs
    )


word(REQUEST, "weights", _weights, _("weights"))
