"""Reads of enterprises, products and land requests."""

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from portal.common.vietnamese import fold


class LandRequestQuerySet(models.QuerySet):
    def owned_by(self, user):
        """Requests of the organisations that ``user`` belongs to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__memberships__user=user)

    def editable_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organisation__memberships__user=user,
            organisation__memberships__role__in=("owner", "editor"),
        )

    def open(self):
        return self.filter(status="open")

    def for_cards(self):
        return self.select_related("industry", "place", "organisation").order_by("-pk")


class EnterpriseQuerySet(models.QuerySet):
    def public(self):
        """With a recognised product from a source, or verified here and listed."""
        return self.filter(
            Exists(self._products().filter(holder=OuterRef("pk")))
            | Q(organisation__status="verified", is_listed=True)
        )

    def recognised(self):
        return self.filter(Exists(self._products().filter(holder=OuterRef("pk"))))

    def registered(self):
        """Those that have a verified account."""
        return self.filter(organisation__status="verified", is_listed=True)

    def search(self, text: str):
        """By name, recognised product or, where they are shown, products offered."""
        words = fold(text.strip()) or ""
        products = self._products().filter(holder=OuterRef("pk"), product_folded__contains=words)
        return self.filter(
            Q(name_folded__contains=words)
            | Exists(products)
            | Q(offers_folded__contains=words, shows_products=True)
        )

    def recognised_in(self, year: str):
        return self.filter(Exists(self._products().filter(holder=OuterRef("pk"), year=year)))

    def in_trades(self, codes):
        """Whose trade, its own or else guessed from a product, is one of these or below it."""
        if not codes:
            return self.none()
        own, guessed = Q(), Q()
        for code in codes:
            own |= Q(industry__code__startswith=code)
            guessed |= Q(industry_guess__code__startswith=code)
        products = self._products().filter(guessed, holder=OuterRef("pk"))
        return self.filter(own | Q(industry__isnull=True) & Exists(products))

    def in_place(self, place):
        """Whose commune or ward is shown and is this one."""
        return self.filter(shows_place=True, place=place)

    def latest_first(self):
        """``latest``: the last year of recognition; those without one come after."""
        years = self._products().filter(holder=OuterRef("pk")).order_by("-year").values("year")
        return self.annotate(latest=Subquery(years[:1])).order_by(
            models.F("latest").desc(nulls_last=True), "name_sort", "pk"
        )

    def ids(self):
        return list(self.values_list("pk", flat=True))

    def for_cards(self):
        """Everything a row of the directory prints, in two queries."""
        products = self._products().select_related("industry_guess").order_by("-year", "product")
        return self.select_related("industry", "place", "organisation").prefetch_related(
            Prefetch("products", products, to_attr="product_rows")
        )

    def _products(self):
        return self.model._meta.get_field("products").related_model.objects
