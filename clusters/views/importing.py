"""Spreadsheets: the template, the upload, the preview, and what was done with it."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from accounts.models import Organisation
from clusters import actions
from clusters.forms import SheetForm
from clusters.models import Cluster, ImportBatch, ImportKind, Plot, Verdict
from clusters.sheets import clusters as cluster_sheet
from clusters.sheets import plots as plot_sheet
from clusters.sheets import preview, template
from portal.common.exporting import XLSX
from portal.common.htmx import render_page

PER_PAGE = 50
SHOWN_BATCHES = 20

# --- the plots of one cluster, or of all that an organisation manages -------------------------


@require_http_methods(["GET", "POST"])
def plots(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    return _upload_page(
        request,
        {"cluster": cluster, "kind": ImportKind.PLOTS},
        kind=ImportKind.PLOTS,
        organisation=cluster.investor,
        cluster=cluster,
    )


@require_safe
def plots_template(request: HttpRequest, slug: str) -> FileResponse:
    """``?filled=1``: with the plots as they are, to be changed in place."""
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    rows = Plot.objects.filter(cluster=cluster).order_by("code") if _filled(request) else ()
    shown = (preview.typed(plot_sheet.values_of(plot), plot_sheet.COLUMNS) for plot in rows)
    name = f"{cluster.slug}-{'lo-dat' if get_language() == 'vi' else 'plots'}"
    return _template(request, _("Plots"), plot_sheet.COLUMNS, shown, name)


@require_http_methods(["GET", "POST"])
def all_plots(request: HttpRequest) -> HttpResponse:
    """Of every cluster of one's organisation; the rows say which. Who speaks for several says for
    which one."""
    mine = Cluster.objects.operated_by(request.user)
    investors = Organisation.objects.filter(pk__in=mine.order_by().values("investor"))
    found = list(investors.order_by("name")[:2])
    if not found:
        raise Http404
    return _upload_page(
        request,
        {"cluster": None, "kind": ImportKind.PLOTS},
        investors.order_by("name") if len(found) > 1 else None,
        kind=ImportKind.PLOTS,
        organisation=found[0],
    )


@require_safe
def all_plots_template(request: HttpRequest) -> FileResponse:
    if not Cluster.objects.operated_by(request.user).exists():
        raise Http404
    columns = (plot_sheet.CLUSTER, *plot_sheet.COLUMNS)
    return _template(request, _("Plots"), columns, (), "lo-dat")


# --- clusters, for officers -------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@officer_only
def clusters(request: HttpRequest) -> HttpResponse:
    context = {"cluster": None, "kind": ImportKind.CLUSTERS}
    return _upload_page(request, context, kind=ImportKind.CLUSTERS)


@require_safe
@officer_only
def clusters_template(request: HttpRequest) -> FileResponse:
    every = Cluster.objects.select_related("place").for_sheets().order_by("name_sort")
    rows = every if _filled(request) else ()
    columns = cluster_sheet.COLUMNS
    shown = (preview.typed(cluster_sheet.values_of(cluster), columns) for cluster in rows)
    return _template(request, _("Clusters"), columns, shown, "cum-cong-nghiep")


# --- what they share --------------------------------------------------------------------------


def _upload_page(
    request: HttpRequest,
    context: dict[str, Any],
    organisations: QuerySet[Organisation] | None = None,
    **scope: Any,
) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*sent, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        if organisations is not None:
            scope["organisation"] = form.cleaned_data["organisation"]
        batch = actions.upload(
            form.cleaned_data["file"], by=request.user, language=get_language() or "vi", **scope
        )
        return redirect(batch)
    batches = ImportBatch.objects.visible_to(request.user).filter(kind=scope["kind"])
    if cluster := scope.get("cluster"):
        batches = batches.filter(cluster=cluster)
    context |= {"form": form, "batches": batches[:SHOWN_BATCHES]}
    status = 422 if request.method == "POST" else 200
    return render(request, "clusters/import_new.html", context, status=status)


def _filled(request: HttpRequest) -> bool:
    return request.GET.get("filled") == "1"


def _template(request: HttpRequest, title: str, columns: Any, rows: Any, name: str) -> FileResponse:
    stream = BytesIO()
    book = template.workbook(
        title, columns, settings.IMPORT_MOST_ROWS, rows, example=not _filled(request)
    )
    book.save(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch from the upload to the end. While a worker is at it the page asks again; an
    answer to a poll (``?seen=``) is 204 as long as nothing has changed."""
    row = _my_batch(request, pk)
    stamp = f"{row.status}-{row.rows_read}-{row.work_done}"
    if request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    verdict = request.GET.get("verdict", "")
    rows = row.rows.filter(verdict=verdict) if verdict in Verdict.values else row.rows.all()
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = row.rows.counts()
    columns = preview.columns_of(row, page.object_list)
    context = {
        "batch": row,
        "stamp": stamp,
        "page": page,
        "columns": columns,
        "rows": [preview.shown(each, columns) for each in page],
        "verdict": verdict,
        "verdicts": [(v.value, v.label, counts.get(v.value, 0)) for v in Verdict],
        "total": sum(counts.values()),
        "to_apply": counts.get("new", 0) + counts.get("changed", 0),
        "failure": preview.failure(row),
        "notes": preview.notes(row),
        "staying": row.outcome.get("staying", []),
    }
    return render_page(request, "clusters/import.html", "clusters/_import.html", context)


@require_POST
def batch_apply(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.start_applying(_my_batch(request, pk), by=request.user))


@require_POST
def batch_discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.discard(_my_batch(request, pk), by=request.user)
    messages.success(request, _("Discarded: nothing was changed."))
    return redirect(row)


@require_POST
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.start_undoing(_my_batch(request, pk), by=request.user))


def _my_batch(request: HttpRequest, pk: int) -> ImportBatch:
    mine = ImportBatch.objects.visible_to(request.user).select_related("cluster", "organisation")
    return get_object_or_404(mine, pk=pk)
