"""What both benchmarks stand on: the two set-ups as real processes, and how figures are printed."""

import contextlib
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests import services
from tests.processes import Portal

SET_UPS = ("SQLite, filesystem", "PostgreSQL, Redis")
# As in production: the web server's processes, and a sweep that messages nearly always beat.
LIKE_PRODUCTION = {"WEB_CONCURRENCY": "2", "MATCH_SWEEP_SECONDS": "30"}


@contextlib.contextmanager
def portal(set_up: str) -> Iterator[Portal]:
    """A portal of its own with the real data and the demonstration set; gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if set_up == SET_UPS[0]:
            pool, environment = "threads", {"DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3"}
        else:
            pool, environment = (
                "prefork",
                {
                    "DATABASE_URL": stack.enter_context(services.postgresql()),
                    "REDIS_URL": stack.enter_context(services.redis()),
                },
            )
        running = Portal(folder, environment | LIKE_PRODUCTION, pool)
        stack.callback(running.stop)
        running.manage("migrate")
        for command in ("load_reference", "load_clusters", "load_key_products"):
            running.manage(command)
        running.manage("demo", "load")
        yield running


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The figures as Markdown, under the machine that they belong to."""
    print(f"{title}\n")
    print(
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}; clients on the same machine\n"
    )
    print("| " + " | ".join(header) + " |")
    print("|" + " --- |" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
