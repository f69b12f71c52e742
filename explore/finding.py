"""What passes, how many would, in which order: masks over columns, numpy and nothing else.

A filter is a mask over clusters or over plots. Where plots are shown, a cluster's mask counts for
each of its plots; where clusters are shown, one passes that has a plot which passes every filter
of plots at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Filters:
    """``home`` int64[p]: the cluster of each plot; masks by the name of their filter."""

    home: Ints
    clusters: int
    of_clusters: Mapping[str, Mask]
    of_plots: Mapping[str, Mask]

    @property
    def names(self) -> list[str]:
        return [*self.of_clusters, *self.of_plots]

    def clusters_alone(self, without: str = "") -> Mask:
        """Clusters that pass what is asked of clusters, whatever their plots are."""
        return _all(self.clusters, self.of_clusters, without)

    def plots(self, without: str = "") -> Mask:
        """Plots that pass everything, but for the filter ``without``."""
        passing = _all(len(self.home), self.of_plots, without)
        if any(name != without for name in self.of_clusters):
            passing = passing & self.clusters_alone(without)[self.home]
        return passing

    def clusters_found(self, without: str = "") -> Mask:
        """Clusters that pass, with a plot that does where anything is asked of plots."""
        if not any(name != without for name in self.of_plots):
            return self.clusters_alone(without)
        return self.homes(self.plots(without))

    def homes(self, plots: Mask) -> Mask:
        """Clusters of these plots."""
        return np.bincount(self.home[plots], minlength=self.clusters) > 0


@dataclass(frozen=True)
class Found:
    """The answer to ``filters`` as plots, or as clusters."""

    filters: Filters
    as_clusters: bool

    def rows(self, without: str = "") -> Mask:
        of = self.filters
        return of.clusters_found(without) if self.as_clusters else of.plots(without)

    def relaxed(self) -> dict[str, int]:
        """How many rows there are without each filter."""
        return {name: int(self.rows(name).sum()) for name in self.filters.names}

    def counts(self, name: str, choices: Iterable[Mask], *, of_plots: bool) -> list[int]:
        """How many rows each choice of the filter ``name`` has under all other filters."""
        of = self.filters
        if self.as_clusters and not of_plots:
            among = of.clusters_found(name)
            return [int((among & choice).sum()) for choice in choices]
        among = of.plots(name)
        if self.as_clusters:
            return [int(of.homes(among & choice).sum()) for choice in choices]
        if not of_plots:
            each = np.bincount(of.home[among], minlength=of.clusters)
            return [int(each[choice].sum()) for choice in choices]
        return [int((among & choice).sum()) for choice in choices]


def _all(size: int, masks: Mapping[str, Mask], without: str) -> Mask:
    passing = np.ones(size, dtype=bool)
    for name, mask in masks.items():
        if name != without:
            passing &= mask
    return passing


def order(key: Floats, ties: Ints, *, largest_first: bool = False) -> Ints:
    """Every row by ``key``, unknown (nan) last either way; equal ones by ``ties``."""
    return np.lexsort((ties, -key if largest_first else key))


def in_order(found: Mask, order: Ints) -> Ints:
    return order[found[order]]


def mean_by(home: Ints, size: int, values: Floats) -> Floats:
    """The mean of the known ``values`` of each home; nan where none is known."""
    known = np.isfinite(values)
    number = np.bincount(home[known], minlength=size)
    total = np.bincount(home[known], weights=values[known], minlength=size)
    return np.divide(total, number, out=np.full(size, np.nan), where=number > 0)


def best_by(home: Ints, size: int, values: Floats) -> Floats:
    """The largest known value of each home; nan where none is known."""
    best = np.full(size, -np.inf)
    known = ~np.isnan(values)
    np.maximum.at(best, home[known], values[known])
    return np.where(np.isinf(best), np.nan, best)


def containing(texts: NDArray[np.str_], words: Sequence[str]) -> Mask:
    """Texts in which every word stands somewhere."""
    passing = np.ones(len(texts), dtype=bool)
    for word in words:
        passing &= np.char.find(texts, word) >= 0
    return passing
