"""The supply view: who makes what my trade buys, and near which cluster."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from enterprises.models import Enterprise
from explore import suppliers
from explore.exports import SUPPLIERS
from explore.forms import SupplyForm
from portal.common.exporting import download
from portal.common.htmx import render_page

MOST_CLUSTERS = 12


@require_safe
@login_not_required
def supply(request: HttpRequest) -> HttpResponseBase:
    """``?trade=2220&cluster=duc-tu``: suppliers of a trade, nearest to a cluster first."""
    clusters = suppliers.Clusters()
    asked = "trade" in request.GET
    form = SupplyForm(
        request.GET if asked else None,
        clusters=clusters,
        initial={"cluster": clusters.named(request.GET.get("cluster", "")[:100])},
    )
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
        made = partial(_makers, links=links, clusters=clusters, chosen=chosen)
        if file := download(request, ids, SUPPLIERS, "nha-cung-cap", made=made):
            return file
        page = Paginator(ids, 20).get_page(request.GET.get("page"))
        makers = made(page.object_list)
        around = suppliers.settled(links, clusters, chosen, MOST_CLUSTERS)
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


def _makers(ids: Sequence[int], **where: Any) -> list[suppliers.Maker]:
    """These enterprises with all that is printed, in this order. Two queries."""
    rows = {row.pk: row for row in Enterprise.objects.filter(pk__in=list(ids)).for_cards()}
    return suppliers.described([rows[pk] for pk in ids if pk in rows], **where)
