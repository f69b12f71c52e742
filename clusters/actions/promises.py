"""The ledger of promised dates: rows are added, and told once when they came true."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clusters.models import READY, Cluster, Plot, Promise
from clusters.signals import cluster_changed, promise_outcome


@transaction.atomic
def note_ready(plot: Plot, *, by: Any, now: datetime | None = None) -> None:
    """A plot's ready date stands before the public: a promise while it is to come; where it is a
    day that has come and was not what was promised, the actual one."""
    now = now or timezone.now()
    day = plot.ready_on
    if day is None:
        return
    if day > timezone.localdate(now):
        promise(plot.cluster, READY, day, plot=plot, by=by, now=now)
    elif not Promise.objects.about(plot.cluster, plot, READY).filter(promised_on=day).exists():
        came_true(plot.cluster, READY, day, plot=plot)


@transaction.atomic
def promise(
    cluster: Cluster,
    what: str,
    day: date,
    *,
    by: Any,
    plot: Plot | None = None,
    now: datetime | None = None,
) -> Promise | None:
    """Add ``day`` to the ledger unless it is what was last said; returns the new row, if any."""
    said = Promise.objects.about(cluster, plot, what).last()
    if said and said.promised_on == day:
        return None
    row = Promise.objects.create(
        cluster=cluster,
        plot=plot,
        investor_id=cluster.investor_id,
        what=what,
        promised_on=day,
        stated_at=now or timezone.now(),
        stated_by=str(by or ""),
        is_demo=plot.is_demo if plot else bool(cluster.investor and cluster.investor.is_demo),
    )
    if day < timezone.localdate(now):  # overdue from the start
        _outcome_known(cluster)
    return row


def came_true(cluster: Cluster, what: str, on: date, *, plot: Plot | None = None) -> int:
    """Every open promise of this thing has its actual date; returns how many."""
    kept = Promise.objects.about(cluster, plot, what).open().update(kept_on=on)
    if kept:
        _outcome_known(cluster)
    return kept


def _outcome_known(cluster: Cluster) -> None:
    """The investor's usual delay may be another one now, and with it every date expected of it. The
    cluster's version says so to whoever keeps the market in memory."""
    Cluster.objects.filter(pk=cluster.pk).update(version=F("version") + 1)
    cluster.refresh_from_db(fields=["version"])
    cluster_changed.send(sender=Cluster, cluster=cluster)
    promise_outcome.send(sender=Promise)
