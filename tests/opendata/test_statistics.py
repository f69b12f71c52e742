"""Statistics: sums as the law and matching define them, unknown as unknown, both to take away."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

import clusters.actions
from clusters.models import FactSource, Plot
from matching.features import forget
from opendata import figures
from reference.models import CityFigure
from tests import factories


def table(tables, key):
    return next(row for row in tables if row.key == key)


def lines(tables, key):
    return {str(line.label): list(line.values) for line in table(tables, key).lines}


def place(name, district):
    return factories.PlaceFactory(name=name, full_name=f"Xã {name}", district=district)


def test_land_is_summed_by_stage_and_an_unknown_area_is_counted_apart(db):
    factories.ClusterFactory(stage="operating", total_area_ha=10)
    factories.ClusterFactory(stage="operating", total_area_ha=Decimal("5.5"))
    factories.ClusterFactory(stage="operating", total_area_ha=None)
    factories.ClusterFactory(stage="", total_area_ha=None)
    found = lines(figures.land("district"), "stage")
    assert found["Đang hoạt động"] == [3, Decimal("15.5"), 1]
    assert found["chưa có dữ liệu"] == [1, None, 1]
    assert found["Tất cả các cụm"] == [4, Decimal("15.5"), 2]


def test_occupancy_is_sum_over_sum_by_the_legal_definition(db):
    """domain.md §3.2: (8.52 + 1.42) ÷ 14.20 = 70 %; a second, small cluster hardly moves it."""
    dong_anh, quoc_oai = place("A", "Huyện Đông Anh"), place("B", "Huyện Quốc Oai")
    facts = {"industrial_land_ha": Decimal("14.2"), "leased_ha": Decimal("8.52")}
    marked = factories.ClusterFactory(place=dong_anh, certificate_ha=Decimal("1.42"), **facts)
    factories.ClusterFactory(place=dong_anh, industrial_land_ha=1, leased_ha=0, certificate_ha=0)
    factories.ClusterFactory(place=quoc_oai, industrial_land_ha=3, leased_ha=3)
    FactSource.objects.create(cluster=marked, field="leased_ha", is_demo=True)
    tables = figures.land("district")
    found = lines(tables, "occupancy")
    assert found["Huyện Đông Anh"][0] == Decimal("9.94") / Decimal("15.2")
    assert found["Huyện Đông Anh"][4:] == [2, 0]
    assert found["Huyện Quốc Oai"] == [None, None, None, None, 0, 1]
    assert found["Toàn Thành phố"][4:] == [2, 1]
    assert table(tables, "occupancy").has_demo and not table(tables, "stage").has_demo
    assert set(lines(figures.land("commune"), "occupancy")) > {"Xã A", "Xã B"}


def annual(cluster, cost, area, **changed):
    return factories.PlotFactory(
        cluster=cluster,
        published=True,
        area_m2=area,
        price_vnd_m2=cost,
        price_basis="annual",
        fee_vnd_m2_year=0,
        **changed,
    )


@pytest.fixture
def market(db):
    cluster = factories.ClusterFactory(
        place=place("A", "Huyện Đông Anh, Huyện Mê Linh"), master_lease_end=date(2070, 1, 1)
    )
    factories.ClusterTradeFactory(cluster=cluster, industry__code="2220", role="permitted")
    silent = factories.ClusterFactory(place=None, master_lease_end=date(2070, 1, 1))
    annual(cluster, 100_000, 1_000)
    annual(cluster, 200_000, 3_000)
    annual(cluster, None, 5_000, market="leased")
    annual(silent, 400_000, 1_000, kind="factory")
    factories.PlotFactory(cluster=cluster)  # a draft
    factories.IndustryFactory(code="22")
    forget()


def test_cost_is_weighted_by_area_and_leaves_unknown_prices_out(market):
    found = lines(figures.offer("district", "land"), "cost-place")
    assert found["Huyện Đông Anh"] == [3, 9_000, 4_000, 2, 175_000, 100_000, 200_000]
    assert "chưa có dữ liệu" not in found  # there is only a factory
    buildings = lines(figures.offer("district", "factory"), "cost-place")
    assert buildings["chưa có dữ liệu"][4] == 400_000
    kinds = lines(figures.offer("district", "land"), "kind")
    assert kinds["Kho"] == [0, 0, 0, 0, None, None, None]


def test_a_plot_counts_under_each_trade_that_its_cluster_permits(market):
    assert lines(figures.offer("district", "land"), "cost-trade") == {
        "22 Ngành 22": [3, 9_000, 4_000, 2, 175_000, 100_000, 200_000]
    }
    assert list(lines(figures.offer("district", "factory"), "cost-trade")) == ["cụm chưa nêu ngành"]


def test_combinations_of_adjacent_plots_are_not_counted_twice(market):
    first, second = Plot.objects.filter(status="published", kind="land").order_by("pk")[:2]
    factories.PlotAdjacencyFactory(first=first, second=second)
    forget()
    assert lines(figures.offer("district", "land"), "kind")["Đất"][:2] == [3, 9_000]


def test_months_without_a_record_stand_with_zero(db):
    plots = [factories.PlotFactory(published=True, area_m2=1_000) for _number in range(3)]
    for plot, month in zip(plots, (1, 1, 3), strict=True):
        Plot.objects.filter(pk=plot.pk).update(published_at=datetime(2026, month, 9, tzinfo=UTC))
    found = lines(figures.trends(), "published")
    assert found == {"01/2026": [2, 2000], "02/2026": [0, 0], "03/2026": [1, 1000]}


def test_holds_and_leases_come_from_the_log_without_the_demonstration(investor, queued):
    cluster = factories.ClusterFactory(investor=investor.organisation)
    for is_demo in (False, True):
        plot = factories.PlotFactory(cluster=cluster, published=True, is_demo=is_demo)
        clusters.actions.set_market(plot, "held", by=investor.user)
        clusters.actions.set_market(plot, "leased", by=investor.user)
    [values] = lines(figures.trends(), "taken").values()
    assert values == [1, 1, 0]


def test_a_figure_that_no_source_gives_is_unknown(db):
    CityFigure.objects.create(
        topic="growth", period="2023-H1", measure="grdp", value=Decimal("5.97"), unit="%"
    )
    found = lines(figures.city(), "growth")
    assert found == {"6 tháng đầu 2023": [Decimal("5.97"), None, None, None]}


def test_periods_are_told_in_words(db):
    for period in ("2024-Q3", "2024-07", "2020"):
        CityFigure.objects.create(
            topic="market", period=period, measure="x", label_vi="Giá", value=1, unit="usd_term"
        )
    assert list(lines(figures.city(), "market")) == [
        "Giá · quý 3/2024",
        "Giá · 07/2024",
        "Giá · 2020",
    ]


@pytest.mark.parametrize("part", ["land", "plots", "trends", "city"])
@pytest.mark.parametrize("rows", [1, 20])
def test_a_part_costs_the_same_at_any_length(visitor, django_assert_num_queries, part, rows):
    for number in range(rows):
        cluster = factories.ClusterFactory(place=place(f"A{number}", f"Huyện {number}"))
        factories.ClusterTradeFactory(cluster=cluster, industry__code="2220", role="permitted")
        factories.PlotFactory(cluster=cluster, published=True)
    address = reverse("opendata:statistics_part", args=[part])
    visitor.client.get(address)  # the market is read once and kept
    cost = {"land": 1, "plots": 5, "trends": 3, "city": 3}
    with django_assert_num_queries(cost[part]):
        visitor.client.get(address)


def test_every_table_is_a_file_with_bare_numbers_and_units_in_its_heading(visitor, market):
    for part in ("land", "plots", "trends", "city"):
        address = reverse("opendata:statistics_part", args=[part])
        for row in visitor.client.get(address).context["tables"]:
            for kind in ("csv", "xlsx"):
                answer = visitor.client.get(f"{address}?table={row.key}&download={kind}")
                assert f"thong-ke-{row.key}" in answer["Content-Disposition"]
    answer = visitor.client.get(
        reverse("opendata:statistics_part", args=["plots"]) + "?table=kind&download=csv"
    )
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][5].endswith("(đ/m²/năm)") and rows[1][5] == "175000"


def test_the_table_stands_in_the_page_and_the_chart_waits_for_javascript(visitor, market):
    page = visitor.client.get(reverse("opendata:statistics_part", args=["plots"])).content.decode()
    assert "175.000" in page and 'data-value="175000.0"' in page
    assert page.count("<figure") == page.count('<canvas aria-hidden="true">')
    assert "hidden>" in page[page.index("<figure") :][:400]


@pytest.mark.parametrize("query", ["?by=x&kind=y", "?table=x&download=csv", "?by=" + "x" * 10_000])
def test_nonsense_in_the_address_is_the_plain_page(visitor, query):
    address = reverse("opendata:statistics_part", args=["plots"])
    assert visitor.client.get(address + query).status_code == 200
    assert visitor.client.get(reverse("opendata:statistics_part", args=["x"])).status_code == 404
