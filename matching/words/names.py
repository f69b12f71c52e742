"""Scoring's codes in words. ``scoring`` knows no Django, so its names are translated here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from matching.models import Fact

Lazy = str | Promise

GATE_NAMES: dict[str, Lazy] = {
    "available": gettext_lazy("Availability"),
    "area": gettext_lazy("Area"),
    "industry": gettext_lazy("Trade"),
    "wastewater_kind": gettext_lazy("Kind of wastewater"),
    "ready": gettext_lazy("Ready in time"),
    "power": gettext_lazy("Power"),
    "water": gettext_lazy("Water"),
    "wastewater": gettext_lazy("Wastewater"),
    "cost": gettext_lazy("Cost"),
    "term": gettext_lazy("Years left"),
    "kind": gettext_lazy("Land or building"),
    "distance": gettext_lazy("Distance"),
}

CRITERION_NAMES: dict[str, Lazy] = {
    "area": gettext_lazy("Area"),
    "cost": gettext_lazy("Cost"),
    "time": gettext_lazy("Time"),
    "distance": gettext_lazy("Distance"),
    "access": gettext_lazy("Access"),
    "readiness": gettext_lazy("Readiness"),
    "headroom": gettext_lazy("Utility headroom"),
    "neighbours": gettext_lazy("Neighbours"),
    "key_product": gettext_lazy("Key product"),
}

FACT_NAMES: dict[str, Lazy] = {fact.value: fact.label for fact in Fact}

STATUS_NAMES: dict[str, Lazy] = {
    "published": gettext_lazy("available"),
    "held": gettext_lazy("held"),
    "leased": gettext_lazy("leased"),
}

UNITS: dict[str, Lazy] = {
    "area": "m²",
    "power": "kVA",
    "water": gettext_lazy("m³/day"),
    "wastewater": gettext_lazy("m³/day"),
    "cost": gettext_lazy("đ/m²/year"),
    "term": gettext_lazy("years"),
    "distance": "km",
}
