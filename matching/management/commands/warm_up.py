"""``manage.py warm_up``: compile matching's loops now, before somebody waits for them."""

from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from matching.scoring import (
    Demand,
    Demands,
    Offer,
    Offers,
    helpful_changes,
    moves,
    openings,
    rank,
)
from matching.scoring.engine import kernel


class Command(BaseCommand):
    help = "Compile matching's loops, or load them if they are compiled; seconds the first time."

    def handle(self, *args: Any, **options: Any) -> None:
        demand = Demand("", "10", area_min_m2=1, area_ideal_m2=1, area_max_m2=1)
        offers = Offers([Offer("", code="", cluster="", kind="land", area_m2=1)])
        rank(demand, offers)
        helpful_changes(demand, offers)
        openings(Demands([demand]), offers)
        moves(
            Demands([demand]),
            offers,
            offers,
            stands=np.zeros(1, dtype=bool),
            last_score=np.zeros((1, 2)),
        )
        self.stdout.write(f"matching computes with {kernel.__name__}")
