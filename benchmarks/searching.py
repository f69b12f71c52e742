"""The box in the header on a large market: ``python -m benchmarks.searching``, some two minutes.

1,000 clusters and 50,000 published plots beside the real places, trades and key products, made in a
database of its own: SQLite in a temporary file, PostgreSQL by pip. Each query is asked in turn, of
the function alone, of the whole page and of what is suggested while typing.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

CLUSTERS, PLOTS, TIMES = 1000, 50_000, 300
QUERIES = (
    "dục tú", "duc tu", "dcu tu", "đông anh", "dong ang", "huyện chương mỹ", "trương mỹ", "cn3",
    "CN-03 đông anh", "cn 3 dong ang", "1", "2220", "nhựa", "rạng đông", "dongphuongyen", "xã", "a",
    "nhua dong anh phich nuoc", "xyzzy",
    "cong ty co phan dau tu phat trien ha tang cum cong nghiep",
)  # fmt: skip


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
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "ERROR",  # a refused query is a warning
    }
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.searching", "measure"]
    subprocess.run(command, env=environment, check=True)


def measure() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from clusters.models import Plot
    from explore.index import snapshot

    fill()
    client = Client()
    swap = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "site-suggestions"}
    started = time.perf_counter()
    index = snapshot()
    print(f"\n{connection.vendor}: {CLUSTERS:,} clusters, {PLOTS:,} plots, {TIMES} questions each")
    print(f"built {time.perf_counter() - started:.2f} s, {len(index.names.heard):,} names")
    plot = Plot.objects.order_by("?").first()
    Plot.objects.filter(pk=plot.pk).update(version=plot.version + 1)
    started = time.perf_counter()
    snapshot()
    print(f"one plot changed: {(time.perf_counter() - started) * 1e3:.0f} ms")
    print(f"{'':24}{'median':>10}{'p95':>10}{'longest':>10}{'queries':>9}")
    kinds: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("function", lambda query: snapshot().search(query).counts),
        ("page", lambda query: client.get("/search/", {"q": query})),
        ("suggestions", lambda query: client.get("/search/", {"q": query}, **swap)),
        ("10 kB", lambda _query: client.get("/search/", {"q": "đ" * 10_000})),
    )
    for name, verb in kinds:
        verb(QUERIES[0])
        asked: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *rest: Any, asked: Any = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            verb(QUERIES[0])
        taken = sorted(_seconds(verb, query) for query in islice(cycle(QUERIES), TIMES))
        figures = (taken[len(taken) // 2], taken[int(len(taken) * 0.95)], taken[-1])
        print(f"{name:24}" + "".join(f"{s * 1e3:7.1f} ms" for s in figures) + f"{len(asked):9}")


def _seconds(verb: Callable[[str], object], query: str) -> float:
    started = time.perf_counter()
    verb(query)
    return time.perf_counter() - started


def fill() -> None:
    """Clusters called after real communes, plots coded as investors code them."""
    from django.core.management import call_command
    from django.utils import timezone

    from clusters.codes import code_key
    from clusters.models import Cluster, Plot
    from reference.models import Place

    call_command("migrate", verbosity=0)
    for command in ("load_reference", "load_key_products"):
        call_command(command, verbosity=0)
    rng = random.Random(1)
    places = list(Place.objects.all())
    current = [place for place in places if place.era == "current"]
    clusters = []
    for n in range(CLUSTERS):
        place = rng.choice(places)
        clusters.append(
            Cluster(
                slug=f"cum-{n}",
                name=f"Cụm công nghiệp {place.name} {n}",
                place=rng.choice(current),
                former_place=f"{place.name}, {place.district}",
                investor_name=f"Công ty CP Đầu tư {place.name}",
                total_area_ha=rng.randint(5, 75),
            )
        )
    Cluster.objects.bulk_create(clusters, batch_size=500)
    now, each = timezone.now(), PLOTS // CLUSTERS
    plots = [
        Plot(
            cluster=cluster,
            code=f"{rng.choice(('CN', 'NX', 'LO'))}-{n:02}",
            area_m2=rng.randint(1000, 30_000),
            status="published",
            published_at=now,
        )
        for cluster in Cluster.objects.all()
        for n in range(each)
    ]
    for plot in plots:
        plot.code_key = code_key(plot.code)
    Plot.objects.bulk_create(plots, batch_size=1000)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
