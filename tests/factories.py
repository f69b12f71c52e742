"""One factory per model, states as traits."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from accounts.models import Membership, Organisation, OrganisationKind, Role, User, Verification
from clusters import material
from clusters.boundaries import HANOI, Survey
from clusters.models import (
    AdjacencySource,
    Cluster,
    ClusterTrade,
    Component,
    ComponentKind,
    Document,
    ImportBatch,
    ImportKind,
    ImportState,
    ListingVersion,
    Plot,
    PlotAdjacency,
    PlotStatus,
    Promise,
    ReadinessStep,
    TradeRole,
    Utility,
    UtilityKind,
    VersionKind,
    VersionStatus,
)
from enterprises.models import Enterprise, KeyProduct, LandRequest, RequestStatus
from opendata.models import ApiToken, Scope
from reference.models import Era, Industry, Place

PASSWORD = "một mật khẩu dài"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.vn")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        verified = factory.Trait(
            status=Verification.VERIFIED, decided_at=factory.LazyFunction(timezone.now)
        )
        investor = factory.Trait(kind=OrganisationKind.INVESTOR)
        department = factory.Trait(kind=OrganisationKind.DEPARTMENT)

    kind = OrganisationKind.ENTERPRISE
    name = factory.Sequence(lambda n: f"Công ty số {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    role = Role.OWNER


class IndustryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Industry
        django_get_or_create = ["code"]

    code = "2220"
    level = factory.LazyAttribute(lambda row: len(row.code))
    name_vi = factory.LazyAttribute(lambda row: f"Ngành {row.code}")
    name_en = factory.LazyAttribute(lambda row: f"Trade {row.code}")
    edition = "VSIC 2025"


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    era = Era.CURRENT
    code = factory.Sequence(lambda n: f"{n:05d}")
    name = factory.Sequence(lambda n: f"Nơi {n}")
    full_name = factory.LazyAttribute(lambda row: f"Xã {row.name}")
    lat, lon = 21.0, 105.7


def rectangle(up=0.0, right=0.0, height=50.0, width=100.0):
    """Corners in VN-2000, metres from the place where a cluster of the factory is."""
    north, east = 2_323_000 + up, 572_800 + right
    return [
        [f"{x:.2f}", f"{y:.2f}"]
        for x, y in (
            (north, east),
            (north, east + width),
            (north + height, east + width),
            (north + height, east),
        )
    ]


def drawing(corners):
    """The three fields of a boundary."""
    return {
        "boundary_corners": corners,
        "boundary_epsg": HANOI,
        "boundary": Survey.of_corners(corners, HANOI).ring,
    }


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster

    class Params:
        drawn = factory.Trait(**drawing(rectangle(-200, -200, 600, 600)))

    slug = factory.Sequence(lambda n: f"cum-{n:03d}")
    name = factory.Sequence(lambda n: f"Cụm công nghiệp Thử {n}")
    name_en = factory.Sequence(lambda n: f"Thu {n} Industrial Cluster")
    total_area_ha = 20
    lat, lon = 21.0, 105.7


class ClusterTradeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClusterTrade

    cluster = factory.SubFactory(ClusterFactory)
    industry = factory.SubFactory(IndustryFactory, code="22")
    role = TradeRole.PERMITTED


class PlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plot
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            status=PlotStatus.PUBLISHED, published_at=factory.LazyFunction(timezone.now)
        )
        submitted = factory.Trait(
            status=PlotStatus.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now)
        )
        returned = factory.Trait(status=PlotStatus.RETURNED, return_reason="Thiếu giá thuê.")
        withdrawn = factory.Trait(status=PlotStatus.WITHDRAWN)
        suspended = factory.Trait(
            status=PlotStatus.SUSPENDED,
            published_at=factory.LazyFunction(timezone.now),
            return_reason="Giá ghi sai đơn vị.",
        )
        drawn = factory.Trait(**drawing(rectangle()))

    @factory.post_generation
    def version(plot, create, extracted, **kwargs):
        """A plot that waits has the version that says so."""
        if create and plot.status in (PlotStatus.SUBMITTED, PlotStatus.RETURNED):
            ListingVersionFactory(
                plot=plot,
                kind=VersionKind.NEW,
                values=material.snapshot(plot),
                before={},
                is_demo=plot.is_demo,
                returned=plot.status == PlotStatus.RETURNED,
            )

    cluster = factory.SubFactory(ClusterFactory)
    code = factory.Sequence(lambda n: f"CN-{n:03d}")
    area_m2 = 5000


def hours(*pairs):
    """Times with the officers: (hours ago it came, hours ago it went or ``None``)."""
    now = timezone.now()
    return [
        [
            (now - timedelta(hours=came)).isoformat(),
            None if went is None else (now - timedelta(hours=went)).isoformat(),
        ]
        for came, went in pairs
    ]


class ListingVersionFactory(factory.django.DjangoModelFactory):
    """A changed area of a published plot that waits, unless said otherwise."""

    class Meta:
        model = ListingVersion

    class Params:
        returned = factory.Trait(
            status=VersionStatus.RETURNED,
            return_reason="Thiếu giá thuê.",
            clock_since=None,
            intervals=factory.LazyFunction(lambda: hours((2, 1))),
        )
        decided = factory.Trait(
            status=VersionStatus.APPROVED,
            decided_at=factory.LazyFunction(timezone.now),
            clock_since=None,
            intervals=factory.LazyFunction(lambda: hours((2, 1))),
        )
        of_cluster = factory.Trait(
            plot=None,
            cluster=factory.SubFactory(ClusterFactory),
            kind=VersionKind.CLUSTER,
            values={"power_kva": "630"},
            before={"power_kva": None},
        )

    plot = factory.SubFactory(PlotFactory, published=True)
    number = factory.Sequence(lambda n: n + 1)
    kind = VersionKind.CHANGED
    values = {"area_m2": "4900"}
    before = {"area_m2": "5000"}
    clock_since = factory.LazyFunction(timezone.now)
    intervals = factory.LazyFunction(lambda: hours((0, None)))


class ImportBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportBatch

    class Params:
        previewed = factory.Trait(status=ImportState.PREVIEWED)
        applied = factory.Trait(
            status=ImportState.APPLIED, applied_at=factory.LazyFunction(timezone.now)
        )

    kind = ImportKind.PLOTS
    name = "lo-dat.xlsx"
    size_bytes = 1
    language = "vi"
    created_by_label = "x"


class PlotAdjacencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlotAdjacency

    source = AdjacencySource.DECLARED


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """As a source names it; ``registered`` has a verified account and is listed."""

    class Meta:
        model = Enterprise

    class Params:
        registered = factory.Trait(
            organisation=factory.SubFactory(OrganisationFactory, verified=True), is_listed=True
        )

    name = factory.Sequence(lambda n: f"Hãng {n}")
    slug = factory.Sequence(lambda n: f"hang-{n}")


class KeyProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyProduct

    holder = factory.SubFactory(EnterpriseFactory)
    holder_name = factory.LazyAttribute(lambda row: row.holder.name)
    product = "Đèn LED"
    year = "2021"
    source_url = "https://example.vn/nguon"


class LandRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LandRequest

    class Params:
        opened = factory.Trait(
            status=RequestStatus.OPEN, opened_at=factory.LazyFunction(timezone.now)
        )

    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    industry = factory.SubFactory(IndustryFactory)
    area_min_m2, area_ideal_m2, area_max_m2 = 4000, 5000, 8000
    need_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))


class ReadinessStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReadinessStep

    cluster = factory.SubFactory(ClusterFactory)
    tier = 0
    document = Document.PLAN_LISTED
    dated = date(2024, 5, 1)


class UtilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Utility

    cluster = factory.SubFactory(ClusterFactory)
    kind = UtilityKind.POWER
    as_of = date(2026, 1, 31)


class ComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Component

    cluster = factory.SubFactory(ClusterFactory)
    kind = ComponentKind.ROADS
    percent = 40
    as_of = date(2026, 1, 31)


class PromiseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Promise

    cluster = factory.SubFactory(ClusterFactory)
    investor = factory.SelfAttribute("cluster.investor")
    what = ComponentKind.ROADS
    promised_on = date(2026, 3, 1)
    stated_at = factory.LazyFunction(timezone.now)


class ApiTokenFactory(factory.django.DjangoModelFactory):
    """With the key "key"."""

    class Meta:
        model = ApiToken

    class Params:
        key = "key"

    organisation = factory.SubFactory(OrganisationFactory, verified=True, investor=True)
    created_by = factory.SubFactory(UserFactory)
    name = "Sổ lô đất"
    scope = Scope.PUSH
    key_hash = factory.LazyAttribute(lambda row: ApiToken.hashed(row.key))
    hint = factory.LazyAttribute(lambda row: row.key[:8])
