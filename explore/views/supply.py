"""The supply view: who makes what my trade buys, and near which cluster."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enterprises.models import Enterprise
from explore import suppliers
from explore.forms import SupplyForm
from portal.common.exporting import KINDS, respond
from portal.common.htmx import render_page

MOST_CLUSTERS = 12
MOST_IN_FILE = 2_000


@require_GET
@login_not_required
def supply(request: HttpRequest) -> HttpResponseBase:
    """``?trade=2220&cluster=duc-tu``: suppliers of a trade, nearest to a cluster first."""
    clusters = suppliers.Clusters()
    form = SupplyForm(request.GET if "trade" in request.GET else None, clusters=clusters)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        trade, chosen = form.cleaned_data["trade"], form.cleaned_data["cluster"]
        links = suppliers.links_of(trade)
        found = suppliers.makers_of(links)
        ids = (
            suppliers.nearest_first(found, chosen)
            if chosen
            else list(found.values_list("pk", flat=True))
        )
        kind = request.GET.get("download")
        if kind in KINDS:
            rows = suppliers.described(_loaded(ids[:MOST_IN_FILE]), links, clusters, chosen)
            return respond(kind, "nha-cung-cap", [str(text) for text in HEADER], map(_cells, rows))
        page = Paginator(ids, 20).get_page(request.GET.get("page"))
        makers = suppliers.described(_loaded(page.object_list), links, clusters, chosen)
        around = suppliers.settled(links, chosen, MOST_CLUSTERS)
        context |= {
            "trade": trade,
            "chosen": chosen,
            "links": links,
            "page": page,
            "makers": makers,
            "around": around,
            "has_demo": any(maker.enterprise.is_demo for maker in makers),
        }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render_page(
        request, "explore/supply.html", "explore/_supply_results.html", context, status=status
    )


def _loaded(ids: Any) -> list[Enterprise]:
    """These rows with all that is printed, in this order."""
    rows = {row.pk: row for row in Enterprise.objects.filter(pk__in=list(ids)).for_cards()}
    return [rows[pk] for pk in ids if pk in rows]


HEADER = (
    _("Enterprise or brand"),
    _("Recognised key products (year)"),
    _("Same division as"),
    _("Commune or ward"),
    _("Nearest cluster"),
    _("Distance (km)"),
    _("From the chosen cluster (km)"),
    _("Demonstration data"),
)


def _cells(maker: suppliers.Maker) -> list[Any]:
    row, near = maker.enterprise, maker.nearest
    return [
        row.name,
        "; ".join(f"{p.product or '?'} ({p.year})" for p in row.product_rows),  # type: ignore[attr-defined]
        "; ".join(maker.goods),
        str(row.place) if row.shows_place and row.place else None,
        near and near.name,
        near and near.km is not None and round(near.km, 1),
        maker.from_chosen_km and round(maker.from_chosen_km, 1),
        str(_("yes")) if row.is_demo else str(_("no")),
    ]
