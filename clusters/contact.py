"""The fields of a contact, the same for a cluster and for a plot."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TextField


def role(**more: Any) -> TextField:
    return TextField(label=_("who answers"), max_length=120, required=False, **more)


class PhoneField(TextField):
    """Digits as people group them: 024 3826 1234, +84 24 3826 1234."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        digits = re.sub(r"[\s.()-]", "", text)
        if text and not re.fullmatch(r"\+?\d{8,15}", digits):
            raise ValidationError(
                _("A phone number has 8 to 15 digits: 024 3826 1234."), code="no_phone"
            )
        return text


def phone(**more: Any) -> PhoneField:
    return PhoneField(label=_("phone"), max_length=30, required=False, **more)


def email(**more: Any) -> forms.EmailField:
    return forms.EmailField(label=_("mailbox"), max_length=254, required=False, **more)
