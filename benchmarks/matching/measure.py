"""Times of several contenders, taken in turns, and the table that they end up in."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from tqdm import tqdm

PACKAGES = ("numpy", "numba", "duckdb", "polars", "pandas", "scikit-criteria")

IN_A_ROW, ALONE = 10, 1  # questions that a contender answers in its turn


@dataclass
class Contender:
    """``run`` is timed and gets the number of a question; ``elsewhere``: CPU seconds that another
    process has spent for it so far."""

    name: str
    run: Callable[[int], Any]
    elsewhere: Callable[[], float] = float
    walls: list[list[float]] = field(default_factory=list)  # of each question, each round
    cpu_seconds: float = 0.0
    runs: int = 0

    def take(self, question: int) -> None:
        cpu = time.process_time() + self.elsewhere()
        start = time.perf_counter()
        self.run(question)
        wall = time.perf_counter() - start
        self.cpu_seconds += time.process_time() + self.elsewhere() - cpu
        self.runs += 1
        self.walls[question].append(wall)

    @property
    def wall(self) -> float:
        """Seconds: the median over the questions of the median over the rounds."""
        return statistics.median(statistics.median(times) for times in self.walls)

    @property
    def cpu(self) -> float:
        """CPU seconds of all threads, the mean: what noise of neighbours touches least."""
        return self.cpu_seconds / self.runs


def in_turns(
    contenders: Sequence[Contender], questions: int, rounds: int, in_a_row: int = IN_A_ROW
) -> None:
    """Some questions to each contender, in turns, so that noise hits all alike; who comes first
    changes from turn to turn. With several in a row each finds its own data in the processor's
    caches, with one it finds what the others have left there. A first round only warms up."""
    for contender in contenders:
        contender.walls = [[] for _ in range(questions)]
        contender.cpu_seconds, contender.runs = 0.0, 0
    with no_collection():
        for number in tqdm(range(rounds + 1), desc="rounds", disable=None, leave=False):
            for turn, start in enumerate(range(0, questions, in_a_row)):
                first = (number + turn) % len(contenders)
                for contender in (*contenders[first:], *contenders[:first]):
                    for question in range(start, min(start + in_a_row, questions)):
                        if number == 0:
                            contender.run(question)
                        else:
                            contender.take(question)


@contextmanager
def no_collection() -> Iterator[None]:
    """What is loaded is left alone by the garbage collector, which goes on with the rest."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass
class Table:
    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(map(str, cells)))

    def __str__(self) -> str:
        lines = [self.header, ("---",) * len(self.header), *self.rows]
        return f"{self.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def race(
    title: str, ours: Contender, others: Sequence[Contender], targets: dict[str, float]
) -> Table:
    """Each contender, how many times slower than ours it is, and what was aimed at."""
    table = Table(title, ("", "ms", "CPU ms", "× ours", "× ours, CPU", "target", ""))
    table.add(ours.name, ms(ours.wall), ms(ours.cpu), "1", "1", "", "")
    for other in others:
        ratio, target = other.wall / ours.wall, targets.get(other.name)
        table.add(
            other.name, ms(other.wall), ms(other.cpu), f"{ratio:.1f}",
            f"{other.cpu / ours.cpu:.1f}", f"≥ {target:g}" if target else "",
            verdict(ratio >= target) if target else "",
        )  # fmt: skip
    return table


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3g}" if seconds < 0.1 else f"{seconds * 1e3:,.0f}"


def machine() -> str:
    """In words: what the figures belong to."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            versions.append(f"no {package}")
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {model}; {', '.join(versions)}; "
        f"load in the last 1, 5, 15 minutes: {load}"
    )
