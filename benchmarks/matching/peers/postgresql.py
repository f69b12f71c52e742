"""PostgreSQL: tables with indexes, analysed, one prepared statement."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.matching import sql
from benchmarks.matching.answers import Answer
from benchmarks.matching.tables import Table, Tables

# Statements of a few milliseconds: compiling them costs more than it saves. Nothing is spilled
# to disk, all tables are in memory; a second worker is free to join in where the planner wants.
SETTINGS = ("jit = off", "work_mem = '256MB'", "random_page_cost = 1.1")
INDEXES = (
    "plots (site, area) WHERE available",
    "plots (plot)",
    "sites (site)",
    "trades (trade, site)",
    "neighbours (division, site)",
)


class PostgreSQL:
    name = "PostgreSQL"

    def __init__(self, url: str, data: Tables, requests: Table, best: int) -> None:
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        for setting in SETTINGS:
            self.cursor.execute(f"SET {setting}")
        for name, table in (*data._asdict().items(), ("requests", requests)):
            self._load(name, table)
        for index in INDEXES:
            self.cursor.execute(f"CREATE INDEX ON {index}")
        self.cursor.execute("VACUUM ANALYZE")
        self.names = list(requests)
        one = sql.statement(sql.parameters(self.names), best)
        self.cursor.execute(f"PREPARE one AS {one}")
        self.cursor.execute(f"PREPARE batch AS {sql.statement('requests', best)}")
        self.width = len(self.many()[0])
        self.execute_one = f"EXECUTE one ({', '.join(['%s'] * len(self.names))})"

    def one(self, request: dict[str, Any]) -> Sequence[tuple]:
        self.cursor.execute(self.execute_one, [request[name] for name in self.names])
        return self.cursor.fetchall()

    def many(self) -> Sequence[tuple]:
        self.cursor.execute("EXECUTE batch")
        return self.cursor.fetchall()

    def keep(self) -> None:
        """The same into a table of its own: nothing is sent, nothing becomes Python."""
        columns = ", ".join(f"c{number}" for number in range(self.width))
        self.cursor.execute(f"CREATE TEMP TABLE kept ({columns}) AS EXECUTE batch")
        self.cursor.execute("DROP TABLE kept")

    def answer(self, rows: Sequence[tuple]) -> Answer:
        return sql.only_answer(rows)

    def cpu_seconds(self) -> float:
        """What the server's process for this connection has used; workers of its own not."""
        stat = Path(f"/proc/{self.connection.info.backend_pid}/schedstat")
        return int(stat.read_text().split()[0]) / 1e9

    def close(self) -> None:
        self.connection.close()

    def _load(self, name: str, table: Table) -> None:
        self.cursor.execute(sql.create(name, list(table)))
        text = io.StringIO()
        columns = ([None if v != v else v for v in column.tolist()] for column in table.values())
        csv.writer(text).writerows(zip(*columns, strict=True))
        text.seek(0)
        self.cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT csv)", text)
