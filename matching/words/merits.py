"""What speaks for a plot, in a few words: the chips on a card."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.scoring import Demand, Offer
from matching.words.amounts import shown
from portal.common.templatetags.units import number

MOST = 4
ACCEPTED_TIER = 4
NEAR_ROAD_KM = 2


def merits(demand: Demand, offer: Offer) -> list[str]:
    """The telling ones, at most ``MOST``; every condition with both values stands elsewhere."""
    return [text for text in _merits(demand, offer) if text][:MOST]


def _merits(demand: Demand, offer: Offer) -> Iterator[str]:
    plots = len(offer.members)
    if plots == 2:
        yield _("Two plots joined")
    elif plots:
        yield _("Three plots joined")
    yield _trade(demand, offer)
    yield _neighbours(demand, offer)
    for field, words in (
        ("wastewater_m3_day", _("Wastewater: %(amount)s left")),
        ("power_kva", _("Power: %(amount)s left")),
        ("water_m3_day", _("Water: %(amount)s left")),
    ):
        available = getattr(offer, field)
        if demand.need(field) and available:
            yield words % {"amount": shown(field, available)}
    if offer.readiness is not None and offer.readiness >= ACCEPTED_TIER:
        yield _("Tier %(tier)s: infrastructure accepted") % {"tier": f"{offer.readiness:.0f}"}
    if offer.ready_on and offer.ready_on <= timezone.localdate():
        yield _("Ready now")
    if offer.road_km is not None and offer.road_km <= NEAR_ROAD_KM:
        yield _("%(km)s km to a main road") % {"km": number(offer.road_km)}


def _trade(demand: Demand, offer: Offer) -> str:
    """The longest permitted code that covers the trade asked for."""
    covering = [code for code in offer.permitted if demand.industry.startswith(code)]
    if not covering:
        return ""
    return _("Takes trade %(code)s") % {"code": max(covering, key=len)}


def _neighbours(demand: Demand, offer: Offer) -> str:
    same = sum(code[:2] == demand.industry[:2] for code in offer.neighbours)
    if not same:
        return ""
    return ngettext("%(n)s firm of the same division", "%(n)s firms of the same division", same) % {
        "n": same
    }
