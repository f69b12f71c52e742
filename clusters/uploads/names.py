"""File names are for people: no folder, no control character, never a place on the disk."""

import unicodedata
from pathlib import PurePath

LONGEST = 150


def safe_name(name: str) -> str:
    """The last part of a path of any system, on one line, with its extension if it is cut."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in last)
    plain = " ".join(unicodedata.normalize("NFC", visible).split()).lstrip(".") or "file"
    suffix = PurePath(plain).suffix[:10]
    if len(plain) <= LONGEST:
        return plain
    return plain[: LONGEST - len(suffix)] + suffix


def extension(name: str) -> str:
    """Without the point, in lower case."""
    return PurePath(name).suffix.lower().removeprefix(".")
