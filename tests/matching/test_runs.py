"""Full runs by ranges, and the command that starts them."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching import actions, tasks
from matching.models import FullRun, MatchList, RunRange
from tests.factories import ClusterTradeFactory, LandRequestFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def requests(queued, settings):
    settings.MATCH_RANGE = 2
    PlotFactory(cluster=ClusterTradeFactory().cluster, published=True)
    return [LandRequestFactory(opened=True) for _ in range(5)]


def test_a_run_is_split_by_ranges_and_closes_itself_with_the_last(requests):
    run = actions.start_full_run()
    ranges = list(run.ranges.order_by("first"))
    assert [part.requests for part in ranges] == [2, 2, 1]
    for part in ranges:
        run.refresh_from_db()
        assert run.finished_at is None
        assert actions.match_range(part.pk) == part.requests
    run.refresh_from_db()
    assert run.finished_at and MatchList.objects.count() == 5


def test_a_range_that_is_done_is_not_done_again(requests):
    part = actions.start_full_run().ranges.first()
    actions.match_range(part.pk)
    done_at = RunRange.objects.get(pk=part.pk).done_at
    assert actions.match_range(part.pk) == 0
    assert RunRange.objects.get(pk=part.pk).done_at == done_at


def test_a_run_over_nothing_is_finished_at_once(db):
    assert FullRun.objects.get(pk=actions.start_full_run().pk).finished_at


def test_the_sweep_sends_a_lost_range_again_and_only_that(requests, queued, settings):
    first, second, third = actions.start_full_run().ranges.order_by("first")
    actions.match_range(first.pk)
    late = timezone.now() - timedelta(seconds=settings.MATCH_RANGE_SECONDS + 1)
    RunRange.objects.filter(pk=second.pk).update(sent_at=late)
    queued.clear()
    tasks.sweep()
    assert queued == [("matching.tasks.match_range", (second.pk,))]
    queued.clear()
    tasks.sweep()
    assert queued == []  # it is on its way
    assert RunRange.objects.get(pk=third.pk).done_at is None


@pytest.mark.parametrize("lie", [{"last": 0}])
def test_a_range_cannot_lie(requests, lie):
    actions.start_full_run()
    with pytest.raises(IntegrityError), transaction.atomic():
        RunRange.objects.update(**lie)


def test_rematch_works_through_what_is_stale(requests):
    said = io.StringIO()
    call_command("rematch", stdout=said)
    assert "1 plots and 0 requests were stale" in said.getvalue()  # the plot reached every list
    assert MatchList.objects.count() == 5
    MatchList.objects.update(rules_version=0)
    call_command("rematch", stdout=said)
    assert "0 plots and 5 requests were stale" in said.getvalue()


def test_rematch_all_here_needs_no_worker(requests):
    said = io.StringIO()
    call_command("rematch", "--all", "--here", stdout=said)
    assert "5 requests matched in" in said.getvalue()
    assert FullRun.objects.get().finished_at


def test_rematch_all_says_when_no_worker_answers(requests, monkeypatch):
    monkeypatch.setattr(tasks, "send_run", lambda run: None)
    with pytest.raises(CommandError, match="no worker"):
        call_command("rematch", "--all", "--patience", "0.3", stdout=io.StringIO())
