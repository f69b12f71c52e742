"""CSV: UTF-8, commas, one row on one line.

A cell cannot hold a line break: no column needs one, and so a quote that is never closed spoils
its own row and no other.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from matching.files.problems import WHOLE_ROW, FileError
from matching.files.tables import Table
from portal.common.rows import RowError

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20  # characters
UNCLOSED = "a quote is opened and not closed on this line; a cell cannot hold a line break"
SAVE_AS = "save it as “CSV UTF-8 (comma delimited)”"
WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read(file: Path) -> Table:
    """The table in ``file``. Raises ``FileError`` before the first row if it is no such text."""
    lines = _check(file)
    rows = _rows(file)
    line, header = next(rows, (0, None))
    if header is None:
        raise FileError(file, "is empty")
    if isinstance(header, RowError):
        raise FileError(file, f"header: {header.reason}", line)
    if len(header) == 1:
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if sign in header[0]:
                raise FileError(file, f"is separated by {name}; {SAVE_AS}", line)
    return Table(file, header, line, _fitting(rows, len(header)), total=max(lines - line, 0))


def _fitting(
    rows: Iterator[tuple[int, list[str] | RowError]], width: int
) -> Iterator[tuple[int, list[str] | RowError]]:
    for line, cells in rows:
        if not isinstance(cells, RowError) and len(cells) != width:
            hint = "; a comma inside a cell needs quotes" if len(cells) > width else ""
            reason = f"has {len(cells)} cells and the header {width}{hint}"
            yield line, RowError(WHOLE_ROW, reason)
        else:
            yield line, cells


def _rows(file: Path) -> Iterator[tuple[int, list[str] | RowError]]:
    """(line, stripped cells) of each line that is not blank."""
    for line, text in _lines(file):
        if text is None:
            yield line, RowError(WHOLE_ROW, f"is longer than {LONGEST_LINE:,} characters")
            continue
        if text.isspace():
            continue
        try:
            # each line by itself: a reader over the whole file would read on behind a quote
            cells = [cell.strip() for cell in next(csv.reader([text], strict=True))]
        except csv.Error as wrong:
            unclosed = "end of data" in str(wrong)
            yield line, RowError(WHOLE_ROW, UNCLOSED if unclosed else f"is not CSV: {wrong}")
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
                what = "UTF-16 without its mark" if wide else "no text"
                reason = f"byte {position + nul} is NUL: this is {what}; {SAVE_AS}"
                raise FileError(file, reason, lines + chunk[:nul].count(b"\n") + 1)
            waiting = len(decode.getstate()[0])  # bytes of a letter that the last chunk cut
            try:
                decode.decode(chunk)
            except UnicodeDecodeError as wrong:
                at = wrong.start - waiting
                line = lines + chunk[: max(at, 0)].count(b"\n") + 1
                guess = _guess(wrong.object[max(wrong.start - 100, 0) : wrong.start + 100])
                reason = f"byte {position + at} is not UTF-8{guess}; {SAVE_AS}"
                raise FileError(file, reason, line) from None
            lines += chunk.count(b"\n")
            position += len(chunk)
    if cut := decode.getstate()[0]:
        raise FileError(file, f"byte {position - len(cut)}: the file ends inside a letter")
    return lines


def _check_mark(file: Path, start: bytes) -> None:
    for mark, name in WIDE_MARKS.items():
        if start.startswith(mark):
            raise FileError(file, f"byte 0: this is {name}, not UTF-8; {SAVE_AS}")


def _guess(near: bytes) -> str:
    """Which old code page ``near`` is from. 1258 writes a tone as a mark behind its vowel."""
    try:
        vietnamese = unicodedata.normalize("NFC", near.decode("cp1258"))
        western = near.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    loose = any(map(unicodedata.combining, vietnamese))
    differs = vietnamese != western
    return f" but looks like Windows-{1258 if differs and not loose else 1252}"
