"""Signed links in mails: who may confirm an investor's plots without signing in, and until when."""

from django.conf import settings
from django.core import signing

from accounts.models import Membership, Organisation, User

SALT = "clusters.freshness"


def freshness_token(user: User, investor: Organisation) -> str:
    return signing.dumps([user.pk, investor.pk], salt=SALT)


def holder(token: str) -> Membership | None:
    """The membership that the link was sent to; ``None``: forged, too old, or no longer one that
    may speak for a verified investor."""
    seconds = settings.FRESH_LINK_DAYS * 24 * 60 * 60
    try:
        user, investor = signing.loads(token, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    return Membership.objects.speaking().filter(user=user, organisation=investor).first()
