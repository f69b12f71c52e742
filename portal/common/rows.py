"""Reading a CSV so that a bad row is named and the good ones are still loaded."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm


class RowError(ValueError):
    """``column`` of the row being read is wrong, for ``reason``."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass
class Report:
    """What a loader says at the end."""

    file: Path
    loaded: int = 0
    errors: list[str] = field(default_factory=list)


def read(file: Path, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a UTF-8 CSV with a header that has at least the ``needed`` columns."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CommandError(f"{file}: there is no such file") from None
    except UnicodeDecodeError as wrong:
        raise CommandError(f"{file}: byte {wrong.start} is not UTF-8; save it as UTF-8") from None
    if "\0" in text:
        raise CommandError(f"{file}: this is no text file")
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        header = set(reader.fieldnames or ())
        if missing := needed - header:
            raise CommandError(f"{file}:1: columns missing: {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, row
    except csv.Error as wrong:
        raise CommandError(f"{file}:{reader.line_num}: not a CSV: {wrong}") from None


def load(
    file: Path, needed: set[str], one: Callable[[dict[str, str]], Any], *, quiet: bool = False
) -> Report:
    """Call ``one`` with every row; a ``RowError`` is reported with line and column."""
    report = Report(file)
    rows = list(read(file, needed))
    if not rows:
        raise CommandError(f"{file}: no row below the header")
    for line, row in tqdm(rows, desc=file.name, unit="row", disable=True if quiet else None):
        try:
            if None in row or None in row.values():
                raise RowError("(row)", "has not as many cells as the header")
            one({name: value.strip() for name, value in row.items()})
            report.loaded += 1
        except RowError as wrong:
            report.errors.append(f"{file}:{line} {wrong.column}: {wrong.reason}")
    return report


def finish(command: Any, *reports: Report) -> None:
    """Print what was loaded and what was wrong; bad rows end the command with status 1."""
    for report in reports:
        command.stdout.write(f"{report.file.name}: {report.loaded} rows")
        for error in report.errors:
            command.stderr.write(error)
    if any(report.errors for report in reports):
        raise CommandError("bad rows were left out; the rest is loaded")


def number(row: dict[str, str], column: str) -> float | None:
    """A number written with a point, or ``None`` if the cell is empty."""
    if not row[column]:
        return None
    try:
        return float(row[column])
    except ValueError:
        raise RowError(column, f"“{row[column]}” is not a number") from None


def fingerprint(*files: Path) -> str:
    """Changes when the content of any file does."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
