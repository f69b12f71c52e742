"""Keeping plots and clusters, saving searches, and telling what is new. One verb, one transaction.

The rows are the queue (docs/adr/003): a search that was last looked through at another state of the
market has work waiting, an alert without ``mailed_at`` a mail. Both verbs lock the search first, so
two workers at once do each once; should a mail fail, nothing is noted and the next run tries again.
"""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Plot
from explore import columns
from explore.links import unsubscribe_token
from explore.models import Alerted, Favourite, HowOften, SavedSearch
from explore.watching import in_words, on_offer, stamp_of, tidied
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock

MOST_FAVOURITES, MOST_SEARCHES = 500, 50
IN_A_MAIL = 20  # plots; the rest are counted
A_ROUND = 500  # searches that one run looks through


@transaction.atomic
def keep(thing: Plot | Cluster, *, by: Any) -> bool:
    """``False``: it was kept already."""
    if Favourite.objects.of(by).count() >= MOST_FAVOURITES:
        raise RuleViolation(
            "too_many_favourites", _("You have kept very many already. Take some away first.")
        )
    which: dict[str, Any] = {"plot" if isinstance(thing, Plot) else "cluster": thing}
    _favourite, new = Favourite.objects.get_or_create(user=by, **which)
    return new


@transaction.atomic
def let_go(favourite: Favourite, *, by: Any) -> None:
    Favourite.objects.of(by).filter(pk=favourite.pk).delete()


@transaction.atomic
def save_search(query: str, name: str, how_often: str, *, language: str, by: Any) -> SavedSearch:
    """What it finds now is known; only what comes is told."""
    if SavedSearch.objects.of(by).count() >= MOST_SEARCHES:
        raise RuleViolation(
            "too_many_searches", _("You have saved very many already. Delete some first.")
        )
    market = columns.snapshot()
    return SavedSearch.objects.create(
        user=by,
        name=name,
        query=tidied(query),
        summary="; ".join(in_words(query))[:500],
        how_often=how_often,
        language=language,
        known=sorted(on_offer(query, market)),
        looked_at_stamp=stamp_of(market),
    )


@transaction.atomic
def change_search(saved: SavedSearch, name: str, how_often: str, *, by: Any) -> SavedSearch:
    saved = lock(saved)
    saved.name, saved.how_often = name, how_often
    saved.save(update_fields=["name", "how_often"])
    return saved


@transaction.atomic
def stop_mail(saved: SavedSearch, *, by: Any) -> SavedSearch:
    """From the link of a mail, or signed in. The portal and the feed go on telling."""
    saved = lock(saved)
    saved.how_often = HowOften.NEVER
    saved.save(update_fields=["how_often"])
    return saved


@transaction.atomic
def delete_search(saved: SavedSearch, *, by: Any) -> None:
    SavedSearch.objects.of(by).filter(pk=saved.pk).delete()


@transaction.atomic
def open_feed(saved: SavedSearch, *, by: Any) -> SavedSearch:
    """A new secret address; one that was there before is dead from now on."""
    saved = lock(saved)
    saved.feed_key = secrets.token_urlsafe(32)
    saved.save(update_fields=["feed_key"])
    return saved


@transaction.atomic
def close_feed(saved: SavedSearch, *, by: Any) -> SavedSearch:
    saved = lock(saved)
    saved.feed_key = None
    saved.save(update_fields=["feed_key"])
    return saved


@transaction.atomic
def mark_read(*, by: Any, now: datetime | None = None) -> int:
    """All alerts of one person; how many were unread."""
    return Alerted.objects.of(by).filter(read_at__isnull=True).update(read_at=now or timezone.now())


# --- what is new ---------------------------------------------------------------------------------


@transaction.atomic
def look(saved: SavedSearch, *, now: datetime) -> int:
    """Note what has come since the search was saved and was never told; how many plots."""
    saved = lock(saved)
    market = columns.snapshot()
    stamp = stamp_of(market)
    if saved.looked_at_stamp == stamp:
        return 0
    told = saved.alerts.values_list("plot", flat=True)
    new = on_offer(saved.query, market) - set(saved.known) - set(told)
    # The market in memory may be a moment old.
    still = Plot.objects.on_offer().filter(pk__in=new).order_by("pk") if new else []
    Alerted.objects.bulk_create(
        [Alerted(saved_search=saved, plot=plot, found_at=now) for plot in still], batch_size=500
    )
    saved.looked_at_stamp = stamp
    saved.save(update_fields=["looked_at_stamp"])
    return len(still)


@transaction.atomic
def mail(saved: SavedSearch, *, now: datetime) -> int:
    """One mail with all that no mail has told, if it is due; how many plots it tells of."""
    saved = lock(saved)
    if not SavedSearch.objects.to_mail(now).filter(pk=saved.pk).exists():
        return 0
    waiting = list(Alerted.objects.unsent().filter(saved_search=saved).for_cards())
    saved.mailed_at = now
    saved.save(update_fields=["mailed_at"])
    Alerted.objects.filter(pk__in=[alert.pk for alert in waiting]).update(mailed_at=now)
    _send(saved, waiting)
    return len(waiting)


def tell(now: datetime) -> dict[str, int]:
    """The round of the workers: look through what is behind, then mail what is due."""
    behind = SavedSearch.objects.behind(stamp_of(columns.snapshot()))
    found = sum(look(saved, now=now) for saved in _some(behind))
    told = sum(mail(saved, now=now) > 0 for saved in _some(SavedSearch.objects.to_mail(now)))
    return {"found": found, "mails": told}


def _some(rows: QuerySet[SavedSearch]) -> list[SavedSearch]:
    return list(rows.defer("known")[:A_ROUND])


def _send(saved: SavedSearch, alerts: list[Alerted]) -> None:
    """In the language in which the search was saved, with a link that stops the mails."""
    with translation.override(saved.language):
        stop = settings.SITE_URL + reverse("explore:stop_mail", args=[unsubscribe_token(saved)])
        context = {
            "saved": saved,
            "plots": [alert.plot for alert in alerts[:IN_A_MAIL]],
            "count": len(alerts),
            "more": max(0, len(alerts) - IN_A_MAIL),
            "site": settings.SITE_URL,
            "stop": stop,
        }
        subject = render_to_string("explore/mail/alert_subject.txt", context)
        body = render_to_string("explore/mail/alert.txt", context)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    EmailMessage(" ".join(subject.split()), body, to=[saved.user.email], headers=headers).send()
