"""Constraints, each tried with a raw update; occupancy by the law's worked example."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters.models import Cluster, ClusterTrade, Plot, PlotAdjacency
from portal.common.vietnamese import fold, sort_key
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    PlotAdjacencyFactory,
    PlotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "lie",
    [
        {"area_m2": 0},
        {"status": "odd"},
        {"market": "odd"},
        {"market": "held"},  # on a draft
        {"price_vnd_m2": 0},
        {"status": "published"},  # without its date
        {"published_at": timezone.now()},  # on a draft
        {"status": "returned"},  # without a reason
    ],
)
def test_a_plot_cannot_lie(lie):
    plot = PlotFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plot.objects.filter(pk=plot.pk).update(**lie)


def test_a_code_is_used_once_in_a_cluster():
    plot = PlotFactory()
    other = PlotFactory(cluster=plot.cluster)
    PlotFactory(code=plot.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plot.objects.filter(pk=other.pk).update(code=plot.code)


@pytest.mark.parametrize(
    "lie", [{"stage": "odd"}, {"readiness": 6}, {"total_area_ha": 0}, {"lat": None}]
)
def test_a_cluster_cannot_lie(lie):
    cluster = ClusterFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Cluster.objects.filter(pk=cluster.pk).update(**lie)


@pytest.mark.parametrize(
    "lie",
    [
        {"boundary_corners": None},
        {"boundary_epsg": None},
        {"boundary": None},
        {"boundary_epsg": 4326},  # no system of land papers
    ],
)
@pytest.mark.parametrize("factory", [PlotFactory, ClusterFactory])
def test_a_boundary_is_whole_or_not_there(factory, lie):
    drawn = factory(drawn=True)
    rows = type(drawn).objects.filter(pk=drawn.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**lie)
    rows.update(boundary_corners=None, boundary_epsg=None, boundary=None)
    drawn.refresh_from_db()
    assert not drawn.has_boundary and drawn.survey() is None


def test_two_plots_are_adjacent_once_in_one_order_for_a_known_reason():
    cluster = ClusterFactory()
    first, second, third = PlotFactory.create_batch(3, cluster=cluster)
    pair = PlotAdjacencyFactory(first=first, second=second)
    PlotAdjacencyFactory(first=first, second=third)
    for lie in (
        {"first": second},  # with itself
        {"first": third},  # the larger id first
        {"second": third},  # a second time
        {"source": "odd"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlotAdjacency.objects.filter(pk=pair.pk).update(**lie)
    first.delete()
    assert not PlotAdjacency.objects.exists()


def test_a_trade_has_a_known_role():
    trade = ClusterTradeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterTrade.objects.filter(pk=trade.pk).update(role="odd")


def test_occupancy_is_the_legal_one():
    """domain.md §3.2: (8.52 + 1.42) / 14.20, not a share of the 20 ha."""
    cluster = Cluster(
        total_area_ha=20,
        industrial_land_ha=Decimal("14.20"),
        leased_ha=Decimal("8.52"),
        certificate_ha=Decimal("1.42"),
    )
    assert cluster.occupancy == Decimal("0.7")
    cluster.certificate_ha = None
    assert cluster.occupancy is None


NAMES = [
    "Ba Vì", "Bát Tràng", "Bắc Vân Đình", "Bình Phú", "Cầu Bầu", "Chương Mỹ", "Dân Hòa",
    "Dương Liễu", "Đan Phượng", "Đông Anh", "Ô Diên", "Ứng Hòa", "Xà Cầu",
]  # fmt: skip


def test_clusters_sort_by_the_vietnamese_alphabet():
    """The checked example of domain.md §11.3, by the generated column."""
    for name in reversed(NAMES):
        ClusterFactory(name=name)
    assert [c.name for c in Cluster.objects.order_by("name_sort")] == NAMES


@pytest.mark.parametrize("text", [*NAMES, "ĐỘNG ƯỚC ẰẲẴẶ", "Mỹ Đình 2", "hoà hòa", ""])
def test_the_generated_columns_equal_the_functions(text):
    row = Cluster.objects.get(pk=ClusterFactory(name=text).pk)
    assert (row.name_folded, row.name_sort) == (fold(text), sort_key(text))


@pytest.mark.parametrize("typed", ["dong anh", "ĐÔNG ANH", "Đông Anh", " đong "])
def test_a_name_is_found_without_its_diacritics(typed):
    cluster = ClusterFactory(name="Cụm công nghiệp Đông Anh")
    ClusterFactory(name="Cụm công nghiệp Ba Vì")
    assert list(Cluster.objects.search(typed)) == [cluster]
