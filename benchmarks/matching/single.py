"""a. One request against all plots; b. the same with what would help."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.matching import data
from benchmarks.matching.answers import compare
from benchmarks.matching.measure import (
    ALONE,
    IN_A_ROW,
    Contender,
    Table,
    in_turns,
    ms,
    race,
    verdict,
)
from benchmarks.matching.peers import MODULES, installed
from benchmarks.matching.peers.ours import Ours, PlainNumpy
from benchmarks.matching.tables import request_rows, request_table, tables
from matching.scoring import Demands, Offers, helpful_changes
from tests import services

BEST = 20
TARGETS = {"PostgreSQL": 12.0, "DuckDB": 15.0, "scikit-criteria": 15.0}
MOST_FOR_CHANGES = 10.0


@dataclass
class Size:
    plots: int = 50_000
    clusters: int = 1_000
    requests: int = 50
    rounds: int = 7


QUICK = Size(plots=2_000, clusters=43, requests=8, rounds=1)


@contextlib.contextmanager
def peers(demands: Demands, offers: Offers, *, server: bool) -> Iterator[list[Any]]:
    """Those that are installed, loaded; PostgreSQL only if ``server``."""
    loaded, requests = tables(offers), request_table(demands)
    with contextlib.ExitStack() as stack:
        found = []
        for name in MODULES:
            peer = installed(name)
            if peer is None or (name == "PostgreSQL" and not server):
                continue
            if name == "PostgreSQL":
                url = stack.enter_context(services.postgresql())
                found.append(peer(url, loaded, requests, BEST))
            elif name == "DuckDB":
                found.append(peer(loaded, requests, BEST))
            else:
                found.append(peer(loaded, BEST))
            if hasattr(peer, "close"):
                stack.callback(found[-1].close)
        yield found


def run(size: Size, *, server: bool = True) -> list[Table]:
    offers = data.market(size.plots, size.clusters)
    demands = data.packed(0, size.requests)
    rows = request_rows(demands)
    ours, numpy = Ours(offers, BEST), PlainNumpy(offers, BEST)
    with peers(demands, offers, server=server) as others:
        agree(ours, [numpy, *others], demands, rows)
        first = Contender("ours", lambda q: ours.one(demands.rows[q]))
        slower = [Contender(numpy.name, lambda q: numpy.one(demands.rows[q]))]
        slower += [
            Contender(
                peer.name,
                lambda q, peer=peer: peer.one(rows[q]),
                getattr(peer, "cpu_seconds", float),
            )
            for peer in others
        ]
        tables_of_a = [
            race_in_turns(size, in_a_row, first, slower) for in_a_row in (IN_A_ROW, ALONE)
        ]
    return [*tables_of_a, changes(size, ours, demands)]


def race_in_turns(size: Size, in_a_row: int, ours: Contender, slower: list[Contender]) -> Table:
    in_turns([ours, *slower], size.requests, size.rounds, in_a_row)
    slower.sort(key=lambda contender: contender.wall)
    caches = "caches warm, ten in a row" if in_a_row > ALONE else "caches cold, one at a turn"
    title = (
        f"a. One request × {size.plots:,} plots of {size.clusters:,} clusters, best {BEST} of both "
        f"kinds with parts; {caches}; {size.requests} requests, {size.rounds} rounds"
    )
    return race(title, ours, slower, TARGETS)


def agree(ours: Ours, others: Sequence[Any], demands: Demands, rows: list[dict[str, Any]]) -> None:
    """Every row of every answer, before a time is taken."""
    for demand, row in zip(demands.rows, rows, strict=True):
        expected = ours.answer(ours.one(demand))
        for peer in others:
            asked = demand if isinstance(peer, Ours) else row
            compare(peer.name, demand.key, expected, peer.answer(peer.one(asked)))


def changes(size: Size, ours: Ours, demands: Demands) -> Table:
    def with_changes(q: int) -> None:
        ours.one(demands.rows[q])
        helpful_changes(demands.rows[q], ours.offers)

    plain = Contender("match alone", lambda q: ours.one(demands.rows[q]))
    full = Contender("match and all that would help", with_changes)
    in_turns([plain, full], size.requests, size.rounds)
    table = Table(
        "b. The same with the full “what would help”",
        ("", "ms", "CPU ms", "× match alone", "target", ""),
    )
    table.add(plain.name, ms(plain.wall), ms(plain.cpu), "1", "", "")
    ratio = full.wall / plain.wall
    table.add(
        full.name, ms(full.wall), ms(full.cpu), f"{ratio:.1f}", f"≤ {MOST_FOR_CHANGES:g}",
        verdict(ratio <= MOST_FOR_CHANGES),
    )  # fmt: skip
    return table
