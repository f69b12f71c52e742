"""What governs a field: a short text and the legal document behind it; and what is trivial.

The document is named by its number and looked up in ``reference.LegalBasis``, which says since
when it is in force and what has changed it. A rule without one is the portal's own check.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

CLUSTERS, LAND, REPORTS = "32/2024/NĐ-CP", "31/2024/QH15", "14/2024/TT-BCT"


@dataclass(frozen=True)
class Rule:
    text: Any
    basis: str = ""  # number of a LegalBasis
    clause: str = ""


RULES = {
    "area": Rule(
        _(
            "Net leasable area. It may differ from what the corners enclose by 0.5 % at most; all "
            "plots together have no more than the cluster's industrial land."
        )
    ),
    "boundary": Rule(
        _(
            "Corners in VN-2000 as on the land paper; inside the cluster; plots of one cluster do "
            "not overlap by more than 0.5 m²."
        )
    ),
    "price": Rule(
        _(
            "The infrastructure investor sets the price. Check the unit, VND and VAT, never the "
            "level: an unusual one is asked about, not refused."
        ),
        CLUSTERS,
        "Điều 18",
    ),
    "payment": Rule(
        _(
            "Rent is paid a year or once for the whole term. A tenant who pays once has no more "
            "rights than the investor who pays the State yearly."
        ),
        LAND,
    ),
    "ready": Rule(
        _("The day of handover. It cannot lie in the past where the infrastructure is unfinished.")
    ),
    "term": Rule(
        _("A sublease does not outlast the master lease; the term is 50 years at most as a rule."),
        LAND,
    ),
    "papers": Rule(
        _(
            "The regulation of shared services is adopted before tenants are taken, and sent to "
            "the Department and the commune within 5 working days."
        ),
        CLUSTERS,
        "Điều 17 khoản 2",
    ),
    "land": Rule(
        _("Industrial land is what the approved detailed plan fixes, not the cluster's whole."),
        CLUSTERS,
    ),
    "occupancy": Rule(
        _(
            "Occupancy counts industrial land leased, subleased or with an investment approval or "
            "certificate, over the total industrial land; reported twice a year."
        ),
        REPORTS,
    ),
    "readiness": Rule(_("Each tier is backed by a dated document; ask for it.")),
    "trades": Rule(
        _("Projects fit the detailed plan and the trades the cluster permits."),
        CLUSTERS,
        "Điều 18",
    ),
    "utilities": Rule(
        _("What is still available for a new tenant, not what was designed; with its date.")
    ),
    "wastewater": Rule(
        _(
            "What the cluster's plant accepts follows its environmental permit and the regulation "
            "of shared services."
        ),
        CLUSTERS,
        "Điều 17",
    ),
}

SOON = timedelta(days=30)
SMALL_FEE = Decimal("0.05")


def never(before: Any, after: Any) -> bool:
    return False


def ready_soon(before: Any, after: Any) -> bool:
    """A handover confirmed up to 30 days later than it was approved."""
    if not before or not after:
        return False
    later = date.fromisoformat(after) - date.fromisoformat(before)
    return timedelta(0) < later <= SOON


def small_fee(before: Any, after: Any) -> bool:
    """A fee changed by less than 5 %, up or down."""
    if not before or after is None:
        return False
    return abs(Decimal(after) - before) < SMALL_FEE * before
