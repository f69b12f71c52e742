"""Parsing and checking a plot: what cannot be true is said beside its field."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from clusters import contact, material, rules
from clusters.boundaries import (
    HANOI,
    MOST_CORNERS,
    Surroundings,
    Survey,
    corners_of_ring,
    swap,
    write,
)
from clusters.codes import canonical_code, code_key
from clusters.models import Bounded, Plot, TradeRole
from clusters.trades import TradesField
from clusters.words import ZONE_NAMES
from portal.common.forms import DateField, NumberField, TextField
from portal.common.sheets.faults import in_words
from portal.common.sheets.opening import wrong_with
from portal.common.templatetags.units import number


class PlotForm(forms.ModelForm):
    """A plot of one cluster, which the view has set on the instance."""

    code = TextField(
        label=_("plot code"), max_length=rules.LONGEST_CODE, help_text=_("As on the plan: CN-03.")
    )
    area_m2 = NumberField(
        label=_("area"),
        unit="m²",
        min_value=rules.LEAST_M2,
        max_value=rules.MOST_M2,
        decimal_places=1,
    )
    price_vnd_m2 = NumberField(
        label=_("price"),
        unit="đ/m²",
        min_value=1,
        max_value=rules.MOST_PRICE_VND_M2,
        decimal_places=0,
        required=False,
        help_text=_("Before VAT. Empty: on request; firms with a budget then see “to confirm”."),
    )
    fee_vnd_m2_year = NumberField(
        label=_("infrastructure and management fee"),
        unit=_("đ/m²/year"),
        min_value=0,
        max_value=rules.MOST_FEE_VND_M2_YEAR,
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
    density_max_pct = NumberField(
        label=_("building density, at most"),
        unit="%",
        min_value=1,
        max_value=100,
        decimal_places=1,
        required=False,
        help_text=_("This and the next two as in the detailed plan; empty: not stated."),
    )
    floors_max = NumberField(
        label=_("storeys, at most"),
        unit=_("storeys"),
        min_value=1,
        max_value=rules.MOST_FLOORS,
        decimal_places=0,
        required=False,
    )
    height_max_m = NumberField(
        label=_("building height, at most"),
        unit="m",
        min_value=1,
        max_value=rules.MOST_HEIGHT_M,
        decimal_places=1,
        required=False,
    )
    permitted = TradesField(
        label=_("trades, if fewer than the cluster's"), max_length=400, required=False
    )
    contact_role = contact.role()
    contact_phone = contact.phone()
    contact_email = contact.email()
    note = TextField(
        label=_("note for readers"),
        max_length=rules.LONGEST_NOTE,
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
            "density_max_pct",
            "floors_max",
            "height_max_m",
            *material.CONTACT,
            "note",
        ]
        widgets = {"kind": forms.RadioSelect, "price_basis": forms.RadioSelect}

    field_order = (*Meta.fields[:11], "permitted", *Meta.fields[11:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_cluster = self.instance.cluster.trades.filter(role=TradeRole.PERMITTED)
        names = [str(trade.industry) for trade in of_cluster.select_related("industry")]
        self.fields["permitted"].help_text = (
            _("Codes with a comma. Empty: all that the cluster permits: %(trades)s.")
            % {"trades": "; ".join(names)}
            if names
            else _("Codes with a comma: 22, 25. Empty: all that the cluster permits.")
        )
        self.fields["contact_role"].help_text = _(
            "Empty: as for the cluster. A role, not a person: Phòng kinh doanh."
        )

    def clean_code(self) -> str:
        code = canonical_code(self.cleaned_data["code"])
        if not code_key(code):
            raise ValidationError(
                _("A plot code has at least one letter or digit."), code="no_code"
            )
        taken = Plot.objects.filter(cluster=self.instance.cluster, code_key=code_key(code))
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                _("This cluster already has a plot with the code %(code)s."),
                code="taken",
                params={"code": code},
            )
        return code

    def clean_area_m2(self) -> Any:
        area = self.cleaned_data["area_m2"]
        _keep_to(rules.of_area(area, self.instance.cluster.total_area_m2))
        return area

    def clean_lease_end(self) -> Any:
        end = self.cleaned_data["lease_end"]
        if end:
            master = self.instance.cluster.master_lease_end
            _keep_to(rules.of_lease_end(end, master, timezone.localdate()))
        return end


def _keep_to(broken: rules.Broken | None) -> None:
    """What ``clusters.rules`` says, beside the field."""
    if broken:
        params = {
            name: number(value, 0) if isinstance(value, float) else value
            for name, value in broken.params.items()
        }
        raise ValidationError(rules.SENTENCES[broken.code], code=broken.code, params=params)


class ContactForm(forms.Form):
    """Whom firms may ask about a cluster."""

    contact_role = contact.role(help_text=_("A role, not a person: Phòng kinh doanh."))
    contact_phone = contact.phone()
    contact_email = contact.email(
        help_text=_("Better the mailbox of the office than a person's own.")
    )


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


class SheetForm(forms.Form):
    """A spreadsheet; its bytes say whether it is one, and a bomb is refused before it is kept.

    ``organisations``: who imports, asked of those who may speak for several.
    """

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("organisation"))
    file = forms.FileField(
        label=_("spreadsheet"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations
        self.fields["file"].help_text = _("XLSX or CSV, at most %(most)s MB.") % {
            "most": settings.IMPORT_MOST_MB
        }

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        most = settings.IMPORT_MOST_MB
        if file.size > most * 1024 * 1024:
            raise ValidationError(
                _("“%(name)s” has %(size)s MB; at most %(most)s MB can be read."),
                code="too_large",
                params={
                    "name": file.name,
                    "size": number(file.size / 1024 / 1024, 1),
                    "most": most,
                },
            )
        if fault := wrong_with(file):
            raise ValidationError(
                _("“%(name)s” cannot be read: %(fault)s"),
                code=fault.code,
                params={"name": file.name, "fault": in_words(fault.code, fault.params)},
            )
        return file


class BoundaryForm(forms.Form):
    """A corner table; ``survey`` is what it says, also while it is wrong.

    Typed, or drawn on the map (``drawn``: JSON of [lon, lat]), which then fills the table.
    """

    MOST_CHARACTERS = 40_000

    zone = forms.TypedChoiceField(
        label=_("coordinate system of the paper"),
        coerce=int,
        choices=list(ZONE_NAMES.items()),
        initial=HANOI,
    )
    corners = TextField(
        label=_("corners"),
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text=_(
            "One corner a line: X (north), then Y (east), in metres, perhaps after a corner "
            "number. Paste it from a spreadsheet or type it from the land paper."
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 9,
                "spellcheck": "false",
                "autocomplete": "off",
                "placeholder": "1  2310000.00  575000.00",
            }
        ),
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, thing: Bounded, around: Surroundings, data: Any = None) -> None:
        if data is not None:
            data = data.copy()
            self._fill_table(data)
        initial = {}
        if thing.has_boundary:
            initial = {"zone": thing.boundary_epsg, "corners": write(thing.boundary_corners)}
        super().__init__(data, initial=initial)
        self.around = around
        self.survey = thing.survey(around) if data is None else None

    @staticmethod
    def _fill_table(data: Any) -> None:
        """What was drawn, or asked to be swapped, stands in the table as if it had been typed."""
        if "swap" in data:
            data["corners"] = swap(data.get("corners", "")[: BoundaryForm.MOST_CHARACTERS])
        elif ring := _positions(data.get("drawn", "")):
            by_text = {str(epsg): epsg for epsg in ZONE_NAMES}
            data["corners"] = write(corners_of_ring(ring, by_text.get(data.get("zone"), HANOI)))
        data["drawn"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "zone" in cleaned and "corners" in cleaned:
            self.survey = Survey.of_text(cleaned["corners"], cleaned["zone"], self.around)
            if not self.survey.is_storable:
                self.add_error(
                    "corners",
                    ValidationError(
                        _("The boundary cannot be stored like this: see what is marked below."),
                        code="no_boundary",
                    ),
                )
        return cleaned


def _positions(text: str) -> list[tuple[float, float]]:
    """[lon, lat] pairs around Vietnam that a map sent, or nothing: a map sends nothing else."""
    try:
        pairs = json.loads(text[: BoundaryForm.MOST_CHARACTERS] or "[]")
        ring = [(float(lon), float(lat)) for lon, lat in pairs][:MOST_CORNERS]
    except (TypeError, ValueError, RecursionError):
        return []
    return ring if all(100 < lon < 112 and 8 < lat < 25 for lon, lat in ring) else []


class NeighbourForm(forms.Form):
    """A plot of the same cluster that shares an edge with this one."""

    other = forms.ModelChoiceField(
        label=_("adjacent plot"), queryset=Plot.objects.none(), empty_label=_("choose a plot")
    )

    def __init__(self, candidates: Iterable[Plot], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = candidates
        self.fields["other"].label_from_instance = lambda plot: plot.code
