"""What officers enter about a cluster: documents, utilities, components, areas, kept promises."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Component, ReadinessStep, Utility, UtilityKind
from portal.common.forms import DateField, NumberField, TextField

UNITS = {
    UtilityKind.POWER: "kVA",
    UtilityKind.WATER: _("m³/day"),
    UtilityKind.WASTEWATER: _("m³/day"),
}


def not_to_come(day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="to_come")


def past_day(label: Any, **kwargs: Any) -> DateField:
    return DateField(label=label, validators=[not_to_come], **kwargs)


def source() -> TextField:
    return TextField(
        label=_("source"),
        max_length=300,
        help_text=_("Who says so: a report, a letter, a visit; with its number if it has one."),
    )


class StepForm(forms.ModelForm):
    """One dated document for one tier of the cluster that stands on the instance."""

    number = TextField(label=_("document number"), max_length=60, required=False)
    dated = past_day(_("document date"))
    issuer = TextField(label=_("issued by"), max_length=200, required=False)
    note = TextField(label=_("note"), max_length=300, required=False)
    file_ref = TextField(
        label=_("where the document is kept"),
        max_length=200,
        required=False,
        help_text=_("A file number in the Department's records, for example."),
    )

    class Meta:
        model = ReadinessStep
        fields = ["tier", "document", "number", "dated", "issuer", "note", "file_ref"]


class UtilityForm(forms.ModelForm):
    """One utility; the amounts in its own unit."""

    as_of = past_day(_("as of"))
    source = source()

    class Meta:
        model = Utility
        fields = ["design", "in_use", "available", "as_of", "connected_beyond_fence", "source"]
        widgets = {"connected_beyond_fence": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "design": _("design capacity"),
            "in_use": _("in use"),
            "available": _("available"),
        }
        for name, label in labels.items():
            self.fields[name] = NumberField(
                label=label,
                unit=UNITS[UtilityKind(self.instance.kind)],
                min_value=0,
                max_value=10**8,
                decimal_places=1,
                required=False,
            )
        self.fields["available"].help_text = _(
            "What a new tenant can get. This is what needs are compared with; empty: not known."
        )


class ComponentForm(forms.ModelForm):
    percent = NumberField(label=_("done"), unit="%", min_value=0, max_value=100, decimal_places=0)
    as_of = past_day(_("as of"))
    promised_on = DateField(
        label=_("promised completion"),
        required=False,
        help_text=_("Every promised date is kept; a new one does not erase the earlier ones."),
    )
    completed_on = past_day(_("actual completion"), required=False)
    source = source()

    class Meta:
        model = Component
        fields = ["percent", "as_of", "promised_on", "completed_on", "source"]


def _hectares(label: Any) -> NumberField:
    return NumberField(
        label=label, unit="ha", min_value=0, max_value=1000, decimal_places=4, required=False
    )


class AreasForm(forms.Form):
    """The components of occupancy, in hectares; empty is not known."""

    NAMES = ("industrial_land_ha", "serviced_ha", "leased_ha", "certificate_ha")

    industrial_land_ha = _hectares(_("industrial land of the detailed plan"))
    serviced_ha = _hectares(_("of this already serviced, eligible for lease"))
    leased_ha = _hectares(_("leased or subleased"))
    certificate_ha = _hectares(_("with an investment approval or certificate, not yet leased"))
    as_of = past_day(_("as of"))
    source = source()

    def __init__(self, cluster: Cluster, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(cluster, name) for name in self.NAMES})
        super().__init__(*args, **kwargs)
        self.cluster = cluster

    @property
    def areas(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        land, serviced, leased, certificate = (cleaned.get(name) for name in self.NAMES)
        whole = self.cluster.total_area_ha
        if land == 0:
            self.add_error("industrial_land_ha", _("Leave it empty where it is not known."))
        if None not in (land, whole) and land > whole:
            self.add_error("industrial_land_ha", _("More than the whole cluster."))
        if None not in (land, serviced) and serviced > land:
            self.add_error("serviced_ha", _("More than the industrial land."))
        if land is not None and (leased or 0) + (certificate or 0) > land:
            self.add_error("leased_ha", _("Together more than the industrial land."))
        if None not in (leased, serviced) and leased > serviced:
            self.add_error("leased_ha", _("More than what is serviced and can be leased."))
        return cleaned


class KeptForm(forms.Form):
    on = past_day(_("came true on"))
