"""The lists of this app as files."""

from django.utils.translation import gettext_lazy as _

from enterprises.exports import PRODUCTS
from explore.suppliers import Maker
from portal.common.exporting import Export, demonstration


def _place(maker: Maker) -> object:
    return maker.enterprise.place if maker.enterprise.shows_place else None


SUPPLIERS = (
    Export(_("enterprise or brand"), "enterprise.name"),
    Export(PRODUCTS.label, lambda maker: PRODUCTS.of(maker.enterprise)),
    Export(_("Same division as"), lambda maker: "; ".join(maker.goods)),
    Export(_("commune or ward"), _place),
    Export(_("Nearest cluster"), "nearest.name"),
    Export(_("Distance (km)"), lambda maker: maker.nearest and round(maker.nearest.km, 1)),
    Export(
        _("From the chosen cluster (km)"),
        lambda maker: None if maker.from_chosen_km is None else round(maker.from_chosen_km, 1),
    ),
    demonstration("enterprise.is_demo"),
)
