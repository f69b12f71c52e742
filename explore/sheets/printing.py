"""A sheet as a PDF of one page. Text goes in as data: nothing that anyone wrote is markup here."""

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from explore.sheets.typeface import folder

TEMPLATE = Path(__file__).with_name("sheet.typ")
KEPT = 64  # documents, some 40 kB each


@dataclass
class Section:
    """A small table; ``empty`` is said where it has no row. The first ``texts`` columns are words,
    the others figures."""

    title: str
    head: list[str]
    rows: list[list[str]]
    empty: str = ""
    note: str = ""
    texts: int = 1


@dataclass
class Sheet:
    """Every text as it is printed, in the reader's language. ``gauge`` is a share 0–1 or ``None``;
    ``plan`` and ``code`` (the QR code of ``address``) are SVG."""

    language: str
    title: str
    subtitle: str
    address: str
    code: str
    figures: list[tuple[str, str]]
    gauge: float | None
    gauge_label: str
    gauge_note: str
    plan: str
    plan_title: str
    legend: list[tuple[str, str, int]]  # swatch (SVG), word, how many
    sections: list[Section]
    trades_title: str
    trades: list[tuple[str, str]]
    sources_title: str
    sources: list[str]
    step_title: str
    step: str
    footer: str
    demo: str = ""  # the mark, where something is invented
    papers: list[str] = field(default_factory=list)
    papers_title: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def pdf(sheet: Sheet) -> bytes:
    """Compiled once for each content: the facts themselves are the version."""
    return _compiled(sheet.as_json())


@lru_cache(maxsize=KEPT)
def _compiled(data: str) -> bytes:
    return compile_as(data, "pdf")


def compile_as(data: str, kind: str) -> Any:
    """``kind``: "pdf", or "svg" and "png", which are a list where there are several pages."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder())]
    )
    return typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, sys_inputs={"data": data}
    ).compile(format=kind)
