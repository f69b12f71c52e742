"""Thousands of rows in a few statements."""

from collections.abc import Iterable, Sequence

from django.db import models

PIECE = 500


def write_many(rows: Iterable[models.Model], fields: Sequence[str]) -> None:
    """Save ``fields`` of rows that are there, locked by the caller. An upsert by id: a tenth of
    the time that ``bulk_update`` takes with its CASE for every field and row."""
    if found := list(rows):
        type(found[0])._default_manager.bulk_create(
            found,
            batch_size=PIECE,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=fields,
        )
