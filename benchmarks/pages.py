"""What the public pages cost, small and large: ``python -m benchmarks.pages [--quick]``.

Two portals on PostgreSQL and Redis with made-up plots: the city (43 clusters, 2,000 plots) and the
country (1,000 and 50,000). One gunicorn as in production; each page is asked one by one for p50 and
p95, then by eight clients in turns with ``/healthz``. Queries are counted in a process of its own.
"""

import argparse
import gzip
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice

from benchmarks.portals import LIKE_PRODUCTION, table
from tests import services
from tests.processes import ROOT, Portal

SIZES = {"city": (43, 2_000), "country": (1_000, 50_000)}
PAGES = {
    "health check": ["/healthz"],
    "explore, plots": [
        "/explore/?show=plots",
        "/explore/?show=plots&area_from=3000&area_to=9000",
        "/explore/?show=plots&trade=2220&cost_to=300000",
        "/explore/?show=plots&sort=-area&page=7",
    ],
    "explore, clusters": ["/explore/?show=clusters", "/explore/?show=clusters&sort=-area"],
    "cluster": [f"/clusters/cum-{n:04}/" for n in range(8)],
    "plot": ["/clusters/cum-{cluster:04}/plots/{plot}/"],
    "search": ["/search/?q=cum+so+12", "/search/?q=CN-0042", "/search/?q=nhua"],
    "map, the city": ["/explore/map.json?bbox=105.2,20.5,106.1,21.4&zoom=9"],
    "map, near": ["/explore/map.json?bbox=105.60,20.90,105.66,20.95&zoom=15"],
}
ONE_BY_ONE = 60
SECONDS, ROUNDS, CLIENTS = 2.0, 3, 8
LEAST_SHARE, MOST_QUERIES, MOST_GROWTH = 0.07, 8, 2.0  # of issue 5.10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small portals, for a look")
    options = parser.parse_args()
    sizes = {"city": (10, 200), "country": (20, 1_000)} if options.quick else SIZES
    with services.redis() as redis:
        found = {name: measured(size, redis) for name, size in sizes.items()}
    for name, (clusters, plots) in sizes.items():
        report(f"{name}: {clusters:,} clusters, {plots:,} plots", found[name], found["city"])


def measured(size: tuple[int, int], redis: str) -> dict[str, dict[str, float]]:
    import tempfile
    from pathlib import Path

    with services.postgresql() as url, tempfile.TemporaryDirectory() as folder:
        environment = {"DATABASE_URL": url, "REDIS_URL": redis, **LIKE_PRODUCTION}
        running = Portal(Path(folder), environment, "threads")
        try:
            running.manage("migrate")
            running.manage("load_reference")
            examples = _in_its_process(running, "fill", *size)
            pages = {
                name: [path.format(**examples) for path in paths] for name, paths in PAGES.items()
            }
            queries = _in_its_process(running, "count", json.dumps(pages))
            host = urllib.parse.urlsplit(running.web()).netloc
            found = {name: one_by_one(host, paths) for name, paths in pages.items()}
            rates = in_turns(host, pages)
        finally:
            running.stop()
    return {name: {**found[name], "queries": queries[name], "rate": rates[name]} for name in pages}


def _in_its_process(running: Portal, verb: str, *words: object) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.pages_inside", verb]
    answer = subprocess.run(
        [*command, *map(str, words)],
        env=running.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(answer.stdout)


def one_by_one(host: str, paths: list[str]) -> dict[str, float]:
    """p50 and p95 in ms of a single reader, and the bytes of an answer as they are sent."""
    connection = http.client.HTTPConnection(host, timeout=60)
    times, sizes = [], []
    for number, path in enumerate(islice(cycle(paths), ONE_BY_ONE + 2 * len(paths))):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        if number >= 2 * len(paths):  # the first rounds only warm up
            times.append(seconds * 1e3)
            sizes.append(
                len(body) if answer.headers["Content-Encoding"] else len(gzip.compress(body))
            )
    return {
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "bytes": statistics.mean(sizes),
    }


def in_turns(host: str, pages: dict[str, list[str]]) -> dict[str, float]:
    """Requests a second of each page, the median of some turns."""
    rates: dict[str, list[float]] = {name: [] for name in pages}
    with ProcessPoolExecutor(CLIENTS) as clients:
        for _ in range(ROUNDS):
            for name, paths in pages.items():
                answers = clients.map(one_client, [host] * CLIENTS, [paths] * CLIENTS)
                rates[name].append(sum(answers) / SECONDS)
    return {name: statistics.median(found) for name, found in rates.items()}


def one_client(host: str, paths: list[str]) -> int:
    connection = http.client.HTTPConnection(host, timeout=60)
    answers, end = 0, time.monotonic() + SECONDS
    for path in cycle(paths):
        if time.monotonic() > end:
            return answers
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        answers += 1
    return answers


def report(title: str, found: dict[str, dict], small: dict[str, dict]) -> None:
    trivial = found["health check"]["rate"]
    rows = []
    for name, page in found.items():
        share, growth = page["rate"] / trivial, page["p95"] / small[name]["p95"]
        missed = [
            words
            for words, is_missed in (
                ("too slow", name == "explore, plots" and share < LEAST_SHARE),
                ("too many queries", page["queries"] > MOST_QUERIES),
                ("grows", growth > MOST_GROWTH),
            )
            if is_missed
        ]
        rows.append(
            (
                name, f"{page['p50']:.1f}", f"{page['p95']:.1f}", f"{growth:.1f}",
                str(page["queries"]), f"{page['bytes'] / 1000:.1f}", f"{page['rate']:.0f}",
                f"{share:.3f}", ", ".join(missed) or "met",
            )
        )  # fmt: skip
    table(
        f"{title}; load {os.getloadavg()[0]:.1f}",
        (
            "page",
            "p50 ms",
            "p95 ms",
            "× city's p95",
            "queries",
            "kB",
            "requests/s",
            "× trivial",
            "",
        ),
        rows,
    )
    print()


if __name__ == "__main__":
    main()
