"""The key products' filters."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import KeyProduct
from portal.common.vietnamese import fold


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
