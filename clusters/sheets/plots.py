"""The columns of plots, and what a row of them must keep to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters import rules
from clusters.boundaries import HANOI, Survey
from clusters.codes import canonical_code, code_key
from clusters.models import Cluster, ListingVersion, Plot, PriceBasis
from clusters.sheets.columns import Column, choice_column
from clusters.sheets.reading import Subject, Wrong
from portal.common.sheets import readers
from portal.common.sheets.cells import Cell
from portal.common.sheets.readers import CellFault, plain_number
from portal.common.vietnamese import fold
from reference.models import PlotKind

CORNER_SIGN = ";"


def _corners(cell: Cell) -> list[list[str]]:
    """X Y; X Y; … in the zone of Hanoi, as [north, east] to 0.01 m."""
    if not isinstance(cell, str):
        raise CellFault("corners_not_text")
    survey = Survey.of_text(cell.replace(CORNER_SIGN, "\n"), HANOI)
    if not survey.is_storable:
        found = next((found for found in survey.findings if found.is_error), None)
        raise CellFault("corners", finding=[found.code, found.params] if found else ["empty", {}])
    return survey.pairs


def _code(cell: Cell) -> str:
    """In the portal's spelling; a code without a letter or a digit names nothing."""
    code = canonical_code(readers.text(2 * rules.LONGEST_CODE)(cell))
    if not code_key(code):
        raise CellFault("not_text", typed=str(cell))
    if len(code) > rules.LONGEST_CODE:
        raise CellFault("too_long", most=rules.LONGEST_CODE)
    return code


CLUSTER = Column(
    "cluster",
    _("cluster"),
    readers.text(150),
    required=True,
    note=_("Its name, or its short name in the address of its page."),
    example="dong-anh",
)
CODE = Column(
    "code",
    _("plot code"),
    _code,
    required=True,
    note=_("As on the plan: CN-03. It tells whether a row is a new plot or a change of one."),
    example="CN-03",
)
FACTS = (
    choice_column(
        "kind",
        _("kind"),
        tuple(PlotKind.choices),
        default=PlotKind.LAND.value,
        note=_("Empty: land."),
        example=PlotKind.LAND,
    ),
    Column(
        "area_m2",
        _("area"),
        readers.number(rules.LEAST_M2, rules.MOST_M2, 1),
        "number",
        unit="m²",
        required=True,
        note=_("Net leasable area."),
        example=5000,
    ),
    Column(
        "price_vnd_m2",
        _("price"),
        readers.number(1, rules.MOST_PRICE_VND_M2, 0),
        "number",
        unit="VND/m²",
        note=_("Before VAT. Empty: on request, never 0."),
        example=3500000,
    ),
    choice_column(
        "price_basis",
        _("price is paid"),
        tuple(PriceBasis.choices),
        default=PriceBasis.ONE_OFF.value,
        note=_("Empty: once, for the whole remaining term."),
        example=PriceBasis.ONE_OFF,
    ),
    Column(
        "fee_vnd_m2_year",
        _("yearly infrastructure and management fee"),
        readers.number(0, rules.MOST_FEE_VND_M2_YEAR, 0),
        "number",
        unit=_("VND/m²/year"),
        example=7000,
    ),
    Column(
        "ready_on",
        _("ready on"),
        readers.day,
        "day",
        unit=_("dd/mm/yyyy"),
        note=_("The day a tenant can take it over; a day in the past: it is ready."),
        example=date(2027, 6, 30),
    ),
    Column(
        "lease_end",
        _("lease can run to"),
        readers.day,
        "day",
        unit=_("dd/mm/yyyy"),
        note=_("Empty: as long as the cluster's master lease."),
        example=date(2069, 12, 31),
    ),
    Column(
        "density_max_pct",
        _("building density, at most"),
        readers.number(1, 100, 1),
        "number",
        unit="%",
        note=_("This and the next two as in the detailed plan; empty: not stated."),
        example=60,
    ),
    Column(
        "floors_max",
        _("storeys, at most"),
        readers.number(1, rules.MOST_FLOORS, 0),
        "number",
        example=3,
    ),
    Column(
        "height_max_m",
        _("building height, at most"),
        readers.number(1, rules.MOST_HEIGHT_M, 1),
        "number",
        unit="m",
        example=15,
    ),
    Column(
        "note", _("note for readers"), readers.text(rules.LONGEST_NOTE), example=_("Corner plot")
    ),
)
CORNERS = Column(
    "corners",
    _("corners (VN-2000)"),
    _corners,
    "corners",
    note=_(
        "X Y; X Y; … in metres, meridian 105°00′, as on the land paper. "
        "Empty: the boundary stays as it is."
    ),
    example="2310000.00 575000.00; 2310000.00 575100.00; 2310050.00 575100.00",
)
COLUMNS = (CODE, *FACTS, CORNERS)
FIELDS = tuple(column.name for column in FACTS)


