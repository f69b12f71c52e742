"""The list of a request: ranked, compared with what is stored, and only the difference written."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enterprises.models import LandRequest
from matching.features import Market, demand_of, snapshot
from matching.models import Match, MatchList, MatchMember, Verdict
from matching.scoring import (
    CRITERIA,
    RULES_VERSION,
    Demands,
    Listed,
    Ranking,
    counted,
    fact_names,
    known,
    listed,
    rank,
)

# What is stored of an offer, and compared to decide whether it must be written again.
FIGURES = (
    "verdict", "score", "score_lo", "score_hi", "cost_vnd_m2_year", "distance_km", "plot_version",
    "cluster_version",
)  # fmt: skip
STORED = (*FIGURES, "parts", "unknown")
AT_ONCE = 100  # requests whose lists are written in one transaction


def trial(land_request: LandRequest, *, best: int = 20) -> tuple[Ranking, Market]:
    """Match a need that is stored nowhere, at once. Raises ``DemandError``."""
    market = snapshot()
    return rank(demand_of(land_request), market.offers, best=best), market


def match_request(land_request_id: int) -> MatchList | None:
    """Bring one request's list up to date; ``None`` if the request is not open any more."""
    match_requests([land_request_id])
    return MatchList.objects.of_open_requests().filter(land_request=land_request_id).first()


def match_requests(land_request_ids: Iterable[int]) -> int:
    """Bring these requests' lists up to date, so many a transaction; how many are open."""
    ids = sorted(set(land_request_ids))
    return sum(_match_some(ids[first : first + AT_ONCE]) for first in range(0, len(ids), AT_ONCE))


@transaction.atomic
def _match_some(ids: list[int]) -> int:
    lists = locked_lists(ids)
    rows = {
        row.pk: row
        for row in LandRequest.objects.open()
        .select_related("industry", "place")
        .filter(pk__in=lists)
    }
    market = snapshot()
    demands = Demands([demand_of(row) for row in rows.values()])
    found = listed(demands, market.offers, best=settings.MATCH_BEST_KEPT)
    now, today = timezone.now(), timezone.localdate()
    fresh = {
        lists[pk].pk
        for pk, row in rows.items()
        if (lists[pk].request_version, lists[pk].rules_version, lists[pk].as_of)
        == (row.version, RULES_VERSION, today)
    }
    _store([lists[pk].pk for pk in rows], demands, found, fresh, market)
    last = np.where(found.rows[:, :, -1] >= 0, found.score[:, :, -1, 1], -1.0)
    counts = counted(found.counts, market.offers)
    for (pk, row), its_counts, its_last in zip(rows.items(), counts, last.tolist(), strict=True):
        kept = lists[pk]
        kept.request_version, kept.rules_version = row.version, RULES_VERSION
        kept.as_of, kept.matched_at = today, now
        kept.eligible_count, kept.to_confirm_count, kept.excluded_count = its_counts
        kept.eligible_last, kept.to_confirm_last = its_last
    fields = [f.name for f in MatchList._meta.fields if f.name not in ("id", "land_request")]
    MatchList.objects.bulk_create(
        [lists[pk] for pk in rows],
        update_conflicts=True,
        update_fields=fields,
        unique_fields=["land_request"],
    )
    return len(rows)


def locked_lists(ids: list[int]) -> dict[int, MatchList]:
    """The lists of those requests that are open, made where missing, locked in one order."""
    still_open = set(LandRequest.objects.open().filter(pk__in=ids).values_list("pk", flat=True))
    there = set(
        MatchList.objects.filter(land_request__in=ids).values_list("land_request_id", flat=True)
    )
    MatchList.objects.bulk_create(
        [
            MatchList(land_request_id=pk, as_of=timezone.localdate())
            for pk in sorted(still_open - there)
        ],
        ignore_conflicts=True,
    )
    rows = MatchList.objects.select_for_update(of=("self",)).filter(land_request__in=still_open)
    return {row.land_request_id: row for row in rows.order_by("pk")}


