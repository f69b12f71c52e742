"""Who has a version's page open: told to the next one who opens it. No lock."""

from typing import Any

from django.utils import timezone

from clusters.models import ListingVersion, ReviewLook


def look(version: ListingVersion, *, by: Any) -> list[ReviewLook]:
    """Note that ``by`` has the page open; returns the others who have. A page that was silent
    for three minutes begins anew."""
    now = timezone.now()
    mine, new = ReviewLook.objects.get_or_create(
        version=version, user=by, defaults={"since": now, "seen_at": now}
    )
    if not new:
        if not ReviewLook.objects.fresh(now).filter(pk=mine.pk).exists():
            mine.since = now
        mine.seen_at = now
        mine.save(update_fields=["since", "seen_at"])
    return list(ReviewLook.objects.fresh(now).filter(version=version).exclude(user=by))
