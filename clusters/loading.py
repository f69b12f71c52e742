"""One row of ``clusters.csv`` as a cluster, with a source for each of its facts."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import slugify

from clusters.models import Cluster, FactSource, Stage
from portal.common.rows import RowError, number
from portal.common.vietnamese import fold
from reference.models import Era, Place

# Column of the file → field of the cluster.
TEXTS = {
    "name_vi": "name",
    "name_en": "name_en",
    "investor": "investor_name",
    "decision": "decision",
    "industries": "industries_text",
    "price_note": "price_note",
    "cohort": "cohort",
}
AMOUNTS = {"area_ha": "total_area_ha", "total_investment_bn_vnd": "total_investment_bn_vnd"}
COLUMNS = {
    *TEXTS,
    *AMOUNTS,
    "former_district",
    "commune_old",
    "commune_new_code",
    "decision_date",
    "status",
    "lat",
    "lon",
    "source_url",
    "source_title",
    "source_url_2",
    "note",
    "status_as_of",
}
POSITION = ("lat", "lon")


def load_cluster(row: dict[str, str]) -> Cluster:
    """Store one row; safe to run twice. Raises ``RowError``.

    A field whose source is not this file (an investor's or an officer's entry, a demonstration
    value) is left as it is.
    """
    if not row["name_vi"]:
        raise RowError("name_vi", "is empty")
    slug = _slug(row)
    cluster = Cluster.objects.filter(slug=slug).first() or Cluster(slug=slug)
    facts = _facts(row)
    others = (
        set(
            cluster.fact_sources.exclude(
                url__in=(row["source_url"], row["source_url_2"])
            ).values_list("field", flat=True)
        )
        if cluster.pk
        else set()
    )
    changed = [
        name
        for name, value in facts.items()
        if name not in others and getattr(cluster, name) != value
    ]
    for name in changed:
        setattr(cluster, name, facts[name])
    if cluster.pk and changed:
        cluster.version += 1
    if changed or not cluster.pk:
        cluster.save()
    for name, value in facts.items():
        if value not in (None, "") and name not in ("lon", "cohort", *others):
            _source(cluster, name, row)
    return cluster


def _slug(row: dict[str, str]) -> str:
    name = row["name_vi"].replace("Cụm công nghiệp", "").replace("CCN", "")
    return slugify(fold(name) or "")


def _facts(row: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {field: row[column] for column, field in TEXTS.items()}
    facts |= {field: _decimal(row, column) for column, field in AMOUNTS.items()}
    facts["stage"] = row["status"]
    if row["status"] not in ("", *Stage.values):
        raise RowError("status", f"“{row['status']}” is not a known stage")
    facts["decision_on"] = _day(row, "decision_date")
    facts["place"] = _place(row)
    facts["former_place"] = ", ".join(
        part for part in (row["commune_old"], row["former_district"]) if part
    )
    lat, lon = (number(row, column) for column in POSITION)
    if (lat is None) != (lon is None):
        raise RowError("lat" if lat is None else "lon", "half a position")
    if lat is not None and not (20 < lat < 22 and 105 < (lon or 0) < 107):
        raise RowError("lat", "this position is not in Hanoi")
    return facts | {"lat": lat, "lon": lon}


def _decimal(row: dict[str, str], column: str) -> Decimal | None:
    if not row[column]:
        return None
    try:
        value = Decimal(row[column]).quantize(Decimal("0.001"))
    except InvalidOperation:
        raise RowError(column, f"“{row[column]}” is not a number") from None
    if value <= 0:
        raise RowError(column, "must be above 0")
    return value


def _day(row: dict[str, str], column: str) -> str:
    """A date as precise as the source: 2020-06-26, 2020-06 or 2020."""
    typed = row[column]
    try:
        date.fromisoformat(typed + {4: "-01-01", 7: "-01"}.get(len(typed), ""))
    except ValueError:
        if typed:
            reason = f"“{typed}” is not a date (YYYY-MM-DD, YYYY-MM or YYYY)"
            raise RowError(column, reason) from None
    return typed


def _place(row: dict[str, str]) -> Place | None:
    code = row["commune_new_code"]
    if not code:
        return None
    place = Place.objects.filter(era=Era.CURRENT, code=code.zfill(5)).first()
    if place is None:
        raise RowError("commune_new_code", f"there is no commune or ward {code}")
    return place


def _source(cluster: Cluster, field: str, row: dict[str, str]) -> None:
    FactSource.objects.update_or_create(
        cluster=cluster,
        field=field,
        url=row["source_url"],
        defaults={
            "title": row["source_title"],
            "as_of": row["status_as_of"],
            "note": row["note"],
        },
    )
    if row["source_url_2"]:
        FactSource.objects.update_or_create(
            cluster=cluster,
            field=field,
            url=row["source_url_2"],
            defaults={"as_of": row["status_as_of"], "note": ""},
        )
