"""Which rows an address of the API tells, and how they are loaded."""

from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Greatest

from clusters.models import Cluster, ClusterTrade, FactSource, Plot
from enterprises.models import Enterprise, KeyProduct
from opendata import told
from portal.common.vietnamese import fold
from reference.models import DatedFact, Industry, Place, Succession

Query = dict[str, Any]


def clusters(query: Query) -> QuerySet[Cluster]:
    """With places, trades and sources: three queries."""
    trades = ClusterTrade.objects.select_related("industry").order_by("role", "industry__code")
    rows = (
        Cluster.objects.for_cards()
        .annotate(updated_at=told.updated_at(told.CLUSTER))
        .prefetch_related(
            Prefetch("fact_sources", FactSource.objects.order_by("pk"), to_attr="source_rows"),
            Prefetch("trades", trades, to_attr="trade_rows"),
        )
    )
    if query.get("q"):
        rows = rows.filter(pk__in=Cluster.objects.search(query["q"]).values("pk"))
    if query.get("trade"):
        rows = rows.filter(pk__in=Cluster.objects.permitting(query["trade"]).values("pk"))
    if query.get("updated_since"):
        since = told.changed_since(told.CLUSTER, query["updated_since"])
        rows = rows.filter(pk__in=_ids(since))
    return _narrowed(
        rows,
        query,
        place="place__code",
        stage="stage",
        readiness="readiness__gte",
        area_min_ha="total_area_ha__gte",
        area_max_ha="total_area_ha__lte",
    )


def plots(query: Query) -> QuerySet[Plot]:
    """Public plots only, with their cluster and place: one query."""
    last = Coalesce(told.updated_at(told.PLOT), F("published_at"))
    rows = (
        Plot.objects.public()
        .select_related("cluster__place")
        .without_drawing()
        .annotate(updated_at=Greatest(last, F("published_at")))
    )
    if query.get("trade"):
        permitting = Cluster.objects.permitting(query["trade"]).values("pk")
        code = query["trade"]
        wider = [code[:length] for length in range(1, len(code) + 1)]
        own = Plot._meta.get_field("trades").related_model.objects.filter(plot=OuterRef("pk"))
        fits = ~Exists(own) | Exists(own.filter(industry__code__in=wider))
        rows = rows.filter(fits, cluster__in=permitting)
    if query.get("is_demo"):
        rows = rows.filter(is_demo=query["is_demo"] == "true")
    if query.get("updated_since"):
        since = query["updated_since"]
        moved = _ids(told.changed_since(told.PLOT, since))
        rows = rows.filter(Q(published_at__gte=since) | Q(pk__in=moved))
    return _narrowed(
        rows,
        query,
        cluster="cluster__slug",
        place="cluster__place__code",
        kind="kind",
        market="market",
        readiness="cluster__readiness__gte",
        ready_by="ready_on__lte",
        area_min_m2="area_m2__gte",
        area_max_m2="area_m2__lte",
    )


def enterprises(query: Query) -> QuerySet[Enterprise]:
    """Of the directory; what an enterprise does not show, no filter finds either."""
    rows = Enterprise.objects.public().for_cards()
    if query.get("q"):
        rows = rows.search(query["q"])
    if query.get("trade"):
        rows = rows.in_trades([query["trade"]])
    return rows


def key_products(query: Query) -> QuerySet[KeyProduct]:
    rows = KeyProduct.objects.select_related("industry_guess")
    if words := fold((query.get("q") or "").strip()):
        rows = rows.filter(Q(holder_folded__contains=words) | Q(product_folded__contains=words))
    if query.get("year"):
        rows = rows.filter(year__contains=str(query["year"]))
    return _narrowed(rows, query, trade="industry_guess__code__startswith")


def places(query: Query) -> QuerySet[Place]:
    successors = Succession.objects.select_related("current").order_by("pk")
    rows = Place.objects.prefetch_related(
        Prefetch("successors", successors, to_attr="successor_rows")
    )
    if query.get("q"):
        rows = rows.named(query["q"])
    return _narrowed(rows, query, era="era")


def industries(query: Query) -> QuerySet[Industry]:
    rows = Industry.objects.select_related("parent")
    return _narrowed(rows, query, level="level", code="code__startswith")


def facts(query: Query) -> QuerySet[DatedFact]:
    return _narrowed(DatedFact.objects.all(), query, topic="topic")


def _ids(object_ids: Any) -> Any:
    """Ids of the log, which are text, as keys of rows."""
    return object_ids.annotate(key=Cast("object_id", BigIntegerField())).values("key")


def _narrowed(rows: Any, query: Query, **lookups: str) -> Any:
    """``lookups`` maps a parameter to what it asks of the rows; an empty one asks nothing."""
    asked = {
        lookup: query[name] for name, lookup in lookups.items() if query.get(name) not in (None, "")
    }
    return rows.filter(**asked) if asked else rows
