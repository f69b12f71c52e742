"""Match, and store what came out: each list under its own lock, only rows that change."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clusters.models import Plot
from enterprises.models import LandRequest
from matching.features import Snapshot, demand_of, offer_of, snapshot
from matching.models import Match, MatchList, Offer, Verdict
from matching.querysets import stale_plots, stale_requests
from matching.scoring import RULES_VERSION, Answer, Offers, Ranking, Scored, judge, rank

# Compared to decide whether a stored match must be written again.
STORED = (
    "rank", "verdict", "score", "score_lo", "score_hi", "parts", "unknown", "cost_vnd_m2_year",
    "distance_km", "plot_version", "cluster_version",
)  # fmt: skip


def trial(land_request: LandRequest, *, best: int = 20) -> tuple[Ranking, Snapshot]:
    """Match a need that is stored nowhere, at once. Raises ``DemandError``."""
    market = snapshot()
    return rank(demand_of(land_request), market.offers, best=best), market


@transaction.atomic
def match_request(land_request_id: int) -> MatchList | None:
    """Bring one request's list up to date; ``None`` if the request is not open any more.

    Everything is read after the list's lock, so that of two runs the later one has the newer
    facts and the last word.
    """
    MatchList.objects.get_or_create(
        land_request_id=land_request_id,
        defaults={"request_version": 0, "rules_version": 0, "as_of": timezone.localdate()},
    ) if LandRequest.objects.open().filter(pk=land_request_id).exists() else None
    match_list = (
        MatchList.objects.select_for_update(of=("self",))
        .filter(land_request_id=land_request_id)
        .first()
    )
    land_request = (
        LandRequest.objects.open()
        .select_related("industry", "place")
        .filter(pk=land_request_id)
        .first()
    )
    if match_list is None or land_request is None:
        return None
    market = snapshot()
    ranking = rank(demand_of(land_request), market.offers, best=settings.MATCH_BEST_KEPT)
    _store(match_list, ranking, market)
    match_list.request_version = land_request.version
    match_list.rules_version = RULES_VERSION
    match_list.as_of = timezone.localdate()
    match_list.eligible_count = ranking.eligible_count
    match_list.to_confirm_count = ranking.to_confirm_count
    match_list.save()
    return match_list


def _store(match_list: MatchList, ranking: Ranking, market: Snapshot) -> None:
    """Insert, update and delete only what differs from the stored list."""
    wanted: dict[Any, Match] = {
        scored.key: _match(match_list, scored, place, market)
        for group in (ranking.eligible, ranking.to_confirm)
        for place, scored in enumerate(group, start=1)
    }
    stored = {match.plot_id: match for match in match_list.matches.all()}
    gone = [match.pk for plot_id, match in stored.items() if plot_id not in wanted]
    new, changed = [], []
    for plot_id, match in wanted.items():
        old = stored.get(plot_id)
        if old is None:
            new.append(match)
        elif any(getattr(old, name) != getattr(match, name) for name in STORED):
            match.pk = old.pk
            changed.append(match)
    Match.objects.filter(pk__in=gone).delete()
    Match.objects.bulk_create(new)
    Match.objects.bulk_update(changed, STORED, batch_size=100)


def _match(match_list: MatchList, scored: Scored, place: int, market: Snapshot) -> Match:
    plot_version, cluster_version = market.versions[scored.key]
    return Match(
        match_list=match_list,
        plot_id=scored.key,  # type: ignore[misc]  # ours are ids
        rank=place,
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


def match_plots(plot_ids: list[int]) -> int:
    """Work changed plots through every open request; returns how many lists were run again.

    A list is touched if a plot stands in it, would now stand in it, or if the list holds only
    the best of more (then a plot outside it may have been counted). The plots' versions are
    noted last: a run that dies on the way is done again by the sweep.
    """
    plots = list(Plot.objects.filter(pk__in=plot_ids).select_related("cluster").order_by("pk"))
    versions = {plot.pk: (plot.version, plot.cluster.version) for plot in plots}
    published = list(Plot.objects.for_matching().filter(pk__in=plot_ids))
    today = timezone.localdate()
    offers = Offers.of([offer_of(plot, today) for plot in published], settings.MATCH_DISCOUNT_RATE)
    standing = set(
        MatchList.objects.filter(matches__plot__in=plot_ids).values_list(
            "land_request_id", flat=True
        )
    )
    lists = MatchList.objects.usable().values_list(
        "land_request_id", "eligible_count", "to_confirm_count"
    )
    kept = settings.MATCH_BEST_KEPT
    cut_off = {pk for pk, eligible, to_confirm in lists if max(eligible, to_confirm) > kept}
    touched = 0
    for land_request in LandRequest.objects.open().select_related("industry", "place"):
        pk = land_request.pk
        if pk in standing or pk in cut_off or _admits(land_request, offers):
            match_request(pk)
            touched += 1
    for plot in plots:
        plot_version, cluster_version = versions[plot.pk]
        Offer.objects.update_or_create(
            plot=plot,
            defaults={"plot_version": plot_version, "cluster_version": cluster_version},
        )
    return touched


def _admits(land_request: LandRequest, offers: Offers) -> bool:
    return bool(len(offers)) and bool(
        (judge(demand_of(land_request), offers).answer != Answer.FAIL).any()
    )


def match_cluster(cluster_id: int) -> int:
    """A fact of the cluster changed: all its published plots did."""
    plots = Plot.objects.filter(cluster_id=cluster_id, status="published")
    return match_plots(list(plots.values_list("pk", flat=True)))


def sweep() -> dict[str, int]:
    """Re-run whatever is stale: the rows are the queue, messages only make it prompt."""
    plots = list(stale_plots(Plot.objects.all()).values_list("pk", flat=True))
    if plots:
        match_plots(plots)
    requests = set(
        stale_requests(
            LandRequest.objects.all(), rules_version=RULES_VERSION, today=timezone.localdate()
        ).values_list("pk", flat=True)
    )
    requests.update(_outdated())
    for pk in sorted(requests):
        match_request(pk)
    return {"plots": len(plots), "requests": len(requests)}


def _outdated() -> Any:
    """Open requests whose list holds a match that may not be shown any more."""
    shown = Match.objects.current().values("pk")
    outdated = Match.objects.exclude(pk__in=shown).filter(match_list__land_request__status="open")
    return outdated.values_list("match_list__land_request_id", flat=True).distinct()
