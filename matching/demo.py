"""The demonstration set: plausible plots on the real clusters, each row and fact marked.

Here, in the top app, because it touches both sides. A fixed seed: the same set everywhere. What a
source has said is never overwritten; ``clear`` removes every marked row and fact and nothing else.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from math import asin, cos, radians, sin, sqrt
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Membership, Organisation, OrganisationKind, Role, User, Verification
from clusters import material
from clusters.actions import add_file, forget_files, uncover
from clusters.models import (
    Attachment,
    AttachmentKind,
    Cluster,
    ClusterTrade,
    FactSource,
    ListingVersion,
    Market,
    Plot,
    PlotAdjacency,
    PlotStatus,
    PriceBasis,
    Remark,
    TradeRole,
)
from enterprises.models import LandRequest, RequestStatus
from matching import demo_directory, demo_evidence
from matching.demo_layout import adjacencies, lay_out
from matching.demo_pictures import plans
from matching.demo_versions import remarks, versions
from portal.common.errors import RuleViolation
from reference.models import Era, Industry, Place, PlotKind

SEED = 20231020
TITLE = "Dữ liệu minh họa, không phải số liệu thật"
NOI_BAI = (21.2187, 105.8042)
HAI_PHONG = (20.8530, 106.7200)
ROAD_FACTOR = 1.3  # road length over straight line, a common rule of thumb

# (e-mail, organisation, kind, tax code, verified)
PEOPLE = [
    ("canbo@minhhoa.vn", "Sở Công Thương (minh họa)", "department", None, True),
    ("chudautu@minhhoa.vn", "Chủ đầu tư minh họa A", "investor", "0199900018", True),
    ("chudautu2@minhhoa.vn", "Chủ đầu tư minh họa B", "investor", "0199900025", True),
    ("doanhnghiep@minhhoa.vn", "Công ty Nhựa minh họa", "enterprise", "0199900032", True),
    ("doanhnghiep2@minhhoa.vn", "Công ty Cơ khí minh họa", "enterprise", "0199900057", True),
    ("doanhnghiep3@minhhoa.vn", "Công ty May minh họa", "enterprise", "0199900064", False),
]
TRADES = ["10", "11", "13", "14", "15", "16", "17", "22", "25", "26", "27", "28", "31", "32"]
WITH_PLAN = 6  # plots with a drawn plan
REFUSED = ["17", "19", "20", "24"]


@dataclass
class Filling:
    """Demonstration values for one cluster, each with its mark."""

    cluster: Cluster
    marks: list[FactSource] = field(default_factory=list)

    def set(self, name: str, value: Any) -> None:
        """Fill a fact that nobody has stated; leave it unknown where ``value`` is ``None``."""
        if value is not None and getattr(self.cluster, name) in (None, ""):
            setattr(self.cluster, name, value)
            self.marks.append(
                FactSource(cluster=self.cluster, field=name, title=TITLE, is_demo=True)
            )


@transaction.atomic
def load() -> dict[str, int]:
    """Build the set; a second call changes nothing."""
    if settings.PRODUCTION:
        raise RuleViolation("production", "Demonstration sign-ins have no place in production.")
    if Organisation.objects.filter(is_demo=True).exists():
        return _counts()
    rng = random.Random(SEED)
    today = timezone.localdate()
    organisations = _people()
    clusters = list(
        Cluster.objects.filter(total_area_ha__isnull=False, lat__isnull=False).order_by("slug")
    )
    _facts(rng, clusters, today)
    _trades(rng, clusters)
    investors = [organisations["chudautu@minhhoa.vn"], organisations["chudautu2@minhhoa.vn"]]
    for place, cluster in enumerate(clusters):
        if cluster.investor_id is None and place % 3 != 2:
            cluster.investor = investors[place % 3]
    Cluster.objects.bulk_update(clusters, ["investor"])
    # Numbers that came later have their own sequence: the earlier values stay as they are.
    later = random.Random(SEED + 1)
    plots = [list(_plots(rng, cluster, today)) for cluster in clusters]
    declared = [lay_out(later, of_cluster) for of_cluster in plots]
    _building_limits(random.Random(SEED + 3), plots)
    Plot.objects.bulk_create(chain.from_iterable(plots))
    PlotAdjacency.objects.bulk_create(chain.from_iterable(map(adjacencies, plots, declared)))
    everything = list(chain.from_iterable(plots))
    waiting = ListingVersion.objects.bulk_create(versions(later, everything, clusters))
    Remark.objects.bulk_create(remarks(waiting))
    demo_evidence.load(random.Random(SEED + 2), clusters, timezone.now())
    LandRequest.objects.bulk_create(_requests(rng, organisations, today))
    demo_directory.load([row for row in organisations.values() if row.kind == "enterprise"])
    _pictures()
    return _counts()


def _pictures() -> None:
    """A drawn plan for some published plots and the clusters that they are in."""
    for_plans = Plot.objects.filter(is_demo=True, status=PlotStatus.PUBLISHED)
    rows = list(for_plans.select_related("cluster").order_by("cluster__slug", "code")[:WITH_PLAN])
    for plot, prepared in plans(rows):
        words = {"alt": f"Sơ đồ minh họa lô {plot.code}", "caption": TITLE}
        add_file(plot, prepared, AttachmentKind.PHOTO, by=None, words=words, is_demo=True)
    for cluster, prepared in plans(rows[:1]):
        words = {"alt": "Sơ đồ minh họa", "caption": TITLE}
        add_file(
            cluster.cluster, prepared, AttachmentKind.PHOTO, by=None, words=words, is_demo=True
        )


def _counts() -> dict[str, int]:
    return {
        "plots": Plot.objects.filter(is_demo=True).count(),
        "facts": FactSource.objects.demo().count(),
        "requests": LandRequest.objects.filter(is_demo=True).count(),
    }


def _people() -> dict[str, Organisation]:
    password = make_password(settings.DEMO_PASSWORD)
    organisations = {}
    for email, name, kind, tax_code, verified in PEOPLE:
        user = User.objects.create(email=email, full_name=name, password=password)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        organisation = Organisation.objects.create(
            kind=OrganisationKind(kind),
            name=name,
            tax_code=tax_code,
            status=Verification.VERIFIED if verified else Verification.PENDING,
            decided_at=timezone.now() if verified else None,
            is_demo=True,
        )
        Membership.objects.create(user=user, organisation=organisation, role=Role.OWNER)
        organisations[email] = organisation
    return organisations


def _facts(rng: random.Random, clusters: list[Cluster], today: date) -> None:
    """Utilities, tiers, distances and terms; about every fifth stays unknown."""
    marks: list[FactSource] = []
    for cluster in clusters:
        filling = Filling(cluster)
        area = float(cluster.total_area_ha)

        def sometimes(value: Any, share: float = 0.8) -> Any:
            return value if rng.random() < share else None

        tier = {"operating": 5, "under_construction": rng.choice([3, 4]), "planned": 1}
        industrial = round(area * rng.uniform(0.6, 0.75), 2)
        leased = round(industrial * rng.uniform(0.1, 0.6), 2)
        filling.set("readiness", sometimes(tier.get(cluster.stage, rng.choice([2, 3, 4, 5]))))
        filling.set("power_kva", sometimes(Decimal(rng.choice([400, 630, 1000, 2500, 4000]))))
        filling.set("water_m3_day", sometimes(Decimal(rng.choice([60, 150, 300, 600]))))
        filling.set("wastewater_m3_day", sometimes(Decimal(rng.choice([20, 80, 140, 300]))))
        filling.set(
            "wastewater_kinds",
            sometimes(
                rng.choice(
                    [["none", "domestic"], ["none", "domestic", "industrial"]] * 3
                    + [["none", "domestic", "industrial", "listed"]]
                )
            ),
        )
        filling.set("road_km", sometimes(Decimal(str(round(rng.uniform(0.5, 9), 1)))))
        filling.set("airport_km", _road_km(cluster, NOI_BAI))
        filling.set("port_km", _road_km(cluster, HAI_PHONG))
        filling.set("master_lease_end", sometimes(date(rng.randint(2066, 2074), 12, 31), 0.9))
        filling.set("industrial_land_ha", Decimal(str(industrial)))
        filling.set("leased_ha", Decimal(str(leased)))
        filling.set("certificate_ha", Decimal(str(round(industrial * rng.uniform(0, 0.1), 2))))
        marks += filling.marks
        cluster.version += 1
    fields = sorted({mark.field for mark in marks})
    Cluster.objects.bulk_update(clusters, [*fields, "version"])
    FactSource.objects.bulk_create(marks)


def _trades(rng: random.Random, clusters: list[Cluster]) -> None:
    industries = {row.code: row for row in Industry.objects.filter(level=2)}

    def rows() -> Iterable[ClusterTrade]:
        for cluster in clusters:
            if rng.random() < 0.15:
                continue  # the cluster has not said
            permitted = rng.sample(TRADES, rng.randint(5, 10))
            refused = [code for code in rng.sample(REFUSED, 2) if code not in permitted]
            tenants = rng.sample(permitted, 3) if rng.random() < 0.8 else []
            for role, codes in (
                (TradeRole.PERMITTED, permitted),
                (TradeRole.REFUSED, refused),
                (TradeRole.TENANT, tenants),
            ):
                for code in codes:
                    firms = rng.randint(1, 4) if role == TradeRole.TENANT else 1
                    yield ClusterTrade(
                        cluster=cluster,
                        industry=industries[code],
                        role=role,
                        firms=firms,
                        is_demo=True,
                    )

    ClusterTrade.objects.bulk_create(rows(), ignore_conflicts=True)


def _plots(rng: random.Random, cluster: Cluster, today: date) -> Iterable[Plot]:
    left_m2 = float(cluster.total_area_ha) * 10_000 * 0.55
    for number in range(1, rng.randint(3, 9) + 1):
        area_m2 = round(rng.choice([1200, 2000, 3000, 4800, 5100, 6300, 8000, 12000, 20000]), -1)
        area_m2 = round(area_m2 * rng.uniform(0.9, 1.1))
        if area_m2 > left_m2:
            continue
        left_m2 -= area_m2
        kind = rng.choices([PlotKind.LAND, PlotKind.FACTORY, PlotKind.WAREHOUSE], [80, 14, 6])[0]
        land = kind == PlotKind.LAND
        price = rng.randrange(1_800, 4_600, 50) if land else rng.randrange(900, 1_500, 20)
        status = rng.choices(
            [PlotStatus.PUBLISHED, PlotStatus.SUBMITTED, PlotStatus.DRAFT], [88, 7, 5]
        )[0]
        published = status == PlotStatus.PUBLISHED
        ready = today + timedelta(days=rng.choice([-400, -90, 30, 120, 240, 400, 600]))
        yield Plot(
            cluster=cluster,
            code=f"CN-{number:02d}",
            kind=kind,
            area_m2=area_m2,
            price_vnd_m2=price * 1000 if rng.random() < 0.85 else None,
            price_basis=PriceBasis.ONE_OFF if land else PriceBasis.ANNUAL,
            fee_vnd_m2_year=rng.choice([5_000, 7_000, 9_000, 12_000]),
            ready_on=ready if rng.random() < 0.9 else None,
            status=status,
            market=rng.choices([Market.OPEN, Market.HELD, Market.LEASED], [90, 4, 6])[0]
            if published
            else Market.OPEN,
            published_at=timezone.now() if published else None,
            submitted_at=None if status == PlotStatus.DRAFT else timezone.now(),
            is_demo=True,
        )


def _building_limits(rng: random.Random, plots: Iterable[list[Plot]]) -> None:
    """What a detailed plan would allow; every fourth plot does not say."""
    for plot in chain.from_iterable(plots):
        if rng.random() < 0.75:
            plot.density_max_pct = Decimal(rng.choice([50, 55, 60, 65, 70]))
            plot.floors_max = rng.randint(1, 5)
            plot.height_max_m = Decimal(5 + 5 * plot.floors_max)


def _requests(
    rng: random.Random, organisations: dict[str, Organisation], today: date
) -> Iterable[LandRequest]:
    industries = {row.code: row for row in Industry.objects.all()}
    places = {row.name: row for row in Place.objects.filter(era=Era.CURRENT)}
    wishes = [
        ("doanhnghiep@minhhoa.vn", "2220", 5000, "Chương Mỹ", 350_000, 250, 15, "open"),
        ("doanhnghiep@minhhoa.vn", "2220", 2200, "Thường Tín", 400_000, 100, 5, "open"),
        ("doanhnghiep@minhhoa.vn", "2220", 12000, "", None, 600, 40, "draft"),
        ("doanhnghiep2@minhhoa.vn", "2592", 3000, "Đông Anh", 420_000, 400, 8, "open"),
        ("doanhnghiep2@minhhoa.vn", "2599", 6000, "Thạch Thất", 380_000, 500, 10, "open"),
        ("doanhnghiep2@minhhoa.vn", "2710", 8000, "Hoài Đức", 450_000, 900, 12, "paused"),
        ("doanhnghiep3@minhhoa.vn", "1410", 4500, "Phú Xuyên", 300_000, 150, 10, "open"),
        ("doanhnghiep3@minhhoa.vn", "3100", 2000, "Thạch Thất", 300_000, 80, 2, "open"),
    ]
    for email, code, area, place, cost, power, wastewater, status in wishes:
        opened = status == RequestStatus.OPEN
        yield LandRequest(
            organisation=organisations[email],
            industry=industries.get(code) or industries[code[:2]],
            area_min_m2=round(area * 0.8),
            area_ideal_m2=area,
            area_max_m2=round(area * 1.6),
            max_cost_vnd_m2_year=cost,
            need_by=today + timedelta(days=rng.choice([300, 400, 500])),
            lease_years=20,
            power_kva=power,
            water_m3_day=wastewater,
            wastewater_m3_day=wastewater,
            wastewater_kind="domestic" if wastewater < 10 else "industrial",
            place=places.get(place),
            status=status,
            opened_at=timezone.now() if opened else None,
            is_demo=True,
        )


def _road_km(cluster: Cluster, target: tuple[float, float]) -> Decimal:
    lat1, lon1, lat2, lon2 = map(radians, (cluster.lat, cluster.lon, *target))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return Decimal(str(round(2 * 6371 * asin(sqrt(half)) * ROAD_FACTOR, 1)))


@transaction.atomic
def clear() -> dict[str, int]:
    """Remove everything marked: rows go, facts become unknown again. The log stays."""
    counts = _counts()
    LandRequest.objects.filter(is_demo=True).delete()
    forget_files(Attachment.objects.filter(Q(is_demo=True) | Q(plot__is_demo=True)))
    demo_evidence.clear()
    Plot.objects.filter(is_demo=True).delete()
    ListingVersion.objects.filter(is_demo=True).delete()
    touched = set(ClusterTrade.objects.filter(is_demo=True).values_list("cluster", flat=True))
    ClusterTrade.objects.filter(is_demo=True).delete()
    columns = {column.name for column in Cluster._meta.concrete_fields} | set(material.TRADES)
    for mark in FactSource.objects.demo().filter(field__in=columns).select_related("cluster"):
        uncover(mark)
        touched.add(mark.cluster_id)
    FactSource.objects.demo().delete()
    Cluster.objects.filter(pk__in=touched).update(version=F("version") + 1)
    demo_directory.clear()
    User.objects.filter(email__in=[email for email, *_rest in PEOPLE]).delete()
    Organisation.objects.filter(is_demo=True).delete()
    return counts
