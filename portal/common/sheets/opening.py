"""What a file is, by its content."""

from pathlib import Path

from portal.common.sheets import delimited, workbooks
from portal.common.sheets.faults import Fault, FileError
from portal.common.sheets.tables import Table

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
WORKBOOKS = (".xlsx", ".xlsm")


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
    likely: str = "",
    separators: str = ",",
    name: str = "",
) -> Table:
    """The table in ``file``. Raises ``FileError`` for whatever can be seen before the first row.

    ``sheet``: which one of a workbook, else the one named ``likely``, else the first.
    ``separators``: what may stand between the cells of a CSV; its header shows which it is.
    """
    if is_workbook(file, name):
        return workbooks.read(file, sheet, likely)
    return delimited.read(file, separators)
