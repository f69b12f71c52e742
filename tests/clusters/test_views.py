"""Public pages, the investor's desk, the officer's check."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from clusters.models import Plot, PlotStatus
from tests.factories import ClusterFactory, PlotFactory

RIGHT = {"code": "CN-09", "kind": "land", "area_m2": "5.000", "price_basis": "one_off"}


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation, total_area_ha=1)


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(("name", "queries"), [("clusters:points", 1), ("clusters:programme", 5)])
def test_a_public_list_costs_the_same_at_any_length(
    visitor, django_assert_num_queries, rows, name, queries
):
    for cluster in ClusterFactory.create_batch(rows, cohort="2018-2020"):
        PlotFactory(cluster=cluster, published=True)
    with django_assert_num_queries(queries):
        answer = visitor.client.get(reverse(name))
    assert answer.status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_a_cluster_and_its_plots_cost_the_same_at_any_number(
    visitor, django_assert_num_queries, rows
):
    cluster = ClusterFactory()
    PlotFactory.create_batch(rows, cluster=cluster, published=True)
    # cluster, sources, trades, files, count, page; steps, utilities, components, promises
    with django_assert_num_queries(10):
        visitor.client.get(cluster.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 20])
def test_the_desks_cost_the_same_at_any_length(
    investor, officer, mine, django_assert_num_queries, rows
):
    PlotFactory.create_batch(rows, cluster=mine, submitted=True)
    with django_assert_num_queries(7):  # session, user, desks, cluster, count, page, versions
        investor.client.get(reverse("clusters:my_plots", args=[mine.slug]))
    # session, user, desks, count, page, holidays, plots around, their clusters' trades, prices,
    # investors to filter by
    with django_assert_num_queries(10):
        officer.client.get(reverse("clusters:review_queue"))


def test_a_visitor_sees_published_plots_only(visitor):
    cluster = ClusterFactory()
    PlotFactory(cluster=cluster, code="KHO-1")
    PlotFactory(cluster=cluster, code="MO-1", published=True)
    page = visitor.client.get(cluster.get_absolute_url()).content.decode()
    assert "MO-1" in page and "KHO-1" not in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "show=clusters"),
        ("q=dong+anh&stage=planned", "show=clusters&q=dong+anh&stage=planned"),
        ("min_area=10&offer=yes&page=3", "show=clusters&ha_from=10&market=open"),
        ("next=//evil.example", "show=clusters"),
    ],
)
def test_the_old_list_leads_to_exploring_with_what_was_asked(visitor, old, new):
    answer = visitor.client.get(f"/clusters/?{old}")
    assert (answer.status_code, answer["Location"]) == (301, f"/explore/?{new}")


@pytest.mark.parametrize(
    ("typed", "field", "vietnamese", "english"),
    [
        ({"area_m2": "20.000"}, "area_m2", "Cả cụm chỉ có", "whole cluster"),
        ({"code": "cn-01"}, "code", "đã có lô", "already has a plot"),
        ({"lease_end": "2020-01-01"}, "lease_end", "đã qua", "has passed"),
        ({"lease_end": "2099-01-01"}, "lease_end", "Thời hạn thuê", "master lease"),
        ({"price_vnd_m2": "0"}, "price_vnd_m2", "lớn hơn hoặc bằng", "greater than or equal"),
        ({"area_m2": "5 nghìn"}, "area_m2", "Hãy nhập một số", "Enter a number"),
        ({"area_m2": ""}, "area_m2", "bắt buộc", "required"),
    ],
)
def test_bad_input_is_named_in_both_languages_and_kept(
    investor, mine, typed, field, vietnamese, english
):
    type(mine).objects.filter(pk=mine.pk).update(master_lease_end="2070-12-31")
    PlotFactory(cluster=mine, code="CN-01")
    for language, words in (("", vietnamese), ("/en", english)):
        sent = {**RIGHT, "note": "Cạnh cổng chính", **typed}
        if language and "." in sent["area_m2"]:
            sent["area_m2"] = sent["area_m2"].replace(".", ",")
        address = language + reverse("clusters:plot_new", args=[mine.slug])
        answer = investor.client.post(address, sent)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert words in answer.content.decode()
        assert "Cạnh cổng chính" in answer.content.decode()
    assert Plot.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "typed", "area"),
    [("", "1.234,5", "1234.5"), ("/en", "1,234.5", "1234.5"), ("", "1 234", "1234")],
)
def test_numbers_are_read_as_the_page_writes_them(investor, mine, language, typed, area):
    address = language + reverse("clusters:plot_new", args=[mine.slug])
    investor.client.post(address, {**RIGHT, "area_m2": typed})
    assert str(Plot.objects.get().area_m2) == f"{float(area)}"


@pytest.mark.parametrize(("language", "typed"), [("", "1.5"), ("/en", "1,5")])
def test_a_number_with_two_readings_is_asked_about(investor, mine, language, typed):
    address = language + reverse("clusters:plot_new", args=[mine.slug])
    answer = investor.client.post(address, {**RIGHT, "area_m2": typed})
    assert answer.context["form"].errors.as_data()["area_m2"][0].code == "ambiguous"


def test_from_draft_to_published_and_back(investor, officer, mine, queued):
    investor.client.post(reverse("clusters:plot_new", args=[mine.slug]), {**RIGHT, "submit": "1"})
    plot = Plot.objects.get()
    assert plot.status == PlotStatus.SUBMITTED
    version = plot.listing_versions.get()
    back = reverse("clusters:version_return", args=[version.pk])
    forth = reverse("clusters:version_approve", args=[version.pk])
    assert officer.client.post(back, {"seen": version.seen}).status_code == 422
    reason = "Diện tích khác bản vẽ quy hoạch."
    officer.client.post(back, {"seen": version.seen, "reason_area_m2": reason})
    page = investor.client.get(reverse("clusters:my_plots", args=[mine.slug])).content.decode()
    assert reason in page
    investor.client.post(
        reverse("clusters:plot_edit", args=[plot.pk]), {**RIGHT, "area_m2": "4.900", "submit": "1"}
    )
    version.refresh_from_db()
    seen = {"seen": version.seen}
    officer.client.post(forth, seen)
    plot.refresh_from_db()
    assert (plot.status, plot.area_m2, plot.return_reason) == ("published", 4900, "")
    second = officer.client.post(back, {**seen, "note": "Xem lại giá."})
    page = second.content.decode()
    assert second.status_code == 409 and f"{officer.user} đã xử lý" in page
    assert "Xem lại giá." in page  # nothing that was typed is lost
    investor.client.post(reverse("clusters:plot_withdraw", args=[plot.pk]))
    plot.refresh_from_db()
    assert (plot.status, plot.published_at) == ("withdrawn", None)


def test_an_officer_says_who_manages_a_cluster(officer, investor, other_investor):
    cluster = ClusterFactory()
    address = reverse("clusters:cluster_investor", args=[cluster.slug])
    assert officer.client.post(address, {"investor": "999"}).status_code == 422
    officer.client.post(address, {"investor": investor.organisation.pk})
    mine = reverse("clusters:my_plots", args=[cluster.slug])
    assert investor.client.get(mine).status_code == 200
    assert other_investor.client.get(mine).status_code == 404


def test_a_demonstration_plot_is_marked_on_its_page(visitor):
    plot = PlotFactory(published=True, is_demo=True)
    for address in (plot.get_absolute_url(), plot.cluster.get_absolute_url()):
        assert "Dữ liệu minh họa" in visitor.client.get(address).content.decode()


def test_a_publication_carries_its_day_in_hanoi(visitor):
    late_evening_utc = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # 03:00 on the 2nd in Hanoi
    plot = PlotFactory(status=PlotStatus.PUBLISHED, published_at=late_evening_utc)
    page = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "02/03/2026" in page
