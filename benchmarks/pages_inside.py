"""The part of ``benchmarks.pages`` that runs with Django, on the portal's database.

``fill CLUSTERS PLOTS`` makes them up and names one of each; ``count PAGES`` (JSON: name to paths)
answers how many queries the dearest of each page's addresses takes once its process is warm.
"""

import json
import random
import sys
from datetime import timedelta

EDGE_DEGREES = 0.0007  # of a plot: some 75 m


def fill(clusters: int, plots: int) -> dict[str, int]:
    from django.utils import timezone

    from clusters.models import Cluster, ClusterTrade, Plot
    from reference.models import Industry

    rng = random.Random(5)
    now, today = timezone.now(), timezone.localdate()
    made = Cluster.objects.bulk_create(
        Cluster(
            slug=f"cum-{n:04}", name=f"Cụm công nghiệp Số {n}", name_en=f"Cluster {n}",
            stage=rng.choice(["operating", "under_construction", "planned", ""]),
            total_area_ha=rng.randrange(5, 75), industrial_land_ha=rng.randrange(4, 50),
            lat=20.6 + rng.random() * 0.7, lon=105.3 + rng.random() * 0.7,
            power_kva=rng.choice([None, 400, 1000, 4000]),
            water_m3_day=rng.choice([None, 500, 3000]),
            wastewater_m3_day=rng.choice([None, 20, 140]),
            wastewater_kinds=rng.choice([None, ["domestic"], ["domestic", "industrial"]]),
            readiness=rng.choice([None, 2, 3, 4, 5]), road_km=rng.randrange(1, 20),
            master_lease_end=today + timedelta(days=rng.randrange(5000, 18_000)),
        )
        for n in range(clusters)
    )  # fmt: skip
    trades = list(Industry.objects.filter(code__in=["10", "14", "22", "25", "27", "28", "2220"]))
    ClusterTrade.objects.bulk_create(
        ClusterTrade(cluster=cluster, industry=trade, role="permitted")
        for cluster in made
        for trade in rng.sample(trades, 4)
    )
    rows = []
    for n in range(plots):
        cluster = made[n % clusters]
        place = n // clusters
        lon = cluster.lon + (place % 8) * EDGE_DEGREES * 1.1
        lat = cluster.lat + (place // 8) * EDGE_DEGREES * 1.1
        east, north = lon + EDGE_DEGREES, lat + EDGE_DEGREES
        ring = [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]
        rows.append(
            Plot(
                cluster=cluster, code=f"CN-{n:05}", code_key=f"cn{n:05}",
                kind=rng.choice(["land", "land", "factory", "warehouse"]),
                area_m2=rng.randrange(1000, 20_000),
                price_vnd_m2=rng.choice([None, 150_000, 250_000, 350_000]), price_basis="annual",
                ready_on=today + timedelta(days=rng.randrange(-300, 700)),
                boundary=ring, boundary_corners=[[f"{y:.2f}", f"{x:.2f}"] for x, y in ring[:-1]],
                boundary_epsg=5897, status="published", published_at=now,
                confirmed_at=now - timedelta(days=rng.randrange(60)), confirmed_by="–",
                market=rng.choice(["open", "open", "open", "held", "leased"]),
            )
        )  # fmt: skip
    Plot.objects.bulk_create(rows, batch_size=2000)
    return {"cluster": 0, "plot": Plot.objects.filter(cluster=made[0]).order_by("pk")[0].pk}


def count(pages: dict[str, list[str]]) -> dict[str, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, most = Client(SERVER_NAME="localhost"), {}
    for name, paths in pages.items():
        counts = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(path)
            counts.append(len(queries))
        most[name] = max(counts)
    return most


def main(verb: str, *words: str) -> None:
    import django

    django.setup()
    answer = fill(*map(int, words)) if verb == "fill" else count(json.loads(words[0]))
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
