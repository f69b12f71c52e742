"""The visitor's need, and what is tried with a need: other weights, other values."""

from copy import copy
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from enterprises.forms import LARGEST, NeedForm
from enterprises.models import LandRequest
from matching.features import demand_of
from matching.scoring import CRITERIA, DEFAULT_WEIGHTS, KINDS, LOOSENABLE, DemandError, Step
from matching.words.names import CRITERION_NAMES, Lazy
from portal.common.forms import TextField
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
            ("land,warehouse", _("land or warehouse")),
            ("factory,warehouse", _("ready-built factory or warehouse")),
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


# Criteria with a slider. The weight of ``key_product`` is the Department's to set (matching.md §2).
SLIDERS = tuple(name for name in CRITERIA if name != "key_product")
MOST_WEIGHT = 5  # where a slider ends; the rules' own weights lie between 1 and 3
UNREADABLE = _("The change in this address cannot be read.")


class RangeInput(forms.NumberInput):
    """A slider; its value stands beside it."""

    input_type = "range"


class WeightsForm(forms.Form):
    """How much each criterion counts: ``w_area=3&w_cost=5``. What is left out stays as it is.

    Only criteria that the need gives a basis (no distance without a place) have a slider.
    """

    PREFIX = "w_"

    def __init__(self, typed: QueryDict, land_request: LandRequest) -> None:
        self.saved = dict(DEFAULT_WEIGHTS) | {
            name: min(float(weight), MOST_WEIGHT) for name, weight in land_request.weights.items()
        }
        names = [name for name in SLIDERS if land_request.gives_basis(name)]
        super().__init__(
            {
                self.PREFIX + name: typed.get(self.PREFIX + name) or self.saved[name]
                for name in names
            }
        )
        self.land_request = land_request
        for name in names:
            self.fields[self.PREFIX + name] = forms.FloatField(
                label=CRITERION_NAMES[name],
                min_value=0,
                max_value=MOST_WEIGHT,
                widget=RangeInput(attrs={"step": 1, "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(
                _("At least one criterion must count for something."), code="all_zero"
            )
        return data

    def weights(self) -> dict[str, float]:
        """All criteria, as typed or as saved."""
        typed = {name.removeprefix(self.PREFIX): w for name, w in self.cleaned_data.items()}
        return self.saved | typed

    def is_new(self) -> bool:
        return self.is_valid() and self.weights() != self.saved

    def moved(self) -> list[tuple[Lazy, float, float]]:
        """(criterion, saved, tried) where the two differ."""
        weights = self.weights()
        return [
            (CRITERION_NAMES[name], self.saved[name], weights[name])
            for name in SLIDERS
            if weights[name] != self.saved[name]
        ]


class ChangeForm(forms.Form):
    """A change of the need that is only being tried: ``try_need_by=2027-09-15``.

    Made by links, so numbers stand as Python writes them, to the last digit. Stored as fine as the
    request holds them, each rounded to the side that admits more.
    """

    PREFIX = "try_"
    FLOORS = ("area_min_m2", "lease_years", "power_kva", "water_m3_day", "wastewater_m3_day")

    def __init__(self, typed: QueryDict, land_request: LandRequest) -> None:
        self.land_request = land_request
        asked = (name for name in LOOSENABLE if getattr(land_request, name) not in (None, []))
        names = [name for name in asked if typed.get(self.PREFIX + name)]
        super().__init__({self.PREFIX + name: typed[self.PREFIX + name] for name in names})
        for name in names:
            self.fields[self.PREFIX + name] = self._field(name)

    @staticmethod
    def _field(name: str) -> forms.Field:
        if name == "need_by":
            return forms.DateField(input_formats=["%Y-%m-%d"])
        if name == "kinds":
            return forms.CharField(max_length=60)
        least = 0.1 if name.startswith("area") else 0
        return forms.FloatField(min_value=least, max_value=LARGEST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if kinds := data.get(self.PREFIX + "kinds"):
            data[self.PREFIX + "kinds"] = kinds = kinds.split(",")
            if not set(kinds) <= set(KINDS):
                raise forms.ValidationError(UNREADABLE, code="unreadable")
        if not self.errors:
            tried = self._put_in(data)
            others = {f.name for f in LandRequest._meta.fields} - set(self._names(data))
            try:
                demand_of(tried)
                tried.clean_fields(exclude=others)
            except (DemandError, forms.ValidationError):
                raise forms.ValidationError(UNREADABLE, code="unreadable") from None
        return data

    def tried(self) -> LandRequest:
        """The request with the change put in; the row itself is left alone."""
        return self._put_in(self.cleaned_data)

    def steps(self) -> list[Step]:
        """What is being tried, field by field."""
        before, after = demand_of(self.land_request), demand_of(self.tried())
        return [
            Step(name, getattr(before, name), getattr(after, name))
            for name in LOOSENABLE
            if getattr(before, name) != getattr(after, name)
        ]

    def _names(self, data: dict[str, Any]) -> list[str]:
        return [name.removeprefix(self.PREFIX) for name in data]

    def _put_in(self, data: dict[str, Any]) -> LandRequest:
        tried = copy(self.land_request)
        for name, value in zip(self._names(data), data.values(), strict=True):
            setattr(tried, name, self._as_stored(name, value))
        return tried

    def _as_stored(self, name: str, value: Any) -> Any:
        places = getattr(LandRequest._meta.get_field(name), "decimal_places", None)
        if name == "max_cost_vnd_m2_year":
            return ceil(value)
        if places is None:
            return value
        side = ROUND_FLOOR if name in self.FLOORS else ROUND_CEILING
        return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), side)


def example_need(today: date) -> dict[str, Any]:
    """What the sentence says before anybody has typed: a plastics maker, ten months ahead."""
    return {
        "industry": Industry.objects.filter(code="22").first(),
        "area_ideal_m2": 5000,
        "need_by": today + timedelta(days=300),
        "place": Place.objects.filter(era=Era.CURRENT, name="Chương Mỹ").first(),
        "max_cost_vnd_m2_year": 350_000,
    }


class AnswerForm(forms.Form):
    """An investor's answer to a question about a fact; the firm reads it."""

    answer = TextField(
        label=_("answer"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The firm reads this on its request. Do not ask who it is."),
    )


class PlotSearchForm(forms.Form):
    """Which plot a person means: a part of its code, of its cluster's name, or both."""

    q = TextField(label=_("Plot code or cluster"), max_length=60)
