"""c. Many requests against the plots of today in one go.

Twice: as columns, which is what DuckDB and ``listed`` work with, and as Python rows, which is what
``rank_many`` and the databases' drivers hand out.
"""

import contextlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from benchmarks.matching import data, sql
from benchmarks.matching.answers import Answer, answer, compare
from benchmarks.matching.measure import Contender, Table, in_turns, ms, verdict
from benchmarks.matching.peers import installed
from benchmarks.matching.peers.ours import of_columns, of_ranking
from benchmarks.matching.tables import request_table, tables
from matching.scoring import Demand, Demands, Ranking, rank_many
from matching.scoring.ranking import Listed, listed
from tests import services

BEST = 20
THREADS = 2
MORE_THAN_DUCKDB, MORE_THAN_POSTGRESQL = 8.0, 30.0
COLUMNS = "columns: "
ROWS = "Python rows: "


@dataclass
class Size:
    plots: int = 2_000
    clusters: int = 43
    requests: int = 1_000
    rounds: int = 15


QUICK = Size(plots=500, clusters=11, requests=60, rounds=1)


def run(size: Size, *, server: bool = True) -> list[Table]:
    offers = data.market(size.plots, size.clusters)
    wanted = data.requests(0, size.requests)
    demands = Demands(wanted)
    halves = [Demands(half.tolist()) for half in np.array_split(np.array(wanted), THREADS)]
    loaded, requests = tables(offers), request_table(demands)

    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(THREADS))

        def on_threads() -> list[Listed]:
            return list(pool.map(lambda half: listed(half, offers, best=BEST), halves))

        expected = [of_ranking(found) for found in rank_many(wanted, offers, best=BEST)]
        codes = loaded.plots["code"]
        agree(
            "listed", wanted, expected, columns_answers([listed(demands, offers, best=BEST)], codes)
        )
        agree("listed on threads", wanted, expected, columns_answers(on_threads(), codes))

        alone = Contender(
            COLUMNS + "ours, one thread", lambda _: listed(demands, offers, best=BEST)
        )
        threads = Contender(COLUMNS + f"ours, {THREADS} threads", lambda _: on_threads())
        others = [
            Contender(
                ROWS + "ours, `rank_many`", lambda _: exhaust(rank_many(wanted, offers, best=BEST))
            )
        ]
        if DuckDB := installed("DuckDB"):
            duck = DuckDB(loaded, requests, BEST)
            stack.callback(duck.close)
            agree(duck.name, wanted, expected, sql.answers(duck.many()))
            columns = [column.tolist() for column in duck.many_columns().values()]
            agree(duck.name, wanted, expected, sql.answers(list(zip(*columns, strict=True))))
            others.append(Contender(COLUMNS + duck.name, lambda _: duck.many_columns()))
            others.append(Contender(ROWS + duck.name, lambda _: duck.many()))
        PostgreSQL = installed("PostgreSQL")
        if PostgreSQL and server:
            url = stack.enter_context(services.postgresql())
            post = PostgreSQL(url, loaded, requests, BEST)
            stack.callback(post.close)
            agree(post.name, wanted, expected, sql.answers(post.many()))
            others.append(Contender(ROWS + post.name, lambda _: post.many(), post.cpu_seconds))
        in_turns([alone, threads, *others], 1, size.rounds)
    return [report(size, alone, threads, others)]


def report(size: Size, alone: Contender, threads: Contender, others: list[Contender]) -> Table:
    table = Table(
        f"c. {size.requests:,} requests × {size.plots:,} plots of {size.clusters} clusters in one "
        f"go, best {BEST} of both kinds with parts; {size.rounds} rounds",
        ("", "ms", "CPU ms", "× one thread", f"× {THREADS} threads", "target", ""),
    )
    for contender in (alone, threads, *others):
        ratios = contender.wall / alone.wall, contender.wall / threads.wall
        target, said = "", ""
        if contender.name == COLUMNS + "DuckDB":  # on all cores, so are we
            target, said = f"≥ {MORE_THAN_DUCKDB:g}", verdict(ratios[1] >= MORE_THAN_DUCKDB)
        elif contender.name == ROWS + "PostgreSQL":
            target, said = f"≥ {MORE_THAN_POSTGRESQL:g}", verdict(ratios[0] >= MORE_THAN_POSTGRESQL)
        table.add(
            contender.name, ms(contender.wall), ms(contender.cpu), *(f"{r:.2g}" for r in ratios),
            target, said,
        )  # fmt: skip
    return table


def agree(
    name: str, wanted: list[Demand], expected: list[Answer], found: dict[int, Answer]
) -> None:
    nothing = answer((0, 0), [], [])
    for demand, right in zip(wanted, expected, strict=True):
        compare(name, demand.key, right, found.get(demand.key, nothing))


def columns_answers(parts: list[Listed], codes: np.ndarray) -> dict[int, Answer]:
    answers = (of_columns(part, j, codes) for part in parts for j in range(len(part.rows)))
    return dict(enumerate(answers))


def exhaust(rankings: Iterator[Ranking]) -> None:
    deque(rankings, maxlen=0)
