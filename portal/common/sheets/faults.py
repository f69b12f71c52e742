"""What is wrong with a file, a row or a cell: a code with numbers, and its sentence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

WHOLE_ROW = "(row)"  # stands where a column's name would, if no one column is to blame

SENTENCES = {
    # the file
    "no_file": N_("there is no such file"),
    "no_plain_file": N_("is no plain file"),
    "unreadable": N_("cannot be read: %(said)s"),
    "old_or_locked": N_("is an old .xls or has a password; save it as .xlsx without one"),
    "other_kind": N_("is neither XLSX nor CSV"),
    "no_workbook": N_("is not an XLSX: %(said)s"),
    "broken_workbook": N_("is not a readable XLSX: %(said)s"),
    "unpacks_too_large": N_("unpacks to %(bytes)s bytes; the limit is %(most)s"),
    "bomb": N_(
        "unpacks to %(times)s times its size; above %(free)s bytes the limit is %(most)s times"
    ),
    "no_such_sheet": N_("has no sheet %(sheet)s; there are %(sheets)s"),
    "no_sheet": N_("has no sheet with cells"),
    "sheet_empty": N_("the sheet is empty"),
    "empty": N_("is empty"),
    "too_many_rows": N_("has more than %(most)s rows"),
    "broken_below": N_("cannot be read below this row: %(said)s"),
    "header": N_("header: %(fault)s"),
    "separated": N_(
        "is separated by %(name)s; save it as “CSV UTF-8 (comma delimited)”",
    ),
    "wide": N_("byte 0: this is %(name)s, not UTF-8; save it as “CSV UTF-8 (comma delimited)”"),
    "nul": N_("byte %(byte)s is NUL: this is no text; save it as “CSV UTF-8 (comma delimited)”"),
    "nul_wide": N_(
        "byte %(byte)s is NUL: this is UTF-16 without its mark; "
        "save it as “CSV UTF-8 (comma delimited)”"
    ),
    "not_utf8": N_("byte %(byte)s is not UTF-8; save it as “CSV UTF-8 (comma delimited)”"),
    "code_page": N_(
        "byte %(byte)s is not UTF-8 but looks like %(guess)s; "
        "save it as “CSV UTF-8 (comma delimited)”"
    ),
    "cut_letter": N_("byte %(byte)s: the file ends inside a letter"),
    "no_rows": N_("there is no row below the header"),
    # a row
    "cells": N_("has %(cells)s cells and the header %(header)s"),
    "cells_comma": N_(
        "has %(cells)s cells and the header %(header)s; a comma inside a cell needs quotes"
    ),
    "long_line": N_("is longer than %(most)s characters"),
    "unclosed": N_(
        "a quote is opened and not closed on this line; a cell cannot hold a line break"
    ),
    "no_csv": N_("is not CSV: %(said)s"),
    "beyond_header": N_("%(cell)s stands beyond the last column of the header"),
    # a cell of a workbook
    "formula": N_("%(cell)s holds a formula; put its value there instead"),
    "error_value": N_("%(cell)s holds the error %(value)s"),
    "boolean": N_("%(cell)s holds %(value)s, not a value"),
    "time_of_day": N_("%(cell)s holds a time of day; a date is needed"),
    "duration": N_("%(cell)s holds a time or a duration"),
    # a value
    "required": N_("must not be empty"),
    "not_a_number": N_("“%(typed)s” is not a number; write it like %(example)s"),
    "ambiguous": N_("“%(typed)s” can be read in two ways. Write %(one)s or %(two)s."),
    "too_many_decimals": N_("“%(typed)s” has more than %(places)s decimals"),
    "too_small": N_("“%(typed)s” is less than %(least)s"),
    "too_large": N_("“%(typed)s” is more than %(most)s"),
    "not_a_day": N_("“%(typed)s” is not a date; write it like 31/03/2027"),
    "not_text": N_("“%(typed)s” is not text; format the cell as text and type it again"),
    "formula_text": N_("“%(typed)s” is a formula; write its value instead"),
    "too_long": N_("is longer than %(most)s characters"),
    "control_character": N_("holds a control character"),
    "not_a_choice": N_("“%(typed)s” is not one of: %(known)s"),
    "twice": N_("stands in line %(line)s already"),
    # a header
    "unknown_column": N_("“%(name)s” is no column of this table: it is not read"),
    "column_twice": N_("the column “%(name)s” stands twice"),
    "column_missing": N_("the column “%(name)s” is missing"),
}


class Fault(str):
    """A sentence in English, as a terminal prints it; ``code`` and ``params`` say the same in
    whatever language a page is in (``in_words``), and survive as JSON."""

    code: str
    params: dict[str, Any]

    def __new__(cls, code: str, **params: Any) -> "Fault":
        fault = super().__new__(cls, SENTENCES[code] % _shown(params))
        fault.code, fault.params = code, params
        return fault


def in_words(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a stored fault in the language of the page."""
    if code == "header" and isinstance(inner := params.get("inner"), list):
        params = {"fault": in_words(inner[0], inner[1])}
    return gettext(SENTENCES[code]) % _shown(params)


def in_header(reason: str) -> str:
    """The same fault, said of the header."""
    inner = [reason.code, reason.params] if isinstance(reason, Fault) else None
    return Fault("header", fault=str(reason), inner=inner)


def _shown(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: f"{v:,}" if isinstance(v, int) else v for name, v in params.items()}


class FileError(Exception):
    """``file`` cannot be used at all; ``line`` as a spreadsheet numbers it, if one is to blame."""

    def __init__(self, file: Path | str, reason: str, line: int | None = None) -> None:
        place = f"{file}:{line}" if line else f"{file}"
        super().__init__(f"{place}: {reason}")
        self.reason = reason
        self.line = line
