"""Parsing and checking what people say of their organisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from accounts.validators import clean_tax_code
from portal.common.forms import TextField

REGISTRABLE = [
    choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.DEPARTMENT
]


class OrganisationForm(forms.ModelForm):
    """Register or correct an organisation. The Department itself is set up by its operator."""

    kind = forms.ChoiceField(label=_("kind"), choices=REGISTRABLE, widget=forms.RadioSelect)
    name = TextField(label=_("name as registered"), max_length=200)
    tax_code = TextField(
        label=_("tax code"),
        max_length=20,
        help_text=_("10 digits; 13 for a branch; 12 for a household business."),
    )
    address = TextField(label=_("address"), max_length=250, required=False)
    phone = TextField(label=_("phone"), max_length=20, required=False)

    class Meta:
        model = Organisation
        fields = ["kind", "name", "tax_code", "address", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["kind"].disabled = True

    def clean_tax_code(self) -> str:
        code = clean_tax_code(self.cleaned_data["tax_code"])
        if len(code) == 12 and self.cleaned_data.get("kind") != OrganisationKind.ENTERPRISE:
            raise ValidationError(_("Only a household business uses a 12-digit number."))
        taken = Organisation.objects.filter(tax_code=code).exclude(pk=self.instance.pk)
        if taken.exists():
            raise ValidationError(
                _("This tax code is registered already. Ask its owner to add you."), code="taken"
            )
        return code


class ReasonForm(forms.Form):
    """Why something is refused or returned: the other side reads it."""

    reason = TextField(
        label=_("reason"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads this. Say what to correct."),
    )
