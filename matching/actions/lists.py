"""The list of a request: ranked, compared with what is stored, and only the difference written."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enterprises.models import LandRequest
from matching.features import Market, demand_of, snapshot
from matching.models import Match, MatchList, MatchMember, Verdict
from matching.scoring import RULES_VERSION, Answer, Ranking, Scored, rank, rank_many

# Compared to decide whether a stored match must be written again.
STORED = (
    "verdict", "score", "score_lo", "score_hi", "parts", "unknown", "cost_vnd_m2_year",
    "distance_km", "plot_version", "cluster_version",
)  # fmt: skip
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
    _store({lists[pk].pk: ranking for pk, ranking in rankings.items()}, market)
    now, today = timezone.now(), timezone.localdate()
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
    MatchList.objects.bulk_update([lists[pk] for pk in rankings], fields)
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


def _store(rankings: dict[int, Ranking], market: Market) -> None:
    """Insert, update and delete only what differs from the stored lists (ranking by list id)."""
    stored: dict[tuple[int, str], Match] = {
        (match.match_list_id, match.code): match
        for match in Match.objects.filter(match_list__in=rankings).prefetch_related("members")
    }
    new: list[Match] = []
    changed: list[Match] = []
    members: list[MatchMember] = []
    kept: set[tuple[int, str]] = set()
    for list_id, ranking in rankings.items():
        for scored in (*ranking.eligible, *ranking.to_confirm):
            match = _match(list_id, scored, market)
            others = _members(match, scored, market)
            at = (list_id, match.code)
            old = stored.get(at)
            if old is not None and _plots(old, old.members.all()) == _plots(match, others):
                kept.add(at)
                if any(getattr(old, name) != getattr(match, name) for name in STORED):
                    match.pk = old.pk
                    changed.append(match)
            else:
                new.append(match)
                members += others
    Match.objects.filter(pk__in=[m.pk for at, m in stored.items() if at not in kept]).delete()
    Match.objects.bulk_create(new, batch_size=500)
    MatchMember.objects.bulk_create(members, batch_size=500)
    Match.objects.bulk_update(changed, STORED, batch_size=100)


def _match(list_id: int, scored: Scored, market: Market) -> Match:
    plot_id: Any = scored.key[0] if isinstance(scored.key, tuple) else scored.key
    plot_version, cluster_version = market.versions[plot_id]
    return Match(
        match_list_id=list_id,
        plot_id=plot_id,
        code=scored.code,
        verdict=Verdict.ELIGIBLE if scored.answer == Answer.PASS else Verdict.TO_CONFIRM,
        score=scored.score,
        score_lo=scored.score_lo,
        score_hi=scored.score_hi,
        parts={
            name: [share, scored.parts_lo[name], scored.parts_hi[name]]
            for name, share in scored.parts.items()
        },
        unknown=list(scored.unknown),
        cost_vnd_m2_year=scored.cost_vnd_m2_year,
        distance_km=scored.distance_km,
        plot_version=plot_version,
        cluster_version=cluster_version,
    )


def _members(match: Match, scored: Scored, market: Market) -> list[MatchMember]:
    others = scored.key[1:] if isinstance(scored.key, tuple) else ()
    return [
        MatchMember(match=match, plot_id=pk, plot_version=market.versions[pk][0]) for pk in others
    ]


def _plots(match: Match, members: Iterable[MatchMember]) -> list[tuple[int, int]]:
    """What a match is of; members are replaced with their match, never edited."""
    return [(match.plot_id, 0), *((m.plot_id, m.plot_version) for m in members)]
