"""The programme, key products and the city, as their sources have them. Three queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.models import Cluster, Stage
from enterprises.models import ProgrammeYear
from opendata.figures.table import Column, Line, Table
from portal.common.templatetags.units import partial_day
from reference.models import CityFigure


def city() -> list[Table]:
    figures = list(CityFigure.objects.order_by("period", "pk"))
    return [
        _programme([row for row in figures if row.topic == "programme"]),
        _today(),
        _key_products(),
        _growth([row for row in figures if row.topic == "growth"]),
        _clusters([row for row in figures if row.topic == "clusters"]),
        _market([row for row in figures if row.topic == "market"]),
    ]


def _period(text: str) -> str:
    """2023-H1 and 2024-Q3 in words, a date as precise as its source."""
    year, _dash, part = text.partition("-")
    if part == "H1":
        return _("first half of %(year)s") % {"year": year}
    if part.startswith("Q"):
        return _("quarter %(quarter)s of %(year)s") % {"quarter": part[1:], "year": year}
    return partial_day(text)


def _pivoted(figures: Iterable[CityFigure], measures: list[str]) -> list[Line]:
    """One line for each period, one value for each measure."""
    periods: dict[str, dict[str, Any]] = {}
    for row in figures:
        periods.setdefault(row.period, {})[row.measure] = row.value
    return [
        Line(_period(period), [known.get(name) for name in measures])
        for period, known in periods.items()
    ]


def _sources(figures: Iterable[CityFigure]) -> list[str]:
    return list(dict.fromkeys(_source(row.source) for row in figures))


def _source(text: str) -> str:
    if text == "conference report of 20/10/2023" and get_language() != "en":
        return _("Department of Industry and Trade, conference report") + " 20/10/2023"
    return text


def _programme(figures: list[CityFigure]) -> Table:
    measures = ["total", "started", "complete", "nearly", "not_started"]
    return Table(
        "programme",
        _("The programme of 43 clusters, as reported"),
        _("As of"),
        [
            Column(_("Clusters")),
            Column(_("Infrastructure begun"), drawn=True),
            Column(_("Complete"), drawn=True),
            Column(_("At about 90%")),
            Column(_("Not begun"), drawn=True),
        ],
        _pivoted(figures, measures),
        chart="columns",
        notes=[
            _(
                "43 clusters, 742 ha. “Complete” is each source's own word: “basically complete” "
                "in 2023, “complete infrastructure” later, so the numbers are not one series."
            )
        ],
        sources=_sources(figures),
    )


def _today() -> Table:
    rows = (
        Cluster.objects.identified()
        .order_by()
        .values("stage")
        .annotate(clusters=Count("pk"), area=Sum("total_area_ha"))
    )
    found = {row["stage"]: row for row in rows}
    stages = [*Stage.choices, ("", _("no data yet"))]
    lines = [
        Line(label, [row["clusters"], row["area"]])
        for stage, label in stages
        if (row := found.get(stage))
    ]
    known = [row["area"] for row in found.values() if row["area"] is not None]
    everything = [sum(row["clusters"] for row in found.values()), sum(known) if known else None]
    return Table(
        "today",
        _("The programme today: clusters that public sources name"),
        _("Stage"),
        [Column(_("Clusters"), drawn=True), Column(_("Total area"), "ha")],
        [*lines, Line(_("Identified"), everything, is_total=True)],
        chart="bar",
        notes=[
            _("Those of the 43 that a source names, or probably names; the others are not known.")
        ],
    )


def _key_products() -> Table:
    years = list(ProgrammeYear.objects.all())
    return Table(
        "key-products",
        _("Key industrial products recognised"),
        _("Year"),
        [Column(_("Products"), drawn=True), Column(_("Enterprises"), drawn=True)],
        [Line(str(year.year), [year.products, year.enterprises]) for year in years],
        chart="columns",
        sources=list(dict.fromkeys(year.source_url for year in years)),
    )


def _growth(figures: list[CityFigure]) -> Table:
    measures = ["grdp", "industry", "construction", "industry_points"]
    return Table(
        "growth",
        _("Growth of the city"),
        _("Period"),
        [
            Column(_("GRDP"), "rate", drawn=True),
            Column(_("Industrial value added"), "rate", drawn=True),
            Column(_("Construction"), "rate"),
            Column(_("Industry's part of GRDP growth, in points")),
        ],
        _pivoted(figures, measures),
        chart="columns",
        sources=_sources(figures),
    )


def _clusters(figures: list[CityFigure]) -> Table:
    return _listed("clusters", _("Clusters of the city as a whole"), figures, notes=[])


def _market(figures: list[CityFigure]) -> Table:
    newest_first = sorted(figures, key=lambda row: row.period, reverse=True)
    return _listed(
        "market",
        _("For comparison: industrial parks, not clusters"),
        newest_first,
        notes=[
            _(
                "Rents that consultants published for industrial parks, in US dollars as printed. "
                "Only one cluster's price was found in public sources; it stands on its page."
            )
        ],
    )


def _listed(key: str, title: str, figures: list[CityFigure], notes: list[str]) -> Table:
    """Figures of several units under each other."""
    units = {
        "clusters": _("clusters"),
        "firms": _("firms"),
        "jobs": _("jobs"),
        "usd_term": _("USD/m² for the whole term"),
        "usd_month": _("USD/m² a month"),
    }
    lines = [
        Line(f"{row.label} · {_period(row.period)}", [row.value, units.get(row.unit, row.unit)])
        for row in figures
    ]
    return Table(
        key,
        title,
        _("What, and when"),
        [Column(_("Value")), Column(_("Unit"), "text")],
        lines,
        notes=notes,
        sources=_sources(figures),
    )
