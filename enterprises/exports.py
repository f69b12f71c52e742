"""The lists of this app as files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, LandRequest
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
    Export(_("decision"), "decision"),
    Export(_("sector"), "sector"),
    Export(_("trade (compiler's own classification)"), "industry_guess"),
    Export(_("source"), "source_url"),
)


def _trade(enterprise: Enterprise) -> Any:
    guesses = (product.industry_guess for product in enterprise.product_rows)
    return enterprise.industry or next((guess for guess in guesses if guess), None)


def _products(enterprise: Enterprise) -> str:
    return "; ".join(f"{p.product or '?'} ({p.year})" for p in enterprise.product_rows)


PRODUCTS = Export(_("recognised key products (year)"), _products)
ENTERPRISES = (
    Export(_("enterprise or brand"), "name"),
    PRODUCTS,
    Export(_("trade"), _trade),
    Export(_("trade is"), lambda row: _("stated") if row.industry else _("compiler's own")),
    Export(_("commune or ward"), lambda row: row.place if row.shows_place else None),
    Export(_("products offered"), lambda row: row.offers if row.shows_products else None),
    Export(_("products sought"), lambda row: row.seeks if row.shows_products else None),
    Export(_("source"), lambda row: "; ".join(sorted({p.source_url for p in row.product_rows}))),
    demonstration(),
)
