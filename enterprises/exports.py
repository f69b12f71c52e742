"""The lists of this app as files."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import LandRequest
from portal.common.exporting import Export, demonstration


def _fields(model: type, *names: str) -> list[Export]:
    return [Export(model._meta.get_field(name).verbose_name, name) for name in names]


REQUESTS = (
    Export(_("request"), str),
    *_fields(LandRequest, "industry", "area_min_m2", "area_ideal_m2", "area_max_m2"),
    *_fields(LandRequest, "max_cost_vnd_m2_year", "need_by", "lease_years", "place"),
    *_fields(LandRequest, "power_kva", "water_m3_day", "wastewater_m3_day"),
    Export(_("state"), "get_status_display"),
    demonstration(),
)
KEY_PRODUCTS = (
    Export(_("product"), "product"),
    Export(_("enterprise or brand"), "holder_name"),
    Export(_("year"), "year"),
    Export(_("sector"), "sector"),
    Export(_("trade (compiler's own classification)"), "industry_guess"),
    Export(_("source"), "source_url"),
)
