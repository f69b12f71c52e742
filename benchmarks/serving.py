"""Requests a second of the cluster list against a trivial page: ``python -m benchmarks.serving``.

One gunicorn as in production (two processes of four threads), asked in turns by a few clients
on the same machine for a few seconds each.
"""

import http.client
import statistics
import time
import urllib.parse
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from benchmarks.portals import SET_UPS, portal, table

PATHS = {"/healthz": "health check", "/explore/?show=clusters": "explore, 20 of 80 clusters"}
CLIENT_PROCESSES = 2
CLIENTS_EACH = 4
SECONDS = 3.0
ROUNDS = 3


def one_client(host: str, path: str) -> int:
    """Answers that one kept connection gets in ``SECONDS``; anything but 200 ends it all."""
    connection = http.client.HTTPConnection(host, timeout=10)
    answers = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        answers += 1
    connection.close()
    return answers


def clients(host: str, path: str) -> int:
    with ThreadPoolExecutor(CLIENTS_EACH) as threads:
        return sum(threads.map(one_client, [host] * CLIENTS_EACH, [path] * CLIENTS_EACH))


def main() -> None:
    rows = []
    with ProcessPoolExecutor(CLIENT_PROCESSES) as processes:
        for set_up in SET_UPS:
            rates: dict[str, list[float]] = {path: [] for path in PATHS}
            with portal(set_up) as running:
                host = urllib.parse.urlsplit(running.web()).netloc
                for turn in range(ROUNDS + 1):
                    for path in PATHS:
                        hosts, paths = [host] * CLIENT_PROCESSES, [path] * CLIENT_PROCESSES
                        answers = sum(processes.map(clients, hosts, paths))
                        if turn:  # the first only warms up
                            rates[path].append(answers / SECONDS)
            medians = [statistics.median(rates[path]) for path in PATHS]
            share = f"1 : {medians[0] / medians[1]:.1f}"
            rows.append((set_up.split(",")[0], *(f"{rate:.0f}" for rate in medians), share))
    table(
        f"Requests a second, {CLIENT_PROCESSES * CLIENTS_EACH} clients, "
        f"median of {ROUNDS} turns of {SECONDS:.0f} s",
        ("database", *PATHS.values(), "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
