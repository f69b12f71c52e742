"""Form fields for people who write 5.000 for five thousand, and how a field looks."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import formats
from django.utils.translation import gettext_lazy as _


class PortalRenderer(TemplatesSetting):
    """Every form and field through our own templates: label, input, help, error in words."""

    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"


class NumberField(forms.DecimalField):
    """A number as people write it in the page's language: 1.234,5 in Vietnamese.

    Digits may be grouped in threes by the language's own sign or by spaces. What could be read
    in two ways ("1.5" on a Vietnamese page) is refused with the two readings, never guessed.
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
        typed = re.sub(r"[\s\u00a0\u202f]", "", unicodedata.normalize("NFKC", value))
        if not typed:
            return None
        point = formats.get_format("DECIMAL_SEPARATOR")
        group = formats.get_format("THOUSAND_SEPARATOR")
        number = rf"-?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(point)}\d+)?"
        if not re.fullmatch(number, typed):
            swapped = rf"-?\d+{re.escape(group)}\d+"
            if re.fullmatch(swapped, typed):
                raise forms.ValidationError(
                    self.error_messages["ambiguous"],
                    code="ambiguous",
                    params={
                        "typed": value,
                        "one": typed.replace(group, point),
                        "two": typed.replace(group, ""),
                    },
                )
            example = formats.number_format(1234.5, 1, use_l10n=True, force_grouping=True)
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"example": example}
            )
        try:
            result = Decimal(typed.replace(group, "").replace(point, "."))
        except InvalidOperation:  # pragma: no cover - the pattern admits digits only
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return result


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
