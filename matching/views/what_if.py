"""What the address changes about a need, for looking only: other weights, other values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from enterprises.models import LandRequest
from matching.forms import ChangeForm, WeightsForm
from matching.scoring import KINDS, Change, Demand, Offers, Step, helpful_changes
from matching.words.changes import before_and_after, condition, name
from matching.words.names import Lazy
from portal.common.forms import NumberField


@dataclass(frozen=True)
class Help:
    """A change that opens plots, and the address that tries it."""

    condition: str
    opens: int
    query: str


@dataclass(frozen=True)
class Tried:
    """One value that is being tried, and the address without it."""

    name: Lazy
    before: str
    after: str
    undo: str


class WhatIf:
    """A need with what the address puts in. Nothing of it is stored."""

    def __init__(self, typed: QueryDict, land_request: LandRequest) -> None:
        self.saved = land_request
        self.typed = typed.copy()
        for name_of_the_page in ("page", "csrfmiddlewaretoken"):
            self.typed.pop(name_of_the_page, None)
        self.weights = WeightsForm(typed, land_request)
        self.changes = ChangeForm(typed, land_request)
        self.is_readable = self.weights.is_valid() and self.changes.is_valid()
        self.steps = self.changes.steps() if self.is_readable else []

    @property
    def has_weights(self) -> bool:
        return self.weights.is_new()

    @property
    def is_trying(self) -> bool:
        return self.is_readable and (bool(self.steps) or self.has_weights)

    @property
    def land_request(self) -> LandRequest:
        """The need to rank by."""
        if not self.is_readable:
            return self.saved
        tried = self.changes.tried()
        if self.has_weights:
            tried.weights = self.weights.weights()
        return tried

    def tried(self) -> list[Tried]:
        return [
            Tried(name(step), *before_and_after(step), self.query(ChangeForm.PREFIX + step.field))
            for step in self.steps
        ]

    def helps(self, demand: Demand, offers: Offers) -> list[Help]:
        """The smallest changes that open plots: single ones first, those that open most before."""
        changes = helpful_changes(demand, offers)
        changes.sort(key=lambda change: (len(change.steps), -change.opens))
        return [
            Help(
                condition(change.steps, counts_expected=demand.count_expected_dates),
                change.opens,
                self._trying(change),
            )
            for change in changes
        ]

    def _trying(self, change: Change) -> str:
        typed = self.typed.copy()
        for step in change.steps:
            typed[ChangeForm.PREFIX + step.field] = _exact(step.after)
        return f"?{typed.urlencode()}"

    # --- addresses ---------------------------------------------------------------------------

    def query(self, *without: str) -> str:
        """The address without these parameters, or without all that begin so (``w_``)."""
        typed = self.typed.copy()
        for key in self.typed:
            if key in without or key.startswith(tuple(w for w in without if w.endswith("_"))):
                del typed[key]
        return f"?{typed.urlencode()}"

    @property
    def without_weights(self) -> str:
        return self.query(WeightsForm.PREFIX)

    @property
    def without_changes(self) -> str:
        return self.query(ChangeForm.PREFIX)

    @property
    def without_anything(self) -> str:
        return self.query(WeightsForm.PREFIX, ChangeForm.PREFIX)

    @property
    def taken_over(self) -> str:
        """A visitor's address with the change typed into the need itself."""
        typed = self.typed.copy()
        for step in self.steps:
            typed.pop(ChangeForm.PREFIX + step.field, None)
            typed[step.field] = _as_typed(step)
        return f"?{typed.urlencode()}"

    def kept(self) -> list[tuple[str, str]]:
        """Hidden fields that carry the address along."""
        return [(key, value) for key, values in self.typed.lists() for value in values]

    @property
    def beside_weights(self) -> list[tuple[str, str]]:
        return [pair for pair in self.kept() if not pair[0].startswith(WeightsForm.PREFIX)]

    @property
    def without_search(self) -> str:
        return self.query("q")

    @property
    def beside_search(self) -> list[tuple[str, str]]:
        return [pair for pair in self.kept() if pair[0] != "q"]

    @property
    def tried_fields(self) -> list[tuple[str, str]]:
        """Weights and values that are being tried."""
        prefixes = (WeightsForm.PREFIX, ChangeForm.PREFIX)
        return [pair for pair in self.kept() if pair[0].startswith(prefixes)]

    @property
    def weight_fields(self) -> list[tuple[str, str]]:
        return [pair for pair in self.kept() if pair[0].startswith(WeightsForm.PREFIX)]


def _exact(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(value) if isinstance(value, tuple) else repr(value)


def _as_typed(step: Step) -> str:
    """As the trial's own fields take it, in the language of the page."""
    if isinstance(step.after, tuple):
        return ",".join(kind for kind in KINDS if kind in step.after) if len(step.after) < 3 else ""
    if isinstance(step.after, date):
        return step.after.isoformat()
    return str(NumberField().prepare_value(step.after))
