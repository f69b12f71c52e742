"""Lists that are worked out, as files: the rows, order and figures of the page, nobody named."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from matching import actions
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    PlotFactory,
)

TRIAL = "?industry=2220&area_ideal_m2=5000"


@pytest.fixture
def cluster(db, queued, investor):
    IndustryFactory(code="2220")
    row = ClusterFactory(investor=investor.organisation, name="=A1")
    ClusterTradeFactory(cluster=row)
    return row


@pytest.fixture
def land_request(manufacturer, cluster):
    return LandRequestFactory(organisation=manufacturer.organisation, opened=True, product="Bí mật")


def body(answer):
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def rows_of(person, url):
    joint = "&" if "?" in url else "?"
    text = body(person.client.get(f"{url}{joint}download=csv")).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def cells_of(person, url):
    joint = "&" if "?" in url else "?"
    sheet = load_workbook(io.BytesIO(body(person.client.get(f"{url}{joint}download=xlsx")))).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_matches_of_a_request_are_a_file_over_all_pages(manufacturer, cluster, land_request):
    for n in range(12):
        PlotFactory(cluster=cluster, published=True, code=f"P-{n}", area_m2=5000 + 10 * n)
    actions.match_request(land_request.pk)
    url = reverse("matching:request", args=[land_request.pk])
    page = manufacturer.client.get(url)
    assert "download=csv" in page.content.decode()
    rows = rows_of(manufacturer, url)
    assert [row["Thứ hạng"] for row in rows] == [str(n) for n in range(1, 13)]
    assert [row["Mã các lô"] for row in rows][:10] == [card.codes for card in page.context["cards"]]
    assert rows[0]["Kết quả"] == "Cần xác nhận" and rows[0]["Cụm"] == "'=A1"
    first = cells_of(manufacturer, url)[0]
    assert first["Diện tích (m²)"] == 5000 and 0 < first["Điểm (0–100)"] <= 100
    parts = [value for name, value in first.items() if name.startswith("Điểm: ")]
    parts = [value or 0 for value in parts]
    assert len(parts) == 9 and sum(parts) == pytest.approx(first["Điểm (0–100)"], abs=0.5)


def test_what_is_tried_is_in_the_file(manufacturer, visitor, cluster, land_request):
    small = PlotFactory(cluster=cluster, published=True, code="NHO", area_m2=900, is_demo=True)
    actions.match_request(land_request.pk)
    url = reverse("matching:request", args=[land_request.pk])
    assert rows_of(manufacturer, url) == []
    tried = rows_of(manufacturer, f"{url}?try_area_min_m2=500")
    assert [(row["Mã các lô"], row["Dữ liệu minh họa"]) for row in tried] == [(small.code, "có")]
    trial = rows_of(visitor, reverse("matching:trial") + TRIAL.replace("5000", "900"))
    assert [row["Mã các lô"] for row in trial] == ["NHO"]
    assert visitor.client.get(f"{url}?download=csv").status_code == 302


def test_why_not_is_a_file_with_both_values(manufacturer, visitor, cluster, land_request):
    for n in range(25):
        PlotFactory(cluster=cluster, published=True, code=f"NHO-{n}", area_m2=90)
    for person, url in (
        (manufacturer, reverse("matching:why_not", args=[land_request.pk])),
        (visitor, reverse("matching:trial_why_not") + TRIAL),
    ):
        assert "download=xlsx" in person.client.get(url).content.decode()
        rows = rows_of(person, url)
        assert len(rows) == 25 and {row["Kết quả"] for row in rows} == {"không đạt"}
        assert "90\u00a0m²" in rows[0]["Cần / có"].replace(" m²", "\u00a0m²")
        assert cells_of(person, url)[0]["Diện tích (m²)"] == 90
    found = rows_of(manufacturer, reverse("matching:why_not", args=[land_request.pk]) + "?q=NHO-7")
    assert [row["Mã các lô"] for row in found] == ["NHO-7"]


def test_questions_are_files_for_both_sides(manufacturer, investor, other_investor, cluster):
    land_request = LandRequestFactory(
        organisation=manufacturer.organisation, opened=True, power_kva=250, product="Bí mật"
    )
    plot = PlotFactory(cluster=cluster, published=True)
    url = reverse("matching:ask", args=[land_request.pk, plot.pk, "power_kva"])
    manufacturer.client.post(url)
    asked = rows_of(manufacturer, reverse("matching:request_questions", args=[land_request.pk]))
    desk = reverse("matching:questions")
    (read,) = rows_of(investor, desk)
    assert len(asked) == 1 and "250" in read["Câu trả lời có lợi khi"]
    whole = body(investor.client.get(f"{desk}?download=csv")).decode()
    assert "Bí mật" not in whole and str(manufacturer.organisation) not in whole
    assert rows_of(other_investor, desk) == []


@pytest.mark.parametrize("plots", [2, 20])
def test_a_file_of_matches_costs_the_same_at_any_number(
    manufacturer, cluster, land_request, django_assert_num_queries, plots
):
    PlotFactory.create_batch(plots, cluster=cluster, published=True)
    actions.match_request(land_request.pk)
    url = reverse("matching:request", args=[land_request.pk])
    rows_of(manufacturer, url)
    # session, user, request, two of what changed, ids, matches with plots, members
    with django_assert_num_queries(8):
        rows_of(manufacturer, url)