def values_of(plot: Plot) -> dict[str, Any]:
    """A stored plot as the values that a file would have for it."""
    values: dict[str, Any] = {"code": plot.code, "corners": plot.boundary_corners}
    for name in FIELDS:
        value = getattr(plot, name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal | int):
            value = plain_number(value)
        values[name] = None if value == "" else value
    return values


def of_proposal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a listing version as those of a file: what waits is what counts."""
    found = {
        name: plain_number(value) if isinstance(value, int) else value
        for name, value in values.items()
        if name in FIELDS
    }
    if "boundary" in values:
        found["corners"] = (values["boundary"] or {}).get("corners")
    return found


def to_proposal(values: Mapping[str, Any]) -> dict[str, Any]:
    """And back: only what is material, which the note for readers is not."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("price_vnd_m2", "fee_vnd_m2_year"):
            found[name] = None if value is None else int(value)
        elif name == "corners":
            found["boundary"] = {"corners": value, "epsg": HANOI} if value else None
        elif name in FIELDS and name != "note":
            found[name] = value
    return found


def stored(name: str, value: Any) -> Any:
    """A value of a file as the model holds it."""
    if value is None:
        return "" if name == "note" else None
    if name in ("area_m2", "density_max_pct", "height_max_m"):
        return Decimal(value)
    if name in ("price_vnd_m2", "fee_vnd_m2_year", "floors_max"):
        return int(value)
    return date.fromisoformat(value) if name in ("ready_on", "lease_end") else value


class PlotBook:
    """The plots that an investor may import, compared with those that are there, what
    waits for an officer counted in. Two queries. ``codes``: the keys of those that will be asked
    for, if not all of them.

    With one cluster its rows need not name it; with several the column ``cluster`` does.
    """

    identity = "code"

    def __init__(
        self,
        clusters: Iterable[Cluster],
        today: date,
        *,
        one: bool,
        codes: Collection[str] | None = None,
    ) -> None:
        self.columns = COLUMNS if one else (CLUSTER, *COLUMNS)
        self.clusters = {cluster.pk: cluster for cluster in clusters}
        self.today = today
        self._only = next(iter(self.clusters.values())) if one else None
        self._by_name = {
            fold(name): cluster
            for cluster in self.clusters.values()
            for name in (cluster.slug, cluster.name, cluster.name_en, _short(cluster.name))
            if name
        }
        plots = Plot.objects.filter(cluster__in=list(self.clusters))
        live = ListingVersion.objects.live().filter(plot__cluster__in=list(self.clusters))
        if codes is not None:
            plots, live = plots.filter(code_key__in=codes), live.filter(plot__code_key__in=codes)
        self._plots = {(plot.cluster_id, plot.code_key): plot for plot in plots.defer("boundary")}
        self._waiting = dict(live.values_list("plot", "values"))

    def cluster_of(self, values: Mapping[str, Any]) -> Cluster:
        if self._only:
            return self._only
        name = str(values.get("cluster") or "")
        found = self._by_name.get(fold(name))
        if found is None:
            raise CellFault("no_such_cluster", typed=name)
        return found

    def find(self, values: Mapping[str, Any]) -> Subject:
        cluster, code = self.cluster_of(values), code_key(str(values["code"]))
        plot = self._plots.get((cluster.pk, code))
        key = f"{cluster.pk}/{code}"
        if plot is None:
            return Subject(key)
        values_now = values_of(plot) | of_proposal(self._waiting.get(plot.pk, {}))
        del values_now["code"]  # another spelling of a code is no change
        return Subject(key, plot.pk, plot.version, values_now)

    def check(self, values: Mapping[str, Any], subject: Subject) -> Sequence[Wrong]:
        return check(values, self.cluster_of(values), self.today)


def _short(name: str) -> str:
    return name.replace("Cụm công nghiệp", "").strip()


def check(values: Mapping[str, Any], cluster: Cluster, today: date) -> Sequence[Wrong]:
    """What does not go together with the cluster; a value that could not be read is left out."""
    wrong = []
    if isinstance(area := _or_none(Decimal, values.get("area_m2")), Decimal):
        wrong.append(("area_m2", rules.of_area(area, cluster.total_area_m2)))
    if isinstance(end := _or_none(date.fromisoformat, values.get("lease_end")), date):
        wrong.append(("lease_end", rules.of_lease_end(end, cluster.master_lease_end, today)))
    return [(name, broken.code, broken.params) for name, broken in wrong if broken]


def _or_none(make: Any, text: Any) -> Any:
    """A cell that could not be read stands in the values as it was typed."""
    try:
        return make(text) if text else None
    except (ArithmeticError, ValueError):
        return None
