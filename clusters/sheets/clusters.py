"""The columns of clusters, for officers: facts, and the source of what a row changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clusters.material import TRADES
from clusters.models import Cluster, Document, Readiness, Stage
from clusters.readiness import documented_tier
from clusters.sheets.columns import (
    Column,
    choice_column,
    choices_column,
    codes_column,
)
from clusters.sheets.reading import Subject, Wrong
from portal.common.sheets import readers
from portal.common.sheets.readers import CellFault, plain_number
from portal.common.vietnamese import fold
from reference.models import Era, Industry, Place, WastewaterKind

MOST_HA = 9_999
MOST_CAPACITY = 999_999_999
LONGEST_TRADE = 10  # characters of a code


def _label(name: str) -> Any:
    return Cluster._meta.get_field(name).verbose_name


def _text(name: str, example: Any = None) -> Column:
    longest = Cluster._meta.get_field(name).max_length
    return Column(name, _label(name), readers.text(longest), example=example)


def _number(name: str, most: float, places: int, example: Any = None) -> Column:
    return Column(name, _label(name), readers.number(0, most, places), "number", example=example)


def _day(name: str) -> Column:
    return Column(name, _label(name), readers.day, "day", unit=_("dd/mm/yyyy"))


FACTS = (
    _text("name_en", "Dong Anh Industrial Cluster"),
    Column(
        "place",
        _("commune or ward"),
        readers.text(120),
        note=_("Of the 126 of today: its name or its code."),
    ),
    _text("former_place"),
    _number("lat", 90, 8, 21.1394),
    _number("lon", 180, 8, 105.8544),
    _text("cohort"),
    choice_column("stage", _label("stage"), tuple(Stage.choices), example=Stage.OPERATING),
    _number("total_area_ha", MOST_HA, 4, 18.5),
    _number("industrial_land_ha", MOST_HA, 4, 12.75),
    _number("serviced_ha", MOST_HA, 4, 10),
    _number("leased_ha", MOST_HA, 4),
    _number("certificate_ha", MOST_HA, 4),
    _text("decision"),
    Column(
        "decision_on",
        _label("decision_on"),
        readers.partial_day,
        note=_("As precise as the source: 26/06/2020, 06/2020 or 2020."),
    ),
    _text("investor_name"),
    _number("total_investment_bn_vnd", 9_999_999, 3),
    _text("industries_text"),
    _text("price_note"),
    _number("power_kva", MOST_CAPACITY, 1),
    _number("water_m3_day", MOST_CAPACITY, 1),
    _number("wastewater_m3_day", MOST_CAPACITY, 1),
    choices_column(
        "wastewater_kinds",
        _label("wastewater_kinds"),
        tuple(WastewaterKind.choices),
        note=_("Several with a semicolon between them."),
        example=WastewaterKind.DOMESTIC.label,
    ),
    codes_column(
        "permitted",
        _("permitted trades"),
        LONGEST_TRADE,
        note=_("VSIC codes with a semicolon between them: 22; 2511. A code covers those below it."),
        example="22; 2511",
    ),
    codes_column("refused", _("refused trades"), LONGEST_TRADE, note=_("In the same way.")),
    _number("road_km", 99_999, 1),
    _number("airport_km", 99_999, 1),
    _number("port_km", 99_999, 1),
    _day("master_lease_end"),
)
SLUG = Column(
    "slug",
    _("short name in the address"),
    readers.text(80),
    note=_("Tells which cluster a row is about; without it the name does."),
    example="dong-anh",
)
NAME = Column(
    "name", _("name"), readers.text(150), required=True, example="Cụm công nghiệp Đông Anh"
)
TIER = choice_column(
    "readiness",
    _("readiness tier"),
    tuple(Readiness.choices),
    note=_("Another tier than today's needs its dated document in the next columns."),
)
PROOF = (
    choice_column("readiness_document", _("document of the tier"), tuple(Document.choices)),
    Column("readiness_number", _("number of that document"), readers.text(60)),
    Column("readiness_dated", _("date of that document"), readers.day, "day", _("dd/mm/yyyy")),
)
SOURCES = (
    Column("source_title", _("title of the source"), readers.text(300)),
    Column(
        "source_url",
        _("address of the source"),
        readers.text(500),
        note=_("Of what the row changes. Its address or its title is needed."),
    ),
    Column("as_of", _("as of"), readers.partial_day, note=_("What day the facts refer to.")),
)
COLUMNS = (NAME, SLUG, *FACTS, TIER, *PROOF, *SOURCES)
FIELDS = ("name", *(column.name for column in FACTS), "readiness")
TEXTS = {
    field.name
    for field in Cluster._meta.get_fields()
    if field.name in FIELDS and getattr(field, "empty_strings_allowed", False) and not field.null
}


def values_of(cluster: Cluster) -> dict[str, Any]:
    """A stored cluster as the values that a file would have for it; empty text is ``None``."""
    values: dict[str, Any] = {"slug": cluster.slug}
    for name in FIELDS:
        value = _trades_of(cluster, name) if name in TRADES else getattr(cluster, name)
        if name == "readiness":
            pass
        elif isinstance(value, list):
            value = sorted(value) or None
        elif isinstance(value, Place):
            value = value.code
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal | float | int):
            value = plain_number(value)
        values[name] = None if value == "" else value
    return values


def _trades_of(cluster: Cluster, name: str) -> list[str]:
    """``trades`` have been prefetched."""
    return [row.industry.code for row in cluster.trades.all() if row.role == TRADES[name]]


def stored(name: str, value: Any) -> Any:
    """A value of a file as the model holds it; trades are rows of their own."""
    if value is None:
        return "" if name in TEXTS else None
    if name in ("readiness", "wastewater_kinds"):
        return value
    if name == "place":
        return Place.objects.get(era=Era.CURRENT, code=value)
    if name in ("lat", "lon"):
        return float(value)
    if name == "master_lease_end":
        return date.fromisoformat(value)
    return value if name in TEXTS else Decimal(value)


def short(name: str) -> str:
    """Đông Anh, for Cụm công nghiệp Đông Anh: what people call it, without diacritics."""
    plain = fold(name) or ""
    for prefix in ("cum cong nghiep", "ccn"):
        plain = plain.removeprefix(prefix).strip()
    return " ".join(plain.split())


class ClusterBook:
    """Every cluster, found by its short name in addresses or by its name. Six queries."""

    identity = "name"
    columns = COLUMNS

    def __init__(self) -> None:
        self._clusters = list(Cluster.objects.select_related("place").for_sheets())
        self._by_slug = {cluster.slug: cluster for cluster in self._clusters}
        self._by_name: dict[str, list[Cluster]] = {}
        for cluster in self._clusters:
            self._by_name.setdefault(short(cluster.name), []).append(cluster)
        self._steps = {cluster.pk: {step.tier for step in cluster.steps.all()}
                       for cluster in self._clusters}  # fmt: skip
        self._trades = set(Industry.objects.values_list("code", flat=True))
        self._places: dict[str, str] = {}
        for place in Place.objects.filter(era=Era.CURRENT):
            for name in (place.code, place.code.lstrip("0"), place.full_name, place.name):
                self._places.setdefault(fold(name) or "", place.code)

    def find(self, values: Mapping[str, Any]) -> Subject:
        slug, name = values.get("slug"), str(values["name"])
        if slug:
            found = [self._by_slug[slug]] if slug in self._by_slug else []
            if not found:
                raise CellFault("unknown_cluster", typed=slug)
        else:
            found = self._by_name.get(short(name), [])
        if len(found) > 1:
            raise CellFault("two_clusters", typed=name)
        if not found:
            return Subject(slugify(short(name)))
        now = values_of(found[0])
        if short(now["name"]) == short(name):
            now["name"] = name  # CCN Dục Tú is no other name for Cụm công nghiệp Dục Tú
        return Subject(found[0].slug, found[0].pk, found[0].version, now)

    def check(self, values: Mapping[str, Any], subject: Subject) -> Sequence[Wrong]:
        wrong: list[Wrong] = []
        if place := values.get("place"):
            code = self._places.get(fold(str(place)) or "")
            if code is None:
                wrong.append(("place", "no_such_place", {"typed": place}))
            else:
                values["place"] = code  # type: ignore[index]  # the row's own, put in one form
        wrong += _position(values)
        wrong += self._wrong_trades(values)
        if "readiness" in values and values["readiness"] != subject.values.get("readiness"):
            wrong += _wrong_tier(values, self._steps.get(subject.pk or 0, set()))
        differs = any(
            name in FIELDS and name != "readiness" and subject.values.get(name) != v
            for name, v in values.items()
        )
        if differs and not (values.get("source_url") or values.get("source_title")):
            wrong.append(("source_title", "source_missing", {}))
        return wrong

    def _wrong_trades(self, values: Mapping[str, Any]) -> list[Wrong]:
        lists = {name: values.get(name) or [] for name in TRADES}
        wrong: list[Wrong] = [
            (name, "no_such_trade", {"typed": code})
            for name, codes in lists.items()
            if isinstance(codes, list)
            for code in codes
            if code not in self._trades
        ]
        both = sorted(set(lists["permitted"]) & set(lists["refused"]))
        return wrong + [("refused", "permitted_and_refused", {"typed": code}) for code in both[:1]]


def _wrong_tier(values: Mapping[str, Any], there: set[int]) -> list[Wrong]:
    """What keeps a tier from being proven: it needs a document of its own and of each lower one."""
    tier, dated = values["readiness"], values.get("readiness_dated")
    if tier is None:
        return [("readiness", "tier_taken_back", {})]
    if not isinstance(tier, int):
        return []  # said already
    wrong: list[Wrong] = [
        (name, "tier_without_document", {})
        for name in ("readiness_document", "readiness_dated")
        if not values.get(name)
    ]
    if dated and dated > timezone.localdate().isoformat():
        wrong.append(("readiness_dated", "to_come", {}))
    if missing := [str(lower) for lower in range(tier) if lower not in there]:
        wrong.append(("readiness", "lower_tiers_missing", {"tiers": ", ".join(missing)}))
    elif (proven := documented_tier(there | {tier})) != tier:
        wrong.append(("readiness", "higher_tier_proven", {"tier": proven}))
    return wrong


def _position(values: Mapping[str, Any]) -> list[Wrong]:
    lat, lon = values.get("lat"), values.get("lon")
    if (lat is None) != (lon is None):
        return [("lat" if lat is None else "lon", "half_position", {})]
    try:
        inside = lat is None or (20 < float(lat) < 22 and 105 < float(lon or 0) < 107)
    except ValueError:
        return []  # said already
    return [] if inside else [("lat", "outside_hanoi", {})]
