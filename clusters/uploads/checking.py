"""From an upload to what is stored, or to a sentence that says why not."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusters.uploads import pdfs, pictures
from clusters.uploads.names import extension, safe_name

PICTURE_TYPES = {
    "image/jpeg": {"jpg", "jpeg"},
    "image/png": {"png"},
    "image/webp": {"webp"},
}
DOCUMENT_TYPES = {"application/pdf": {"pdf"}, **PICTURE_TYPES}
SCRIPT = re.compile(
    rb"<(script|svg[\s>]|!doctype\s+html|html[\s>]|\?php|iframe[\s>])|javascript:", re.IGNORECASE
)
PDF_FAULTS = {
    "broken": _("“%(name)s” cannot be opened as a PDF."),
    "encrypted": _("“%(name)s” is protected by a password. Save it without one."),
    "javascript": _("“%(name)s” contains a script. Print it to a new PDF and upload that."),
    "embedded": _("“%(name)s” has other files inside. Upload those on their own."),
    "launch": _("“%(name)s” starts programs or media. Print it to a new PDF and upload that."),
    "endless": _("“%(name)s” is built too intricately to be checked. Print it to a new PDF."),
}


@dataclass(frozen=True)
class Prepared:
    """A checked file as it will be stored; thumbnails only of pictures."""

    name: str
    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None
    small: bytes = b""
    large: bytes = b""

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def prepare_photo(upload: Any) -> Prepared:
    """JPEG, PNG or WebP, drawn anew."""
    name, content, _mime = _read(upload, PICTURE_TYPES)
    return _picture(name, content)


def prepare_document(upload: Any) -> Prepared:
    """A PDF that only shows pages, or a picture of a paper."""
    name, content, mime = _read(upload, DOCUMENT_TYPES)
    if mime != "application/pdf":
        return _picture(name, content)
    if fault := pdfs.fault(content):
        raise _refused(fault, PDF_FAULTS[fault], name)
    return Prepared(name, content, mime)


def _read(upload: Any, types: dict[str, set[str]]) -> tuple[str, bytes, str]:
    name = safe_name(upload.name)
    if upload.size > settings.FILE_LARGEST_MB * 1024 * 1024:
        raise _refused(
            "too_large",
            _("“%(name)s” is larger than %(most)s MB."),
            name,
            most=settings.FILE_LARGEST_MB,
        )
    upload.seek(0)
    content = upload.read()
    kind = filetype.guess(content[:512])
    mime = kind.mime if kind else ""
    if mime != "application/pdf" and SCRIPT.search(content):
        raise _refused("script", _("“%(name)s” contains a script or a web page."), name)
    if mime not in types:
        message = (
            _("“%(name)s” is neither PDF, JPEG, PNG nor WebP.")
            if "application/pdf" in types
            else _("“%(name)s” is neither JPEG, PNG nor WebP.")
        )
        raise _refused("wrong_type", message, name)
    if extension(name) not in types[mime]:
        raise _refused(
            "disguised",
            _("“%(name)s” is not what its name says: the content is %(mime)s."),
            name,
            mime=mime,
        )
    return name, content, mime


def _picture(name: str, content: bytes) -> Prepared:
    most = settings.PICTURE_MEGAPIXELS
    try:
        full, large, small = pictures.redraw(content, most * 1_000_000)
    except pictures.TooManyPixels:
        raise _refused(
            "too_many_pixels", _("“%(name)s” has more than %(most)s megapixels."), name, most=most
        ) from None
    except pictures.NotAPicture:
        raise _refused("broken", _("“%(name)s” cannot be opened as a picture."), name) from None
    return Prepared(
        name,
        full.content,
        full.content_type,
        full.width,
        full.height,
        small.content,
        large.content,
    )


def _refused(code: str, message: Any, name: str, **values: Any) -> ValidationError:
    return ValidationError(message, code=code, params={"name": name, **values})
