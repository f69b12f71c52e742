"""Parsing and checking a need: half-known facts are welcome, contradictions are not."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.validators import clean_tax_code
from enterprises.models import Enterprise, LandRequest
from portal.common.forms import DateField, NumberField, TextField
from reference.forms import IndustryField, PlaceField
from reference.models import PlotKind, WastewaterKind

# What "about 5,000 m²" means until the person says more: from 80 % to 160 % of it.
LEAST_OF_IDEAL, MOST_OF_IDEAL = 0.8, 1.6
LARGEST = 2_000_000_000  # fits the column; absurd needs are refused beside their field


def amount(label: Any, unit: Any, places: int, **kwargs: Any) -> NumberField:
    """A number above zero with its unit, so many decimals at the most."""
    kwargs.setdefault("min_value", 1)
    kwargs.setdefault("max_value", LARGEST)
    return NumberField(label=label, unit=unit, decimal_places=places, **kwargs)


class NeedForm(forms.ModelForm):
    """The need itself, without whose it is: the visitor's trial and the request share it."""

    industry = IndustryField(
        label=_("your trade"), help_text=_("A VSIC code or its name, for example 2220.")
    )
    area_ideal_m2 = amount(_("best area"), "m²", 1, max_value=1_000_000)
    area_min_m2 = amount(
        _("least area"),
        "m²",
        1,
        required=False,
        max_value=1_000_000,
        help_text=_("Empty: 0.8 × the best area."),
    )
    area_max_m2 = amount(
        _("largest area"),
        "m²",
        1,
        required=False,
        max_value=1_000_000,
        help_text=_("Empty: 1.6 × the best area."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("land or building"),
        choices=PlotKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any."),
    )
    need_by = DateField(label=_("needed by"), required=False)
    count_expected_dates = forms.BooleanField(
        label=_("count expected dates"),
        required=False,
        help_text=_(
            "Where a plot is only promised, the day counts on which it is to be expected: the "
            "promised one plus the usual delay of its investor."
        ),
    )
    place = PlaceField(
        label=_("near"),
        required=False,
        help_text=_("A commune or ward, by its present or its former name."),
    )
    max_distance_km = amount(
        _("at most this far from there"), "km", 9, required=False, min_value=0, max_value=1000
    )
    max_cost_vnd_m2_year = amount(
        _("cost at most"),
        _("đ/m²/year"),
        0,
        required=False,
        help_text=_("Price spread over the years left, plus fees, before VAT."),
    )
    lease_years = amount(_("lease for"), _("years"), 2, required=False, min_value=0, max_value=70)
    power_kva = amount(_("power"), "kVA", 1, required=False, min_value=0)
    water_m3_day = amount(_("water"), _("m³/day"), 1, required=False, min_value=0)
    wastewater_m3_day = amount(_("wastewater"), _("m³/day"), 1, required=False, min_value=0)
    wastewater_kind = forms.ChoiceField(
        label=_("kind of wastewater"),
        choices=[("", _("not said")), *WastewaterKind.choices],
        required=False,
    )

    class Meta:
        model = LandRequest
        fields = [
            "industry",
            "area_ideal_m2",
            "area_min_m2",
            "area_max_m2",
            "kinds",
            "need_by",
            "count_expected_dates",
            "place",
            "max_distance_km",
            "max_cost_vnd_m2_year",
            "lease_years",
            "power_kva",
            "water_m3_day",
            "wastewater_m3_day",
            "wastewater_kind",
        ]

    def clean_need_by(self) -> Any:
        day = self.cleaned_data["need_by"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day has passed."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ideal = data.get("area_ideal_m2")
        if ideal:
            if data.get("area_min_m2") is None and "area_min_m2" not in self.errors:
                data["area_min_m2"] = max(1, round(float(ideal) * LEAST_OF_IDEAL))
            if data.get("area_max_m2") is None and "area_max_m2" not in self.errors:
                data["area_max_m2"] = round(float(ideal) * MOST_OF_IDEAL)
            if (data.get("area_min_m2") or 0) > ideal:
                self.add_error("area_min_m2", _("The least area is above the best area."))
            if (data.get("area_max_m2") or ideal) < ideal:
                self.add_error("area_max_m2", _("The largest area is below the best area."))
        if data.get("max_distance_km") and not data.get("place") and "place" not in self.errors:
            self.add_error("place", _("Name the place that the distance is measured from."))
        return data


class LandRequestForm(NeedForm):
    """A request of one of the organisations that the person may speak for."""

    product = TextField(
        label=_("what you make"),
        max_length=200,
        required=False,
        help_text=_("Only you and the Department read this."),
    )

    class Meta(NeedForm.Meta):
        fields = ["organisation", "product", *NeedForm.Meta.fields]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.editable_by(user).filter(
            kind__in=("enterprise", "association"), status__in=("pending", "verified")
        )
        self.fields["organisation"].queryset = mine
        self.fields["organisation"].empty_label = None
        if len(mine) == 1:
            self.fields["organisation"].initial = mine[0].pk
            self.fields["organisation"].widget = forms.HiddenInput()


class PublicFactsForm(forms.ModelForm):
    """What an enterprise says of itself, and which of it anyone may read. No switch is on before
    its owner turns it on (domain.md §10.1)."""

    industry = IndustryField(
        label=_("trade"), required=False, help_text=_("A VSIC code or its name, for example 2220.")
    )
    place = PlaceField(
        label=_("commune or ward of the factory"),
        required=False,
        help_text=_("By its present or its former name."),
    )
    offers = TextField(
        label=_("products offered"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What other firms can buy from you."),
    )
    seeks = TextField(
        label=_("products sought"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you want to buy."),
    )
    capacity = TextField(
        label=_("capacity"),
        max_length=300,
        required=False,
        help_text=_("For example: 200 tonnes of plastic parts a month."),
    )

    class Meta:
        model = Enterprise
        fields = [
            "industry",
            "offers",
            "seeks",
            "capacity",
            "place",
            "is_listed",
            "shows_products",
            "shows_capacity",
            "shows_place",
            "shows_contact",
        ]


class LinkForm(forms.Form):
    """The account that an officer has verified to be the enterprise a source names."""

    tax_code = TextField(label=_("tax code of the account"), max_length=20)

    def clean_tax_code(self) -> Organisation:
        code = clean_tax_code(self.cleaned_data["tax_code"])
        found = Organisation.objects.verified().filter(tax_code=code, kind="enterprise").first()
        if found is None:
            raise ValidationError(_("No verified enterprise here has this tax code."))
        return found
