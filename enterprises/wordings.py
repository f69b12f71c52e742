"""How the log tells what happens to land requests."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from enterprises.models import RequestStatus
from portal.common.history import (
    EDITED,
    choice_names,
    name_field,
    name_kind,
    name_values,
    word_amount,
    word_states,
)
from reference.models import Industry, PlotKind

REQUEST = "enterprises.landrequest"

name_kind(REQUEST, _("land request"))
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
word_states(REQUEST, "facts", {"edited": EDITED}, _("facts"))  # until fields were logged
for field, unit, text in (
    ("area_min_m2", "m²", _("least area")),
    ("area_ideal_m2", "m²", _("best area")),
    ("area_max_m2", "m²", _("largest area")),
    ("max_cost_vnd_m2_year", _("đ/m²/year"), _("cost at most")),
    ("lease_years", _("years"), _("lease for")),
    ("power_kva", "kVA", _("power")),
    ("water_m3_day", _("m³/day"), _("water")),
    ("wastewater_m3_day", _("m³/day"), _("wastewater")),
    ("max_distance_km", "km", _("at most this far from there")),
):
    word_amount(REQUEST, field, unit, text)


def trades(codes: Iterable[str]) -> dict[str, str]:
    return Industry.objects.names(codes)


name_values(REQUEST, "industry", trades)
name_values(REQUEST, "kinds", choice_names(PlotKind))

ENTERPRISE = "enterprises.enterprise"

name_kind(ENTERPRISE, _("enterprise of the directory"))
name_values(ENTERPRISE, "industry", trades)
name_field(ENTERPRISE, "became", _("account it is linked to"))
