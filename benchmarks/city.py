"""From the click to the stored list on a city-size database: what is scoring, what is the rest.

2,000 plots, 1,000 open requests, made here in a database of its own: SQLite in a temporary file,
PostgreSQL by pip. ``.venv/bin/python -m benchmarks.city``; about two minutes.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

PLOTS, REQUESTS, TIMES = 2000, 1000, 20


def main() -> None:
    from tests import services

    with tempfile.TemporaryDirectory() as folder:
        _in_a_process_of_its_own(f"sqlite:///{folder}/portal.sqlite3", folder)
        with services.postgresql() as url:
            _in_a_process_of_its_own(url, folder)


def _in_a_process_of_its_own(url: str, folder: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": url,
        "BROKER_DIR": f"{folder}/broker",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.city", "measure"]
    subprocess.run(command, env=environment, check=True)


def measure() -> None:
    import django

    django.setup()
    from django.db import connection

    _fill()
    print(f"\n{connection.vendor}: {PLOTS} plots, {REQUESTS} open requests, medians of {TIMES}")
    print(f"{'':34}{'whole':>10}{'scoring':>10}{'the rest':>10}{'queries':>9}")
    for name, verb in _verbs():
        seconds, scoring, queries = [], [], []
        for n in range(TIMES):
            whole, of_it, asked = _timed(verb, n)
            seconds.append(whole)
            scoring.append(of_it)
            queries.append(asked)
        whole, of_it = median(seconds) * 1e3, median(scoring) * 1e3
        print(
            f"{name:34}{whole:8.1f} ms{of_it:8.2f} ms{whole - of_it:8.1f} ms{median(queries):9.0f}"
        )


def _fill() -> None:
    import random
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from clusters.models import Cluster, ClusterTrade, Plot
    from enterprises.models import LandRequest
    from matching import actions
    from tests import factories

    call_command("migrate", verbosity=0)
    rng = random.Random(1)
    now, today = timezone.now(), timezone.localdate()
    divisions = ["10", "14", "16", "22", "25", "27", "28", "31"]
    trades = [factories.IndustryFactory(code=code) for code in divisions]
    clusters = factories.ClusterFactory.create_batch(43)
    for cluster in clusters:
        cluster.power_kva = rng.choice([None, 400, 1000, 4000])
        cluster.wastewater_m3_day = rng.choice([None, 20, 140])
        cluster.readiness = rng.choice([None, 2, 3, 4, 5])
        cluster.lat, cluster.lon = 20.7 + rng.random() * 0.5, 105.4 + rng.random() * 0.5
    Cluster.objects.bulk_update(
        clusters, ["power_kva", "wastewater_m3_day", "readiness", "lat", "lon"]
    )
    ClusterTrade.objects.bulk_create(
        ClusterTrade(cluster=cluster, industry=trade, role="permitted")
        for cluster in clusters
        for trade in rng.sample(trades, 4)
    )
    Plot.objects.bulk_create(
        Plot(
            cluster=rng.choice(clusters),
            code=f"CN-{n:04}",
            area_m2=rng.randrange(1000, 20_000),
            price_vnd_m2=rng.choice([None, 150_000, 250_000, 350_000]),
            price_basis="annual",
            ready_on=today + timedelta(days=rng.randrange(-300, 700)),
            status="published",
            published_at=now,
        )
        for n in range(PLOTS)
    )
    firm = factories.OrganisationFactory(verified=True)
    place = factories.PlaceFactory()
    LandRequest.objects.bulk_create(
        LandRequest(
            organisation=firm,
            industry=rng.choice(trades),
            area_min_m2=ideal * 0.8,
            area_ideal_m2=ideal,
            area_max_m2=ideal * 1.6,
            max_cost_vnd_m2_year=rng.choice([None, 260_000, 360_000]),
            need_by=today + timedelta(days=rng.randrange(100, 800)),
            power_kva=rng.choice([None, 100, 600]),
            place=place,
            status="open",
            opened_at=now,
        )
        for ideal in (rng.randrange(1500, 12_000) for _ in range(REQUESTS))
    )
    actions.sweep()


def _verbs() -> list[tuple[str, Callable[[int], object]]]:
    from django.db.models import F

    from clusters.models import Plot
    from enterprises.models import LandRequest
    from matching import actions, features

    plots = list(Plot.objects.order_by("?").values_list("pk", flat=True)[:TIMES])
    requests = list(LandRequest.objects.order_by("?").values_list("pk", flat=True)[: 2 * TIMES])

    def changed(n: int) -> int:
        price = F("price_vnd_m2") + 1000
        Plot.objects.filter(pk=plots[n]).update(price_vnd_m2=price, version=F("version") + 1)
        return actions.match_plots([plots[n]])

    def opened(n: int) -> object:
        rows = LandRequest.objects.filter(pk=requests[n])
        rows.update(version=F("version") + 1, area_ideal_m2=F("area_ideal_m2") + 10)
        return actions.match_request(requests[n])

    def cold(n: int) -> object:
        features.forget()
        return opened(TIMES + n)

    return [
        ("a request is changed", opened),
        ("the same by a worker just started", cold),
        ("a plot's price is changed", changed),
        ("40 requests of a full run, nothing new", lambda n: actions.match_requests(requests)),
    ]


def _timed(verb: Callable[[int], object], n: int) -> tuple[float, float, int]:
    """(seconds of the whole, seconds in the kernel, queries)."""
    from django.db import connection

    from matching.scoring import moving, ranking

    spent = 0.0

    class Watched:
        """The kernel with a stop-watch around each of its questions."""

        def __getattr__(self, name: str) -> Callable[..., object]:
            ask = getattr(kernel, name)

            def watched(*args: object) -> object:
                nonlocal spent
                start = time.perf_counter()
                answer = ask(*args)
                spent += time.perf_counter() - start
                return answer

            return watched

    kernel = ranking.kernel
    ranking.kernel = moving.kernel = Watched()  # type: ignore[assignment]
    asked: list[object] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            start = time.perf_counter()
            verb(n)
            return time.perf_counter() - start, spent, len(asked)
    finally:
        ranking.kernel = moving.kernel = kernel


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
