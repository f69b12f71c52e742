"""Is it still available? Investors confirm, are reminded, and what nobody confirms is hidden. Of
clusters that no verified investor manages here, the Department is the one that is asked.

Every verb takes the clock as an argument and may run twice: a reminder is a row that exists once,
written in the transaction that sends the mail. Should a mail fail, its rows are not kept either and
the next run tries again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from clusters.actions.plots import announce, set_market
from clusters.actions.states import withdraw
from clusters.links import freshness_token
from clusters.models import Market, Plot, PlotStatus, Reminder, ReminderStep
from clusters.querysets import PlotQuerySet
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record

SENT_AFTER_DAYS = dict(zip(ReminderStep, settings.FRESH_REMIND_DAYS, strict=True))


@transaction.atomic
def confirm(plot: Plot, *, by: Any, now: datetime | None = None) -> Plot:
    """The investor stands for it: still available. A plot hidden for its age comes back."""
    plot = lock(plot)
    if plot.status != PlotStatus.PUBLISHED or plot.market != Market.OPEN:
        raise RuleViolation(
            "not_on_offer", _("Only a published and available plot can be confirmed.")
        )
    plot.confirmed_at, plot.confirmed_by = now or timezone.now(), str(by or _("the portal"))
    record(plot, "confirmed", by=by, field="availability")
    if plot.stale_hidden_at is None:
        plot.save(update_fields=["confirmed_at", "confirmed_by"])
        return plot
    plot.stale_hidden_at = None
    return announce(plot, ["confirmed_at", "confirmed_by", "stale_hidden_at"])


@transaction.atomic
def confirm_all(plots: Iterable[Plot], *, by: Any, now: datetime | None = None) -> int:
    """Those of ``plots`` that are on offer, in the order of their ids; returns how many."""
    ids = [plot.pk for plot in plots]
    there = Plot.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return len([confirm(plot, by=by, now=now) for plot in list(there)])  # locks before the log


def no_longer_available(plot: Plot, to: str, *, by: Any) -> Plot:
    """Held or leased, or off the portal altogether (``withdrawn``)."""
    if to == PlotStatus.WITHDRAWN:
        return withdraw(plot, by=by, why=str(_("no longer available")))
    if to == Market.OPEN:
        raise RuleViolation("not_taken", _("Say what became of the plot."))
    return set_market(plot, to, by=by)


def to_remind(step: ReminderStep, now: datetime) -> PlotQuerySet:
    """Plots about which nobody has been asked at this step since they were last confirmed; the
    second time only a while after the first. Who is asked: ``PlotQuerySet.asked_of``."""
    due = _old(SENT_AFTER_DAYS[step], now).filter(~Exists(_reminders(step)))
    if step == ReminderStep.FIRST:
        return due
    return due.filter(Exists(_reminders(ReminderStep.FIRST).filter(sent_at__lte=_pause(now))))


def to_hide(now: datetime) -> QuerySet[Plot]:
    """Past the limit, and asked twice, the second time a while ago."""
    second = _reminders(ReminderStep.SECOND).filter(sent_at__lte=_pause(now))
    return _old(settings.FRESH_LIMIT_DAYS, now).filter(Exists(second))


def _old(days: int, now: datetime) -> PlotQuerySet:
    return Plot.objects.on_offer().with_fresh_since().filter(since__lte=now - timedelta(days=days))


def _reminders(step: ReminderStep) -> QuerySet[Reminder]:
    return Reminder.objects.filter(plot=OuterRef("pk"), since=OuterRef("since"), step=step)


def _pause(now: datetime) -> datetime:
    return now - timedelta(days=settings.FRESH_PAUSE_DAYS)


@transaction.atomic
def remind(investor: Organisation, step: ReminderStep, *, now: datetime) -> int:
    """One mail to each person who speaks for the investor, or the Department, with all plots that
    are due; returns how many plots. Whom nobody speaks for is asked in the portal only."""
    investor = lock(investor)
    due = to_remind(step, now).asked_of(investor)
    plots: list[Any] = list(due.select_related("cluster").order_by("cluster__name_sort", "code"))
    if not plots:
        return 0
    Reminder.objects.bulk_create(
        [
            Reminder(plot=plot, investor=investor, step=step, since=plot.since, sent_at=now)
            for plot in plots
        ]
    )
    for membership in Membership.objects.speaking().filter(organisation=investor):
        _mail(membership, step, plots, now)
    return len(plots)


def _mail(membership: Membership, step: ReminderStep, plots: list[Plot], now: datetime) -> None:
    token = freshness_token(membership.user, membership.organisation)
    context = {
        "investor": membership.organisation,
        "step": int(step),
        "plots": plots,
        "now": now,
        "limit": settings.FRESH_LIMIT_DAYS,
        "link_days": settings.FRESH_LINK_DAYS,
        "link": settings.SITE_URL + reverse("clusters:freshness_link", args=[token]),
    }
    with translation.override("vi"):
        subject = render_to_string("clusters/mail/reminder_subject.txt", context)
        body = render_to_string("clusters/mail/reminder.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[membership.user.email]).send()


@transaction.atomic
def hide(plot: Plot, *, now: datetime) -> bool:
    """Take an unconfirmed plot out of the public's sight; ``False``: it is not due (any more)."""
    plot = lock(plot)
    if not to_hide(now).filter(pk=plot.pk).exists():
        return False
    plot.stale_hidden_at = now
    record(plot, "hidden", by=None, field="availability")
    announce(plot, ["stale_hidden_at"])
    return True


def keep_fresh(now: datetime) -> dict[str, int]:
    """The daily round: first reminders, second reminders, then what nobody confirmed is hidden."""
    done = {}
    for step in ReminderStep:
        due = to_remind(step, now).values("cluster__investor")
        asked = list(Organisation.objects.verified().filter(pk__in=due).order_by("pk"))
        asked += Organisation.objects.verified().filter(kind="department").order_by("pk")[:1]
        done[step.name.lower()] = sum(remind(row, step, now=now) for row in asked)
    done["hidden"] = sum(hide(plot, now=now) for plot in list(to_hide(now)))
    return done
