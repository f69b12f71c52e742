"""Files of plots and requests for tests, and what one run of match_files made of them."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

PLOT = {
    "plot": "P-1",
    "cluster": "K",
    "kind": "land",
    "area_m2": "5000",
    "permitted": "22",
    "status": "published",
}
REQUEST = {
    "request": "R-1",
    "industry": "2220",
    "area_min_m2": "4000",
    "area_ideal_m2": "5000",
    "area_max_m2": "8000",
}


class Outcome:
    """What one run wrote and said."""

    def __init__(self, plots, requests, out, **options):
        stdout, stderr = io.StringIO(), io.StringIO()
        self.failure = ""
        try:
            call_command(
                "match_files",
                plots=plots,
                requests=requests,
                out=str(out),
                stdout=stdout,
                stderr=stderr,
                **options,
            )
        except CommandError as wrong:
            self.failure = str(wrong)
        self.stdout, self.stderr = stdout.getvalue(), stderr.getvalue()
        written = out.read_text(encoding="utf-8") if isinstance(out, Path) and out.exists() else ""
        self.lines = [json.loads(line) for line in (written or self.stdout).splitlines() if
                      line.startswith("{")]  # fmt: skip

    @property
    def said(self):
        return self.stderr + self.failure

    @property
    def requests(self):
        return [line["request"] for line in self.lines]

    @property
    def plots(self):
        """Of the first request."""
        return [found["plot"] for found in self.lines[0]["eligible"]]


def csv_file(path, *rows):
    """A CSV of ``rows``, its columns those of the first and what later ones add."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def workbook(path, *rows, title="Sheet"):
    """An XLSX of rows of cells, the header being the first."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def as_workbook(source, target):
    """The same table with real numbers and real dates in its cells."""

    def cell(text):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text or None

    with source.open(encoding="utf-8", newline="") as file:
        return workbook(target, *([cell(text) for text in row] for row in csv.reader(file)))


def sheet_changed(source, target, change):
    """``source`` with other bytes in its first sheet."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == "xl/worksheets/sheet1.xml" else data)
    return target
