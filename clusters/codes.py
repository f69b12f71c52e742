"""One spelling for a plot's code, and one key for what people mean by it.

Shown: "cn 3" and "cn–3" become CN-3; zeros stay as the plan writes them (CN-03). The key, which is
unique in a cluster, also forgets leading zeros and what stands between letters and digits, so that
CN3, CN-3 and "cn 03" are one plot; A1-2 and A12 stay two.
"""

import re
import unicodedata
from typing import Any

from django.db import models

DASHES = re.compile(r"\s*[-‐‑‒–—―−_]+\s*")


def canonical_code(typed: str) -> str:
    """As the portal writes it: upper case, single dashes, no space beside one."""
    text = unicodedata.normalize("NFKC", typed).upper()
    text = DASHES.sub("-", " ".join(text.split())).strip("-")
    return re.sub(r"(?<=[^\W\d]) (?=\d)", "-", text)


def code_key(code: str) -> str:
    """What is compared: runs of letters and of digits, the latter without leading zeros."""
    runs = re.findall(r"\d+|[^\W\d_]+", canonical_code(code))
    return "-".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)


class CodeKeyField(models.CharField):
    """The key of the field ``code`` of the same row, filled in whenever the row is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs["editable"] = False
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """A plain column for migrations, which write the key themselves."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        key = code_key(model_instance.code)
        setattr(model_instance, self.attname, key)
        return key
