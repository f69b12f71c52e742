"""What a sheet says, read and put into words. The same number of queries at any size."""

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.evidence import evidence_of
from clusters.ledger import expected_dates
from clusters.models import Attachment, Cluster, Market, Plot, TradeRole
from clusters.templatetags.evidence import late_by
from explore.sheets.plan import plan
from explore.sheets.printing import Section, Sheet
from explore.suppliers import Nearby, nearby
from matching.features import Market as Snapshot
from matching.features import snapshot
from portal.common.templatetags import units

MOST_PLOTS, MOST_TRADES, MOST_MAKERS, MOST_SOURCES, MOST_PAPERS = 10, 8, 6, 6, 5
MOST_DRAWN = 300  # plots of a plan


def of_cluster(cluster: Cluster, address: str) -> Sheet:
    """``cluster`` has been read ``for_page``."""
    plots = _plots(cluster)
    return _sheet(cluster, plots, address, own=None)


def of_plot(plot: Plot, address: str) -> Sheet:
    """``plot`` is public, and its cluster has been read ``for_page``."""
    plots = _plots(plot.cluster)
    own = next(row for row in plots if row.pk == plot.pk)
    return _sheet(plot.cluster, plots, address, own=own)


def _plots(cluster: Cluster) -> list[Plot]:
    """The public ones, what can still be had first."""
    rows = list(Plot.objects.public().filter(cluster=cluster).order_by("code"))
    for row in rows:
        row.cluster = cluster
    return sorted(rows, key=lambda row: row.market != Market.OPEN)


def _sheet(cluster: Cluster, plots: list[Plot], address: str, own: Plot | None) -> Sheet:
    today = timezone.localdate()
    evidence = evidence_of(cluster, today)
    market = snapshot()
    occupancy = evidence.sums.occupancy
    drawing = plan(cluster, plots[:MOST_DRAWN], own)
    near = nearby(cluster.lat, cluster.lon, MOST_MAKERS)
    papers = Attachment.objects.of(own or cluster).public().documents()[:MOST_PAPERS]
    demo = (
        evidence.has_demo
        or any(source.is_demo for source in cluster.sources)  # type: ignore[attr-defined]
        or any(trade.is_demo for trade in cluster.trade_rows)  # type: ignore[attr-defined]
        or any(plot.is_demo for plot in plots)
        or any(row.enterprise.is_demo for row in near)
    )
    return Sheet(
        language=get_language() or "vi",
        title=str(own) if own else str(cluster),
        subtitle=_subtitle(cluster),
        address=address,
        code=_code(address),
        figures=_plot_figures(own, market) if own else _cluster_figures(cluster, plots),
        gauge=None if occupancy is None else min(1.0, float(occupancy)),
        gauge_label=_("Occupancy of the cluster: %(share)s")
        % {"share": plain(units.percent(occupancy))},
        gauge_note=_occupancy_note(cluster, occupancy),
        plan=drawing["svg"] if drawing else "",
        plan_title=_("Plan of the published plots"),
        legend=drawing["legend"] if drawing else [],
        sections=[
            _utilities(evidence),
            _works(evidence),
            _offer(plots, market, own),
            _makers(near),
        ],
        trades_title=_("Trades and distances"),
        trades=[*_trades(cluster), *_distances(cluster)],
        sources_title=_("Sources and freshness"),
        sources=[*_freshness(plots, own), *_sources(cluster)],
        papers_title=_("Documents"),
        papers=[_paper(paper) for paper in papers],
        step_title=_("Next step"),
        step=_step(cluster, own),
        footer=_footer(),
        demo=_("Contains demonstration data") if demo else "",
    )


def plain(written: Any) -> str:
    """What a filter for pages wrote, as plain text."""
    return strip_tags(str(written)).replace("\u00a0", " ")


def _code(address: str) -> str:
    """The QR code of ``address`` as SVG."""
    return segno.make(address, error="m").svg_inline(scale=4, border=1, dark="#16211f")


def _subtitle(cluster: Cluster) -> str:
    place = str(cluster.place) if cluster.place else ""
    former = " ".join((_("formerly"), cluster.former_place)) if cluster.former_place else ""
    stage = cluster.get_stage_display() if cluster.stage else ""
    return " · ".join(part for part in (place, former, stage) if part)


