"""d. All requests against all plots on two processes.

``python -m benchmarks.matching.full REQUESTS PLOTS CLUSTERS`` prints one run as JSON.
"""

import gc
import json
import multiprocessing
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.matching import data
from benchmarks.matching.measure import Table, verdict
from matching.scoring import Demands, Offers, listed

BEST = 50
CHUNK = 1000  # requests listed in one go
PROCESSES = 2
MOST_MB = 300
MOST_GROWTH = 1.15  # of the cost of a request, from the smallest run to the largest: noise only


@dataclass
class Size:
    plots: int = 50_000
    clusters: int = 1_000
    requests: tuple[int, ...] = (1_000, 10_000, 100_000)


QUICK = Size(plots=2_000, clusters=43, requests=(500, 1_000))
_offers: Offers


def run(size: Size) -> list[Table]:
    table = Table(
        f"d. Many requests × {size.plots:,} plots of {size.clusters:,} clusters, best {BEST} of "
        f"both kinds with parts, {PROCESSES} processes",
        ("requests", "seconds", "CPU µs a request", "at most", "peak MB a process", "at most", ""),
    )
    least = None
    for requests in size.requests:
        found = one_run(requests, size)
        cost = sum(process["cpu"] for process in found) / requests * 1e6
        seconds = max(process["seconds"] for process in found)
        peak_mb = max(process["peak_mb"] for process in found)
        least = least or cost
        met = cost <= least * MOST_GROWTH and peak_mb <= MOST_MB
        table.add(
            f"{requests:,}", f"{seconds:.2f}", f"{cost:.0f}", f"{least * MOST_GROWTH:.0f}",
            f"{peak_mb:.0f}", MOST_MB, verdict(met),
        )  # fmt: skip
    return [table]


def one_run(requests: int, size: Size) -> list[dict[str, float]]:
    """What each process took, from a fresh start, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.matching.full"]
    command += map(str, (requests, size.plots, size.clusters))
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(answer)


def some(numbers: range) -> dict[str, float]:
    """Match a range of requests chunk by chunk; making them up is not on the clock."""
    seconds = cpu = 0.0
    matched = 0
    for first in range(numbers.start, numbers.stop, CHUNK):
        requests = data.requests(first, min(first + CHUNK, numbers.stop))
        start, cpu_start = time.perf_counter(), time.process_time()
        found = listed(Demands(requests), _offers, best=BEST)
        cpu += time.process_time() - cpu_start
        seconds += time.perf_counter() - start
        matched += len(found.rows)
    assert matched == len(numbers)
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The most memory that this process has ever held, what it shares included."""
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes.split()[1]) / 1024


def main(requests: int, plots: int, clusters: int) -> None:
    global _offers
    _offers = data.market(plots, clusters)
    listed(Demands(data.requests(0, 2)), _offers, best=BEST)  # compiled before the fork
    gc.collect()
    gc.freeze()  # or the collector would write to what both share
    cut = [requests * part // PROCESSES for part in range(PROCESSES + 1)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        found = pool.map(some, [range(*ends) for ends in pairwise(cut)], chunksize=1)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
