"""Land of the clusters: by stage, and how much of it is occupied, by place. One query."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.models import Cluster, Stage
from clusters.occupancy import Land, total
from opendata.figures.table import Column, Line, Table

AREAS = ("industrial_land_ha", "serviced_ha", "leased_ha", "certificate_ha")
BY = ("district", "commune")


def land(by: str) -> list[Table]:
    rows = list(
        Cluster.objects.select_related("place")
        .with_demo_areas()
        .only(
            *("slug", "name", "stage", "cohort", "total_area_ha", *AREAS),
            *("place__name", "place__full_name", "place__district"),
        )
        .order_by("name_sort", "pk")
    )
    place, head = place_of(by), place_head(by)
    return [_by_stage(rows), _area_by_place(rows, place, head), _occupancy(rows, place, head)]


def place_of(by: str) -> Callable[[Cluster], str]:
    """What a cluster is counted under; "" where its commune is not known."""
    if by == "commune":
        return lambda row: row.place.full_name if row.place else ""
    return lambda row: row.place.district.partition(",")[0] if row.place else ""


def place_head(by: str) -> str:
    return _("Commune or ward") if by == "commune" else _("Area of the former district")


def _grouped(rows: Iterable[Cluster], place: Callable[[Cluster], str]) -> dict[str, list[Cluster]]:
    groups: dict[str, list[Cluster]] = defaultdict(list)
    for row in rows:
        groups[place(row)].append(row)
    return groups


def _area(rows: Iterable[Cluster]) -> Decimal | None:
    """``None`` where no cluster's area is known."""
    known = [row.total_area_ha for row in rows if row.total_area_ha is not None]
    return sum(known, Decimal(0)) if known else None


def _without_area(rows: Iterable[Cluster]) -> int:
    return sum(row.total_area_ha is None for row in rows)


def _by_stage(rows: list[Cluster]) -> Table:
    stages = [*Stage.choices, ("", _("no data yet"))]
    lines = []
    for stage, label in stages:
        members = [row for row in rows if row.stage == stage]
        url = f"{reverse('explore:explore')}?show=clusters&stage={stage or 'none'}"
        values = [len(members), _area(members), _without_area(members)]
        lines.append(Line(label, values, url))
    lines.append(
        Line(_("All clusters"), [len(rows), _area(rows), _without_area(rows)], is_total=True)
    )
    return Table(
        "stage",
        _("Land by stage of the cluster"),
        _("Stage"),
        [
            Column(_("Clusters")),
            Column(_("Total area"), "ha", drawn=True),
            Column(_("Clusters without a known area")),
        ],
        lines,
        chart="bar",
        notes=[
            _("The stage is the one that a source names; each cluster's page says which, and when.")
        ],
    )


def _area_by_place(rows: list[Cluster], place: Callable[[Cluster], str], head: str) -> Table:
    lines = [
        Line(name or _("no data yet"), [len(members), _area(members), _without_area(members)])
        for name, members in _grouped(rows, place).items()
    ]
    lines.sort(key=lambda line: -(line.values[1] or 0))
    return Table(
        "place",
        _("Land by place"),
        head,
        [
            Column(_("Clusters")),
            Column(_("Total area"), "ha", drawn=True),
            Column(_("Clusters without a known area")),
        ],
        lines,
        chart="bar",
    )


def _occupancy(rows: list[Cluster], place: Callable[[Cluster], str], head: str) -> Table:
    lines = [
        _occupied(name or _("no data yet"), members)
        for name, members in _grouped(rows, place).items()
    ]
    lines.sort(key=lambda line: (line.values[0] is None, -(line.values[0] or 0)))
    return Table(
        "occupancy",
        _("Occupancy by place, by its legal definition"),
        head,
        [
            Column(_("Occupancy"), "percent", drawn=True),
            Column(_("Industrial land"), "ha"),
            Column(_("Leased"), "ha"),
            Column(_("With a certificate"), "ha"),
            Column(_("Clusters counted")),
            Column(_("Clusters left out")),
        ],
        [*lines, _occupied(_("Whole city"), rows, is_total=True)],
        chart="bar",
        notes=[
            _(
                "Land leased, subleased or covered by an investment certificate ÷ industrial land "
                "(Decree 32/2024/NĐ-CP). Sum ÷ sum, never a mean of percentages; a cluster that "
                "has not stated every component is left out."
            )
        ],
    )


def _occupied(label: str, members: list[Cluster], *, is_total: bool = False) -> Line:
    t = total(
        Land(row.name, row.industrial_land_ha, row.leased_ha, row.certificate_ha) for row in members
    )
    areas: list[Any] = [t.industrial_ha, t.leased_ha, t.certificate_ha]
    return Line(
        label,
        [t.occupancy, *(areas if t.counted else [None] * 3), t.counted, len(t.incomplete)],
        is_demo=any(row.has_demo_areas for row in members),
        is_total=is_total,
    )
