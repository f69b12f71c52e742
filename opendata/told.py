"""Which changes of the log are public: the one list. The public is told what and when, never who,
why, or what a value was."""

from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast

from clusters import material
from clusters.models import Cluster, Plot
from portal.common.models import Change

PLOT, CLUSTER = Plot._meta.label_lower, Cluster._meta.label_lower
STATES = ("status", "availability")  # whether the public sees a plot
REMOVED = "import"  # an import that was taken back; it may have taken the cluster with it


def _fields(kind: type) -> set[str]:
    names = {field.name for field in material.fields_of(kind)} | set(material.SMALL[kind])
    return names - {"papers", *material.CONTACT}


FIELDS = {
    PLOT: frozenset(_fields(Plot) | {"code", "market", *STATES}),
    CLUSTER: frozenset(_fields(Cluster) | {"name", "place", "lat", "cohort", REMOVED}),
}


def updated_at(label: str) -> Any:
    """For ``annotate``: when a public field of the row was last changed, ``None`` where the log has
    nothing. An index finds it row by row."""
    rows = Change.objects.filter(
        object_type=label,
        object_id=Cast(OuterRef("pk"), CharField()),
        field__in=FIELDS[label],
    )
    return Subquery(rows.order_by("-pk").values("at")[:1])


def changed_since(label: str, since: Any) -> Any:
    """Ids, as text, of rows with a change of a public field since then."""
    rows = Change.objects.filter(object_type=label, at__gte=since, field__in=FIELDS[label])
    return rows.order_by().values("object_id")
