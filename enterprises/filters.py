"""The filters of key products and of the directory."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, KeyProduct
from portal.common.vietnamese import fold
from reference.forms import IndustryField, PlaceField


class KeyProductFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("enterprise or product"), method="by_text", max_length=100)
    year = filters.AllValuesFilter(label=_("year"), field_name="year", empty_label=_("any"))
    sector = filters.AllValuesFilter(label=_("sector"), field_name="sector", empty_label=_("any"))

    class Meta:
        model = KeyProduct
        fields = []  # nothing filterable by accident

    def by_text(self, products, name, value):
        words = fold(value.strip())
        return products.filter(Q(holder_folded__contains=words) | Q(product_folded__contains=words))


class TradeFilter(filters.Filter):
    field_class = IndustryField


class PlaceFilter(filters.Filter):
    field_class = PlaceField


def _years():
    years = KeyProduct.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


class EnterpriseFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("enterprise or product"), method="by_text", max_length=100)
    badge = filters.ChoiceFilter(
        label=_("which"),
        choices=[
            ("recognised", _("with a recognised key product")),
            ("registered", _("with an account on this portal")),
        ],
        empty_label=_("any"),
        method="by_badge",
    )
    year = filters.ChoiceFilter(
        label=_("recognised in"), choices=_years, empty_label=_("any"), method="by_year"
    )
    trade = TradeFilter(label=_("trade"), method="by_trade")
    place = PlaceFilter(label=_("commune or ward"), method="by_place")
    sort = filters.ChoiceFilter(
        label=_("sort by"),
        choices=[("latest", _("year of recognition, newest first")), ("name", _("name"))],
        empty_label=None,
        method="by_sort",
    )

    class Meta:
        model = Enterprise
        fields = []  # nothing filterable by accident

    def by_text(self, enterprises, name, value):
        return enterprises.search(value)

    def by_badge(self, enterprises, name, value):
        return enterprises.recognised() if value == "recognised" else enterprises.registered()

    def by_year(self, enterprises, name, value):
        return enterprises.recognised_in(value)

    def by_trade(self, enterprises, name, value):
        return enterprises.in_trades([value.code])

    def by_place(self, enterprises, name, value):
        return enterprises.in_place(value)

    def by_sort(self, enterprises, name, value):
        return enterprises.order_by("name_sort", "pk") if value == "name" else enterprises
