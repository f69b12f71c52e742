"""The log, for officers: of everything with a filter, of one thing, and as a file."""

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.decorators import officer_only
from portal.common import history
from portal.common.exporting import Export, download
from portal.common.forms import DateField, TextField
from portal.common.models import Change

COLUMNS = ("id", "at", "object_type", "object_id", "object_label", "field", "before", "after")
MORE = ("why", "actor_id", "hash")
# Of a row with its sentence: what a reader wants; the chain's own columns are in the CSV.
TOLD = (
    Export(_("when"), lambda told: told[0].at),
    Export(_("what"), lambda told: told[0].object_label),
    Export(_("change"), lambda told: told[1]),
    Export(_("reason"), lambda told: told[0].why),
)


class AuditForm(forms.Form):
    """The filter; the URL is its state."""

    thing = TextField(label=_("plot, cluster, organisation"), max_length=100, required=False)
    person = TextField(label=_("person"), max_length=100, required=False)
    text = TextField(label=_("value or reason"), max_length=100, required=False)
    since = DateField(label=_("from"), required=False)
    until = DateField(label=_("through"), required=False)

    def rows(self) -> QuerySet[Change]:
        """What passes; nothing while something typed cannot be read."""
        if not self.is_valid():
            return Change.objects.none()
        asked = self.cleaned_data
        rows = Change.objects.between(asked["since"], asked["until"])
        for name, verb in (("thing", rows.named), ("person", rows.by), ("text", rows.saying)):
            if asked[name]:
                rows = getattr(rows, verb.__name__)(asked[name])
        return rows.order_by("-pk")


@require_safe
@officer_only
def audit(request: HttpRequest) -> HttpResponseBase:
    form = AuditForm(request.GET)
    if file := download(request, form.rows(), TOLD, "nhat-ky", made=history.tell):
        return file
    page = Paginator(form.rows(), per_page=50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": request.GET.urlencode()}
    status = 200 if form.is_valid() else 422
    return render(request, "accounts/audit.html", context, status=status)


@require_safe
@officer_only
def audit_object(request: HttpRequest, object_type: str, object_id: str) -> HttpResponse:
    """The history of one thing, which may be gone."""
    rows = Change.objects.about(object_type, object_id)
    newest = rows.first()
    if newest is None:
        raise Http404
    page = Paginator(rows, per_page=50).get_page(request.GET.get("page"))
    context = {"thing": newest, "page": page}
    return render(request, "accounts/audit_object.html", context)


@require_safe
@officer_only
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the filter shows, as a file, row by row."""
    rows = AuditForm(request.GET).rows()
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="changes-{day:%Y-%m-%d}.csv"'
    return response


class _Echo:
    def write(self, value: str) -> str:
        return value


def _lines(rows: QuerySet[Change]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([*COLUMNS, *MORE, "sentence"])
    stored = rows.iterator(chunk_size=500)
    while some := list(islice(stored, 500)):
        for row, sentence in history.tell(some):
            values = [getattr(row, name) for name in (*COLUMNS, *MORE)]
            values[1] = timezone.localtime(row.at).isoformat(timespec="seconds")
            yield writer.writerow([_safe(value) for value in (*values, sentence)])


def _safe(value: Any) -> str:
    """A spreadsheet takes no cell of somebody's text for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
