"""What a file is, by its content."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from portal.common.sheets import delimited, workbooks
from portal.common.sheets.faults import Fault, FileError
from portal.common.sheets.tables import Table

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
WORKBOOKS = (".xlsx", ".xlsm")
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"<!DOCTYPE",
    b"<html",
    b"<?xml",
)


def is_workbook(file: Path, name: str = "") -> bool:
    """By its content, whatever its name; an .xlsx that is none is refused when it is opened.

    ``name``: what people call the file, where it is stored under another one.
    """
    try:
        if not file.is_file():
            raise FileError(file, Fault("no_plain_file" if file.exists() else "no_file"))
        with file.open("rb") as stream:
            start = stream.read(4)
    except OSError as wrong:
        raise FileError(file, Fault("unreadable", said=wrong.strerror)) from None
    if start.startswith(OLE):
        raise FileError(file, Fault("old_or_locked"))
    return start.startswith(ZIP) or Path(name or file.name).suffix.lower() in WORKBOOKS


def open_table(
    file: Path,
    *,
    sheet: str | None = None,
    likely: str | Sequence[str] = (),
    separators: str = ",",
    name: str = "",
) -> Table:
    """The table in ``file``. Raises ``FileError`` for whatever can be seen before the first row.

    ``sheet``: which one of a workbook, else one named as in ``likely``, else the first.
    ``separators``: what may stand between the cells of a CSV; its header shows which it is.
    """
    if is_workbook(file, name):
        return workbooks.read(file, sheet, (likely,) if isinstance(likely, str) else likely)
    return delimited.read(file, separators)


def wrong_with(upload: IO[bytes]) -> Fault | None:
    """What can be said of an upload before it is stored: no table at all, or a bomb."""
    upload.seek(0)
    start = upload.read(8192)
    try:
        if not start.strip():
            return Fault("empty")
        if start.startswith(OLE):
            return Fault("old_or_locked")
        if start.startswith(ZIP):
            upload.seek(0)
            return workbooks.wrong_with(upload)
        if start.startswith(OTHERS):
            return Fault("other_kind")
        return None  # text, if anything: the reader looks at every byte of it
    finally:
        upload.seek(0)
