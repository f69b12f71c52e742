"""Parsing and checking what people look for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from explore.models import HowOften, SavedSearch
from explore.suppliers import Clusters
from portal.common.forms import TextField
from reference.forms import IndustryField, Suggesting


class SupplyForm(forms.Form):
    """A trade, and perhaps the cluster that distances are measured from."""

    trade = IndustryField(
        label=_("your trade"), help_text=_("A VSIC code or its name, for example 2220.")
    )
    cluster = TextField(
        label=_("nearest to"),
        required=False,
        max_length=150,
        help_text=_("The name of a cluster. Empty: any."),
    )

    def __init__(self, *args: Any, clusters: Clusters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clusters = clusters
        chosen = self.initial.get("cluster")
        self.initial["cluster"] = chosen.short_name if chosen else ""
        self.fields["cluster"].widget = Suggesting(
            "clusters", lambda: [(row.short_name, "") for row in clusters.located]
        )

    def clean_cluster(self) -> Any:
        typed = self.cleaned_data["cluster"].strip()
        if not typed:
            return None
        found = self.clusters.named(typed)
        if found is None:
            raise ValidationError(
                _("No cluster with a known position is called so. Pick one from the list.")
            )
        return found


class SavedSearchForm(forms.ModelForm):
    name = TextField(label=_("name of the search"), max_length=80)
    how_often = forms.ChoiceField(
        label=_("mail me what is new"), choices=HowOften.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = SavedSearch
        fields = ["name", "how_often"]
