"""Real workers on both brokers: an import survives workers killed while reading and applying."""

import pytest

from tests.processes import kill, until

ROWS = 3_000
pytestmark = [pytest.mark.workers, pytest.mark.xdist_group("processes")]


def test_an_import_is_whole_or_not_there_whoever_dies(portal):
    portal.ask("seed", 1, 1)
    batch = portal.ask("upload", ROWS)["batch"]
    worker = portal.worker()
    until(lambda: portal.import_is("reading", 50), 60, pause=0.01)
    kill(worker)
    read = portal.ask("imported")
    assert read["status"] == "reading" and 0 < read["rows"] < ROWS  # in the middle
    worker = portal.worker()
    beat = portal.beat()
    until(lambda: portal.import_is("previewed", ROWS), 90)
    kill(beat)
    assert portal.ask("imported")["plots"] == 0
    portal.ask("start_applying", batch)
    until(lambda: not portal.import_is("previewed"), 30, pause=0.01)
    kill(worker)
    half = portal.ask("imported")
    assert (half["status"], half["plots"]) in (("applying", 0), ("applied", ROWS))
    portal.worker()
    portal.beat()
    until(lambda: portal.import_is("applied"), 120)
    assert portal.ask("imported") == {
        "status": "applied",
        "rows": ROWS,
        "plots": ROWS,
        "proposed": ROWS,
    }
