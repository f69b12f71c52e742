"""A plot saved, held, leased and released; and who manages a cluster."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusters.codes import canonical_code, code_key
from clusters.models import Bounded, Cluster, Plot, PlotFormerCode, PlotStatus, PlotTrade
from clusters.signals import cluster_changed, plot_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, move, record, record_fields
from reference.models import Industry

BOUNDARY = ("boundary_corners", "boundary_epsg", "boundary")
LOGGED = (
    "code", "kind", "area_m2", "price_vnd_m2", "price_basis", "fee_vnd_m2_year", "ready_on",
    "lease_end", "density_max_pct", "floors_max", "height_max_m", "note", "contact_role",
    "contact_phone", "contact_email",
)  # fmt: skip


@transaction.atomic
def save_plot(plot: Plot, *, by: Any, permitted: Iterable[str] | None = None) -> Plot:
    """Store a new plot, or the edit of one that the public does not see. ``permitted``: codes of
    the trades it takes, if fewer than its cluster; ``None`` leaves them."""
    existed = bool(plot.pk)
    if existed:
        before = lock(plot)
        refuse_unless_editable(before)
        plot.version = before.version + 1
        plot.status = before.status
        copy_boundary(before, plot)
        plot.code = canonical_code(plot.code)
        if plot.code != before.code:
            keep_code(before)
        record_fields(before, plot, LOGGED, by=by)
    plot.code = canonical_code(plot.code)
    plot.save()
    if permitted is not None:
        old = sorted(plot.trades.values_list("industry__code", flat=True))
        set_plot_trades(plot, permitted)
        if existed and (new := sorted(permitted)) != old:
            record(plot, ", ".join(new), by=by, before=", ".join(old), field="permitted")
    return plot


def set_plot_trades(plot: Plot, codes: Iterable[str]) -> None:
    """Exactly these; the caller logs and announces."""
    codes = set(codes)
    plot.trades.exclude(industry__code__in=codes).delete()
    there = set(plot.trades.values_list("industry__code", flat=True))
    PlotTrade.objects.bulk_create(
        PlotTrade(plot=plot, industry=industry)
        for industry in Industry.objects.filter(code__in=codes - there)
    )


def refuse_unless_editable(plot: Plot) -> None:
    if not plot.is_editable:
        raise RuleViolation(
            "not_editable", _("Withdraw the plot first: what is published stays as checked.")
        )


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
    cluster.version += 1  # dates are expected by the record of who manages it
    cluster.save(update_fields=["investor", "version"])
    record(cluster, str(organisation or ""), by=by, before=before, field="investor")
    cluster_changed.send(sender=Cluster, cluster=cluster)
    return cluster


def keep_code(plot: Plot) -> None:
    """The code that ``plot`` has now will still find it; a draft was never shown to anybody."""
    if plot.status != PlotStatus.DRAFT:
        PlotFormerCode.objects.get_or_create(
            plot=plot, code_key=code_key(plot.code), defaults={"code": plot.code}
        )


def announce(plot: Plot, fields: list[str]) -> Plot:
    plot.version += 1
    plot.save(update_fields=[*fields, "version"])
    plot_changed.send(sender=Plot, plot=plot)
    return plot


def copy_boundary(source: Bounded, target: Bounded) -> None:
    for name in BOUNDARY:
        setattr(target, name, getattr(source, name))
