"""The typeface of printed sheets, made of what the npm package ships for browsers.

Browsers take a file for each script, compressed; typst wants one plain file. So the Latin and the
Vietnamese one are joined, once a machine, into ``var/fonts``. Where the package is not there, the
sheet is set in typst's own typeface, which has the letters too.
"""

import os
import tempfile
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

WEIGHTS, SCRIPTS = (400, 600), ("latin", "vietnamese")


@cache
def folder() -> Path:
    """Where the files are; half a second where they are not yet."""
    made = settings.VAR_DIR / "fonts"
    made.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        target = made / f"be-vietnam-pro-{weight}.ttf"
        sources = [_source(script, weight) for script in SCRIPTS]
        if not target.exists() and all(sources):
            _join([source for source in sources if source], target)
    return made


def _source(script: str, weight: int) -> Path | None:
    """In ``node_modules`` on a laptop, among the collected files in production."""
    name = f"vendor/files/be-vietnam-pro-{script}-{weight}-normal.woff2"
    collected = settings.STATIC_ROOT / name
    found = str(collected) if collected.exists() else finders.find(name)
    return Path(found) if found else None


def _join(sources: list[Path], target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        plain = []
        for source in sources:
            font = TTFont(source)
            font.flavor = None
            plain.append(f"{work}/{source.stem}.ttf")
            font.save(plain[-1])
        Merger().merge(plain).save(f"{work}/joined.ttf")
        os.replace(f"{work}/joined.ttf", target)  # of two processes the later one wins
