"""``manage.py rematch``: what is stale, here; ``--all``: everything, by the workers."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from clusters.models import Plot
from matching import actions, tasks
from matching.models import FullRun
from matching.querysets import stale_plots

PAUSE_SECONDS = 0.2
CHUNK = 100


class Command(BaseCommand):
    help = "Match again whatever is stale; with --all every open request, split over the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="everything, not only what is stale")
        parser.add_argument(
            "--here", action="store_true", help="with --all: in this process, without workers"
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=60,
            metavar="SECONDS",
            help="give up when no worker has finished a part for so long",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["all"]:
            self._stale()
            return
        run = actions.start_full_run()
        if options["here"]:
            for range_id in self._bar(list(run.ranges.values_list("pk", flat=True)), "ranges"):
                actions.match_range(range_id)
        else:
            tasks.send_run(run)
            self._watch(run, options["patience"])
        self._say(run)

    def _stale(self) -> None:
        plots = list(stale_plots(Plot.objects.all()).values_list("pk", flat=True))
        if plots:
            actions.match_plots(plots)
        requests = actions.stale_request_ids()
        chunks = [requests[first : first + CHUNK] for first in range(0, len(requests), CHUNK)]
        for chunk in self._bar(chunks, "hundreds of requests"):
            actions.match_requests(chunk)
        self.stdout.write(f"{len(plots)} plots and {len(requests)} requests were stale")

    def _watch(self, run: FullRun, patience_seconds: float) -> None:
        total = sum(run.ranges.values_list("requests", flat=True))
        with tqdm(total=total, unit="request", disable=None) as bar:
            moved = time.monotonic()
            while True:
                done = run.ranges.filter(done_at__isnull=False)
                matched = sum(done.values_list("requests", flat=True))
                if matched > bar.n:
                    bar.update(matched - bar.n)
                    moved = time.monotonic()
                run.refresh_from_db()
                if run.finished_at:
                    return
                if time.monotonic() - moved > patience_seconds:
                    raise CommandError(
                        f"no worker has finished a part for {patience_seconds:g} s. Start one; it "
                        "goes on by itself. Or use --here."
                    )
                time.sleep(PAUSE_SECONDS)

    def _bar(self, parts: list[Any], unit: str) -> Any:
        return tqdm(parts, unit=f" {unit}", disable=None)

    def _say(self, run: FullRun) -> None:
        run.refresh_from_db()
        requests = sum(run.ranges.values_list("requests", flat=True))
        seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0
        self.stdout.write(f"{requests} requests matched in {seconds:.1f} s")
