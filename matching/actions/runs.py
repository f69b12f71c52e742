"""Everything that is stale, and a full run split by ranges of requests over the workers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clusters.models import Plot
from enterprises.models import LandRequest
from matching.actions.lists import match_requests
from matching.actions.plots import match_plots
from matching.models import FullRun, Match, RunRange
from matching.querysets import stale_plots, stale_requests
from matching.scoring import RULES_VERSION


@transaction.atomic
def start_full_run() -> FullRun:
    """Split all open requests into ranges of ``MATCH_RANGE`` for the workers to take."""
    run = FullRun.objects.create()
    ids = list(LandRequest.objects.open().order_by("pk").values_list("pk", flat=True))
    chunks = [
        ids[first : first + settings.MATCH_RANGE]
        for first in range(0, len(ids), settings.MATCH_RANGE)
    ]
    now = timezone.now()
    RunRange.objects.bulk_create(
        [
            RunRange(run=run, first=some[0], last=some[-1], requests=len(some), sent_at=now)
            for some in chunks
        ]
    )
    if not chunks:
        finish_run(run.pk)
    return run


def match_range(range_id: int) -> int:
    """Match one range of a full run; done twice it does no harm. How many requests were open."""
    part = RunRange.objects.filter(pk=range_id).first()
    if part is None or part.done_at:
        return 0
    ids = LandRequest.objects.open().filter(pk__range=(part.first, part.last))
    matched = match_requests(ids.values_list("pk", flat=True))
    RunRange.objects.waiting().filter(pk=range_id).update(done_at=timezone.now())
    finish_run(part.run_id)
    return matched


def finish_run(run_id: int) -> bool:
    """Close the run if no range of it is waiting; whether it is closed."""
    run = FullRun.objects.filter(pk=run_id)
    if not RunRange.objects.waiting().filter(run=run_id).exists():
        run.filter(finished_at__isnull=True).update(finished_at=timezone.now())
    return run.filter(finished_at__isnull=False).exists()


def lost_ranges(now: datetime) -> list[int]:
    """Ranges that nobody has finished within ``MATCH_RANGE_SECONDS`` of being sent."""
    before = now - timedelta(seconds=settings.MATCH_RANGE_SECONDS)
    return list(RunRange.objects.lost(before).order_by("pk").values_list("pk", flat=True))


def resend(range_ids: list[int], now: datetime) -> None:
    """Note that these ranges are on their way once more."""
    RunRange.objects.filter(pk__in=range_ids).update(sent_at=now)


def stale_request_ids() -> list[int]:
    """Open requests whose list is missing, old, or holds what may not be shown any more."""
    stale = stale_requests(
        LandRequest.objects.all(), rules_version=RULES_VERSION, today=timezone.localdate()
    )
    shown = Match.objects.current().values("pk")
    outdated = Match.objects.exclude(pk__in=shown).filter(match_list__land_request__status="open")
    found = set(stale.values_list("pk", flat=True))
    found |= set(outdated.values_list("match_list__land_request_id", flat=True))
    return sorted(found)


def sweep() -> dict[str, int]:
    """Re-run whatever is stale: the rows are the queue, messages only make it prompt."""
    plots = list(stale_plots(Plot.objects.all()).values_list("pk", flat=True))
    if plots:
        match_plots(plots)
    requests = stale_request_ids()
    match_requests(requests)
    return {"plots": len(plots), "requests": len(requests)}