def _store(
    list_ids: list[int], demands: Demands, found: Listed, fresh: set[int], market: Market
) -> None:
    """Insert, update and delete only what differs from the stored lists, one of each request.

    A hundred rows a list, most of them as they were: they are read as tuples, and where the request
    and the rules have not moved on (``fresh``) without the parts, which the same versions give.
    """
    stored = {
        (list_id, code): (pk, plots, values)
        for pk, list_id, code, plots, values in _stored(list_ids, fresh)
    }
    written: list[Match] = []
    members: list[MatchMember] = []
    replaced: list[int] = []
    for request, offer, figures, explained in _found(demands, found, market):
        list_id = list_ids[request]
        first, *others = offer.key if isinstance(offer.key, tuple) else (offer.key,)
        plots = (first, *((pk, market.versions[pk][0]) for pk in others))
        figures += market.versions[first]
        pk, old_plots, old = stored.pop((list_id, offer.code), (None, (), ()))
        if old_plots == plots and old == figures + (() if list_id in fresh else explained()):
            continue
        match = Match(match_list_id=list_id, plot_id=first, code=offer.code)
        for name, value in zip(STORED, figures + explained(), strict=True):
            setattr(match, name, value)
        written.append(match)
        if old_plots != plots:
            replaced += [pk] if pk else []
            members += [MatchMember(match=match, plot_id=i, plot_version=v) for i, v in plots[1:]]
    Match.objects.filter(pk__in=[*replaced, *(pk for pk, _, _ in stored.values())]).delete()
    Match.objects.bulk_create(
        written,
        batch_size=500,
        update_conflicts=True,
        update_fields=STORED,
        unique_fields=["match_list", "code"],
    )
    MatchMember.objects.bulk_create(members, batch_size=500)


def _found(demands: Demands, found: Listed, market: Market) -> Iterator[Any]:
    """(place of the request, offer, figures, explained) of every offer in the lists: ``FIGURES``
    without the versions, and a function that gives the rest of ``STORED``."""
    there = found.rows >= 0
    requests, groups, _ = there.nonzero()
    rows, parts = found.rows[there], found.parts[there]
    unknown = market.offers.missing[rows] & demands.wanted[requests]
    counting = [np.flatnonzero(shares).tolist() for shares in demands.shares]
    figures = zip(
        map((Verdict.ELIGIBLE.value, Verdict.TO_CONFIRM.value).__getitem__, groups.tolist()),
        *found.score[there].T[[1, 0, 2]].tolist(),
        map(known, found.cost_vnd_m2_year[there].tolist()),
        map(known, found.distance_km[there].tolist()),
        strict=True,
    )

    def explained(i: int, request: int) -> tuple[Any, ...]:
        lo, point, hi = parts[i].tolist()
        shares = {CRITERIA[k]: [point[k], lo[k], hi[k]] for k in counting[request]}
        return shares, list(fact_names(int(unknown[i])))

    for i, (request, row, its) in enumerate(
        zip(requests.tolist(), rows.tolist(), figures, strict=True)
    ):
        yield request, market.offers.rows[row], its, partial(explained, i, request)


def _stored(list_ids: Iterable[int], fresh: set[int]) -> Iterator[Any]:
    """(id, list id, code, plots, values) of every match of these lists: plots are the first one's
    id, then (id, version) of the others; values are ``STORED``, of fresh lists only ``FIGURES``."""
    others: dict[int, list[tuple[int, int]]] = {}
    members = MatchMember.objects.filter(match__match_list__in=list_ids).order_by("pk")
    for match_id, plot_id, version in members.values_list("match_id", "plot_id", "plot_version"):
        others.setdefault(match_id, []).append((plot_id, version))
    stale = [pk for pk in list_ids if pk not in fresh]
    for ids, names in ((sorted(fresh), FIGURES), (stale, STORED)):
        rows = Match.objects.filter(match_list__in=ids)
        for pk, list_id, code, plot_id, *values in rows.values_list(
            "pk", "match_list_id", "code", "plot_id", *names
        ):
            yield pk, list_id, code, (plot_id, *others.get(pk, ())), tuple(values)
