"""A changed plot against all open requests: only the lists that it moves are touched."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from django.db import transaction
from django.utils import timezone

from clusters.models import Plot, PlotAdjacency
from matching.actions.lists import locked_lists, match_requests
from matching.features import facts_of, offer_from, offers_with, open_requests, snapshot
from matching.models import Match, MatchedPlot, MatchList
from matching.scoring import RULES_VERSION, Demands, Offers, count_many, moves

EXPECTED = 1  # of ``Demands.dates``
MANY = 2000  # offers: from here on ranking every list again is less than comparing them all


@transaction.atomic
def match_plots(plot_ids: Iterable[int]) -> int:
    """Work changed plots through the open requests; returns how many lists were touched.

    What the plots were when last worked through is compared with what they are now: the few lists
    whose best may differ are ranked again, those that only count one more or less are counted
    again, the others are not looked at. The plots' versions are noted in the same transaction.
    """
    changed = _locked_plots(plot_ids)
    requests = open_requests()
    today = timezone.localdate()
    before, after, now = _before_and_after(changed, today)
    lists = MatchList.objects.of_open_requests().values_list(
        "land_request_id", "request_version", "rules_version", "as_of",
        "eligible_last", "to_confirm_last",
    )  # fmt: skip
    d = len(requests.demands)
    again, last_score = np.ones(d, dtype=bool), np.full((d, 2), -1.0)
    for pk, request_version, rules_version, as_of, *last in lists:
        if pk not in requests.at:
            continue
        at = requests.at[pk]
        last_score[at] = last
        fresh = (request_version, rules_version, as_of)
        again[at] = fresh != (requests.versions[pk], RULES_VERSION, today)
    for pk in _requests_with(changed):
        if pk in requests.at:
            again[requests.at[pk]] = True
    if any(row.ready_on and row.ready_on > today for row in (*before.rows, *after.rows)):
        again |= requests.demands.dates == EXPECTED  # noted are promised dates only
    if len(before) + len(after) > MANY:
        again[:] = True
        before = after = Offers.of([])
    moved = moves(requests.demands, before, after, stands=again, last_score=last_score)
    ids = np.array(list(requests.rows), dtype=np.int64)
    match_requests(ids[moved.rank_again].tolist())
    _count_again(ids[moved.touched & ~moved.rank_again].tolist())
    _note(now)
    return int(moved.touched.sum())


def _locked_plots(plot_ids: Iterable[int]) -> set[int]:
    """Those that still exist. Two workers with the same plot take turns, in the order of ids."""
    there = Plot.objects.filter(pk__in=set(plot_ids))
    ids = set(there.values_list("pk", flat=True))
    MatchedPlot.objects.bulk_create(
        [MatchedPlot(plot_id=pk, plot_version=0, cluster_version=0) for pk in sorted(ids)],
        ignore_conflicts=True,
    )
    list(MatchedPlot.objects.select_for_update(of=("self",)).filter(plot__in=ids).order_by("pk"))
    return ids


def _before_and_after(changed: set[int], today: date) -> tuple[Offers, Offers, list[MatchedPlot]]:
    """The offers with a changed plot as they were and as they are, and the rows to note that.

    A combined offer has its plots from one cluster, so the clusters of the changed ones are read.
    """
    clusters = set(Plot.objects.filter(pk__in=changed).values_list("cluster", flat=True))
    noted = list(MatchedPlot.objects.filter(plot__cluster__in=clusters))
    then = [offer_from(row.facts, today) for row in noted if row.facts]
    pairs_then = {(row.plot_id, other) for row in noted for other in row.neighbours}
    published = list(Plot.objects.for_matching().filter(cluster__in=clusters))
    facts = {plot.pk: facts_of(plot, today) for plot in published}
    now = [offer_from(fact, today) for fact in facts.values()]
    pairs_now = set(
        PlotAdjacency.objects.filter(first__cluster__in=clusters).values_list(
            "first_id", "second_id"
        )
    )
    touching: dict[int, set[int]] = {}
    for a, b in pairs_now:
        touching.setdefault(a, set()).add(b)
        touching.setdefault(b, set()).add(a)
    versions = {
        pk: of_plot
        for pk, *of_plot in Plot.objects.filter(pk__in=changed).values_list(
            "pk", "version", "cluster__version"
        )
    }
    noted = [row for row in noted if row.plot_id in changed]
    for row in noted:
        row.plot_version, row.cluster_version = versions[row.plot_id]
        row.facts = facts.get(row.plot_id)
        row.neighbours = sorted(touching.get(row.plot_id, ()))
    return offers_with(changed, then, pairs_then), offers_with(changed, now, pairs_now), noted


def _requests_with(plot_ids: set[int]) -> set[int]:
    """Requests in whose stored list one of the plots stands."""
    found = Match.objects.with_plot(plot_ids)
    return set(found.values_list("match_list__land_request_id", flat=True))


def _count_again(land_request_ids: Sequence[int]) -> None:
    """Only the counts have moved: the best stand where they stood."""
    lists = locked_lists(sorted(land_request_ids))
    requests, market = open_requests(), snapshot()
    there = [pk for pk in lists if pk in requests.at]
    demands = Demands([requests.rows[pk] for pk in there])
    for pk, counts in zip(there, count_many(demands, market.offers), strict=True):
        kept = lists[pk]
        kept.eligible_count, kept.to_confirm_count, kept.excluded_count = counts
    fields = ["eligible_count", "to_confirm_count", "excluded_count"]
    MatchList.objects.bulk_update([lists[pk] for pk in there], fields, batch_size=500)


def _note(rows: list[MatchedPlot]) -> None:
    fields = ["plot_version", "cluster_version", "facts", "neighbours"]
    MatchedPlot.objects.bulk_update(rows, fields, batch_size=200)


def match_cluster(cluster_id: int) -> int:
    """A fact of the cluster changed: all its published plots did."""
    plots = Plot.objects.filter(cluster_id=cluster_id, status="published")
    return match_plots(list(plots.values_list("pk", flat=True)))
