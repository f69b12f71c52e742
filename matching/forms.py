"""The visitor's need: the sentence on the front page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms import NeedForm
from enterprises.models import LandRequest
from matching.features import demand_of
from matching.scoring import DemandError
from reference.models import Era, Industry, Place


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


def example_need(today: date) -> dict[str, Any]:
    """What the sentence says before anybody has typed: a plastics maker, ten months ahead."""
    return {
        "industry": Industry.objects.filter(code="22").first(),
        "area_ideal_m2": 5000,
        "need_by": today + timedelta(days=300),
        "place": Place.objects.filter(era=Era.CURRENT, name="Chương Mỹ").first(),
        "max_cost_vnd_m2_year": 350_000,
    }
