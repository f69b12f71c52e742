"""A stored search as explore understands it: its address tidied, in words, and what it finds."""

import json

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _

from clusters.models import Market, Plot
from explore import columns
from explore.columns import MARKETS, Columns
from explore.filters import Asked
from explore.results import Results
from portal.common.templatetags import units

LONGEST = 2000


def asked(query: str) -> Asked:
    return Asked.read(QueryDict(query.removeprefix("?")[:LONGEST]))


def tidied(query: str) -> str:
    """As explore writes it: known filters only, in its order, without the page and the order."""
    return asked(query).query("sort")[:LONGEST]


def in_words(query: str) -> list[str]:
    """What narrows it, a sentence a filter; empty: everything."""
    what = asked(query)
    found = Results(what, columns.snapshot())
    return [f"{chip.label}: {chip.words}" for chip in found.chips()]


def stamp_of(market: Columns) -> str:
    """The state of the market as text; another one wherever anything has moved."""
    return json.dumps(market.stamp, default=str)


def on_offer(query: str, market: Columns) -> set[int]:
    """Ids of the plots on offer that pass every filter, whether plots or clusters are shown."""
    passing = Results(asked(query), market).found.filters.plots()
    passing = passing & (market.plots.market == MARKETS.index(Market.OPEN))
    return set(market.plots.pk[np.flatnonzero(passing)].tolist())


def in_a_line(plot: Plot) -> str:
    """A plot's facts as a mail or a feed says them."""
    price = units.vnd_m2(plot.price_vnd_m2) if plot.price_vnd_m2 else _("price on request")
    parts = [str(plot.get_kind_display()), str(units.m2(plot.area_m2)), str(price)]
    if plot.ready_on:
        parts.append(_("ready on %(day)s") % {"day": units.day(plot.ready_on)})
    return " · ".join(parts)
