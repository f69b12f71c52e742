"""What may stand in an address of the API, and what people type about a token.

A parameter that nobody knows is refused, not passed over: a misspelt filter that filters nothing
would give wrong figures.
"""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from clusters.models import Market, Readiness, Stage
from opendata.api.errors import Invalid
from opendata.api.paging import key_of
from opendata.models import ApiToken, Scope
from portal.common.forms import TextField
from reference.models import Era, PlotKind

LARGEST_PAGE, USUAL_PAGE = 200, 50
LONGEST = 200  # characters of one parameter
WIDEST_DEGREES = 5  # a view of more than that is not of Hanoi


class CursorField(forms.CharField):
    schema = {"type": "string"}

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        return key_of(text) if text else 0


class PlainNumberField(forms.FloatField):
    """A number with a decimal point, whatever the language."""

    schema = {"type": "number"}
    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:
        if value in self.empty_values:
            return None
        if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", str(value)):
            raise ValidationError(_("Write digits, with a decimal point if need be: 1234.5."))
        return float(value)


class IsoDateField(forms.DateField):
    schema = {"type": "string", "format": "date"}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            day = parse_date(str(value))
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(_("Write the day as 2027-06-30."))
        return day


class SinceField(forms.CharField):
    """A day, or an instant; without a zone it is Hanoi's."""

    schema = {"type": "string", "format": "date-time"}

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            instant = parse_datetime(text if "T" in text else f"{text}T00:00:00")
        except ValueError:
            instant = None
        if instant is None:
            raise ValidationError(_("Write a day or an instant: 2026-11-24T08:00:00+07:00."))
        return make_aware(instant) if is_naive(instant) else instant


class CodeField(forms.CharField):
    """A code of digits, as the registers write it."""

    schema = {"type": "string"}

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not re.fullmatch(r"\d{2,5}", text):
            raise ValidationError(_("A code has two to five digits."))
        return text


class BoxField(forms.CharField):
    """``west,south,east,north`` in degrees of WGS 84, as GeoJSON has it."""

    schema = {"type": "string", "example": "105.7,20.9,105.9,21.1"}

    def clean(self, value: Any) -> tuple[float, float, float, float] | None:
        text = super().clean(value)
        if not text:
            return None
        parts = text.split(",")
        if len(parts) != 4 or not all(re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", p) for p in parts):
            raise ValidationError(
                _("Write four numbers, west,south,east,north: 105.7,20.9,105.9,21.1.")
            )
        west, south, east, north = map(float, parts)
        if not (-180 <= west <= 180 and -180 <= east <= 180 and abs(south) <= 90 >= abs(north)):
            raise ValidationError(
                _("Longitudes are from −180 to 180 and latitudes from −90 to 90.")
            )
        if west >= east or south >= north:
            raise ValidationError(_("The box is turned round: west, south come first."))
        if max(east - west, north - south) > WIDEST_DEGREES:
            raise ValidationError(
                _("A box is at most %(most)s degrees wide; leave it out to have everything."),
                params={"most": WIDEST_DEGREES},
            )
        return west, south, east, north


class QueryForm(forms.Form):
    """The parameters of one address."""

    @classmethod
    def read(cls, sent: Any) -> dict[str, Any]:
        """What was sent, checked. Raises ``Invalid``."""
        form = cls(sent)
        unknown = [name for name in sent if name not in form.fields]
        if unknown:
            known = ", ".join(form.fields) or _("none")
            raise Invalid.one(
                unknown[0][:LONGEST],
                _("There is no such parameter here. Known are: %(known)s.") % {"known": known},
                "unknown_parameter",
            )
        if twice := [name for name in sent if len(sent.getlist(name)) > 1]:
            raise Invalid.one(twice[0], _("This parameter may stand here once."), "twice")
        if not form.is_valid():
            raise Invalid.of_form(form)
        return form.cleaned_data


class PageQuery(QueryForm):
    after = CursorField(
        required=False, max_length=40, help_text=_("Cursor of the page, from “next”.")
    )
    page_size = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_PAGE,
        help_text=_("Rows on a page."),
    )

    def clean_page_size(self) -> int:
        return self.cleaned_data["page_size"] or USUAL_PAGE


DEMO = forms.ChoiceField(
    required=False,
    choices=[("true", _("only invented rows")), ("false", _("only real rows"))],
    help_text=_("Rows invented for demonstration."),
)


def _text(help_text: Any, longest: int = 100) -> forms.CharField:
    return TextField(required=False, max_length=longest, help_text=help_text)


