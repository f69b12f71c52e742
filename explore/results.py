"""The answer of explore: which rows, in which order, what each choice would give, what to relax."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Plot
from explore.columns import MARKETS, STAGES, Columns
from explore.filters import CHOICES, Asked
from explore.finding import (
    Filters,
    Floats,
    Found,
    Ints,
    Mask,
    best_by,
    containing,
    in_order,
    order,
)
from matching.features import demand_of
from matching.scoring import KINDS, WASTEWATER_KINDS, Answer, judge
from matching.scoring.measures import arcs_km, unit_vector
from portal.common.vietnamese import fold
from reference.models import Place

DAY = 86_400
MOST_CODES = 50


@dataclass(frozen=True)
class Option:
    """One choice of a filter, with how many rows it would give."""

    value: str
    label: Any
    count: int
    is_picked: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: Any
    many: bool
    options: list[Option]

    @property
    def is_open(self) -> bool:
        return any(option.is_picked for option in self.options)


@dataclass(frozen=True)
class Chip:
    label: str
    words: str
    query: str


@dataclass(frozen=True)
class Relaxed:
    """What leaving one filter out would give."""

    chip: Chip
    count: int


class Results:
    """``centre``: where distances are measured from, latitude and longitude."""

    def __init__(self, asked: Asked, columns: Columns, land_request: Any = None) -> None:
        self.asked, self.columns = asked, columns
        self.land_request = land_request
        self.centre = asked.point
        if "place" in asked.values and "km" in asked.values and not self.centre:
            self.centre = _middle(asked.values["place"])
            if self.centre is None:
                asked.errors["place"] = [_("No commune or ward of Hanoi is called so.")]
        filters = Filters(
            columns.plots.home, len(columns.clusters), self._of_clusters(), self._of_plots()
        )
        self.found = Found(filters, asked.as_clusters)

    # --- masks ---------------------------------------------------------------------------------

    def _of_clusters(self) -> dict[str, Mask]:
        asked, clusters = self.asked.values, self.columns.clusters
        masks: dict[str, Mask] = {}
        if "q" in asked and self.asked.as_clusters:
            masks["q"] = self._named() | self._homes_coded()
        if "trade" in asked:
            masks["trade"] = clusters.taking(asked["trade"].code)
        if "tenants" in asked:
            masks["tenants"] = clusters.with_tenants(asked["tenants"].code)
        if "place" in asked:
            if "km" in asked and self.centre and not self.asked.point:
                masks["place"] = self._within(asked["km"])
            else:
                masks["place"] = containing(clusters.places, fold(asked["place"]).split())
        if self.asked.point:
            masks["point"] = self._within(asked["km"])
        for name, column in (
            ("ha_from", clusters.area_ha),
            ("power", clusters.power),
            ("water", clusters.water),
            ("wastewater", clusters.wastewater),
        ):
            if name in asked:
                masks[name] = column >= float(asked[name])
        return masks | self._picked(of_plots=False)

    def _of_plots(self) -> dict[str, Mask]:
        asked, plots = self.asked.values, self.columns.plots
        masks: dict[str, Mask] = {}
        if "q" in asked and not self.asked.as_clusters:
            masks["q"] = self._coded()
        if "area_from" in asked:
            masks["area_from"] = plots.area_m2 >= float(asked["area_from"])
        if "area_to" in asked:
            masks["area_to"] = plots.area_m2 <= float(asked["area_to"])
        if "cost_to" in asked:
            masks["cost_to"] = plots.cost <= float(asked["cost_to"])
        if "ready_by" in asked:
            masks["ready_by"] = plots.ready <= asked["ready_by"].toordinal()
        if "term" in asked:
            masks["term"] = plots.term >= float(asked["term"])
        return masks | self._picked(of_plots=True)

    def _picked(self, *, of_plots: bool) -> dict[str, Mask]:
        masks = {}
        for name, choice in CHOICES.items():
            if name in self.asked.values and choice.of_plots == of_plots:
                if name == "demo" and self.asked.as_clusters:
                    continue  # invented plots say nothing against a real cluster
                each = self.choices(name)
                picked = [each[value] for value in self.asked.values[name]]
                masks[name] = np.logical_or.reduce(picked)
        return masks

    def choices(self, name: str) -> dict[str, Mask]:
        """Each choice of a filter as a mask over plots or clusters."""
        plots, clusters = self.columns.plots, self.columns.clusters
        if name == "kind":
            return {kind: plots.kind == at for at, kind in enumerate(KINDS)}
        if name == "market":
            return {market: plots.market == at for at, market in enumerate(MARKETS)}
        if name == "demo":
            return {"hide": ~plots.demo}
        if name == "fresh":
            days = (timezone.now().timestamp() - plots.since) // DAY
            full, half = settings.FRESH_FULL_DAYS, settings.FRESH_HALF_DAYS
            return {
                "full": days <= full,
                "half": (days > full) & (days <= half),
                "empty": days > half,
            }
        if name == "tier":
            return {str(tier): clusters.readiness >= tier for tier in range(5, 0, -1)}
        if name == "wastewater_kind":
            accepts = clusters.wastewater_kinds
            return {
                kind: (accepts & (1 << at)) > 0 for at, kind in enumerate(WASTEWATER_KINDS) if at
            }
        if name == "stage":
            return {stage or "none": clusters.stage == at for at, stage in enumerate(STAGES)}
        return {"yes": clusters.programme}

    def _words(self) -> list[str]:
        return (fold(self.asked.values["q"]) or "").split()[:8]

    def _named(self) -> Mask:
        """The words as they stand together; where that is nobody's name, each of them somewhere."""
        words, texts = self._words(), self.columns.clusters.texts
        together = containing(texts, [" ".join(words)])
        return together if together.any() else containing(texts, words)

    def _homes_coded(self) -> Mask:
        """Clusters of plots whose code, present or former, was typed."""
        mask = np.zeros(len(self.columns.clusters), dtype=bool)
        mask[self.columns.plots.home[self._former()]] = True
        return mask

    def _coded(self) -> Mask:
        """Plots in which each word is in the code or in what the cluster is called."""
        plots, clusters, words = self.columns.plots, self.columns.clusters, self._words()
        passing = containing(clusters.texts, [" ".join(words)])[plots.home]
        if not passing.any():
            passing = np.ones(len(plots), dtype=bool)
            for word in words:
                named = containing(clusters.texts, [word])[plots.home]
                passing &= named | containing(plots.codes, [word])
        passing[self._former()] = True
        return passing

    def _former(self) -> Ints:
        """Plots whose code, present or former, is what was typed; no query without a digit."""
        text = self.asked.values["q"][:40]
        if not any(letter.isdigit() for letter in text):
            return np.zeros(0, dtype=np.int64)
        ids = Plot.objects.public().coded(text).values_list("pk", flat=True)[:MOST_CODES]
        return np.flatnonzero(np.isin(self.columns.plots.pk, list(ids)))

    @cached_property
    def km(self) -> Floats | None:
        """From the point picked or the commune named to each cluster."""
        if self.centre is None:
            return None
        clusters = self.columns.clusters
        there = np.array(
            [
                unit_vector(lat, lon) if lat == lat else (np.nan,) * 3
                for lat, lon in zip(clusters.lat.tolist(), clusters.lon.tolist(), strict=True)
            ]
        ).reshape(-1, 3)
        return arcs_km(unit_vector(*self.centre), there)

    def _within(self, km: Any) -> Mask:
        return np.asarray(self.km) <= float(km)

    # --- answers -------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> Ints:
        """What was found, in the order that was asked for."""
        return in_order(self.found.rows(), self._order())

    def _order(self) -> Ints:
        asked, columns = self.asked, self.columns
        name, largest = asked.sort.removeprefix("-"), asked.sort.startswith("-")
        of_clusters = asked.as_clusters
        if self.fit is not None:
            ties = columns.clusters.by_name if of_clusters else columns.plots.by_name
            return order(self.fit, ties, largest_first=True)
        if name == "distance":
            if self.km is None:
                return self._sorted("", False)
            if of_clusters:
                return order(self.km, columns.clusters.by_name)
            return order(self.km[columns.plots.home], columns.plots.by_name)
        return self._sorted("" if name.startswith("fit:") else name, largest)

    def _sorted(self, name: str, largest: bool) -> Ints:
        clusters, plots = self.columns.clusters, self.columns.plots
        of_clusters = self.asked.as_clusters
        shared = {
            "tier": clusters.readiness,
            "power": clusters.power,
            "wastewater": clusters.wastewater,
        }
        if name in shared:
            key = shared[name] if of_clusters else shared[name][plots.home]
        elif of_clusters:
            key = {
                "": clusters.by_name.astype(np.float64),
                "plots": self.columns.on_offer.astype(np.float64),
                "area": clusters.area_ha,
                "occupancy": clusters.occupancy,
                "decision": clusters.decided,
            }[name]
        else:
            key = {
                "": plots.market.astype(np.float64),
                "area": plots.area_m2,
                "cost": plots.cost,
                "ready": plots.ready,
                "term": plots.term,
                "fresh": plots.since,
            }[name]
        return self.columns.order(name, key, of_clusters=of_clusters, largest_first=largest)

    @cached_property
    def fit(self) -> Floats | None:
        """How each row fits the request: its score, 1 more where every condition is known to hold;
        nan where one fails. Of a cluster, its best plot."""
        if self.land_request is None:
            return None
        plots = self.columns.plots
        judged = judge(demand_of(self.land_request), self.columns.market.offers)
        score = np.where(judged.answer == Answer.FAIL, np.nan, judged.score)
        score = (score + (judged.answer == Answer.PASS))[plots.at_offer]
        if not self.asked.as_clusters:
            return score
        return best_by(plots.home, len(self.columns.clusters), score)

    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in CHOICES if self._offers(name)]

    def _offers(self, name: str) -> bool:
        return not (name == "demo" and self.asked.as_clusters)

    def _facet(self, name: str) -> Facet:
        choice = CHOICES[name]
        masks = self.choices(name)
        counts = self.found.counts(name, masks.values(), of_plots=choice.of_plots)
        picked = self.asked.values.get(name, ())
        numbered = dict(zip(masks, counts, strict=True))
        options = [
            Option(value, label, numbered[value], value in picked)
            for value, label in choice.options
        ]
        return Facet(name, choice.label, choice.many, options)

    def chips(self) -> list[Chip]:
        return [self._chip(name) for name in self.found.filters.names]

    def _chip(self, name: str) -> Chip:
        asked = self.asked
        gone = (name, "km") if name == "place" and not asked.point else (name,)
        return Chip(asked.label(name), asked.words(name), asked.query(*gone))

    def relaxed(self) -> list[Relaxed]:
        """Filters without which something is found, the most helpful first."""
        counts = self.found.relaxed()
        helpful = sorted((name for name in counts if counts[name]), key=lambda n: -counts[n])
        return [Relaxed(self._chip(name), counts[name]) for name in helpful]


def _middle(name: str) -> tuple[float, float] | None:
    """Where a commune is that is called so, present ones first."""
    rows = Place.objects.named(name).filter(lat__isnull=False).order_by("era", "name_sort")
    return rows.values_list("lat", "lon").first()
