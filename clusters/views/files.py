"""Documents and photos: the investor's page of them, and the files themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from clusters import actions
from clusters.forms_files import DocumentForm, FileWordsForm, PhotoForm
from clusters.models import Attachment, AttachmentKind, Cluster, Plot

# A file opened on its own may run nothing and load nothing.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"


@require_http_methods(["GET", "POST"])
def plot_files(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Plot.objects.operated_by(request.user).select_related("cluster")
    plot = get_object_or_404(mine, pk=pk)
    return _files(request, plot, plot.cluster)


@require_http_methods(["GET", "POST"])
def cluster_files(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    return _files(request, cluster, cluster)


def _files(request: HttpRequest, owner: Plot | Cluster, cluster: Cluster) -> HttpResponse:
    """The files of a plot or cluster; one form for photos and one for a document."""
    photo_form, document_form, status = PhotoForm(owner), DocumentForm(owner), 200
    if request.method == "POST":
        form: Any
        if request.POST.get("add") == "photos":
            form = photo_form = PhotoForm(owner, request)
        else:
            form = document_form = DocumentForm(owner, request)
        if form.is_valid():
            kind = form.cleaned_data.get("kind", AttachmentKind.PHOTO)
            for place, prepared in enumerate(form.cleaned_data["files"]):
                words = form.words_of(place)
                actions.add_file(owner, prepared, kind, by=request.user, words=words)
            if _tell_officers(request, owner, kind):
                messages.success(request, _("Kept. It waits for the Department."))
            else:
                messages.success(request, _("Kept."))
            return redirect(request.path)
        status = 422
    waits = isinstance(owner, Cluster) or owner.is_approved
    context = {
        "owner": owner,
        "plot": owner if isinstance(owner, Plot) else None,
        "cluster": cluster,
        "files": Attachment.objects.of(owner),
        "waits": waits,
        "version": actions.live_version(owner) if waits else None,
        "photo_form": photo_form,
        "document_form": document_form,
    }
    return render(request, "clusters/files.html", context, status=status)


def _tell_officers(request: HttpRequest, owner: Plot | Cluster, kind: str) -> bool:
    """Another document of a cluster or of a checked plot is a version to look at; a photo is a
    small edit. Whether something waits now."""
    if kind == AttachmentKind.PHOTO or (isinstance(owner, Plot) and not owner.is_approved):
        return False
    return actions.propose(owner, {}, by=request.user).version is not None


@require_safe
@login_not_required
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, to those who may read it."""
    return _serve(request, pk, "file")


@require_safe
@login_not_required
def thumbnail(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """``size`` is ``small`` or ``large``."""
    return _serve(request, pk, size)


def _serve(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    row = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    if not getattr(row, part):
        raise Http404
    etag = f'"{row.sha256 or row.pk}-{part}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code == 200:
        inline = row.is_picture
        try:
            opened = getattr(row, part).open()
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(opened, as_attachment=not inline, filename=row.name)
        response["Content-Type"] = row.content_type
    # A picture is packed already: compressing it again would only lose its length.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response["ETag"] = etag
    # What a visitor may see, anybody's cache may keep for a while; all else is asked for anew.
    shared = row.is_public and not request.user.is_authenticated
    response["Cache-Control"] = "public, max-age=300" if shared else "private, no-cache"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def file_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Description and caption of a photo; number, date and issuer of a document."""
    row = _my_file(request, pk)
    form = FileWordsForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.edit_file(row, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return _back(row)
    status = 422 if request.method == "POST" else 200
    context = {"row": row, "form": form, "back": resolve_url(*_page_of(row))}
    return render(request, "clusters/file_form.html", context, status=status)


@require_POST
def file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _my_file(request, pk)
    gone = actions.remove_file(row, by=request.user)
    _tell_officers(request, row.owner, row.kind)
    if gone:
        messages.success(request, _("The file is removed."))
    else:
        messages.success(request, _("The removal waits for the Department."))
    return _back(row)


@require_POST
def file_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the removal of a document back."""
    row = actions.keep_file(_my_file(request, pk), by=request.user)
    _tell_officers(request, row.owner, row.kind)
    messages.success(request, _("The document stays."))
    return _back(row)


@require_POST
def file_earlier(request: HttpRequest, pk: int) -> HttpResponse:
    row = _my_file(request, pk)
    actions.move_earlier(row)
    return _back(row)


@require_safe
@officer_only
def review_plot_files(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Plot.objects.visible_to(request.user).select_related("cluster")
    return _review_files(request, get_object_or_404(rows, pk=pk))


@require_safe
@officer_only
def review_cluster_files(request: HttpRequest, slug: str) -> HttpResponse:
    return _review_files(request, get_object_or_404(Cluster, slug=slug))


def _review_files(request: HttpRequest, owner: Plot | Cluster) -> HttpResponse:
    """Everything that is kept of a plot or cluster, to be opened to the public or closed."""
    page = Paginator(Attachment.objects.of(owner), 50).get_page(request.GET.get("page"))
    context = {"owner": owner, "page": page, "papers": {"files": page.object_list}}
    return render(request, "clusters/review_files.html", context)


@require_POST
@officer_only
def file_open(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.open_file(_any_file(pk), by=request.user)
    messages.success(request, _("The public may read “%(name)s” now.") % {"name": row.name})
    return redirect(*_review_of(row))


@require_POST
@officer_only
def file_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.close_file(_any_file(pk), by=request.user)
    messages.success(request, _("“%(name)s” is not public any more.") % {"name": row.name})
    return redirect(*_review_of(row))


def _my_file(request: HttpRequest, pk: int) -> Attachment:
    mine = Attachment.objects.operated_by(request.user)
    return get_object_or_404(mine.select_related("plot__cluster", "cluster"), pk=pk)


def _any_file(pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.select_related("plot__cluster", "cluster"), pk=pk)


def _review_of(row: Attachment) -> tuple[str, Any]:
    if row.plot_id:
        return "clusters:review_plot_files", row.plot_id
    return "clusters:review_cluster_files", row.cluster.slug


def _page_of(row: Attachment) -> tuple[str, Any]:
    if row.plot_id:
        return "clusters:plot_files", row.plot_id
    return "clusters:cluster_files", row.cluster.slug


def _back(row: Attachment) -> HttpResponse:
    name, key = _page_of(row)
    return redirect(name, key)
