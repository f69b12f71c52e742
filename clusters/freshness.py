"""How long ago somebody stood for a plot's being available, as full, half or empty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

LEVELS = ("full", "half", "empty")


@dataclass(frozen=True)
class Freshness:
    """``days`` since the last word; ``level`` as the settings cut it."""

    level: str
    since: datetime
    days: int

    @property
    def word(self) -> Any:
        return settings.FRESH_WORDS[self.level]


def freshness(since: datetime, now: datetime) -> Freshness:
    days = max(0, (now - since).days)
    return Freshness(level(days), since, days)


def level(days: int) -> str:
    """Full up to ``FRESH_FULL_DAYS``, half up to ``FRESH_HALF_DAYS``, then empty."""
    if days <= settings.FRESH_FULL_DAYS:
        return "full"
    return "half" if days <= settings.FRESH_HALF_DAYS else "empty"


def at_level(name: str, now: datetime, field: str = "since") -> Q:
    """Rows whose ``field`` is at a level, cut as ``level`` does: whole days have passed."""
    full = now - timedelta(days=settings.FRESH_FULL_DAYS + 1)
    half = now - timedelta(days=settings.FRESH_HALF_DAYS + 1)
    return {
        "full": Q(**{f"{field}__gt": full}),
        "half": Q(**{f"{field}__lte": full, f"{field}__gt": half}),
        "empty": Q(**{f"{field}__lte": half}),
    }[name]
