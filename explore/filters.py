"""What is asked of explore: read from the address, which is the whole state."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clusters.freshness import LEVELS
from clusters.models import Market, Readiness, Stage
from explore.columns import STAGES
from matching.scoring import KINDS, WASTEWATER_KINDS
from portal.common.forms import DateField, NumberField, TextField
from portal.common.templatetags import units
from reference.forms import IndustryField
from reference.models import PlotKind, WastewaterKind

PLOTS, CLUSTERS = "plots", "clusters"
EARTH_KM = 20_100
EARTH_M2 = 10**15
DEFAULT_KM = 10
FIT = re.compile(r"fit:[0-9]{1,19}")  # a request of the reader's own, to sort by


@dataclass(frozen=True)
class Choice:
    """A filter with a few answers. ``many``: several may be ticked, any of them will do."""

    label: Any
    options: tuple[tuple[str, Any], ...]
    of_plots: bool
    many: bool = True


CHOICES = {
    "kind": Choice(
        _("land or building"), tuple((k, PlotKind(k).label) for k in KINDS), of_plots=True
    ),
    "market": Choice(_("market"), tuple(Market.choices), of_plots=True),
    "tier": Choice(
        _("readiness at least"),
        tuple((str(t.value), f"{t.value}") for t in reversed(Readiness) if t),
        of_plots=False,
        many=False,
    ),
    "wastewater_kind": Choice(
        _("wastewater accepted"),
        tuple((k, WastewaterKind(k).label) for k in WASTEWATER_KINDS[1:]),
        of_plots=False,
        many=False,
    ),
    "fresh": Choice(
        _("last confirmed"), tuple((n, settings.FRESH_WORDS[n]) for n in LEVELS), of_plots=True
    ),
    "stage": Choice(
        _("stage"),
        tuple((s or "none", Stage(s).label if s else _("no data yet")) for s in STAGES),
        of_plots=False,
    ),
    "programme": Choice(_("programme of 43"), (("yes", _("one of the 43")),), of_plots=False),
    "demo": Choice(
        _("demonstration data"), (("hide", _("without invented plots")),), of_plots=True
    ),
}
TYPED: dict[str, forms.Field] = {
    "q": TextField(label=_("name or plot code"), max_length=100, required=False),
    "trade": IndustryField(label=_("trade permitted"), required=False),
    "place": TextField(label=_("commune, present or former"), max_length=100, required=False),
    "lat": forms.FloatField(label=_("latitude"), min_value=-90, max_value=90, required=False),
    "lon": forms.FloatField(label=_("longitude"), min_value=-180, max_value=180, required=False),
    "km": NumberField(
        label=_("distance at most"), unit="km", min_value=0, max_value=EARTH_KM, required=False
    ),
    "area_from": NumberField(
        label=_("area from"), unit="m²", min_value=0, max_value=10**8, required=False
    ),
    "area_to": NumberField(
        label=_("area to"), unit="m²", min_value=0, max_value=10**8, required=False
    ),
    "ha_from": NumberField(
        label=_("whole cluster at least"), unit="ha", min_value=0, max_value=10_000, required=False
    ),
    "cost_to": NumberField(
        label=_("cost at most"), unit=_("đ/m²/year"), min_value=0, max_value=10**10, required=False
    ),
    "ready_by": DateField(label=_("ready by"), required=False),
    "term": NumberField(
        label=_("years left at least"), unit=_("years"), min_value=0, max_value=200, required=False
    ),
    "power": NumberField(
        label=_("power at least"), unit="kVA", min_value=0, max_value=10**7, required=False
    ),
    "water": NumberField(
        label=_("water at least"), unit=_("m³/day"), min_value=0, max_value=10**7, required=False
    ),
    "wastewater": NumberField(
        label=_("wastewater at least"),
        unit=_("m³/day"),
        min_value=0,
        max_value=10**7,
        required=False,
    ),
    "tenants": IndustryField(label=_("tenants of this trade"), required=False),
}
SORTS = {
    PLOTS: {
        "": _("available first, by name"),
        "area": _("area, smallest first"),
        "-area": _("area, largest first"),
        "cost": _("cost, lowest first"),
        "ready": _("ready soonest"),
        "-term": _("most years left"),
        "-tier": _("readiness, highest first"),
        "-power": _("most power"),
        "-wastewater": _("most wastewater capacity"),
        "-fresh": _("confirmed latest"),
        "distance": _("nearest first"),
    },
    CLUSTERS: {
        "": _("name"),
        "-plots": _("most plots on offer"),
        "-area": _("area, largest first"),
        "area": _("area, smallest first"),
        "-tier": _("readiness, highest first"),
        "occupancy": _("least occupied first"),
        "-occupancy": _("most occupied first"),
        "-decision": _("decision, newest first"),
        "-power": _("most power"),
        "-wastewater": _("most wastewater capacity"),
        "distance": _("nearest first"),
    },
}
WRITTEN = {
    "km": units.km,
    "area_from": units.m2,
    "area_to": units.m2,
    "ha_from": units.ha,
    "cost_to": units.vnd_m2_year,
    "ready_by": units.day,
    "term": units.years,
    "power": units.kva,
    "water": units.m3_day,
    "wastewater": units.m3_day,
}
TOGETHER = {"point": ("lat", "lon", "km")}  # one filter, one chip


@dataclass(frozen=True)
class Asked:
    """``values``: what was understood, without what is empty; ``typed``: as it was written, so that
    a mistake stays where it was made, with its sentence in ``errors``."""

    show: str
    sort: str
    values: dict[str, Any]
    typed: dict[str, str]
    errors: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, typed: QueryDict) -> "Asked":
        show = CLUSTERS if typed.get("show") == CLUSTERS else PLOTS
        values: dict[str, Any] = {}
        kept: dict[str, str] = {}
        errors: dict[str, list[Any]] = {}
        for name, reader in TYPED.items():
            text = typed.get(name, "")
            if not text.strip():
                continue
            kept[name] = text[:200]
            try:
                value = reader.clean(text[:200])
            except ValidationError as wrong:
                errors[name] = wrong.messages
            else:
                values[name] = value
        for name, choice in CHOICES.items():
            known = [value for value, _label in choice.options]
            picked = [value for value in typed.getlist(name)[:20] if value in known]
            if picked:
                values[name] = picked if choice.many else picked[:1]
        point = "lat" in values and "lon" in values
        if not point:
            values = {n: v for n, v in values.items() if n not in ("lat", "lon")}
        if point and "km" not in values:
            values["km"] = DEFAULT_KM
        if "km" in values and not point and "place" not in values:
            values.pop("km")
            errors.setdefault("km", [_("Pick a point on the map, or name a commune.")])
        if values.get("area_to", EARTH_M2) < values.get("area_from", 0):
            errors["area_to"] = [_("This is less than the area from which you look.")]
            values.pop("area_to")
        sort = typed.get("sort", "")
        if sort not in SORTS[show] and not FIT.fullmatch(sort):
            sort = ""
        return cls(show, sort, values, kept, errors)

    @property
    def as_clusters(self) -> bool:
        return self.show == CLUSTERS

    @property
    def point(self) -> tuple[float, float] | None:
        """Where the reader has put the pin: latitude, longitude."""
        return (self.values["lat"], self.values["lon"]) if "lat" in self.values else None

    def query(self, *leave_out: str, **instead: str) -> str:
        """The address of this, from its ``?`` on, without some filters and the page."""
        pairs: list[tuple[str, str]] = []
        if self.show != PLOTS:
            pairs.append(("show", self.show))
        pairs += [(name, self.typed[name]) for name in TYPED if name in self.typed]
        pairs += [(name, v) for name in CHOICES if name in self.values for v in self.values[name]]
        if self.sort:
            pairs.append(("sort", self.sort))
        gone = {one for name in leave_out for one in TOGETHER.get(name, (name,))} | set(instead)
        pairs = [(name, value) for name, value in pairs if name not in gone]
        pairs += [(name, value) for name, value in instead.items() if value]
        return "?" + urlencode(pairs)

    def words(self, name: str) -> str:
        """What a filter asks for, in words."""
        if name == "point":
            return f"≤ {units.km(self.values['km'])}"
        value = self.values[name]
        if name in CHOICES:
            names = dict(CHOICES[name].options)
            return ", ".join(str(names[picked]) for picked in value)
        if name == "place" and "km" in self.values and not self.point:
            return f"{value}, ≤ {units.km(self.values['km'])}"
        return str(WRITTEN[name](value)) if name in WRITTEN else str(value)

    def label(self, name: str) -> str:
        if name == "point":
            return str(_("from the point picked"))
        label = str(CHOICES[name].label if name in CHOICES else TYPED[name].label)
        return label[:1].upper() + label[1:]
