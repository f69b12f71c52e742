"""Utilities and components as material fields of their cluster: one JSON value for each row.

A value maps the fields of the row (``VALUES``) to what JSON holds of them: decimals as text, days
as ISO. Where nothing is stated there is no row and the value is ``None``.
"""

from collections.abc import Mapping
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from clusters.models import Cluster, Component, ComponentKind, Utility, UtilityKind

Row = Utility | Component
MODELS: dict[str, tuple[type[Row], str]] = {
    **{f"utility_{kind}": (Utility, kind) for kind in UtilityKind.values},
    **{f"component_{kind}": (Component, kind) for kind in ComponentKind.values},
}
# What a utility leaves available is a fact of the cluster, too, and the utility's word counts.
FED = {f"utility_{kind.value}": field for kind, field in Utility.FIELDS.items()}


def row_of(cluster: Cluster, name: str) -> Row | None:
    """One query, unless utilities and components were prefetched."""
    model, kind = MODELS[name]
    rows = cluster.utilities if model is Utility else cluster.components
    return next((row for row in rows.all() if row.kind == kind), None)


def value_of(row: Row) -> dict[str, Any]:
    return {name: _json(getattr(row, name)) for name in row.VALUES}


def stored(cluster: Cluster, name: str) -> dict[str, Any] | None:
    row = row_of(cluster, name)
    return value_of(row) if row else None


def normal(cluster: Cluster, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The one JSON form of ``value``; raises ``ValidationError`` where the row cannot be so."""
    row = made(cluster, name, value)
    row.full_clean(exclude=["cluster"])
    return value_of(row)


def made(cluster: Cluster, name: str, value: Mapping[str, Any]) -> Row:
    """The present row, or a new one, as ``value`` says; not saved."""
    model, kind = MODELS[name]
    there = row_of(cluster, name)
    row = copy(there) if there else model(cluster=cluster, kind=kind)
    for field, one in value.items():
        column = model._meta.get_field(field)
        setattr(row, field, column.to_python(None if one == "" and column.null else one))
    return row


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
