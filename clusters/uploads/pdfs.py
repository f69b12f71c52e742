"""PDFs are kept as they are, so one that could act on its own is refused."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MOST_OBJECTS = 200_000
# What a name in the file would let a reader do.
ACTIVE = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/EmbeddedFiles": "embedded",
    "/EmbeddedFile": "embedded",
    "/EF": "embedded",
    "/FileAttachment": "embedded",
    "/Launch": "launch",
    "/RichMedia": "launch",
}
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is odd in an upload is no news


def fault(content: bytes) -> str:
    """ "" if it may be kept, else ``broken``, ``encrypted``, ``javascript``, ``embedded``,
    ``launch`` or ``endless``."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return "encrypted"
        if len(reader.pages) == 0:
            return "broken"
        return _active(reader)
    except Exception:  # a parser of hostile bytes may raise anything; all of it means one thing
        return "broken"


def _active(reader: PdfReader) -> str:
    for count, thing in enumerate(_objects(reader)):
        if count > MOST_OBJECTS:
            return "endless"
        if isinstance(thing, DictionaryObject):
            named = [*thing.keys(), thing.get("/S"), thing.get("/Subtype"), thing.get("/Type")]
            for name in named:
                if isinstance(name, str) and name in ACTIVE:
                    return ACTIVE[name]
    return ""


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Everything that can be reached from the trailer, each indirect object once."""
    waiting: list[Any] = [reader.trailer]
    seen = set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in seen:
                continue
            seen.add(key)
            thing = thing.get_object()
        yield thing
        if isinstance(thing, DictionaryObject):
            waiting.extend(thing.raw_get(key) for key in thing)
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))
