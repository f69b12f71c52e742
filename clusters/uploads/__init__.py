"""What may be uploaded, and what is made of it. Plain bytes: no model, no request."""

from clusters.uploads.checking import (
    DOCUMENT_TYPES,
    PICTURE_TYPES,
    Prepared,
    prepare_document,
    prepare_photo,
)
from clusters.uploads.names import safe_name

__all__ = [
    "DOCUMENT_TYPES",
    "PICTURE_TYPES",
    "Prepared",
    "prepare_document",
    "prepare_photo",
    "safe_name",
]
