"""Form fields for people who write 5.000 for five thousand, and how a field looks."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from portal.common import numbers


class PortalRenderer(TemplatesSetting):
    """Every form and field through our own templates: label, input, help, error in words."""

    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"


class NumberField(forms.DecimalField):
    """A number as people write it in the page's language: 1.234,5 in Vietnamese.

    What could be read in two ways is refused with the two readings (``numbers.read``).
    """

    default_error_messages = {
        "invalid": _("Enter a number, for example %(example)s."),
        "ambiguous": _("“%(typed)s” can be read in two ways. Write %(one)s or %(two)s."),
    }
    widget = forms.TextInput

    def __init__(self, *, unit: Any = "", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("max_digits", 16)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | float | Decimal):
            places = max(0, -int(Decimal(str(value)).normalize().as_tuple().exponent))
            return formats.number_format(value, places, use_l10n=True, force_grouping=True)
        return value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return numbers.read(value)
        except numbers.NumberFault as wrong:
            raise forms.ValidationError(
                self.error_messages[wrong.code], code=wrong.code, params=wrong.params
            ) from None

    def in_language(self, typed: str, code: str) -> str:
        """``typed`` on a page of the active language, as one writes it in the language ``code``."""
        try:
            value = numbers.read(typed)
        except numbers.NumberFault:
            return typed
        with translation.override(code):
            return typed if value is None else self.prepare_value(value)


class DateField(forms.DateField):
    """A day, picked or typed; browsers show it in the reader's own order."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=self.input_formats, **kwargs)


class TextField(forms.CharField):
    """Text in one Unicode form (NFC), so that equal words compare equal."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", super().to_python(value) or "")
