"""Up to four plots or clusters side by side, and the tray."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import FactSource
from explore.comparing import HIGHEST, LOWEST, Cell, Column, Row, _marked
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/compare/"


def row_of(answer, label):
    """The cells of one row, as text."""
    page = answer.content.decode()
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.S)
    cells = next(cells for head, cells in rows if head.lower().startswith(label.lower()))
    found = re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def columns_of(answer):
    page = answer.content.decode()
    head = re.search(r"<thead>(.*?)</thead>", page, re.S)
    return re.findall(r'<a href="[^"]+">(.*?)</a>', head[1]) if head else []


def compare(person, plots=(), clusters=(), **more):
    query = {
        "plots": ",".join(str(plot.pk) for plot in plots),
        "clusters": ",".join(cluster.slug for cluster in clusters),
        **more,
    }
    return person.client.get(ADDRESS, query)


@pytest.fixture
def two():
    today = timezone.localdate()
    near = factories.ClusterFactory(
        name="Cụm công nghiệp Gần", power_kva=1000, master_lease_end=today + timedelta(days=14610)
    )
    far = factories.ClusterFactory(
        name="Cụm công nghiệp Xa", power_kva=400, master_lease_end=today + timedelta(days=7305)
    )
    return [
        factories.PlotFactory(
            cluster=cluster,
            code=f"CN-{n}",
            published=True,
            price_vnd_m2=price,
            area_m2=area,
            ready_on=today + timedelta(days=days),
        )
        for n, (cluster, price, area, days) in enumerate(
            [(near, 2_400_000, 5000, 200), (far, 2_000_000, 9000, 100)], start=1
        )
    ]


def test_values_stand_side_by_side_and_the_best_is_told_in_words(visitor, two):
    answer = compare(visitor, two)
    assert columns_of(answer) == ["CN-1 · CCN Gần", "CN-2 · CCN Xa"]
    assert row_of(answer, "điện") == ["1.000 kVA ✓ tốt nhất", "400 kVA"]
    assert "tốt nhất" in row_of(answer, "sẵn sàng từ ngày")[1]
    assert "tốt nhất" not in " ".join(row_of(answer, "diện tích"))  # larger is not better


def test_cost_is_compared_like_for_like(visitor, two):
    """The dearer price over twice the years is the lower cost."""
    answer = compare(visitor, two)
    cost = row_of(answer, "chi phí quy đổi")
    assert "tốt nhất" in cost[0] and "tốt nhất" not in cost[1]
    assert "tốt nhất" not in " ".join(row_of(answer, "giá"))


def test_unknown_is_unknown_and_never_best(visitor, two):
    two[1].price_vnd_m2 = None
    two[1].save()
    cost = row_of(compare(visitor, two), "chi phí quy đổi")
    assert cost[1] == "chưa có dữ liệu" and "tốt nhất" not in cost[0]  # nothing to compare with


def test_clusters_and_plots_may_stand_together(visitor, two):
    cluster = factories.ClusterFactory(name="Cụm công nghiệp Ba")
    answer = compare(visitor, two[:1], [cluster])
    assert columns_of(answer) == ["CN-1 · CCN Gần", "CCN Ba"]
    assert row_of(answer, "chi phí quy đổi")[1] == "–"
    only = compare(visitor, clusters=[cluster, two[0].cluster])
    assert "chi phí quy đổi" not in only.content.decode().lower()


def test_my_criteria_come_first_with_the_parts_of_the_score(manufacturer, two):
    factories.ClusterTradeFactory(cluster=two[0].cluster)
    need = factories.LandRequestFactory(organisation=manufacturer.organisation)
    answer = compare(manufacturer, two, request=need.pk)
    assert answer.content.decode().index("Nhu cầu của tôi</h2>") < answer.content.decode().index(
        "Lô</h2>"
    )
    assert row_of(answer, "có phù hợp không")[1] == "không đạt"  # 9,000 m² are too much
    score = row_of(answer, "điểm, trên thang 100")
    assert re.match(r"[\d,]+", score[0]) and score[1] == "–"
    parts = [row_of(answer, label)[0] for label in ("chi phí", "thời gian")]
    assert all(re.match(r"[\d,]+", part) for part in parts)
    area = r"5\.000\sm²\s*<strong class=\"best\">"  # nearest to what is needed, not the largest
    assert re.search(area, answer.content.decode())


def test_the_request_of_another_firm_is_no_choice(manufacturer, other_manufacturer, two):
    need = factories.LandRequestFactory(organisation=other_manufacturer.organisation)
    page = compare(manufacturer, two, request=need.pk).content.decode()
    assert str(need) not in page and "Nhu cầu của tôi</h2>" not in page


def test_only_what_differs(visitor, two):
    whole, less = compare(visitor, two), compare(visitor, two, differing="1")
    assert row_of(whole, "loại") == ["Đất", "Đất"]
    labels = re.findall(r'<th scope="row">(.*?)<', less.content.decode())
    assert "Loại" not in labels and "Giá" in labels
    same = compare(visitor, clusters=[two[0].cluster], differing="1").content.decode()
    assert "không có điểm nào khác nhau" in same


def test_more_than_four_unknown_and_withdrawn_are_told_and_the_rest_kept(visitor, two):
    withdrawn = factories.PlotFactory(code="RUT-1", withdrawn=True)
    more = [factories.PlotFactory(published=True) for _n in range(3)]
    ids = [withdrawn.pk, *(plot.pk for plot in [*two, *more]), "999999", "abc"]
    answer = visitor.client.get(ADDRESS, {"plots": ",".join(map(str, ids))})
    page = answer.content.decode()
    assert len(columns_of(answer)) == 4
    assert "đã bỏ 1 mục cuối" in page and "RUT-1" not in page
    for one in (withdrawn.pk, "999999", "abc"):
        assert f"“{one}” không có hoặc không còn trên cổng" in page


@pytest.mark.parametrize(
    "query",
    [
        "plots=9999999999999999999999&clusters=%00",
        "plots=-1,,,&request=x&differing=9",
        "plots=" + "9," * 5000,
        "clusters=" + "x" * 10_000,
        "plots=1&download=exe",
        "download=xlsx",
    ],
)
def test_nonsense_in_the_address_is_a_page(visitor, query):
    assert visitor.client.get(f"{ADDRESS}?{query}").status_code == 200


def test_as_a_workbook(visitor, two):
    answer = compare(visitor, two, download="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert rows["Tiêu chí"] == ("CN-1 · CCN Gần", "CN-2 · CCN Xa")
    assert rows["Điện còn lại (kVA)"] == (1000, 400)
    csv = b"".join(compare(visitor, two, download="csv").streaming_content).decode()
    assert "tốt nhất" in csv


def test_what_is_invented_is_marked_and_sources_keep_their_date(visitor, two):
    cluster = two[0].cluster
    FactSource.objects.create(cluster=cluster, field="power_kva", url="a", is_demo=True)
    FactSource.objects.create(cluster=cluster, field="total_area_ha", url="a", as_of="2023-09")
    answer = compare(visitor, two)
    assert "Dữ liệu minh họa" in row_of(answer, "điện")[0]
    assert "09/2023" in row_of(answer, "tổng diện tích")[0]


def test_comparing_costs_the_same_for_one_and_for_four(manufacturer, two):
    factories.LandRequestFactory(organisation=manufacturer.organisation)
    more = [factories.PlotFactory(published=True) for _n in range(2)]
    compare(manufacturer, two)  # the market is in memory

    def queries(*things):
        with CaptureQueriesContext(connection) as caught:
            assert compare(manufacturer, *things).status_code == 200
        return len(caught)

    clusters = [two[0].cluster]
    assert queries(two[:1], clusters) == queries([*two, *more], clusters)


# --- the tray ------------------------------------------------------------------------------------


def aside(person, kind, key, verb="add", back="/clusters/"):
    return person.client.post(
        f"/compare/{verb}/", {"kind": kind, "key": key, "next": back}, follow=True
    ).content.decode()


def test_the_tray_goes_along_and_leads_to_the_comparison(visitor, two):
    aside(visitor, "plot", two[0].pk)
    page = aside(visitor, "cluster", two[1].cluster.slug)
    assert f"/compare/?plots={two[0].pk}&amp;clusters={two[1].cluster.slug}" in page
    assert "CN-1 · CCN Gần" in page and 'aria-pressed="true"' in page
    assert columns_of(visitor.client.get(ADDRESS)) == ["CN-1 · CCN Gần", "CCN Xa"]
    aside(visitor, "plot", two[0].pk, "remove")
    assert columns_of(visitor.client.get(ADDRESS)) == ["CCN Xa"]
    visitor.client.post("/compare/remove/")
    assert "Chưa chọn gì để so sánh" in visitor.client.get(ADDRESS).content.decode()


def test_a_fifth_is_refused_and_the_four_are_kept(visitor):
    clusters = factories.ClusterFactory.create_batch(5)
    pages = [aside(visitor, "cluster", cluster.slug) for cluster in clusters]
    assert "Đã đủ 4 mục" in pages[4] and "Đã đủ 4 mục" not in pages[3]
    assert len(columns_of(visitor.client.get(ADDRESS))) == 4
    assert "Đã đủ" not in aside(visitor, "cluster", clusters[0].slug)  # is there already


@pytest.mark.parametrize(
    ("kind", "key"), [("plot", "0"), ("plot", "x"), ("cluster", "x"), ("", "")]
)
def test_what_is_not_there_is_not_put_aside(visitor, kind, key):
    assert "không được chọn" in aside(visitor, kind, key)


def test_a_draft_is_not_put_aside(visitor):
    draft = factories.PlotFactory(code="NHAP-1")
    page = aside(visitor, "plot", draft.pk)
    assert "NHAP-1" not in page and "không được chọn" in page


def test_the_way_back_stays_on_the_portal(visitor, two):
    answer = visitor.client.post(
        "/compare/add/", {"kind": "plot", "key": two[0].pk, "next": "https://example.com/"}
    )
    assert answer["Location"] == ADDRESS


# --- the best ------------------------------------------------------------------------------------


def cells(*measures):
    return [Cell(value=one, measure=one) for one in measures]


@pytest.mark.parametrize(
    ("measures", "best", "expected"),
    [
        ((1.0, 2.0), HIGHEST, [False, True]),
        ((1.0, 2.0), LOWEST, [True, False]),
        ((2.0, 2.0, 1.0), HIGHEST, [True, True, False]),
        ((2.0, 2.0), HIGHEST, [False, False]),
        ((2.0, None), HIGHEST, [False, False]),
        ((1.0, 2.0), 0, [False, False]),
        ((), HIGHEST, []),
    ],
)
def test_the_best_is_marked_where_known_values_differ(measures, best, expected):
    assert [cell.is_best for cell in _marked(cells(*measures), best)] == expected


def test_what_does_not_apply_is_no_difference():
    names = ["a", "b"]
    assert not Row("x", [Cell(1), Cell(None, applies=False)], names).differs
    assert Row("x", [Cell(1), Cell(None)], names).differs
    assert Column(factories.ClusterFactory.build()).kind == "cluster"
