"""Real workers on both brokers: matches arrive by themselves, and survive a killed worker."""

import json
import subprocess
import sys

import pytest

from tests.processes import ROOT, kill, until

REQUESTS = 120
pytestmark = [pytest.mark.workers, pytest.mark.xdist_group("processes")]


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


def test_a_full_run_survives_a_killed_worker(portal):
    portal.ask("seed", 60, REQUESTS)
    portal.ask("open_all")
    worker = portal.worker()
    command = portal.manage_beside("rematch", "--all", "--patience", "60")
    until(portal.ranges_done, 60, pause=0.01)
    kill(worker)
    assert 0 < portal.ranges_done() < REQUESTS / 10  # in the middle, or this test proves nothing
    portal.worker()
    portal.beat()
    assert command.wait(90) == 0
    assert portal.ranges_done() == REQUESTS / 10
    truth = portal.ask("truth")
    until(lambda: portal.ask("state") == truth, 60)


def test_of_two_officers_one_publishes(portal):
    portal.ask("seed", 1, 1)
    command = [sys.executable, "-W", "ignore", "-m", "tests.scenario", "publish"]
    both = [
        subprocess.Popen(command, env=portal.environment, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [json.loads(process.communicate()[0]) for process in both]
    assert sorted(next(iter(answer)) for answer in answers) == ["published", "refused"]
