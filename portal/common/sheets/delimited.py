"""CSV: UTF-8, commas (or what else the caller lets pass), one row on one line.

A cell cannot hold a line break: no column needs one, and so a quote that is never closed spoils
its own row and no other.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from portal.common.rows import RowError
from portal.common.sheets.faults import WHOLE_ROW, Fault, FileError, in_header
from portal.common.sheets.tables import Table

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20  # characters
SEPARATORS = {";": "semicolons", "\t": "tabs"}
WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read(file: Path, separators: str = ",") -> Table:
    """The table in ``file``. Raises ``FileError`` before the first row if it is no such text."""
    lines = _check(file)
    line, header, separator = _header(file, separators)
    if isinstance(header, RowError):
        raise FileError(file, in_header(header.reason), line)
    if len(header) == 1:
        for sign, name in SEPARATORS.items():
            if sign in header[0]:
                raise FileError(file, Fault("separated", name=name), line)
    rows = _rows(file, separator)
    next(rows)
    return Table(file, header, line, _fitting(rows, len(header)), total=max(lines - line, 0))


def _header(file: Path, separators: str) -> tuple[int, list[str] | RowError, str]:
    """(line, header, separator): of those allowed, the one that gives the most cells."""
    found = []
    for separator in separators:
        line, header = next(_rows(file, separator), (0, None))
        if header is None:
            raise FileError(file, Fault("empty"))
        found.append((line, header, separator))
    return max(found, key=lambda each: 0 if isinstance(each[1], RowError) else len(each[1]))


def _fitting(
    rows: Iterator[tuple[int, list[str] | RowError]], width: int
) -> Iterator[tuple[int, list[str] | RowError]]:
    for line, cells in rows:
        if not isinstance(cells, RowError) and len(cells) != width:
            code = "cells_comma" if len(cells) > width else "cells"
            yield line, RowError(WHOLE_ROW, Fault(code, cells=len(cells), header=width))
        else:
            yield line, cells


def _rows(file: Path, separator: str) -> Iterator[tuple[int, list[str] | RowError]]:
    """(line, stripped cells) of each line that is not blank."""
    for line, text in _lines(file):
        if text is None:
            yield line, RowError(WHOLE_ROW, Fault("long_line", most=LONGEST_LINE))
            continue
        if text.isspace():
            continue
        try:
            # each line by itself: a reader over the whole file would read on behind a quote
            reader = csv.reader([text], strict=True, delimiter=separator)
            cells = [cell.strip() for cell in next(reader)]
        except csv.Error as wrong:
            unclosed = "end of data" in str(wrong)
            fault = Fault("unclosed") if unclosed else Fault("no_csv", said=str(wrong))
            yield line, RowError(WHOLE_ROW, fault)
            continue
        if any(cells):
            yield line, cells


def _lines(file: Path) -> Iterator[tuple[int, str | None]]:
    """(line number, text), ``None`` for one that is too long to be held."""
    with file.open(encoding="utf-8-sig") as stream:
        line = 0
        while text := stream.readline(LONGEST_LINE):
            line += 1
            if len(text) < LONGEST_LINE or text.endswith("\n"):
                yield line, text
                continue
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            yield line, None


def _check(file: Path) -> int:
    """How many lines; ``FileError`` with the position of the first byte that is no UTF-8 text.

    One quick pass before any row is used: nothing is matched with half of a file.
    """
    decode = codecs.getincrementaldecoder("utf-8")()
    lines = position = 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if position == 0:
                _check_mark(file, chunk)
            if (nul := chunk.find(0)) >= 0:
                wide = b"\0" in chunk[nul + 2 :: 2][:8] and chunk[nul + 1 : nul + 2] != b"\0"
                reason = Fault("nul_wide" if wide else "nul", byte=str(position + nul))
                raise FileError(file, reason, lines + chunk[:nul].count(b"\n") + 1)
            waiting = len(decode.getstate()[0])  # bytes of a letter that the last chunk cut
            try:
                decode.decode(chunk)
            except UnicodeDecodeError as wrong:
                at = wrong.start - waiting
                line = lines + chunk[: max(at, 0)].count(b"\n") + 1
                guess = _guess(wrong.object[max(wrong.start - 100, 0) : wrong.start + 100])
                params = {"byte": str(position + at)} | ({"guess": guess} if guess else {})
                reason = Fault("code_page" if guess else "not_utf8", **params)
                raise FileError(file, reason, line) from None
            lines += chunk.count(b"\n")
            position += len(chunk)
    if cut := decode.getstate()[0]:
        raise FileError(file, Fault("cut_letter", byte=str(position - len(cut))))
    return lines


def _check_mark(file: Path, start: bytes) -> None:
    for mark, name in WIDE_MARKS.items():
        if start.startswith(mark):
            raise FileError(file, Fault("wide", name=name))


def _guess(near: bytes) -> str:
    """Which old code page ``near`` is from. 1258 writes a tone as a mark behind its vowel."""
    try:
        vietnamese = unicodedata.normalize("NFC", near.decode("cp1258"))
        western = near.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    loose = any(map(unicodedata.combining, vietnamese))
    differs = vietnamese != western
    return f"Windows-{1258 if differs and not loose else 1252}"
