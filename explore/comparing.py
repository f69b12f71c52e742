"""Up to four plots or clusters side by side: criteria as rows, the best value of each told.

Rows to rows, no queries: the view brings plots, clusters and what scoring says of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, FactSource, Plot
from matching.scoring import CRITERIA, Offer
from matching.words.names import CRITERION_NAMES
from portal.common.templatetags import units
from reference.templatetags.wastewater import wastewater_names

MOST = 4
VERDICTS = {"eligible": _("Fits"), "to_confirm": _("To confirm"), "excluded": _("does not fit")}
HIGHEST, LOWEST = 1, -1


@dataclass(frozen=True)
class Column:
    """One plot, or one cluster with ``plot`` unset."""

    cluster: Cluster
    plot: Plot | None = None
    offer: Offer | None = None  # as scoring reads the plot
    cost_vnd_m2_year: float | None = None  # levelised
    judged: Any = None  # what the chosen request makes of it
    distance_km: float | None = None  # to the place of that request

    @property
    def name(self) -> str:
        return str(self.plot) if self.plot else self.cluster.short_name

    @property
    def address(self) -> str:
        return self.plot.get_absolute_url() if self.plot else self.cluster.get_absolute_url()

    @property
    def kind(self) -> str:
        return "plot" if self.plot else "cluster"

    @property
    def key(self) -> str:
        return str(self.plot.pk) if self.plot else self.cluster.slug

    @property
    def is_demo(self) -> bool:
        return bool(self.plot and self.plot.is_demo)


@dataclass(frozen=True)
class Cell:
    """``value`` as a file takes it, ``shown`` as the page does; ``None``: nobody has said. A
    ``sources`` row tells where a fact of the cluster comes from."""

    value: Any
    shown: Any = None
    measure: float | None = None  # what the best is chosen by
    applies: bool = True  # a cluster has no price
    is_best: bool = False
    sources: Sequence[FactSource] = ()

    @property
    def is_demo(self) -> bool:
        return any(source.is_demo for source in self.sources)

    @property
    def as_of(self) -> str:
        """As precise as the latest source; empty where none says."""
        return max((source.as_of for source in self.sources), default="")


@dataclass(frozen=True)
class Row:
    label: Any
    cells: list[Cell]
    names: list[str]  # of the columns
    note: Any = ""

    @property
    def beside(self) -> list[tuple[str, Cell]]:
        return list(zip(self.names, self.cells, strict=True))

    @property
    def differs(self) -> bool:
        """Known and unknown differ, too; what does not apply is no difference."""
        values = {str(cell.value) for cell in self.cells if cell.applies}
        return len(values) > 1


@dataclass(frozen=True)
class Section:
    title: Any
    rows: list[Row] = field(default_factory=list)


def sections(columns: list[Column], *, ideal_m2: float | None, today: Any) -> list[Section]:
    """The request's criteria first, if one is chosen (``ideal_m2`` is its best area), then the
    plots' facts, then their clusters'. A section without a column it is about is left out."""
    found = []
    if any(column.judged for column in columns):
        found.append(Section(_("My request"), _request_rows(columns)))
    if any(column.plot for column in columns):
        found.append(Section(_("Plot"), _plot_rows(columns, ideal_m2, today)))
    found.append(Section(_("Cluster"), _cluster_rows(columns)))
    return found


def only_differing(found: list[Section]) -> list[Section]:
    kept = (Section(part.title, [row for row in part.rows if row.differs]) for part in found)
    return [part for part in kept if part.rows]


# --- how a row is made ---------------------------------------------------------------------------

Read = Callable[[Column], Any]
Show = Callable[[Any], Any]


def _row(
    label: Any,
    columns: Sequence[Column],
    read: Read,
    show: Show = units.or_unknown,
    *,
    best: int = 0,
    measure: Callable[[Any], float] = float,
    applies: Callable[[Column], bool] = lambda column: True,
    note: Any = "",
    fact: str = "",
) -> Row:
    """``best``: the highest or the lowest ``measure`` is marked, where two known ones differ."""
    cells = []
    for column in columns:
        value = read(column) if applies(column) else None
        known = value not in (None, "")
        cells.append(
            Cell(
                value=value if known else None,
                shown=show(value) if known else units.unknown(),
                measure=measure(value) if known and best else None,
                applies=applies(column),
                sources=[s for s in column.cluster.sources if s.field == fact] if fact else (),  # type: ignore[attr-defined]
            )
        )
    return Row(label, _marked(cells, best), [column.name for column in columns], note)


def _marked(cells: list[Cell], best: int) -> list[Cell]:
    measures = [cell.measure for cell in cells if cell.measure is not None]
    if not best or len(set(measures)) < 2:
        return cells
    top = max(measures) if best == HIGHEST else min(measures)
    return [
        Cell(**{**vars(cell), "is_best": True}) if cell.measure == top else cell for cell in cells
    ]


def _is_plot(column: Column) -> bool:
    return column.plot is not None


def _words(value: Any) -> str:
    return str(value)


# --- the rows ------------------------------------------------------------------------------------


def _request_rows(columns: list[Column]) -> list[Row]:
    def scored(column: Column) -> Any:
        return column.judged and column.judged.score

    def has_score(column: Column) -> bool:
        return bool(scored(column))

    def part(name: str) -> Read:
        return lambda column: scored(column).parts.get(name)

    def points(value: float) -> str:
        return units.tenths(value)

    there = [row for row in map(scored, columns) if row]
    counting = [name for name in CRITERIA if any(name in row.parts for row in there)]
    return [
        _row(
            _("does it fit?"),
            columns,
            lambda column: column.judged and VERDICTS[column.judged.verdict],
            _words,
            applies=_is_plot,
        ),
        _row(
            _("score, points of 100"),
            columns,
            lambda column: scored(column).score,
            points,
            best=HIGHEST,
            applies=has_score,
            note=_("A plot that does not fit has no score."),
        ),
        *(
            _row(
                CRITERION_NAMES[name],
                columns,
                part(name),
                points,
                best=HIGHEST,
                applies=has_score,
                note=_("points of the score"),
            )
            for name in counting
        ),
        _row(
            _("distance to my place"),
            columns,
            lambda column: column.distance_km,
            units.km,
            best=LOWEST,
        ),
    ]


def _plot_rows(columns: list[Column], ideal_m2: float | None, today: Any) -> list[Row]:
    def of_plot(name: str) -> Read:
        def read(column: Column) -> Any:
            value = getattr(column.plot, name)
            return value() if callable(value) else value

        return read

    def ready(column: Column) -> Any:
        return column.plot.ready_on if column.plot else None

    def years_left(column: Column) -> float | None:
        return column.offer.term_years if column.offer else None

    def since(column: Column) -> Any:
        return column.plot.fresh_since if column.plot and column.plot.market == "open" else None

    def price(column: Column) -> Any:
        plot = column.plot
        if plot is None or plot.price_vnd_m2 is None:
            return None
        return f"{units.vnd_m2(plot.price_vnd_m2)}, {plot.get_price_basis_display()}"

    def cost(column: Column) -> float | None:
        value = column.cost_vnd_m2_year
        return None if value is None or not isfinite(value) else round(value)

    plots = {"applies": _is_plot}
    return [
        _row(
            _("state"), columns, lambda c: c.plot and c.plot.get_market_display(), _words, **plots
        ),
        _row(_("kind"), columns, lambda c: c.plot and c.plot.get_kind_display(), _words, **plots),
        _row(
            _("area"),
            columns,
            of_plot("area_m2"),
            units.m2,
            best=LOWEST if ideal_m2 else 0,
            measure=lambda area: abs(float(area) - (ideal_m2 or 0)),
            note=_("The best is nearest to the area that I need.") if ideal_m2 else "",
            **plots,
        ),
        _row(
            _("levelised cost"),
            columns,
            cost,
            units.vnd_m2_year,
            best=LOWEST,
            note=_("Price and yearly fee as one yearly cost over the years left: like for like."),
            **plots,
        ),
        _row(_("price"), columns, price, _words, note=_("Before VAT; empty: on request."), **plots),
        _row(_("yearly fee"), columns, of_plot("fee_vnd_m2_year"), units.vnd_m2_year, **plots),
        _row(
            _("ready on"),
            columns,
            ready,
            units.day,
            best=LOWEST,
            measure=lambda day: max(day, today).toordinal(),  # ready is ready
            **plots,
        ),
        _row(
            _("expected, by the investor's record"),
            columns,
            lambda c: c.offer and c.offer.expected_on,
            units.day,
            **plots,
        ),
        _row(_("years left of the lease"), columns, years_left, units.years, best=HIGHEST, **plots),
        _row(
            _("confirmed as available"),
            columns,
            since,
            units.day,
            best=HIGHEST,
            measure=lambda at: at.timestamp(),
            **plots,
        ),
    ]


def _cluster_rows(columns: list[Column]) -> list[Row]:
    def of(name: str) -> Read:
        return lambda column: getattr(column.cluster, name)

    def fact(name: str, show: Show, best: int = 0) -> Row:
        label = Cluster._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        return _row(label, columns, of(name), show, best=best, fact=name)

    def place(column: Column) -> str | None:
        cluster = column.cluster
        if cluster.former_place and cluster.place:
            return f"{cluster.place} ({_('formerly')} {cluster.former_place})"
        return str(cluster.place) if cluster.place else cluster.former_place or None

    def trades(role: str) -> Read:
        return lambda column: "; ".join(
            str(trade.industry)
            for trade in column.cluster.trade_rows  # type: ignore[attr-defined]
            if trade.role == role
        )

    return [
        _row(_("cluster"), columns, lambda c: c.cluster.short_name, _words),
        _row(_("commune or ward"), columns, place, _words, fact="place"),
        _row(_("stage"), columns, lambda c: c.cluster.get_stage_display(), _words, fact="stage"),
        _row(
            _("readiness"),
            columns,
            lambda c: c.cluster.readiness,
            lambda tier: f"{tier}: {dict(Cluster._meta.get_field('readiness').flatchoices)[tier]}",  # type: ignore[union-attr]
            best=HIGHEST,
            fact="readiness",
        ),
        fact("total_area_ha", units.ha),
        _row(
            _("legal occupancy"),
            columns,
            of("occupancy"),
            units.percent,
            fact="leased_ha",
            note=_("Leased or covered by a certificate, of all industrial land."),
        ),
        fact("power_kva", units.kva, HIGHEST),
        fact("water_m3_day", units.m3_day, HIGHEST),
        fact("wastewater_m3_day", units.m3_day, HIGHEST),
        _row(
            _("wastewater accepted"),
            columns,
            lambda c: wastewater_names(c.cluster.wastewater_kinds),
            _words,
            fact="wastewater_kinds",
        ),
        _row(_("permitted trades"), columns, trades("permitted"), _words),
        _row(_("trades refused"), columns, trades("refused"), _words),
        _row(_("tenants and planned trades"), columns, trades("tenant"), _words),
        fact("road_km", units.km, LOWEST),
        fact("airport_km", units.km, LOWEST),
        fact("port_km", units.km, LOWEST),
        fact("master_lease_end", units.day),
    ]
