"""A plot: saved, sent, checked, taken off; held, leased, released; and who manages a cluster."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Bounded, Cluster, Market, Plot, PlotStatus
from clusters.signals import plot_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record

BOUNDARY = ("boundary_corners", "boundary_epsg", "boundary")


@transaction.atomic
def save_plot(plot: Plot, *, by: Any) -> Plot:
    """Store a new plot, or the edit of one that the public does not see."""
    if plot.pk:
        before = lock(plot)
        refuse_unless_editable(before)
        plot.version = before.version + 1
        plot.status = before.status
        copy_boundary(before, plot)
        record(plot, "edited", by=by, field="facts")
    plot.save()
    return plot


def refuse_unless_editable(plot: Plot) -> None:
    if not plot.is_editable:
        raise RuleViolation(
            "not_editable", _("Withdraw the plot first: what is published stays as checked.")
        )


def submit(plot: Plot, *, by: Any) -> Plot:
    """Send a plot for checking. A returned one comes back with its answer."""
    return _set(plot, PlotStatus.SUBMITTED, by=by, submitted_at=timezone.now(), return_reason="")


def publish(plot: Plot, *, by: Any) -> Plot:
    """The Department has checked the information: the public may see it."""
    return _set(plot, PlotStatus.PUBLISHED, by=by, published_at=timezone.now())


def return_to_investor(plot: Plot, *, by: Any, reason: str) -> Plot:
    """Ask for a correction; ``reason`` is what the investor reads."""
    return _set(plot, PlotStatus.RETURNED, by=by, why=reason, return_reason=reason)


def withdraw(plot: Plot, *, by: Any, why: str = "") -> Plot:
    """Take a plot off the portal. A held or leased one is released first: by hand, on purpose."""
    return _set(plot, PlotStatus.WITHDRAWN, by=by, why=why, published_at=None)


@transaction.atomic
def set_market(plot: Plot, to: str, *, by: Any) -> Plot:
    """Hold, lease or release a published plot."""
    plot = lock(plot)
    if plot.status != PlotStatus.PUBLISHED:
        raise RuleViolation("not_published", _("Only a published plot can be held or leased."))
    move(plot, to, by=by, field="market")
    return announce(plot, ["market"])


@transaction.atomic
def assign_investor(cluster: Cluster, organisation: Any, *, by: Any) -> Cluster:
    """Let ``organisation`` (or nobody: ``None``) manage the cluster's plots on the portal."""
    cluster = lock(cluster)
    before = str(cluster.investor or "")
    cluster.investor = organisation
    cluster.save(update_fields=["investor"])
    record(cluster, str(organisation or ""), by=by, before=before, field="investor")
    return cluster


@transaction.atomic
def _set(plot: Plot, to: str, *, by: Any, why: str = "", **fields: Any) -> Plot:
    plot = lock(plot)
    if to == PlotStatus.WITHDRAWN and plot.market != Market.OPEN:
        raise RuleViolation("taken", _("The plot is held or leased. Release it first."))
    move(plot, to, by=by, why=why)
    for name, value in fields.items():
        setattr(plot, name, value)
    return announce(plot, ["status", *fields])


def announce(plot: Plot, fields: list[str]) -> Plot:
    plot.version += 1
    plot.save(update_fields=[*fields, "version"])
    plot_changed.send(sender=Plot, plot=plot)
    return plot


def copy_boundary(source: Bounded, target: Bounded) -> None:
    for name in BOUNDARY:
        setattr(target, name, getattr(source, name))
