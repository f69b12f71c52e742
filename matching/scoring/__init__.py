"""What a score means and what it must obey: ``matching.md`` in numpy and nothing else.

``facts`` holds one plot and one request, ``columns`` many of them, ``judging`` the gates and the
criteria, ``ranking`` the order and the reasons, ``changes`` what would help, ``rules`` the tables,
``measures`` money and distance. ``plain`` (numpy) and ``compiled`` (numba) answer the same
questions about many pairs; ``engine`` picks one of them.
"""

from .changes import Change, Step, helpful_changes
from .columns import Demands, Offers, fact_names, trade_answer
from .combining import combine, with_any
from .decisive import Question, decisive_fact, good_answer
from .facts import Demand, DemandError, FactError, Offer, OfferError
from .judging import Judgement, judge
from .measures import distance_km, levelised_cost
from .moving import Moves, moves
from .openings import Asked, Opening, asked_near, openings
from .ranking import (
    GateAnswer,
    Listed,
    Ranking,
    Scored,
    count_many,
    counted,
    explain,
    known,
    listed,
    rank,
)
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
    "Listed",
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
    "counted",
    "decisive_fact",
    "distance_km",
    "explain",
    "fact_names",
    "good_answer",
    "helpful_changes",
    "judge",
    "known",
    "levelised_cost",
    "listed",
    "moves",
    "openings",
    "rank",
    "trade_answer",
    "with_any",
]
