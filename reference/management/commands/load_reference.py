"""``manage.py load_reference``: trades, places, the law and the city's dated facts."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.common.rows import Report, RowError, finish, load, number
from reference.models import (
    CityFigure,
    DatedFact,
    Era,
    Holiday,
    Industry,
    LegalBasis,
    Place,
    Share,
    Succession,
    SupplyLink,
)

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load reference data from reference/data; safe to run twice."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        finish(
            self,
            industries(),
            current_places(),
            former_places(),
            dated_facts(),
            legal_bases(),
            holidays(),
            supply_links(),
            city_figures(),
        )


def industries() -> Report:
    known = {industry.code: industry for industry in Industry.objects.all()}

    def one(row: dict[str, str]) -> None:
        parent = known.get(row["parent"])
        if row["parent"] and parent is None:
            raise RowError("parent", f"there is no code {row['parent']} above this line")
        known[row["code"]], _new = Industry.objects.update_or_create(
            code=row["code"],
            defaults={
                "level": int(number(row, "level") or 0),
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "parent": parent,
                "edition": row["edition"],
                "name_en_source": row["name_en_source"],
            },
        )

    columns = {"code", "level", "name_vi", "name_en", "parent", "edition", "name_en_source"}
    return load(DATA / "vsic_manufacturing.csv", columns, one)


def current_places() -> Report:
    def one(row: dict[str, str]) -> None:
        Place.objects.update_or_create(
            era=Era.CURRENT,
            code=row["code"],
            defaults={
                "name": row["name"],
                "full_name": row["full_name"],
                "district": row["former_district"],
                "lat": number(row, "lat"),
                "lon": number(row, "lon"),
                "area_km2": number(row, "area_km2"),
            },
        )

    columns = {"code", "name", "full_name", "former_district", "lat", "lon", "area_km2"}
    return load(DATA / "hanoi_units.csv", columns, one)


def former_places() -> Report:
    current = {place.code: place for place in Place.objects.filter(era=Era.CURRENT)}
    former: dict[str, Place] = {}

    def one(row: dict[str, str]) -> None:
        if row["new_code"] not in current:
            raise RowError("new_code", f"there is no current unit {row['new_code']}")
        if row["relation"] not in Share.values:
            raise RowError("relation", f"“{row['relation']}” is not a known relation")
        if row["old_code"] not in former:
            kinds = ("Phường ", "Xã ", "Thị trấn ")
            kind = next((k for k in kinds if row["old_unit"].startswith(k)), "")
            former[row["old_code"]], _new = Place.objects.update_or_create(
                era=Era.FORMER,
                code=row["old_code"],
                defaults={
                    "name": row["old_unit"].removeprefix(kind),
                    "full_name": row["old_unit"],
                    "district": row["old_district"],
                    "lat": number(row, "old_lat"),
                    "lon": number(row, "old_lon"),
                },
            )
        Succession.objects.update_or_create(
            former=former[row["old_code"]],
            current=current[row["new_code"]],
            defaults={"share": row["relation"]},
        )

    columns = {"old_code", "old_unit", "old_district", "old_lat", "new_code", "relation"}
    return load(DATA / "hanoi_old_to_new.csv", columns, one)


def dated_facts() -> Report:
    def one(row: dict[str, str]) -> None:
        DatedFact.objects.update_or_create(
            topic="programme",
            happened=row["date"],
            text=row["fact"],
            defaults={"source": row["source_url"], "text_vi": row["fact_vi"]},
        )

    columns = {"date", "fact", "fact_vi", "source_url"}
    return load(DATA / "cluster_programme_facts.csv", columns, one)


def legal_bases() -> Report:
    def day(row: dict[str, str], column: str) -> date | None:
        try:
            return date.fromisoformat(row[column]) if row[column] else None
        except ValueError:
            raise RowError(column, f"“{row[column]}” is not a date") from None

    def one(row: dict[str, str]) -> None:
        days = ("issued_on", "in_force_on", "ended_on")
        LegalBasis.objects.update_or_create(
            number=row["number"],
            defaults={
                "title": row["title"],
                "note": row["note"],
                "source": row["source"],
                **{column: day(row, column) for column in days},
            },
        )

    columns = {"number", "title", "issued_on", "in_force_on", "ended_on", "note", "source"}
    return load(DATA / "legal_bases.csv", columns, one)


def holidays() -> Report:
    """Only of years that have none yet: what the officers have changed or removed stays so."""
    theirs = {day.year for day in Holiday.objects.values_list("on", flat=True)}

    def one(row: dict[str, str]) -> None:
        try:
            on = date.fromisoformat(row["date"])
        except ValueError:
            raise RowError("date", f"“{row['date']}” is not a date") from None
        if on.year not in theirs:
            Holiday.objects.get_or_create(on=on, defaults={"name": row["name"]})

    return load(DATA / "holidays.csv", {"date", "name"}, one)


def supply_links() -> Report:
    """The file is the whole table: a line that was taken out goes."""
    divisions = {industry.code: industry for industry in Industry.objects.filter(level=2)}
    kept: list[int] = []

    def one(row: dict[str, str]) -> None:
        for column in ("buyer", "supplier"):
            if row[column] not in divisions:
                raise RowError(column, f"there is no division {row[column]}")
        link, _new = SupplyLink.objects.update_or_create(
            buyer=divisions[row["buyer"]],
            supplier=divisions[row["supplier"]],
            defaults={"goods_vi": row["goods_vi"], "goods_en": row["goods_en"]},
        )
        kept.append(link.pk)

    report = load(DATA / "supply_links.csv", {"buyer", "supplier", "goods_vi", "goods_en"}, one)
    SupplyLink.objects.exclude(pk__in=kept).delete()
    return report


def city_figures() -> Report:
    def one(row: dict[str, str]) -> None:
        value = number(row, "value")
        if value is None:
            raise RowError("value", "is empty")
        CityFigure.objects.update_or_create(
            topic=row["topic"],
            period=row["period"],
            measure=row["measure"],
            defaults={
                "label_vi": row["label_vi"],
                "label_en": row["label_en"],
                "value": value,
                "unit": row["unit"],
                "source": row["source"],
            },
        )

    columns = {"topic", "period", "measure", "label_vi", "label_en", "value", "unit", "source"}
    return load(DATA / "city_figures.csv", columns, one)
