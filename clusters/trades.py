"""Trades as people type them."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from clusters import material
from clusters.models import Cluster
from portal.common.forms import TextField


class TradesField(TextField):
    """Codes as people list them: ``22, 25; 2592``."""

    def clean(self, value: Any) -> list[str]:
        codes = re.split(r"[\s,;]+", super().clean(value).strip())
        try:
            return list(material.normal(Cluster, "permitted", [code for code in codes if code]))
        except ValidationError as wrong:
            raise ValidationError(wrong.messages) from None
