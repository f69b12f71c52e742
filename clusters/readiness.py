"""The tier that documents prove."""

from collections.abc import Iterable


def documented_tier(tiers: Iterable[int]) -> int | None:
    """The highest tier for which it and every lower one has a document; ``None``: not even 0."""
    there = set(tiers)
    tier = 0
    while tier in there:
        tier += 1
    return tier - 1 if tier else None
