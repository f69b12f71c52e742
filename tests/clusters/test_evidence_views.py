"""Pages of tiers, utilities, components, promises and occupancy."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import READY, FactSource
from tests.factories import (
    ClusterFactory,
    ComponentFactory,
    PlaceFactory,
    PlotFactory,
    PromiseFactory,
    ReadinessStepFactory,
    UtilityFactory,
)

pytestmark = pytest.mark.django_db
KEPT = date(2026, 7, 1)


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation)


def text(answer):
    return " ".join(answer.content.decode().split())


def late_by_four_months(cluster, rows=3):
    """122 days each."""
    for _n in range(rows):
        PromiseFactory(cluster=cluster, promised_on=date(2026, 3, 1), kept_on=KEPT)


def test_a_stated_tier_says_that_no_document_backs_it(visitor):
    cluster = ClusterFactory(readiness=2)
    page = text(visitor.client.get(cluster.get_absolute_url()))
    assert page.count("đã nêu, chưa có tài liệu") == 3 and "có tài liệu</span>" not in page.replace(
        "chưa có tài liệu</span>", ""
    )
    ReadinessStepFactory(cluster=cluster, number="12/QĐ-UBND")
    page = text(visitor.client.get(cluster.get_absolute_url()))
    assert page.count("đã nêu, chưa có tài liệu") == 2 and "12/QĐ-UBND, 01/05/2024" in page


def test_utilities_and_components_are_shown_with_their_dates(visitor):
    cluster = ClusterFactory()
    UtilityFactory(cluster=cluster, design=2000, in_use=500, connected_beyond_fence="no")
    ComponentFactory(cluster=cluster, percent=40)
    PromiseFactory(cluster=cluster, promised_on=date(2026, 3, 1))
    PromiseFactory(cluster=cluster, promised_on=date(2027, 3, 1))
    page = text(visitor.client.get(cluster.get_absolute_url()))
    for words in ("2.000", "chưa đấu nối", "31/01/2026", "40%", "<s>01/03/2026</s> → 01/03/2027"):
        assert words in page


def test_a_plot_shows_the_expected_day_beside_the_promised_one(visitor, mine):
    promised = timezone.localdate() + timedelta(days=100)
    plot = PlotFactory(cluster=mine, published=True, ready_on=promised)
    late_by_four_months(mine, 2)
    page = text(visitor.client.get(plot.get_absolute_url()))
    assert "thường trễ khoảng 4 tháng, 2 lời hứa" in page.replace("Thường", "thường")
    expected = promised + timedelta(days=122)
    assert f"dự kiến {expected:%d/%m/%Y}" not in page
    late_by_four_months(mine, 1)
    page = text(visitor.client.get(plot.get_absolute_url()))
    assert f"dự kiến {expected:%d/%m/%Y}" in page and f"hứa {promised:%d/%m/%Y}" in page


def test_the_ledger_marks_what_came_true(officer, mine, queued):
    plot = PlotFactory(cluster=mine, published=True, ready_on=date(2026, 3, 1))
    row = PromiseFactory(cluster=mine, plot=plot, what=READY)
    address = reverse("clusters:promises", args=[mine.investor_id])
    assert "quá hạn" in text(officer.client.get(address))
    kept = reverse("clusters:promise_kept", args=[row.pk])
    officer.client.post(kept, {"on": "2999-01-01"})
    row.refresh_from_db()
    assert row.kept_on is None
    assert officer.client.post(kept, {"on": "2026-07-01"})["Location"] == address
    row.refresh_from_db()
    assert row.kept_on == KEPT
    assert officer.client.post(kept, {"on": "2026-07-01"}).status_code == 409


@pytest.mark.parametrize("rows", [1, 20])
def test_the_ledger_costs_the_same_at_any_length(officer, mine, rows, django_assert_num_queries):
    for _n in range(rows):
        PromiseFactory(cluster=ClusterFactory(investor=mine.investor))
    with django_assert_num_queries(7):  # session, user, desks, investor, lateness, count, page
        officer.client.get(reverse("clusters:promises", args=[mine.investor_id]))


def test_an_officer_records_and_takes_back_a_document(officer, queued):
    cluster = ClusterFactory()
    address = reverse("clusters:steps", args=[cluster.slug])
    given = {"tier": "0", "document": "plan_listed", "dated": "2024-05-01", "number": "1/QĐ"}
    assert officer.client.post(address, {**given, "dated": "2999-01-01"}).status_code == 422
    assert officer.client.post(address, given).status_code == 302
    assert officer.client.post(address, given).status_code == 409
    step = cluster.steps.get()
    officer.client.post(reverse("clusters:step_remove", args=[step.pk]))
    cluster.refresh_from_db()
    assert cluster.readiness is None and not cluster.steps.exists()


def test_an_officer_records_a_utility(officer, queued):
    cluster = ClusterFactory()
    address = reverse("clusters:utility_edit", args=[cluster.slug, "water"])
    given = {"as_of": "2026-01-31", "connected_beyond_fence": "yes", "source": "Báo cáo"}
    wrong = officer.client.post(address, {**given, "design": "100", "in_use": "200"})
    assert wrong.status_code == 422 and "thiết kế" in text(wrong)
    given |= {"design": "1.000", "in_use": "200", "available": "700"}
    assert officer.client.post(address, given).status_code == 302
    cluster.refresh_from_db()
    assert cluster.water_m3_day == 700
    unknown = reverse("clusters:utility_edit", args=[cluster.slug, "gas"])
    assert officer.client.get(unknown).status_code == 404


def test_an_officer_records_a_component(officer, mine, queued):
    address = reverse("clusters:component_edit", args=[mine.slug, "roads"])
    given = {"percent": "60", "as_of": "2026-01-31", "promised_on": "2027-01-01", "source": "x"}
    wrong = officer.client.post(address, {**given, "completed_on": "2026-01-01"})
    assert wrong.status_code == 422 and "toàn bộ khối lượng" in text(wrong)
    assert officer.client.post(address, given).status_code == 302
    assert mine.promises.get().promised_on == date(2027, 1, 1)
    unknown = reverse("clusters:component_edit", args=[mine.slug, "lift"])
    assert officer.client.get(unknown).status_code == 404


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"industrial_land_ha": "30"}, "industrial_land_ha"),
        ({"industrial_land_ha": "0"}, "industrial_land_ha"),
        ({"industrial_land_ha": "10", "serviced_ha": "11"}, "serviced_ha"),
        ({"industrial_land_ha": "10", "leased_ha": "8", "certificate_ha": "3"}, "leased_ha"),
        ({"serviced_ha": "5", "leased_ha": "6"}, "leased_ha"),
        ({"industrial_land_ha": "14,2", "leased_ha": "8,52", "certificate_ha": "1,42"}, ""),
    ],
)
def test_areas_that_cannot_be_true_are_refused(officer, queued, given, wrong):
    cluster = ClusterFactory(total_area_ha=20)
    address = reverse("clusters:areas_edit", args=[cluster.slug])
    given = {**given, "as_of": "2026-06-14", "source": "Biểu 02"}
    answer = officer.client.post(address, given)
    if wrong:
        assert answer.status_code == 422 and wrong in answer.context["form"].errors
        return
    page = text(officer.client.get(answer["Location"]))
    assert "70,0%" in page and "14/06/2026" in page


# --- occupancy -------------------------------------------------------------------------------


def occupied(industrial, leased, certificate=0, **kwargs):
    return ClusterFactory(
        industrial_land_ha=industrial, leased_ha=leased, certificate_ha=certificate, **kwargs
    )


def test_totals_are_sums_and_what_is_missing_is_named(visitor):
    place = PlaceFactory(full_name="Xã Thử")
    occupied(10, 9, place=place, investor_name="An")
    occupied(30, 9, place=place, investor_name="Bình")
    missing = occupied(50, None, name="Cụm công nghiệp Thiếu", investor_name="An")
    answers = {
        by: visitor.client.get(reverse("clusters:occupancy"), {"by": by})
        for by in ("cluster", "commune", "investor", "city", "nonsense")
    }
    shares = {
        by: {row.name: row.total.occupancy for row in answer.context["page"]}
        for by, answer in answers.items()
    }
    assert round(float(shares["commune"]["Xã Thử"]), 3) == 0.45
    assert {name: float(v) for name, v in shares["investor"].items()} == {"An": 0.9, "Bình": 0.3}
    assert [float(v) for v in shares["city"].values()] == [0.45]
    assert shares["nonsense"] == shares["cluster"] and shares["cluster"]["CCN Thiếu"] is None
    ((named, lacking),) = answers["city"].context["incomplete"]
    assert named == missing and len(lacking) == 1
    assert "45,0%" in text(answers["city"]) and "CCN Thiếu" in text(answers["city"])


def test_the_table_as_csv(visitor):
    demo = occupied(10, 9, serviced_ha=9, name="=1+1", investor_name="An")
    FactSource.objects.create(cluster=demo, field="leased_ha", is_demo=True)
    occupied(30, 9, investor_name="An")
    for by, expected in (("investor", "0,45"), ("cluster", "0,9")):
        address = reverse("clusters:occupancy")
        answer = visitor.client.get(address, {"by": by, "download": "csv"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content)))
        shown = visitor.client.get(address, {"by": by}).context["page"]
        assert [row["Tên"].lstrip("'") for row in rows] == [row.name for row in shown]
        assert rows[0]["Tỷ lệ lấp đầy"] == expected
        assert rows[0]["Dữ liệu minh họa"] == "có"
    assert rows[0]["Tên"] == "'=1+1" and rows[0]["Tỷ lệ cho thuê của đất đủ điều kiện"] == "1"


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("by", ["cluster", "commune"])
@pytest.mark.parametrize("download", ["", "csv"])
def test_occupancy_costs_one_query(visitor, download, by, rows, django_assert_num_queries):
    for n in range(rows):
        occupied(10, 9, place=PlaceFactory())
        ClusterFactory(industrial_land_ha=n or None)
    with django_assert_num_queries(1):
        answer = visitor.client.get(reverse("clusters:occupancy"), {"by": by, "download": download})
    assert answer.status_code == 200