def _cluster_figures(cluster: Cluster, plots: list[Plot]) -> list[tuple[str, str]]:
    on_offer = [plot for plot in plots if plot.market == Market.OPEN]
    areas = [plot.area_m2 for plot in on_offer]
    return [
        (_("Total area"), plain(units.ha(cluster.total_area_ha))),
        (_("Industrial land"), plain(units.ha(cluster.industrial_land_ha))),
        (_("Plots on offer"), str(len(on_offer))),
        (_("Area on offer"), plain(units.m2(sum(areas) if areas else None))),
        (_("Decision"), cluster.decision or plain(units.unknown())),
        (_("Lease can run to"), plain(units.day(cluster.master_lease_end))),
    ]


def _plot_figures(plot: Plot, market: Snapshot) -> list[tuple[str, str]]:
    price = plain(units.vnd_m2(plot.price_vnd_m2)) if plot.price_vnd_m2 else _("on request")
    basis = f" ({plot.get_price_basis_display()})" if plot.price_vnd_m2 else ""
    return [
        (_("Kind"), plot.get_kind_display()),
        (_("Area"), plain(units.m2(plot.area_m2))),
        (_("State"), plot.get_market_display()),
        (_("Ready on"), _ready(plot)),
        (_("Price"), f"{price}{basis}"),
        (_("Yearly fee"), plain(units.vnd_m2_year(plot.fee_vnd_m2_year))),
        (_("Cost, like for like"), _cost(plot, market)),
        (
            _("Lease can run to"),
            plain(units.day(plot.lease_end or plot.cluster.master_lease_end)),
        ),
    ]


def _ready(plot: Plot) -> str:
    expected = expected_dates(Plot.objects.filter(pk=plot.pk), timezone.localdate()).get(plot.pk)
    promised = plain(units.day(plot.ready_on))
    if not expected:
        return promised
    word = _("expected")
    return f"{promised} ({word} {plain(units.day(expected))})"


def _cost(plot: Plot, market: Snapshot) -> str:
    if plot.pk not in market.rows:
        return plain(units.unknown())
    value = float(market.offers.cost_vnd_m2_year[market.offers.index(plot.pk)])
    return plain(units.unknown()) if isnan(value) else plain(units.vnd_m2_year(round(value)))


def _occupancy_note(cluster: Cluster, occupancy: Any) -> str:
    if occupancy is None:
        return _("A component is missing; without it there is no occupancy.")
    return _(
        "(%(leased)s leased + %(certificate)s with an investment certificate) ÷ %(land)s of "
        "industrial land"
    ) % {
        "leased": plain(units.ha(cluster.leased_ha)),
        "certificate": plain(units.ha(cluster.certificate_ha)),
        "land": plain(units.ha(cluster.industrial_land_ha)),
    }


def _utilities(evidence: Any) -> Section:
    def row(kind: str, label: Any, known: Any) -> list[str]:
        if known is None:
            return [_capital(label), plain(units.unknown()), "", ""]
        write = units.kva if kind == "power" else units.m3_day
        values = (known.design, known.in_use, known.available)
        return [_capital(label), *(plain(write(value)) for value in values)]

    return Section(
        _("Utilities and their headroom"),
        [_("Utility"), _("Design"), _("In use"), _("Available")],
        [row(*one) for one in evidence.utilities],
    )


def _works(evidence: Any) -> Section:
    rows = []
    for work in evidence.works:
        if work.row is None:
            rows.append([_capital(work.label), plain(units.unknown()), "", "", ""])
            continue
        first = work.promised[0].promised_on if work.promised else work.row.promised_on
        rows.append(
            [
                _capital(work.label),
                f"{work.row.percent}%",
                plain(units.day(first)),
                plain(units.day(work.row.completed_on)),
                late_by(work.late_days) if work.promised else "–",
            ]
        )
    return Section(
        _("Infrastructure, promised and actual"),
        [_("Component"), _("Done"), _("First promise"), _("Completed"), _("Against it")],
        rows,
    )


