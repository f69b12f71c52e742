"""c. Many requests against the plots of today in one go, in the forms in which each can answer:
numpy columns, Python values, rows that stay in the database."""

import contextlib
from dataclasses import dataclass

from benchmarks.matching import data, sql
from benchmarks.matching.answers import Answer, answer, compare
from benchmarks.matching.measure import Contender, Table, in_turns, ms, verdict
from benchmarks.matching.peers import installed
from benchmarks.matching.peers.ours import of_columns, of_ranking
from benchmarks.matching.tables import request_table, tables
from matching.scoring import Demands, Listed, listed, rank
from tests import services

BEST = 20
OURS = "ours, columns"
TARGETS = {"DuckDB, columns": 8.0, "PostgreSQL, Python rows": 30.0}


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
    expected = [of_ranking(rank(demand, offers, best=BEST)) for demand in wanted]
    found = listed(demands, offers, best=BEST)
    codes = loaded.plots["code"]
    agree("listed", expected, {j: of_columns(found, j, codes) for j in range(len(wanted))})

    ours = Contender(OURS, lambda _: listed(demands, offers, best=BEST))
    values = Contender(
        "ours, Python values", lambda _: as_values(listed(demands, offers, best=BEST))
    )
    others = [values]
    with contextlib.ExitStack() as stack:
        DuckDB, PostgreSQL = installed("DuckDB"), installed("PostgreSQL")
        if DuckDB:
            duck = DuckDB(loaded, requests, BEST)
            stack.callback(duck.close)
            agree(duck.name, expected, sql.answers(duck.many()))
            columns = [column.tolist() for column in duck.many_columns().values()]
            agree(duck.name, expected, sql.answers(list(zip(*columns, strict=True))))
            others.append(Contender("DuckDB, columns", lambda _: duck.many_columns()))
            others.append(Contender("DuckDB, Python rows", lambda _: duck.many()))
        if PostgreSQL and server:
            url = stack.enter_context(services.postgresql())
            post = PostgreSQL(url, loaded, requests, BEST)
            stack.callback(post.close)
            agree(post.name, expected, sql.answers(post.many()))
            others.append(
                Contender("PostgreSQL, Python rows", lambda _: post.many(), post.cpu_seconds)
            )
            others.append(
                Contender("PostgreSQL, kept in a table", lambda _: post.keep(), post.cpu_seconds)
            )
        in_turns([ours, *others], 1, size.rounds)
    return [report(size, ours, others)]


def report(size: Size, ours: Contender, others: list[Contender]) -> Table:
    table = Table(
        f"c. {size.requests:,} requests × {size.plots:,} plots of {size.clusters} clusters in one "
        f"go, best {BEST} of both kinds with parts; {size.rounds} rounds",
        ("", "ms", "CPU ms", "× ours, columns", "target", "", "× ours, Python values"),
    )
    for contender in (ours, *others):
        ratio, target = contender.wall / ours.wall, TARGETS.get(contender.name)
        table.add(
            contender.name, ms(contender.wall), ms(contender.cpu), f"{ratio:.1f}",
            f"≥ {target:g}" if target else "", verdict(ratio >= target) if target else "",
            f"{contender.wall / others[0].wall:.2g}",
        )  # fmt: skip
    return table


def agree(name: str, expected: list[Answer], found: dict[int, Answer]) -> None:
    nothing = answer((0, 0), [], [])
    for request, right in enumerate(expected):
        compare(name, request, right, found.get(request, nothing))


def as_values(found: Listed) -> list[list]:
    """Every figure as a Python number."""
    return [column.tolist() for column in found]
