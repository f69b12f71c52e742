"""What must hold between a plot and its cluster, stated once for the form and for spreadsheets.

Pure: facts in, a code with its numbers out, or ``None`` where nothing is wrong.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

LEAST_M2, MOST_M2 = 1, 1_000_000
MOST_PRICE_VND_M2 = 10**12
MOST_FEE_VND_M2_YEAR = 10**9
MOST_FLOORS, MOST_HEIGHT_M = 100, 300
LONGEST_CODE, LONGEST_NOTE = 20, 500


class Broken(NamedTuple):
    code: str
    params: dict[str, Any]


SENTENCES = {
    "larger_than_cluster": _("The whole cluster has %(whole)s m²."),
    "past": _("This day has passed."),
    "beyond_master_lease": _("The cluster's master lease ends on %(day)s."),
}


def plain_code(code: str) -> str:
    """A plot code with its spaces put in order; capitals do not tell two codes apart."""
    return " ".join(code.split())


def of_area(area_m2: Decimal, cluster_m2: Decimal | None) -> Broken | None:
    if cluster_m2 is not None and area_m2 > cluster_m2:
        return Broken("larger_than_cluster", {"whole": float(cluster_m2)})
    return None


def of_lease_end(end: date, master: date | None, today: date) -> Broken | None:
    if end <= today:
        return Broken("past", {})
    if master and end > master:
        return Broken("beyond_master_lease", {"day": f"{master:%d/%m/%Y}"})
    return None
