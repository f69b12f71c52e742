"""What a list shows, as a file: the same rows, filters and order, all pages, for whoever sees it.

A list page offers it by ``components/_downloads.html``; its view asks ``download`` first:

    if file := download(request, rows, COLUMNS, "clusters"):
        return file
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

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


def download(
    request: HttpRequest, rows: QuerySet[Any], columns: Sequence[Export], name: str
) -> HttpResponseBase | None:
    """``?download=csv`` or ``xlsx`` of the list; ``None``: a page is asked for.

    Raises ``RuleViolation`` above ``EXPORT_MOST_ROWS``: half a list is never taken for all of it.
    """
    kind = request.GET.get("download")
    if kind not in KINDS:
        return None
    if (count := rows.count()) > settings.EXPORT_MOST_ROWS:
        raise RuleViolation(
            "too_many_rows",
            _("The list has %(count)s rows; a file takes %(most)s. Filter it first.")
            % {"count": number(count), "most": number(settings.EXPORT_MOST_ROWS)},
        )
    header = [_capital(column.label) for column in columns]
    cells = ([column.of(row) for column in columns] for row in rows.iterator(chunk_size=CHUNK))
    return respond(kind, name, header, cells)


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
