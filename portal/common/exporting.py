"""What a list shows, as a file: the same rows, filters and order, all pages, for whoever sees it.

A list page offers it by ``components/_downloads.html``; its view asks ``download`` first:

    if file := download(request, rows, COLUMNS, "clusters"):
        return file

A list that is worked out rather than stored gives a sequence and ``made``, which turns a few
hundred of it at a time into what the columns read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.errors import RuleViolation
from portal.common.sheets import writing
from portal.common.templatetags.units import number

KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500


@dataclass(frozen=True)
class Export:
    """One column: its lazily translated heading, and an attribute ("cluster.name") or function."""

    label: Any
    value: str | Callable[[Any], Any]

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = None if row is None else getattr(row, name)
        return row() if callable(row) else row


def demonstration(flag: str = "is_demo") -> Export:
    """Which rows are no real data: said in a file as on the page."""
    marked = Export("", flag)
    return Export(
        gettext_lazy("demonstration data"), lambda row: _("yes") if marked.of(row) else ""
    )


def download(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    columns: Sequence[Export],
    name: str,
    *,
    made: Callable[[Sequence[Any]], Iterable[Any]] | None = None,
) -> HttpResponseBase | None:
    """``?download=csv`` or ``xlsx`` of the list; ``None``: a page is asked for.

    Raises ``RuleViolation`` above ``EXPORT_MOST_ROWS``: half a list is never taken for all of it.
    """
    kind = request.GET.get("download")
    if kind not in KINDS:
        return None
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    if count > settings.EXPORT_MOST_ROWS:
        raise RuleViolation(
            "too_many_rows",
            _("The list has %(count)s rows; a file takes %(most)s. Filter it first.")
            % {"count": number(count), "most": number(settings.EXPORT_MOST_ROWS)},
        )
    header = [_capital(column.label) for column in columns]
    found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    cells = ([column.of(row) for column in columns] for row in _made(found, made))
    return respond(kind, name, header, cells)


def _made(
    rows: Iterator[Any], made: Callable[[Sequence[Any]], Iterable[Any]] | None
) -> Iterator[Any]:
    if made is None:
        yield from rows
        return
    while piece := list(islice(rows, CHUNK)):
        yield from made(piece)


def respond(
    kind: str, name: str, header: Sequence[str], cells: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        stream = writing.workbook(name, header, cells)
        return FileResponse(stream, as_attachment=True, filename=file, content_type=XLSX)
    lines = _in_language(writing.csv_lines(header, cells), translation.get_language())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _in_language(lines: Iterator[str], language: str | None) -> Iterator[str]:
    """The rest of a stream is made after the request, when another language may be active."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
