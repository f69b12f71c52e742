"""Ages, delays and gauges for pages. Format, never query."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.freshness import Freshness, freshness
from clusters.lateness import Lateness
from clusters.words import in_days, time, usual_delay

register = template.Library()


@register.filter
def age(since: datetime | None) -> Freshness | None:
    return freshness(since, timezone.now()) if since else None


@register.filter
def late_words(late: Lateness) -> str:
    """ "usually about 4 months late, 7 promises"; empty where nothing is known."""
    if late.days is None:
        return ""
    promises = ngettext("%(n)s promise", "%(n)s promises", late.known) % {"n": late.known}
    if late.days <= 0:
        return _("usually on time, %(promises)s") % {"promises": promises}
    return _("usually about %(time)s late, %(promises)s") % {
        "time": time(late.days),
        "promises": promises,
    }


@register.filter
def late_by(days: int | None) -> str:
    """Of one promise: "12 days late", "3 days early"."""
    if days is None:
        return _("still to come")
    if days == 0:
        return _("on the day")
    if days < 0:
        return _("%(time)s early") % {"time": in_days(-days)}
    return _("%(time)s late") % {"time": in_days(days)}


@register.filter
def usually(promised: date, expected: date) -> str:
    return usual_delay(promised, expected)


@register.filter
def hundredths(share: Any) -> str:
    """A share 0–1 as a length of 100 for drawings, the same in every language."""
    return f"{float(share or 0) * 100:.2f}"
