"""A portal as real processes, with its own database and broker."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[1]


class Portal:
    """A portal of its own: database, broker, worker and beat as real processes."""

    def __init__(self, folder: Path, environment: dict[str, str], pool: str) -> None:
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")},
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "MATCH_SWEEP_SECONDS": "1",
            "MATCH_RANGE": "10",
            "IMPORT_CHUNK": "50",
            "IMPORT_STUCK_SECONDS": "2",
            "MEDIA_ROOT": str(folder / "media"),
            "MATCH_RANGE_SECONDS": "3",
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
        return self._number("SELECT COUNT(*) FROM matching_matchlist WHERE request_version > 0")

    def ranges_done(self) -> int:
        """How many parts of full runs are finished."""
        return self._number("SELECT COUNT(*) FROM matching_runrange WHERE done_at IS NOT NULL")

    def import_is(self, status: str, rows: int = 0) -> bool:
        """Whether the one import has come so far."""
        query = f"SELECT COUNT(*) FROM clusters_importbatch WHERE status = '{status}'"
        return self._number(f"{query} AND rows_read >= {rows}") > 0

    def import_has_done(self, status: str, rows: int) -> bool:
        """Whether so many rows of the one import are applied, or undone."""
        query = f"SELECT COUNT(*) FROM clusters_importbatch WHERE status = '{status}'"
        return self._number(f"{query} AND work_done >= {rows}") > 0

    def _number(self, query: str) -> int:
        url = self.environment["DATABASE_URL"]
        connect = sqlite3.connect if url.startswith("sqlite") else psycopg2.connect
        with contextlib.closing(connect(url.removeprefix("sqlite:///"))) as connection:
            rows = connection.cursor()
            rows.execute(query)
            return rows.fetchone()[0]

    def _start(self, *words: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *words],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def manage_beside(self, *words: str) -> subprocess.Popen:
        """Start a command and do not wait for it."""
        return self._start("django", *words)

    def manage(self, *words: str) -> None:
        command = [sys.executable, "-W", "ignore", "manage.py", *words]
        subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )

    def web(self) -> str:
        """Serve as ``make run`` does; returns the address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self._start("gunicorn", "portal.wsgi", "--bind", address, "--threads", "4")
        until(lambda: _answers(address), 30)
        return f"http://{address}"

    def worker(self) -> subprocess.Popen:
        options = ["-P", self.pool, "-c", "2", "--without-gossip", "--without-mingle"]
        return self._start("celery", "-A", "portal.celery", "worker", *options)

    def beat(self) -> subprocess.Popen:
        schedule = str(self.folder / "beat")
        return self._start("celery", "-A", "portal.celery", "beat", "--schedule", schedule)

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


def _answers(address: str) -> bool:
    host, port = address.split(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
        return True
    return False
