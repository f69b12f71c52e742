"""How the log tells what happens to land requests."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import RequestStatus
from portal.common.history import EDITED, name_field, name_kind, word_states

REQUEST = "enterprises.landrequest"

name_kind(REQUEST, _("land request"))
name_field(REQUEST, "weights", _("weights"))
word_states(
    REQUEST,
    "status",
    {
        RequestStatus.OPEN: _("%(who)s opened %(what)s."),
        RequestStatus.PAUSED: _("%(who)s paused %(what)s."),
        RequestStatus.CLOSED: _("%(who)s closed %(what)s."),
    },
    _("state"),
)
word_states(REQUEST, "facts", {"edited": EDITED}, _("facts"))
