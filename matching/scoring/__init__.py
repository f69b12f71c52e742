"""What a score means and what it must obey: ``matching.md`` in numpy and nothing else.

``facts`` holds one plot and one request, ``columns`` many plots, ``judging`` the gates and the
criteria, ``ranking`` the order and the reasons, ``rules`` the tables, ``measures`` money and
distance.
"""

from .columns import Offers, trade_answer
from .facts import Demand, DemandError, FactError, Offer, OfferError
from .judging import Judgement, judge
from .measures import distance_km, levelised_cost
from .ranking import GateAnswer, Ranking, Scored, explain, rank
from .rules import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    DISCOUNT_RATE,
    GATES,
    KINDS,
    RULES_VERSION,
    WASTEWATER_KINDS,
    Answer,
)

__all__ = [
    "CRITERIA",
    "DEFAULT_WEIGHTS",
    "DISCOUNT_RATE",
    "GATES",
    "KINDS",
    "RULES_VERSION",
    "WASTEWATER_KINDS",
    "Answer",
    "Demand",
    "DemandError",
    "FactError",
    "GateAnswer",
    "Judgement",
    "Offer",
    "OfferError",
    "Offers",
    "Ranking",
    "Scored",
    "distance_km",
    "explain",
    "judge",
    "levelised_cost",
    "rank",
    "trade_answer",
]
