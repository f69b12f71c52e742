"""The speed benchmark of matching: whoever is installed gives the same rows, or it stops."""

import dataclasses

import pytest

from benchmarks.matching import batch, change, data, single
from benchmarks.matching.answers import Mismatch, compare
from benchmarks.matching.peers.ours import Ours, PlainNumpy
from benchmarks.matching.tables import request_rows


def names(tables):
    return {row[0] for table in tables for row in table.rows}


def test_everybody_finds_the_same_plots():
    found = names(single.run(single.QUICK, server=False))
    assert {"ours", "ours, MATCH_KERNEL=numpy", "plain Python"} <= found


def test_many_requests_in_one_go_find_the_same_plots():
    assert batch.OURS in names(batch.run(batch.QUICK, server=False))


@pytest.mark.postgresql
def test_postgresql_finds_the_same_plots():
    offers, demands = data.market(500, 11), data.packed(0, 20)
    with single.peers(demands, offers, server=True) as others:
        servers = [peer for peer in others if peer.name == "PostgreSQL"]
        single.agree(Ours(offers, single.BEST), servers, demands, request_rows(demands))
    assert "PostgreSQL, Python rows" in names(batch.run(batch.QUICK))


def test_lists_after_one_change_are_those_of_a_full_run():
    size = dataclasses.replace(change.QUICK, requests=300, changes=20, verified=20)
    assert "one change" in names(change.run(size))


def test_the_first_row_and_column_that_differ_are_named():
    offers = data.market(200, 5)
    ours, numpy = Ours(offers, 20), PlainNumpy(offers, 20)
    demand = next(d for d in data.requests(0, 50) if ours.one(d).eligible_count > 2)
    right, found = ours.answer(ours.one(demand)), numpy.answer(numpy.one(demand))
    compare("numpy", demand.key, right, found)
    row = list(found.lists[0][2])
    row[2] += 2e-9
    found.lists[0][2] = tuple(row)
    with pytest.raises(Mismatch, match=r"numpy, request \d+, eligible, row 3, score_lo: "):
        compare("numpy", demand.key, right, found)
