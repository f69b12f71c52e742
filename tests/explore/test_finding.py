"""Masks, counts and orders against a loop that anybody can read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.finding import (
    Filters,
    Found,
    best_by,
    containing,
    in_order,
    mean_by,
    order,
)

NAMES = ("stage", "trade", "area", "kind")
figures = st.one_of(st.just(np.nan), st.floats(-1e6, 1e6))


@st.composite
def worlds(draw):
    """Clusters, plots in them, and filters of both as plain lists of yes and no."""
    clusters = draw(st.integers(1, 6))
    home = draw(st.lists(st.integers(0, clusters - 1), max_size=20))
    asked = draw(st.sets(st.sampled_from(NAMES)))

    def mask(size):
        return draw(st.lists(st.booleans(), min_size=size, max_size=size))

    of_clusters = {name: mask(clusters) for name in ("stage", "trade") if name in asked}
    of_plots = {name: mask(len(home)) for name in ("area", "kind") if name in asked}
    return clusters, home, of_clusters, of_plots


def made(world, as_clusters):
    clusters, home, of_clusters, of_plots = world
    as_masks = [
        {name: np.array(mask, dtype=bool) for name, mask in masks.items()}
        for masks in (of_clusters, of_plots)
    ]
    filters = Filters(np.array(home, dtype=np.int64), clusters, *as_masks)
    return Found(filters, as_clusters)


def naive_plots(world, without=""):
    _clusters, home, of_clusters, of_plots = world
    return [
        i
        for i, cluster in enumerate(home)
        if all(mask[i] for name, mask in of_plots.items() if name != without)
        and all(mask[cluster] for name, mask in of_clusters.items() if name != without)
    ]


def naive_clusters(world, without=""):
    clusters, home, of_clusters, of_plots = world
    passing = [
        c
        for c in range(clusters)
        if all(mask[c] for name, mask in of_clusters.items() if name != without)
    ]
    if not set(of_plots) - {without}:
        return passing
    there = {home[i] for i in naive_plots(world, without)}
    return [c for c in passing if c in there]


@given(worlds(), st.sampled_from(("", *NAMES)))
def test_what_passes_is_what_a_loop_finds(world, without):
    plots, clusters = made(world, False), made(world, True)
    assert np.flatnonzero(plots.rows(without)).tolist() == naive_plots(world, without)
    assert np.flatnonzero(clusters.rows(without)).tolist() == naive_clusters(world, without)


@given(worlds())
def test_leaving_one_filter_out_is_counted_for_each(world):
    assert made(world, False).relaxed() == {
        name: len(naive_plots(world, name)) for name in (*world[2], *world[3])
    }
    assert made(world, True).relaxed() == {
        name: len(naive_clusters(world, name)) for name in (*world[2], *world[3])
    }


@given(worlds(), st.data())
def test_each_choice_is_counted_under_all_other_filters(world, data):
    clusters, home, _of_clusters, _of_plots = world
    of_plot = data.draw(st.lists(st.integers(0, 2), min_size=len(home), max_size=len(home)))
    of_cluster = data.draw(st.lists(st.integers(0, 2), min_size=clusters, max_size=clusters))
    plots, as_clusters = made(world, False), made(world, True)
    for name, codes, are_plots in (("kind", of_plot, True), ("stage", of_cluster, False)):
        choices = [np.array(codes, dtype=np.int64) == choice for choice in range(3)]
        among = naive_plots(world, name)
        code = (lambda i: of_plot[i]) if are_plots else (lambda i: of_cluster[home[i]])
        assert plots.counts(name, choices, of_plots=are_plots) == [
            sum(code(i) == choice for i in among) for choice in range(3)
        ]
        expected = [
            len({home[i] for i in among if of_plot[i] == choice})
            if are_plots
            else sum(of_cluster[c] == choice for c in naive_clusters(world, name))
            for choice in range(3)
        ]
        assert as_clusters.counts(name, choices, of_plots=are_plots) == expected


@given(st.lists(figures, max_size=30), st.booleans(), st.data())
def test_unknown_comes_last_either_way_and_ties_keep_their_order(key, largest, data):
    found = data.draw(st.lists(st.booleans(), min_size=len(key), max_size=len(key)))
    ties = np.arange(len(key))
    rows = in_order(
        np.array(found, dtype=bool), order(np.array(key, dtype=float), ties, largest_first=largest)
    )
    sign = -1 if largest else 1
    expected = sorted(
        (i for i in range(len(key)) if found[i]),
        key=lambda i: (np.isnan(key[i]), 0 if np.isnan(key[i]) else sign * key[i], i),
    )
    assert rows.tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 3), figures), max_size=20))
def test_means_and_bests_leave_out_what_is_unknown(rows):
    home = np.array([h for h, _ in rows], dtype=np.int64)
    values = np.array([v for _, v in rows], dtype=float)
    means, bests = mean_by(home, 4, values), best_by(home, 4, values)
    for cluster in range(4):
        known = [v for h, v in rows if h == cluster and not np.isnan(v)]
        if not known:
            assert np.isnan(means[cluster]) and np.isnan(bests[cluster])
        else:
            assert means[cluster] == pytest.approx(sum(known) / len(known), abs=1e-6)
            assert bests[cluster] == max(known)


def test_every_word_must_stand_in_the_text():
    texts = np.array(["ccn duc tu dong anh", "ccn dong anh", ""])
    assert containing(texts, ["dong", "tu"]).tolist() == [True, False, False]
    assert containing(texts, []).tolist() == [True, True, True]
