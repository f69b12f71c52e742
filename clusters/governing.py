"""What governs a field: a short text and the legal documents behind it; and what is trivial.

A document is named by its number and looked up in ``reference.LegalBasis``, which says since
when it is in force and what has changed it. A rule without one is the portal's own check.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

CLUSTERS, AMENDED, REPORTS = "32/2024/NĐ-CP", "303/2026/NĐ-CP", "14/2024/TT-BCT"
LAND, INVESTMENT, BUILDING = "31/2024/QH15", "143/2025/QH15", "QCVN 01:2021/BXD"
ENVIRONMENT, PERMITS, WATER = "Luật 72/2020", "08/2022/NĐ-CP", "QCVN 40:2025/BTNMT"
CONSTRUCTION = "135/2025/QH15"


@dataclass(frozen=True)
class Cited:
    number: str  # of a LegalBasis
    clause: str = ""


@dataclass(frozen=True)
class Rule:
    text: Any
    cites: tuple[Cited, ...] = ()


RULES = {
    "area": Rule(
        _(
            "Net leasable area. It may differ from what the corners enclose by 0.5 % at most; all "
            "plots together have no more than the cluster's industrial land."
        ),
        (Cited(CLUSTERS), Cited(AMENDED)),
    ),
    "boundary": Rule(
        _(
            "Corners in VN-2000 as on the land paper; inside the cluster; plots of one cluster do "
            "not overlap by more than 0.5 m². The establishment decision and the detailed plan "
            "fix where the cluster lies."
        ),
        (Cited(CLUSTERS, "Điều 12"), Cited(AMENDED), Cited(LAND)),
    ),
    "price": Rule(
        _(
            "The infrastructure investor sets the price. Check the unit, VND and VAT, never the "
            "level: an unusual one is asked about, not refused."
        ),
        (Cited(CLUSTERS, "Điều 18"),),
    ),
    "payment": Rule(
        _(
            "Rent is paid a year or once for the whole term. A tenant who pays once has no more "
            "rights than the investor who pays the State yearly."
        ),
        (Cited(LAND),),
    ),
    "ready": Rule(
        _("The day of handover. It cannot lie in the past where the infrastructure is unfinished.")
    ),
    "term": Rule(
        _("A sublease does not outlast the master lease; the term is 50 years at most as a rule."),
        (Cited(LAND, "Điều 172"),),
    ),
    "papers": Rule(
        _(
            "The regulation of shared services is adopted before tenants are taken, and sent to "
            "the Department and the commune within 5 working days."
        ),
        (Cited(CLUSTERS, "Điều 17 khoản 2"), Cited(REPORTS)),
    ),
    "land": Rule(
        _("Industrial land is what the approved detailed plan fixes, not the cluster's whole."),
        (Cited(CLUSTERS), Cited(AMENDED)),
    ),
    "occupancy": Rule(
        _(
            "Occupancy counts industrial land leased, subleased or with an investment approval or "
            "certificate, over the total industrial land; reported twice a year."
        ),
        (Cited(CLUSTERS), Cited(REPORTS)),
    ),
    "readiness": Rule(
        _(
            "Each tier is backed by a dated document; ask for it. The infrastructure of a cluster "
            "needs an environmental permit whatever its size."
        ),
        (Cited(CLUSTERS, "Điều 12"), Cited(ENVIRONMENT), Cited(PERMITS), Cited(CONSTRUCTION)),
    ),
    "trades": Rule(
        _(
            "Projects fit the detailed plan and the trades the cluster permits. Trades that may "
            "pollute are listed with their capacity; some need a licence of their own."
        ),
        (Cited(CLUSTERS, "Điều 18"), Cited(PERMITS, "Phụ lục II"), Cited(INVESTMENT, "Phụ lục IV")),
    ),
    "utilities": Rule(
        _("What is still available for a new tenant, not what was designed; with its date.")
    ),
    "works": Rule(
        _(
            "Percent and days as the acceptance record or the progress report says. Every promised "
            "completion stays in the ledger beside the actual one."
        ),
        (Cited(CONSTRUCTION),),
    ),
    "wastewater": Rule(
        _(
            "What the cluster's plant accepts follows its environmental permit and the regulation "
            "of shared services. The standard is named with its year and column."
        ),
        (Cited(CLUSTERS, "Điều 17"), Cited(ENVIRONMENT), Cited(PERMITS), Cited(WATER)),
    ),
    "building": Rule(
        _(
            "As in the detailed plan. The net density of production plots is 70 percent or less, "
            "by height and size of the plot: verify."
        ),
        (Cited(BUILDING), Cited(CLUSTERS)),
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
