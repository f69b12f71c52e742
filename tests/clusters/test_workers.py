"""Real workers on both brokers: an import survives those killed at any of its three steps."""

import pytest

from tests.processes import kill, until

ROWS = 3_000
pytestmark = [pytest.mark.workers, pytest.mark.xdist_group("processes")]


def test_an_import_is_whole_in_the_end_whoever_dies(portal):
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
    until(lambda: portal.import_has_done("applying", 50), 30, pause=0.01)
    kill(worker)
    half = portal.ask("imported")
    assert half["status"] == "applying" and half["plots"] == half["done"] < ROWS
    worker = portal.worker()
    beat = portal.beat()
    until(lambda: portal.import_is("applied"), 120)
    kill(beat)
    whole = portal.ask("imported")
    assert (whole["status"], whole["plots"], whole["proposed"]) == ("applied", ROWS, ROWS)
    portal.ask("start_undoing", batch)
    until(lambda: portal.import_has_done("undoing", 50), 30, pause=0.01)
    kill(worker)
    half = portal.ask("imported")
    assert half["status"] == "undoing" and half["plots"] == ROWS - half["done"] > 0
    portal.worker()
    portal.beat()
    until(lambda: portal.import_is("undone"), 120)
    assert portal.ask("imported") == {
        "status": "undone",
        "rows": ROWS,
        "done": ROWS,
        "plots": 0,
        "proposed": 0,
        "removed": ROWS,
        "break": None,
    }
