"""What a score means and what it must obey: ``matching.md`` in numpy and nothing else.

``facts`` holds one plot and one request, ``columns`` many of them, ``judging`` the gates and the
criteria, ``ranking`` the order and the reasons, ``changes`` what would help, ``rules`` the tables,
``measures`` money and distance. ``plain`` (numpy) and ``compiled`` (numba) answer the same
questions about many pairs; ``engine`` picks one of them.
"""

from .changes import Change, Step, helpful_changes
from .columns import Demands, Offers, trade_answer
from .combining import combine
from .decisive import Question, decisive_fact, good_answer
from .facts import Demand, DemandError, FactError, Offer, OfferError
from .judging import Judgement, judge
from .measures import distance_km, levelised_cost
from .moving import Moves, moves
from .openings import Asked, Opening, asked_near, openings
from .ranking import GateAnswer, Ranking, Scored, count_many, explain, rank, rank_many
from .rules import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    DISCOUNT_RATE,
    GATES,
    KINDS,
    LOOSENABLE,
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
    "LOOSENABLE",
    "RULES_VERSION",
    "WASTEWATER_KINDS",
    "Answer",
    "Asked",
    "Change",
    "Demand",
    "DemandError",
    "Demands",
    "FactError",
    "GateAnswer",
    "Judgement",
    "Moves",
    "Offer",
    "OfferError",
    "Offers",
    "Opening",
    "Question",
    "Ranking",
    "Scored",
    "Step",
    "asked_near",
    "combine",
    "count_many",
    "decisive_fact",
    "distance_km",
    "explain",
    "good_answer",
    "helpful_changes",
    "judge",
    "levelised_cost",
    "moves",
    "openings",
    "rank",
    "rank_many",
    "trade_answer",
]