class ClusterFilters(QueryForm):
    q = _text(_("Words of the name, the place or the investor; diacritics do not matter."))
    place = CodeField(required=False, max_length=5, help_text=_("Code of a commune or ward."))
    trade = CodeField(required=False, max_length=5, help_text=_("VSIC code that is permitted."))
    stage = forms.ChoiceField(required=False, choices=Stage.choices, help_text=_("Stage."))
    readiness = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=Readiness.choices,
        help_text=_("Readiness tier, this or higher."),
    )
    area_min_ha = PlainNumberField(required=False, help_text=_("Total area at least (ha)."))
    area_max_ha = PlainNumberField(required=False, help_text=_("Total area at most (ha)."))
    updated_since = SinceField(
        required=False, max_length=40, help_text=_("Changed on the portal since then.")
    )


class ClusterQuery(PageQuery, ClusterFilters):
    pass


class PlotFilters(QueryForm):
    cluster = forms.SlugField(required=False, max_length=80, help_text=_("Slug of the cluster."))
    place = CodeField(required=False, max_length=5, help_text=_("Code of a commune or ward."))
    trade = CodeField(
        required=False, max_length=5, help_text=_("VSIC code that the cluster permits.")
    )
    kind = forms.ChoiceField(
        required=False, choices=PlotKind.choices, help_text=_("Land or building.")
    )
    market = forms.ChoiceField(
        required=False, choices=Market.choices, help_text=_("Whether it can still be had.")
    )
    readiness = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=Readiness.choices,
        help_text=_("Readiness tier of the cluster, this or higher."),
    )
    ready_by = IsoDateField(required=False, help_text=_("Ready on this day or before."))
    area_min_m2 = PlainNumberField(required=False, help_text=_("Area at least (m²)."))
    area_max_m2 = PlainNumberField(required=False, help_text=_("Area at most (m²)."))
    is_demo = DEMO
    updated_since = SinceField(
        required=False, max_length=40, help_text=_("Changed on the portal since then.")
    )


class PlotQuery(PageQuery, PlotFilters):
    pass


class PlotBoxQuery(PageQuery, PlotFilters):
    bbox = BoxField(
        required=False, max_length=80, help_text=_("Box west,south,east,north in degrees.")
    )


class KeyProductQuery(PageQuery):
    q = _text(_("Words of the enterprise or the product; diacritics do not matter."))
    year = forms.IntegerField(
        required=False, min_value=1990, max_value=2100, help_text=_("Year of recognition.")
    )
    trade = CodeField(required=False, max_length=5, help_text=_("VSIC code, or its beginning."))


class EnterpriseQuery(PageQuery):
    q = _text(_("Words of the enterprise or the product; diacritics do not matter."))
    trade = CodeField(required=False, max_length=5, help_text=_("VSIC code, or its beginning."))


class PlaceQuery(PageQuery):
    q = _text(_("Words of the name or the former district; diacritics do not matter."))
    era = forms.ChoiceField(
        required=False, choices=Era.choices, help_text=_("Units of now, or of before 1 July 2025.")
    )


class IndustryQuery(PageQuery):
    level = forms.IntegerField(
        required=False, min_value=1, max_value=4, help_text=_("1 section to 4 class.")
    )
    code = CodeField(required=False, max_length=5, help_text=_("VSIC code, or its beginning."))


class FactQuery(PageQuery):
    topic = forms.ChoiceField(
        required=False,
        choices=[("programme", _("programme of clusters")), ("key_products", _("key products"))],
        help_text=_("What the fact is about."),
    )


class ChangesQuery(QueryForm):
    LATEST = "latest"

    after = forms.CharField(
        required=False,
        max_length=40,
        help_text=_("Cursor from “next” of the answer before; “latest” is the end."),
    )
    page_size = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_PAGE, help_text=_("Changes on a page.")
    )

    def clean_after(self) -> int | None:
        """``None``: the end."""
        text = self.cleaned_data["after"]
        if text == self.LATEST:
            return None
        return key_of(text) if text else 0

    def clean_page_size(self) -> int:
        return self.cleaned_data["page_size"] or USUAL_PAGE


class TokenForm(forms.ModelForm):
    """A new token; an organisation without clusters can only read with it."""

    name = TextField(
        label=_("what it is for"),
        max_length=60,
        help_text=_("The program that will use it, for example “plot register”."),
    )

    class Meta:
        model = ApiToken
        fields = ["name", "scope"]
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, *args: Any, may_push: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [Scope.READ, Scope.PUSH] if may_push else [Scope.READ]
        self.fields["scope"].choices = [(one.value, one.label) for one in scopes]
        self.fields["scope"].initial = scopes[-1]
