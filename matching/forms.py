"""The visitor's need: the sentence on the front page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms import NeedForm
from enterprises.models import LandRequest
from matching.features import demand_of
from matching.scoring import DemandError


class TrialForm(NeedForm):
    """A need that is stored nowhere. The address carries it, so a result can be shared."""

    kinds = forms.ChoiceField(
        label=_("land or building"),
        choices=[
            ("", _("land or building")),
            ("land", _("land")),
            ("factory", _("ready-built factory")),
            ("warehouse", _("warehouse")),
            ("land,factory", _("land or ready-built factory")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""

    def clean_kinds(self) -> list[str]:
        return [kind for kind in self.cleaned_data["kinds"].split(",") if kind]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            try:
                demand_of(LandRequest(**data))
            except DemandError as wrong:
                field = wrong.field if wrong.field in self.fields else None
                self.add_error(field, _("This value cannot be matched."))
        return data

    def land_request(self) -> LandRequest:
        return LandRequest(**self.cleaned_data)
