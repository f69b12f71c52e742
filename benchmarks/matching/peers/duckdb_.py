"""DuckDB, in memory, on all cores."""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np

from benchmarks.matching import sql
from benchmarks.matching.answers import Answer
from benchmarks.matching.tables import Table, Tables


class DuckDB:
    name = "DuckDB"

    def __init__(self, data: Tables, requests: Table, best: int) -> None:
        self.connection = duckdb.connect()
        for name, columns in (*data._asdict().items(), ("requests", requests)):
            self.connection.execute(sql.create(name, list(columns)))
            known = ", ".join(
                f"CASE WHEN isnan({c}) THEN NULL ELSE {c} END" if column.dtype == float else c
                for c, column in columns.items()
            )
            self.connection.execute(f"INSERT INTO {name} SELECT {known} FROM columns")
        self.connection.execute("ANALYZE")
        self.names = list(requests)
        one = sql.statement(sql.parameters(self.names), best, materialized="MATERIALIZED")
        self.connection.execute(f"PREPARE one AS {one}")
        self.connection.execute(f"PREPARE batch AS {sql.statement('requests', best)}")

    def one(self, request: dict[str, Any]) -> Sequence[tuple]:
        # Written out with types: faster than to bind them, which has the statement planned twice.
        values = ", ".join(_literal(request[name]) for name in self.names)
        return self.connection.execute(f"EXECUTE one({values})").fetchall()

    def many(self) -> Sequence[tuple]:
        return self.connection.execute("EXECUTE batch").fetchall()

    def many_columns(self) -> dict[str, np.ndarray]:
        return self.connection.execute("EXECUTE batch").fetchnumpy()

    def answer(self, rows: Sequence[tuple]) -> Answer:
        return sql.only_answer(rows)

    def close(self) -> None:
        self.connection.close()


def _literal(value: float | None) -> str:
    if value is None:
        return "NULL::DOUBLE"
    return f"{value!r}::DOUBLE" if isinstance(value, float) else f"{value}::INT"
