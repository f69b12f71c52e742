"""Real workers on both brokers: matches arrive by themselves, and survive a killed worker."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from tests import services

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = 120
pytestmark = [pytest.mark.workers, pytest.mark.xdist_group("processes")]


class Portal:
    """A portal of its own: database, broker, worker and beat as real processes."""

    def __init__(self, folder: Path, environment: dict[str, str], pool: str) -> None:
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")},
            "PYTHONPATH": str(ROOT),
            "MATCH_SWEEP_SECONDS": "1",
            "BROKER_DIR": str(folder / "broker"),
            "LOG_LEVEL": "ERROR",
            **environment,
        }
        self.folder = folder
        self.pool = pool
        self.processes: list[subprocess.Popen] = []

    def ask(self, verb: str, *numbers: int) -> dict:
        command = [sys.executable, "-W", "ignore", "-m", "tests.scenario", verb]
        command += map(str, numbers)
        answer = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def matched(self) -> int:
        """How many lists are there: asked of the database itself, many times a second."""
        url = self.environment["DATABASE_URL"]
        connect = sqlite3.connect if url.startswith("sqlite") else psycopg2.connect
        with contextlib.closing(connect(url.removeprefix("sqlite:///"))) as connection:
            rows = connection.cursor()
            rows.execute("SELECT COUNT(*) FROM matching_matchlist WHERE request_version > 0")
            return rows.fetchone()[0]

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "portal.celery", *words]
        process = subprocess.Popen(
            [*command, "--loglevel", "ERROR"],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        return self.start(
            "worker", "-P", self.pool, "-c", "2", "--without-gossip", "--without-mingle"
        )

    def beat(self) -> subprocess.Popen:
        return self.start("beat", "--schedule", str(self.folder / "beat"))

    def stop(self) -> None:
        for process in self.processes:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to the worker and its children: nobody gets to clean up."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(condition, seconds: float, pause: float = 0.2):
    """Poll a real process; returns the answer or fails after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def portal(request, tmp_path):
    with contextlib.ExitStack() as stack:
        if request.param == "filesystem":
            environment, pool = (
                {"DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}"},
                "threads",
            )
        else:
            environment = {
                "DATABASE_URL": stack.enter_context(services.postgresql()),
                "REDIS_URL": stack.enter_context(services.redis()),
            }
            pool = "prefork"
        portal = Portal(tmp_path, environment, pool)
        try:
            yield portal
        finally:
            portal.stop()


def test_matches_arrive_and_survive_a_killed_worker(portal):
    portal.ask("seed", 60, REQUESTS)
    portal.ask("open_all")
    worker = portal.worker()
    until(portal.matched, 60, pause=0.01)
    kill(worker)
    assert 0 < portal.matched() < REQUESTS  # in the middle, or this test proves nothing
    portal.ask("publish")  # with nobody there to hear it
    portal.worker()
    portal.beat()
    truth = portal.ask("truth")
    assert len(truth) == REQUESTS
    until(lambda: portal.ask("state") == truth, 90)


def test_of_two_officers_one_publishes(portal):
    portal.ask("seed", 1, 1)
    command = [sys.executable, "-W", "ignore", "-m", "tests.scenario", "publish"]
    both = [
        subprocess.Popen(command, env=portal.environment, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [json.loads(process.communicate()[0]) for process in both]
    assert sorted(next(iter(answer)) for answer in answers) == ["published", "refused"]
