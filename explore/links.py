"""Signed links in mails: who has such a link may stop the mails of one search, nothing else."""

from django.core import signing

from explore.models import SavedSearch

SALT = "explore.alerts"


def unsubscribe_token(saved: SavedSearch) -> str:
    """Without an end: an old mail can still be stopped."""
    return signing.dumps(saved.pk, salt=SALT)


def search_of(token: str) -> SavedSearch | None:
    """``None``: forged, or the search is deleted."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return SavedSearch.objects.filter(pk=pk).first()
