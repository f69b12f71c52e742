"""What officers and investors type about a version; the cluster's facts; holidays."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from clusters import material, stated
from clusters.models import Cluster, ListingVersion, VersionKind, VersionStatus
from clusters.trades import TradesField
from portal.common.forms import DateField, NumberField, TextField
from reference.models import Holiday, WastewaterKind

NUMBERS = {  # field of a cluster → (unit, decimals, largest)
    "total_area_ha": ("ha", 4, 10_000),
    "industrial_land_ha": ("ha", 4, 10_000),
    "serviced_ha": ("ha", 4, 10_000),
    "leased_ha": ("ha", 4, 10_000),
    "certificate_ha": ("ha", 4, 10_000),
    "total_investment_bn_vnd": (_("bn VND"), 3, 1_000_000),
    "power_kva": ("kVA", 1, 1_000_000),
    "water_m3_day": (_("m³/day"), 1, 1_000_000),
    "wastewater_m3_day": (_("m³/day"), 1, 1_000_000),
    "road_km": ("km", 1, 1_000),
    "airport_km": ("km", 1, 1_000),
    "port_km": ("km", 1, 1_000),
}


NOT_HERE = ("boundary", "papers", *stated.MODELS)  # material, with a form of its own


class DecisionForm(forms.Form):
    """The officer's side: a reason for each changed field, a note for all, what was seen."""

    note = TextField(
        label=_("note for the investor"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the whole. A reason for one field stands beside that field."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, version: ListingVersion, data: Any = None) -> None:
        super().__init__(data, initial={"seen": version.seen})
        for name in version.values:
            self.fields[f"reason_{name}"] = TextField(
                label=_("what to correct"), required=False, max_length=500
            )

    @property
    def typed(self) -> list[str]:
        """What was written, for a page on which there is nothing to decide any more."""
        return [
            str(self.data[name]) for name in self.fields if name != "seen" and self.data.get(name)
        ]

    @property
    def reasons(self) -> dict[str, str]:
        return {
            name.removeprefix("reason_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("reason_") and text
        }


class AnswerForm(forms.Form):
    """The investor's side: an answer to each reason, and one for all."""

    note = TextField(
        label=_("answer to the Department"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the whole. You can also send it again without a word."),
    )

    def __init__(self, version: ListingVersion, data: Any = None) -> None:
        super().__init__(data)
        for name, reason in version.reasons.items():
            self.fields[f"answer_{name}"] = TextField(
                label=material.label(version.subject, name),
                required=False,
                max_length=500,
                help_text=_("The Department: %(reason)s") % {"reason": reason},
            )
        self.order_fields([*(f"answer_{name}" for name in version.reasons), "note"])

    @property
    def answers(self) -> dict[str, str]:
        return {
            name.removeprefix("answer_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("answer_") and text
        }


class QueueForm(forms.Form):
    """The queue's filters; the address is the state."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[("", _("any")), *VersionKind.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("state"),
        choices=[
            ("", _("any")),
            (VersionStatus.PROPOSED, VersionStatus.PROPOSED.label),
            (VersionStatus.RETURNED, VersionStatus.RETURNED.label),
        ],
        required=False,
    )
    investor = forms.ModelChoiceField(
        label=_("investor"),
        queryset=Organisation.objects.filter(kind="investor").order_by("name"),
        required=False,
        empty_label=_("any"),
    )

    def narrow(self, versions: Any) -> Any:
        """Nonsense in the address narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("kind"):
            versions = versions.filter(kind=chosen["kind"])
        if chosen.get("state"):
            versions = versions.filter(status=chosen["state"])
        if chosen.get("investor"):
            versions = versions.of_investor(chosen["investor"])
        return versions


class HolidayForm(forms.ModelForm):
    on = DateField(label=_("day"))
    name = TextField(label=_("name"), max_length=120)

    class Meta:
        model = Holiday
        fields = ["on", "name"]


class ClusterFactsForm(forms.Form):
    """The material facts of a cluster, with what backs them. Empty stays unknown."""

    evidence = TextField(
        label=_("where this comes from"),
        max_length=300,
        help_text=_("The document or the survey that says so. Readers see it beside the fact."),
    )
    as_of = TextField(
        label=_("as of"),
        max_length=10,
        help_text=_("A year, a month or a day: 2026, 2026-11 or 2026-11-24."),
    )

    def __init__(self, cluster: Cluster, initial: dict[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=initial)
        for field in material.CLUSTER:
            if field.name not in NOT_HERE:
                self.fields[field.name] = _fact_field(field)
        self.order_fields([*(f.name for f in material.CLUSTER), "evidence", "as_of"])

    def clean_as_of(self) -> str:
        text: str = self.cleaned_data["as_of"]
        if not re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
            raise ValidationError(_("Write a year, a month or a day, as in the examples."))
        return text

    def values(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("evidence", "as_of")
        }


def _fact_field(field: material.Material) -> forms.Field:
    name = field.name
    common: dict[str, Any] = {"label": material.label(Cluster, name), "required": False}
    if name in NUMBERS:
        unit, places, most = NUMBERS[name]
        return NumberField(unit=unit, decimal_places=places, min_value=0, max_value=most, **common)
    if name in material.TRADES:
        return TradesField(max_length=400, help_text=_("Codes with a comma: 22, 25."), **common)
    if name == "wastewater_kinds":
        return forms.MultipleChoiceField(
            choices=WastewaterKind.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if name == "master_lease_end":
        return DateField(**common)
    column = Cluster._meta.get_field(name)
    if column.choices:
        return forms.ChoiceField(choices=[("", _("no data yet")), *column.choices], **common)
    return TextField(max_length=column.max_length, **common)
