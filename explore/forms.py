"""Parsing and checking what people look for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from explore.suppliers import Clusters
from reference.forms import IndustryField


class SupplyForm(forms.Form):
    """A trade, and perhaps the cluster that distances are measured from."""

    trade = IndustryField(
        label=_("your trade"), help_text=_("A VSIC code or its name, for example 2220.")
    )
    cluster = forms.ChoiceField(label=_("nearest to"), required=False)

    def __init__(self, *args: Any, clusters: Clusters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clusters = clusters
        self.fields["cluster"].choices = [
            ("", _("any cluster")),
            *((row.slug, row.short_name) for row in clusters.rows),
        ]

    def clean_cluster(self) -> Any:
        slug = self.cleaned_data["cluster"]
        if not slug:
            return None
        found = self.clusters.named(slug)
        if found is None:
            raise ValidationError(_("There is no such cluster with a position."))
        return found
