"""A plot through its states: published, returned, withdrawn, suspended, renamed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusters.actions.plots import announce, keep_code
from clusters.actions.versions import (
    approve,
    close,
    live_version,
    locked,
    return_version,
)
from clusters.codes import canonical_code, code_key
from clusters.models import (
    ListingVersion,
    Market,
    Plot,
    PlotStatus,
    VersionKind,
    VersionStatus,
)
from portal.common.errors import RuleViolation
from portal.common.lifecycle import move, record


def publish(plot: Plot, *, by: Any) -> Plot:
    """Approve the version that a plot was sent with: the public may see it."""
    version = approve(_first_version(plot), by=by)
    assert version.plot is not None
    return version.plot


def return_to_investor(plot: Plot, *, by: Any, reason: str) -> Plot:
    """Return the version that a plot was sent with; ``reason`` is what the investor reads."""
    version = return_version(_first_version(plot), by=by, note=reason)
    assert version.plot is not None
    return version.plot


def _first_version(plot: Plot) -> ListingVersion:
    version = live_version(plot)
    if version is None or version.kind != VersionKind.NEW:
        raise RuleViolation(
            "nothing_waits", _("Nothing of this plot waits to be checked. Reload the page.")
        )
    return version


@transaction.atomic
def withdraw(plot: Plot, *, by: Any, why: str = "") -> Plot:
    """Take a plot off the portal. A held or leased one is released first: by hand, on purpose."""
    plot, version = locked(plot)
    if plot.market != Market.OPEN:
        raise RuleViolation("taken", _("The plot is held or leased. Release it first."))
    move(plot, PlotStatus.WITHDRAWN, by=by, why=why)
    if version:
        close(version, VersionStatus.WITHDRAWN, by=by)
    plot.published_at, plot.stale_hidden_at, plot.return_reason = None, None, ""
    return announce(plot, ["status", "published_at", "stale_hidden_at", "return_reason"])


@transaction.atomic
def suspend(plot: Plot, *, by: Any, reason: str) -> Plot:
    """The Department hides a published plot; its date, its market state and its versions stay."""
    plot, _version = locked(plot)
    if not reason.strip():
        raise RuleViolation("no_reason", _("Say why: the investor reads the reason."))
    move(plot, PlotStatus.SUSPENDED, by=by, why=reason)
    plot.return_reason, plot.stale_hidden_at = reason, None
    return announce(plot, ["status", "return_reason", "stale_hidden_at"])


@transaction.atomic
def resume(plot: Plot, *, by: Any, why: str = "") -> Plot:
    """The public sees the plot again, as it was approved last."""
    plot, _version = locked(plot)
    if plot.status != PlotStatus.SUSPENDED:
        raise RuleViolation("not_suspended", _("This plot is not suspended."))
    move(plot, PlotStatus.PUBLISHED, by=by, why=why)
    plot.return_reason = ""
    return announce(plot, ["status", "return_reason"])


@transaction.atomic
def rename_plot(plot: Plot, code: str, *, by: Any) -> Plot:
    """Give a plot another code, in any state; the old one still finds it."""
    plot, _version = locked(plot)
    code = canonical_code(code)
    if not code_key(code):
        raise RuleViolation("no_code", _("A plot code has at least one letter or digit."))
    taken = Plot.objects.filter(cluster=plot.cluster_id, code_key=code_key(code))
    if taken.exclude(pk=plot.pk).exists():
        raise RuleViolation("code_taken", _("This cluster already has a plot with this code."))
    if code == plot.code:
        return plot
    keep_code(plot)
    before, plot.code = plot.code, code
    record(plot, code, by=by, before=before, field="code")
    return announce(plot, ["code", "code_key"])
