"""Collects the translatable strings of templates for Babel, which then needs no GNU gettext."""

import io
import re
from collections.abc import Iterator
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_template(fileobj: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel extraction method: Django turns the template into Python-like source, Babel reads it.

    What stands between the tags becomes rows of X; its indentation means nothing and goes.
    """
    source = templatize(fileobj.read().decode("utf-8"))
    flat = re.sub(r"(?m)^[ \t]+", "", source)
    yield from extract_python(
        io.BytesIO(flat.encode()), keywords, comment_tags, {"encoding": "utf-8"}
    )
