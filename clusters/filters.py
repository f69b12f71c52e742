"""The cluster list's filters. The address is the state, so every search can be shared."""

import django_filters as filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clusters.freshness import LEVELS
from clusters.models import Cluster, Stage
from portal.common.forms import NumberField
from reference.forms import IndustryField

SORTS = {
    "name": ("name_sort",),
    "-name": ("-name_sort",),
    "area": ("total_area_ha", "name_sort"),
    "-area": ("-total_area_ha", "name_sort"),
    "-decision": ("-decision_on", "name_sort"),
    "-plots": ("-plots_on_offer", "name_sort"),
}


class TradeFilter(filters.Filter):
    field_class = IndustryField


class AreaFilter(filters.Filter):
    field_class = NumberField


class ClusterFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("name, commune or investor"), method="by_text", max_length=100)
    stage = filters.ChoiceFilter(
        label=_("stage"),
        choices=[*Stage.choices, ("none", _("no data yet"))],
        empty_label=_("any"),
        method="by_stage",
    )
    programme = filters.ChoiceFilter(
        label=_("programme of 43"),
        choices=[("yes", _("identified as one of them"))],
        empty_label=_("any"),
        method="by_programme",
    )
    min_area = AreaFilter(
        label=_("total area at least"), unit="ha", min_value=0, max_value=10_000, method="by_area"
    )
    trade = TradeFilter(label=_("permitted trade"), method="by_trade")
    offer = filters.ChoiceFilter(
        label=_("plots"),
        choices=[("yes", _("with plots on offer"))],
        empty_label=_("any"),
        method="by_offer",
    )
    fresh = filters.ChoiceFilter(
        label=_("availability"),
        choices=[(level, settings.FRESH_WORDS[level]) for level in LEVELS],
        empty_label=_("any"),
        method="by_freshness",
    )
    sort = filters.ChoiceFilter(
        label=_("sort by"),
        choices=[
            ("name", _("name")),
            ("-name", _("name, Z to A")),
            ("-area", _("area, largest first")),
            ("area", _("area, smallest first")),
            ("-decision", _("decision, newest first")),
            ("-plots", _("plots on offer")),
        ],
        empty_label=None,
        method="by_sort",
    )

    class Meta:
        model = Cluster
        fields = []  # nothing filterable by accident

    def by_text(self, clusters, name, value):
        return clusters.search(value)

    def by_stage(self, clusters, name, value):
        return clusters.filter(stage="" if value == "none" else value)

    def by_programme(self, clusters, name, value):
        return clusters.identified()

    def by_area(self, clusters, name, value):
        return clusters.filter(total_area_ha__gte=value)

    def by_trade(self, clusters, name, value):
        return clusters.permitting(value.code)

    def by_offer(self, clusters, name, value):
        return clusters.filter(plots_on_offer__gt=0)

    def by_freshness(self, clusters, name, value):
        return clusters.freshly_offering(value)

    def by_sort(self, clusters, name, value):
        return clusters.order_by(*SORTS[value], "pk")

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """(parameter, label, value in words) of what narrows the list now."""
        if not self.form.is_valid():
            return []
        chips = []
        for name, value in self.form.cleaned_data.items():
            if value in (None, "") or name == "sort":
                continue
            field = self.form.fields[name]
            words = dict(getattr(field, "choices", [])).get(value, value)
            chips.append((name, field.label, words))
        return chips
