"""c. Many requests against the plots of today in one go.

Twice: as columns, which is what DuckDB and ``listed`` work with, and as Python rows, which is what
``rank_many`` and the databases' drivers hand out.
"""

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.matching import data, sql
from benchmarks.matching.answers import Answer, answer, compare
from benchmarks.matching.measure import Contender, Table, in_turns, ms, verdict
from benchmarks.matching.peers import installed
from benchmarks.matching.peers.ours import of_columns, of_ranking
from benchmarks.matching.tables import request_table, tables
from matching.scoring import Demands, Ranking, rank_many
from matching.scoring.ranking import listed
from tests import services

BEST = 20
OURS = "columns: ours, `listed`"
OURS_ROWS = "Python rows: ours, `rank_many`"
TARGETS = {"columns: DuckDB": 8.0, "Python rows: PostgreSQL": 30.0}


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
    loaded, requests = tables(offers), request_table(demands)
    expected = [of_ranking(found) for found in rank_many(wanted, offers, best=BEST)]
    found = listed(demands, offers, best=BEST)
    codes = loaded.plots["code"]
    agree("listed", expected, {j: of_columns(found, j, codes) for j in range(len(wanted))})

    ours = Contender(OURS, lambda _: listed(demands, offers, best=BEST))
    rows = Contender(OURS_ROWS, lambda _: exhaust(rank_many(wanted, offers, best=BEST)))
    others = []
    with contextlib.ExitStack() as stack:
        DuckDB, PostgreSQL = installed("DuckDB"), installed("PostgreSQL")
        if DuckDB:
            duck = DuckDB(loaded, requests, BEST)
            stack.callback(duck.close)
            agree(duck.name, expected, sql.answers(duck.many()))
            columns = [column.tolist() for column in duck.many_columns().values()]
            agree(duck.name, expected, sql.answers(list(zip(*columns, strict=True))))
            others.append(Contender("columns: DuckDB", lambda _: duck.many_columns()))
            others.append(Contender("Python rows: DuckDB", lambda _: duck.many()))
        if PostgreSQL and server:
            url = stack.enter_context(services.postgresql())
            post = PostgreSQL(url, loaded, requests, BEST)
            stack.callback(post.close)
            agree(post.name, expected, sql.answers(post.many()))
            others.append(
                Contender("Python rows: PostgreSQL", lambda _: post.many(), post.cpu_seconds)
            )
        in_turns([ours, rows, *others], 1, size.rounds)
    return [report(size, ours, rows, others)]


def report(size: Size, ours: Contender, rows: Contender, others: list[Contender]) -> Table:
    table = Table(
        f"c. {size.requests:,} requests × {size.plots:,} plots of {size.clusters} clusters in one "
        f"go, best {BEST} of both kinds with parts; {size.rounds} rounds",
        ("", "ms", "CPU ms", "× `listed`", "target", "", "× `rank_many`"),
    )
    for contender in (ours, rows, *others):
        ratio, target = contender.wall / ours.wall, TARGETS.get(contender.name)
        table.add(
            contender.name, ms(contender.wall), ms(contender.cpu), f"{ratio:.1f}",
            f"≥ {target:g}" if target else "", verdict(ratio >= target) if target else "",
            f"{contender.wall / rows.wall:.2g}",
        )  # fmt: skip
    return table


def agree(name: str, expected: list[Answer], found: dict[int, Answer]) -> None:
    nothing = answer((0, 0), [], [])
    for request, right in enumerate(expected):
        compare(name, request, right, found.get(request, nothing))


def exhaust(rankings: Iterator[Ranking]) -> None:
    deque(rankings, maxlen=0)
