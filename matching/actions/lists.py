"""The list of a request: ranked, compared with what is stored, and only the difference written."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enterprises.models import LandRequest
from matching.features import Market, demand_of, snapshot
from matching.models import Match, MatchList, MatchMember, Verdict
from matching.scoring import RULES_VERSION, Answer, Ranking, Scored, rank, rank_many

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
    demands = [demand_of(row) for row in rows.values()]
    found = rank_many(demands, market.offers, best=settings.MATCH_BEST_KEPT)
    rankings = {row.pk: ranking for row, ranking in zip(rows.values(), found, strict=True)}
    now, today = timezone.now(), timezone.localdate()
    fresh = {
        lists[pk].pk
        for pk, row in rows.items()
        if (lists[pk].request_version, lists[pk].rules_version, lists[pk].as_of)
        == (row.version, RULES_VERSION, today)
    }
    _store({lists[pk].pk: ranking for pk, ranking in rankings.items()}, fresh, market)
    for pk, ranking in rankings.items():
        kept = lists[pk]
        kept.request_version, kept.rules_version = rows[pk].version, RULES_VERSION
        kept.as_of, kept.matched_at = today, now
        kept.eligible_count = ranking.eligible_count
        kept.to_confirm_count = ranking.to_confirm_count
        kept.excluded_count = ranking.excluded_count
        kept.eligible_last = _last(ranking.eligible)
        kept.to_confirm_last = _last(ranking.to_confirm)
    fields = [f.name for f in MatchList._meta.fields if f.name not in ("id", "land_request")]
    MatchList.objects.bulk_create(
        [lists[pk] for pk in rankings],
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


def _last(best: tuple[Scored, ...]) -> float:
    return best[-1].score if len(best) == settings.MATCH_BEST_KEPT else -1.0


def _store(rankings: dict[int, Ranking], fresh: set[int], market: Market) -> None:
    """Insert, update and delete only what differs from the stored lists (ranking by list id).

    A hundred rows a list, most of them as they were: they are read as tuples, and where the request
    and the rules have not moved on (``fresh``) without the parts, which the same versions give.
    """
    stored = {
        (list_id, code): (pk, plots, values)
        for pk, list_id, code, plots, values in _stored(rankings, fresh)
    }
    written: list[Match] = []
    members: list[MatchMember] = []
    replaced: list[int] = []
    for list_id, ranking in rankings.items():
        for scored in (*ranking.eligible, *ranking.to_confirm):
            first, *others = scored.key if isinstance(scored.key, tuple) else (scored.key,)
            plots = (first, *((pk, market.versions[pk][0]) for pk in others))
            values = _values(scored, *market.versions[first])
            pk, old_plots, old = stored.pop((list_id, scored.code), (None, (), ()))
            if old_plots == plots and old == values[: len(old)]:
                continue
            match = Match(match_list_id=list_id, plot_id=first, code=scored.code)
            for name, value in zip(STORED, values, strict=True):
                setattr(match, name, value)
            written.append(match)
            if old_plots != plots:
                replaced += [pk] if pk else []
                members += [
                    MatchMember(match=match, plot_id=i, plot_version=v) for i, v in plots[1:]
                ]
    Match.objects.filter(pk__in=[*replaced, *(pk for pk, _, _ in stored.values())]).delete()
    Match.objects.bulk_create(
        written,
        batch_size=500,
        update_conflicts=True,
        update_fields=STORED,
        unique_fields=["match_list", "code"],
    )
    MatchMember.objects.bulk_create(members, batch_size=500)


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


def _values(scored: Scored, plot_version: int, cluster_version: int) -> tuple[Any, ...]:
    """What is stored of an offer, in the order of ``STORED``."""
    parts = {
        name: [share, scored.parts_lo[name], scored.parts_hi[name]]
        for name, share in scored.parts.items()
    }
    return (
        Verdict.ELIGIBLE.value if scored.answer == Answer.PASS else Verdict.TO_CONFIRM.value,
        scored.score,
        scored.score_lo,
        scored.score_hi,
        scored.cost_vnd_m2_year,
        scored.distance_km,
        plot_version,
        cluster_version,
        parts,
        list(scored.unknown),
    )
