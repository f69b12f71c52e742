"""Every write with a rule: one verb, one transaction."""

from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Market, Plot, PlotPaper, PlotStatus
from clusters.signals import plot_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record


@transaction.atomic
def save_plot(plot: Plot, *, by: Any) -> Plot:
    """Store a new plot, or the edit of one that the public does not see."""
    if plot.pk:
        before = lock(plot)
        if not before.is_editable:
            raise RuleViolation(
                "not_editable", _("Withdraw the plot first: what is published stays as checked.")
            )
        plot.version = before.version + 1
        plot.status = before.status
        record(plot, "edited", by=by, field="facts")
    plot.save()
    return plot


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
    return _announce(plot, ["market"])


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
    return _announce(plot, ["status", *fields])


def _announce(plot: Plot, fields: list[str]) -> Plot:
    plot.version += 1
    plot.save(update_fields=[*fields, "version"])
    plot_changed.send(sender=Plot, plot=plot)
    return plot


@transaction.atomic
def add_paper(plot: Plot, file: Any, *, by: Any) -> PlotPaper:
    """Keep a checked upload (``PaperForm``) with the plot."""
    plot = lock(plot)
    paper = PlotPaper.objects.create(
        plot=plot,
        name=PurePath(file.name).name[:150],
        file=file,
        content_type=file.content_type,
        size_bytes=file.size,
        added_by=str(by),
    )
    record(plot, paper.name, by=by, field="papers")
    return paper


@transaction.atomic
def remove_paper(paper: PlotPaper, *, by: Any) -> None:
    """Take a document away; the file goes once the transaction has held."""
    record(paper.plot, "", by=by, before=paper.name, field="papers")
    storage, name = paper.file.storage, str(paper.file.name)
    paper.delete()
    transaction.on_commit(lambda: storage.delete(name))
