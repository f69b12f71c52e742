"""Each answers one request with the best of both kinds, parts and counts; databases many, too."""

from importlib import import_module
from typing import Any

MODULES = {
    "PlainPython": "python",
    "PostgreSQL": "postgresql",
    "DuckDB": "duckdb_",
    "Polars": "polars_",
    "Pandas": "pandas_",
    "ScikitCriteria": "criteria",
}


def installed(name: str) -> Any:
    """The class of a peer; ``None`` where its library is not there."""
    try:
        return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
    except ImportError:
        return None
