"""``manage.py load_key_products``: sourced recognitions, and the programme year by year."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from enterprises.actions import enter_named
from enterprises.models import KeyProduct, ProgrammeYear
from portal.common.rows import RowError, finish, load, number
from reference.models import Industry

DATA = settings.BASE_DIR / "reference/data"


def product(row: dict[str, str]) -> None:
    guess = Industry.objects.filter(code=row["vsic_guess"]).first()
    if row["vsic_guess"] and guess is None:
        raise RowError("vsic_guess", f"there is no trade {row['vsic_guess']}")
    found, _new = KeyProduct.objects.update_or_create(
        holder_name=row["name_vi"],
        product=row["product"],
        year=row["year"],
        defaults={
            "sector": row["sector"],
            "industry_guess": guess,
            "source_url": row["source_url"],
            "decision": row["decision"],
            "note": row["note"],
        },
    )
    if found.holder_id is None:  # one that an officer has linked stays where it was put
        found.holder = enter_named(row["name_vi"])
        found.save(update_fields=["holder"])


def programme_year(row: dict[str, str]) -> None:
    year = number(row, "year")
    if year is None:
        raise RowError("year", "is empty")
    ProgrammeYear.objects.update_or_create(
        year=int(year),
        defaults={
            "products": number(row, "products"),
            "enterprises": number(row, "enterprises"),
            "revenue_bn_vnd": row["revenue_bn_vnd"],
            "export_musd": row["export_musd"],
            "note": row["note"],
            "source_url": row["source_url"],
        },
    )


class Command(BaseCommand):
    help = "Load key products and the programme's years from reference/data; safe to run twice."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        columns = {"name_vi", "product", "sector", "year", "source_url", "vsic_guess"}
        columns |= {"decision", "note"}
        years = {"year", "products", "enterprises", "revenue_bn_vnd", "export_musd", "note"}
        finish(
            self,
            load(DATA / "key_product_enterprises.csv", columns, product),
            load(DATA / "key_product_programme_by_year.csv", years, programme_year),
        )
