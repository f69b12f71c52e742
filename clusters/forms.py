"""Parsing and checking a plot: what cannot be true is said beside its field."""

from pathlib import PurePath
from typing import Any

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from clusters.models import Plot
from portal.common.forms import DateField, NumberField, TextField
from portal.common.templatetags.units import number


class PlotForm(forms.ModelForm):
    """A plot of one cluster, which the view has set on the instance."""

    code = TextField(label=_("plot code"), max_length=20, help_text=_("As on the plan: CN-03."))
    area_m2 = NumberField(
        label=_("area"), unit="m²", min_value=1, max_value=1_000_000, decimal_places=1
    )
    price_vnd_m2 = NumberField(
        label=_("price"),
        unit="đ/m²",
        min_value=1,
        max_value=10**12,
        decimal_places=0,
        required=False,
        help_text=_("Before VAT. Empty: on request; firms with a budget then see “to confirm”."),
    )
    fee_vnd_m2_year = NumberField(
        label=_("infrastructure and management fee"),
        unit=_("đ/m²/year"),
        min_value=0,
        max_value=10**9,
        decimal_places=0,
        required=False,
    )
    ready_on = DateField(
        label=_("ready on"),
        required=False,
        help_text=_("The day a tenant can take it over; a day in the past: it is ready."),
    )
    lease_end = DateField(
        label=_("lease can run to"),
        required=False,
        help_text=_("Empty: as long as the cluster's master lease."),
    )
    note = TextField(
        label=_("note for readers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Plot
        fields = [
            "code",
            "kind",
            "area_m2",
            "price_vnd_m2",
            "price_basis",
            "fee_vnd_m2_year",
            "ready_on",
            "lease_end",
            "note",
        ]
        widgets = {"kind": forms.RadioSelect, "price_basis": forms.RadioSelect}

    def clean_code(self) -> str:
        code = " ".join(self.cleaned_data["code"].split())
        taken = Plot.objects.filter(cluster=self.instance.cluster, code__iexact=code)
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                _("This cluster already has a plot with the code %(code)s."),
                code="taken",
                params={"code": code},
            )
        return code

    def clean_area_m2(self) -> Any:
        area = self.cleaned_data["area_m2"]
        whole = self.instance.cluster.total_area_m2
        if whole is not None and area > whole:
            raise ValidationError(
                _("The whole cluster has %(whole)s m²."),
                code="larger_than_cluster",
                params={"whole": number(whole, 0)},
            )
        return area

    def clean_lease_end(self) -> Any:
        end = self.cleaned_data["lease_end"]
        if end and end <= timezone.localdate():
            raise ValidationError(_("This day has passed."), code="past")
        master = self.instance.cluster.master_lease_end
        if end and master and end > master:
            raise ValidationError(
                _("The cluster's master lease ends on %(day)s."),
                code="beyond_master_lease",
                params={"day": f"{master:%d/%m/%Y}"},
            )
        return end


class InvestorForm(forms.Form):
    """Which verified investor manages a cluster on the portal."""

    investor = forms.ModelChoiceField(
        label=_("organisation that manages it here"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("nobody yet"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"].queryset = Organisation.objects.verified().filter(kind="investor")


class PaperForm(forms.Form):
    """One document for a plot; what it is, its bytes decide."""

    TYPES = {"application/pdf": {"pdf"}, "image/jpeg": {"jpg", "jpeg"}, "image/png": {"png"}}
    LARGEST_MB = 10

    file = forms.FileField(
        label=_("paper"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Only you and the officers see it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST_MB * 1024 * 1024:
            raise ValidationError(_("The file is larger than 10 MB."), code="too_large")
        kind = filetype.guess(file.read(512))
        file.seek(0)
        extension = PurePath(file.name).suffix.lower().removeprefix(".")
        if kind is None or kind.mime not in self.TYPES:
            raise ValidationError(
                _("“%(name)s” is neither PDF, JPEG nor PNG."),
                code="wrong_type",
                params={"name": file.name},
            )
        if extension not in self.TYPES[kind.mime]:
            raise ValidationError(
                _("“%(name)s” is not what its name says: the content is %(mime)s."),
                code="disguised",
                params={"name": file.name, "mime": kind.mime},
            )
        file.content_type = kind.mime
        return file
