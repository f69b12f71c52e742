"""One box for everything: results by kind, and what is suggested while typing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from explore.index import KINDS, Results, snapshot
from explore.searching import LONGEST

TITLES = {
    "clusters": _("Clusters"),
    "plots": _("Plots"),
    "places": _("Places"),
    "trades": _("Trades"),
    "enterprises": _("Enterprises"),
    "products": _("Key products"),
}
EXAMPLES = ("Dục Tú", "CN-03 Phùng Xá", "huyện Chương Mỹ", "dong phuong yen", "2220", "Rạng Đông")
OF_EACH = 5  # on the page of all kinds
A_PAGE = 20  # of one kind
SUGGESTED, SUGGESTED_OF_EACH = 10, 4
SUGGESTIONS = "site-suggestions"  # the list under the box in the header


@dataclass(frozen=True)
class Shown:
    """One thing that was found: what it is called, and where it leads."""

    row: Any
    label: str
    address: str


@dataclass(frozen=True)
class Group:
    kind: str
    title: Any
    count: int
    rows: list[Shown]
    page: Page | None = None


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    """``?q=``; of one ``kind``, by the page. An htmx request from the header gets suggestions."""
    typed = request.GET.get("q", "").strip()
    query = typed[:LONGEST]
    too_long = len(typed) > LONGEST
    context: dict[str, Any] = {
        "query": query,
        "too_long": too_long,
        "longest": LONGEST,
        "examples": EXAMPLES,
    }
    if query and not too_long:
        context |= _answer(request, snapshot().search(query))
    suggesting = request.htmx and request.htmx.target == SUGGESTIONS  # type: ignore[attr-defined]
    page = "explore/_suggestions.html" if suggesting else "explore/search.html"
    answer = render(request, page, context, status=400 if too_long else 200)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def _answer(request: HttpRequest, results: Results) -> dict[str, Any]:
    counts = results.counts
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    return {
        "found": results.found,
        "total": sum(counts.values()),
        "counts": [(name, TITLES[name], count) for name, count in counts.items()],
        "kind": kind,
        "groups": [_whole(request, results, kind)]
        if kind
        else [
            Group(name, TITLES[name], count, _shown(name, results.of(name, 0, OF_EACH)))
            for name, count in counts.items()
        ],
        "suggested": _suggested(results),
    }


def _whole(request: HttpRequest, results: Results, kind: str) -> Group:
    count = results.counts.get(kind, 0)
    page = Paginator(range(count), A_PAGE).get_page(request.GET.get("page"))
    rows = results.of(kind, max(0, page.start_index() - 1), page.end_index())
    return Group(kind, TITLES[kind], count, _shown(kind, rows), page)


def _suggested(results: Results) -> list[Group]:
    """A few of each kind, the best kind first; more of a kind where others have none."""
    counts = results.counts
    of_each = SUGGESTED_OF_EACH if len(counts) > 1 else SUGGESTED
    groups, room = [], SUGGESTED
    for name, count in counts.items():
        rows = _shown(name, results.of(name, 0, min(of_each, room)))
        room -= len(rows)
        if rows:
            groups.append(Group(name, TITLES[name], count, rows))
    return groups


def _shown(kind: str, rows: Any) -> list[Shown]:
    return [Shown(row, *NAMED[kind](row)) for row in rows]


def _list(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


def _plot(row: Any) -> tuple[str, str]:
    address = reverse("clusters:plot", args=[row.cluster.slug, row.plot.pk])
    return f"{row.plot.code} · {row.cluster.short_name}", address


# Of each kind: the label, and the address that it leads to.
NAMED: dict[str, Callable[[Any], tuple[str, str]]] = {
    "clusters": lambda row: (row.cluster.short_name, row.cluster.get_absolute_url()),
    "plots": _plot,
    "places": lambda row: (
        row.name,
        _list("explore:explore", show="clusters", place=row.searched),
    ),
    "trades": lambda row: (
        str(row.industry),
        _list("explore:explore", show="clusters", trade=row.industry.code),
    ),
    "enterprises": lambda row: (
        row.name,
        reverse("enterprises:enterprise", args=[row.slug])
        if row.slug
        else _list("explore:explore", show="clusters", q=row.name[:LONGEST]),
    ),
    "products": lambda row: (
        row.product.product,
        row.product.holder.get_absolute_url()
        if row.product.holder
        else _list("enterprises:key_products", q=row.product.product[:LONGEST]),
    ),
}