def _offer(plots: list[Plot], market: Snapshot, own: Plot | None) -> Section:
    others = [plot for plot in plots if own is None or plot.pk != own.pk]
    more = len(others) - MOST_PLOTS
    rate = units.number(market.offers.discount_rate * 100)
    note = _(
        "Cost like for like: a one-off price spread over the years left at %(rate)s%% a year, plus "
        "yearly fees. Vietnamese đồng, before VAT. The investor sets the price."
    ) % {"rate": rate}
    if more > 0:
        note = _("And %(count)s more on the portal.") % {"count": more} + " " + note
    return Section(
        _("Other published plots") if own else _("Published plots"),
        [_("Plot"), _("Kind"), _("Area"), _("Cost, like for like"), _("Ready on"), _("State")],
        [
            [
                plot.code,
                plot.get_kind_display(),
                plain(units.m2(plot.area_m2)),
                _cost(plot, market),
                plain(units.day(plot.ready_on)),
                plot.get_market_display(),
            ]
            for plot in others[:MOST_PLOTS]
        ],
        empty=_("None."),
        note=note,
        texts=2,
    )


def _makers(near: Sequence[Nearby]) -> Section:
    return Section(
        _("Makers nearby"),
        [_("Enterprise or brand"), _("Trade"), _("Key product"), _("Distance")],
        [
            [
                row.enterprise.name,
                str(row.enterprise.industry or plain(units.unknown())),
                row.enterprise.product_rows[0].year if row.enterprise.product_rows else "–",  # type: ignore[attr-defined]
                plain(units.km(row.km)),
            ]
            for row in near
        ],
        empty=_("No enterprise of the directory shows its place near here."),
        note=_("As the crow flies, from the middle of the commune; only enterprises that show it."),
        texts=2,
    )


def _trades(cluster: Cluster) -> list[tuple[str, str]]:
    labels = {
        TradeRole.PERMITTED: _("Permitted:"),
        TradeRole.REFUSED: _("Refused:"),
        TradeRole.TENANT: _("Tenants:"),
    }
    return [(labels[role], _named(cluster, role)) for role in labels]


def _named(cluster: Cluster, role: str) -> str:
    names = [str(t.industry) for t in cluster.trade_rows if t.role == role]  # type: ignore[attr-defined]
    if not names:
        return plain(units.unknown())
    listed = names[:MOST_TRADES]
    if len(names) > MOST_TRADES:
        listed.append(_("and %(count)s more") % {"count": len(names) - MOST_TRADES})
    return "; ".join(listed)


def _distances(cluster: Cluster) -> list[tuple[str, str]]:
    fields = ("road_km", "airport_km", "port_km")
    texts = (
        f"{Cluster._meta.get_field(name).verbose_name.replace('(km)', '').strip()} "
        f"{plain(units.km(getattr(cluster, name)))}"
        for name in fields
    )
    return [(_("Distances:"), "; ".join(texts))]


def _freshness(plots: Iterable[Plot], own: Plot | None) -> list[str]:
    days = [plot.fresh_since for plot in ([own] if own else plots) if plot.fresh_since]
    if not days:
        return []
    return [
        _("Last confirmed or published: %(day)s.") % {"day": plain(units.day(max(days)))},
    ]


def _sources(cluster: Cluster) -> list[str]:
    """Each real source once, with what it refers to; the page of the cluster has all of them."""
    told = {}
    for source in cluster.sources:  # type: ignore[attr-defined]
        name = source.title or source.url
        if name and not source.is_demo:
            told.setdefault(name, source.as_of)
    lines = []
    for name, as_of in list(told.items())[:MOST_SOURCES]:
        dated = [_("as of"), plain(units.partial_day(as_of))] if as_of else []
        lines.append(", ".join(filter(None, (name[:110], " ".join(dated)))))
    return lines or [_("No public source is recorded.")]


def _paper(paper: Attachment) -> str:
    parts = [paper.name, paper.number, paper.issued_on and plain(units.day(paper.issued_on))]
    return " · ".join(str(part) for part in parts if part)


def _step(cluster: Cluster, own: Plot | None) -> str:
    investor = cluster.investor_name or plain(units.unknown())
    if own:
        return _(
            "Investor: %(investor)s. Scan the code or open the address below, choose “Does it fit "
            "my need?”, and send your question through the portal."
        ) % {"investor": investor}
    return _(
        "Investor: %(investor)s. Scan the code or open the address below, choose a plot, and send "
        "your question through the portal."
    ) % {"investor": investor}


def _footer() -> str:
    return _(
        "Hanoi Industrial Clusters, %(site)s · %(day)s. The portal publishes information; it is no "
        "administrative procedure."
    ) % {"site": settings.SITE_URL, "day": plain(units.day(timezone.localdate()))}


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
