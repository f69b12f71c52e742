"""The log in plain words: for officers with a filter, for the public without persons."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts import actions as accounts_actions
from clusters import actions
from portal.common import history
from portal.common.lifecycle import record
from portal.common.models import Change
from tests.factories import OrganisationFactory, PlotFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return UserFactory(full_name="Bà Đỗ Thị X")


def told(row, after, **more):
    return history.sentence(record(row, after, **more))


def test_states_and_amounts_are_told_in_the_readers_language(person):
    plot = PlotFactory(code="CN-03")
    what = str(plot)
    published = record(plot, "published", by=person, before="submitted")
    price = record(plot, "2000000", by=person, before="1900000", field="price_vnd_m2")
    ready = record(plot, "2026-03-01", by=None, field="ready_on")
    kind = record(plot, "factory", by=None, before="land", field="kind")
    assert history.sentence(published) == f"Bà Đỗ Thị X đã công bố lô {plot}."
    assert history.sentence(price) == "Giá: 1.900.000 đ/m² → 2.000.000 đ/m² (Bà Đỗ Thị X)"
    assert "trống → 01/03/2026" in history.sentence(ready)
    assert "factory" not in history.sentence(kind) and "Nhà xưởng" in history.sentence(kind)
    with translation.override("en"):
        assert history.sentence(published) == f"Bà Đỗ Thị X published plot {what}."
        assert history.sentence(price) == "Price: 1,900,000 đ/m² → 2,000,000 đ/m² (Bà Đỗ Thị X)"


def test_every_state_of_a_table_has_words_and_no_code_is_shown(person):
    plot, organisation = PlotFactory(), OrganisationFactory(name="Công ty A")
    for row, field in ((plot, "status"), (plot, "market"), (organisation, "status")):
        for code, _label in row._meta.get_field(field).choices:
            assert code not in told(row, code, by=person, field=field)
    assert "EPSG" not in told(plot, "EPSG:6960, 5000.0 m²", by=None, field="boundary")
    accounts_actions.add_member(organisation, person, "editor", by=None)
    assert "Người cập nhật" in history.sentence(Change.objects.first())


def test_what_nobody_has_words_for_is_told_as_it_stands(person):
    change = Change(object_type="gone.model", field="x", before="a", after="b")
    assert history.sentence(change) == "X: a → b (Cổng thông tin)"


@pytest.fixture
def log(person):
    plot, other = PlotFactory(code="CN-03"), PlotFactory(code="CN-99")
    record(plot, "submitted", by=person)
    record(other, "returned", by=None, why="Thiếu giá thuê")
    return plot


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("thing=cn-03", 1),
        ("person=do+thi", 1),
        ("text=thieu+gia", 1),
        ("thing=cn-03&text=thieu", 0),
        (f"since={timezone.localdate():%d/%m/%Y}", 2),
        (f"until={timezone.localdate() - timedelta(days=1):%d/%m/%Y}", 0),
    ],
)
def test_the_log_is_filtered_by_the_address(officer, log, query, found):
    there = f"{reverse('accounts:audit')}?{query}"
    assert len(officer.client.get(there).context["page"].object_list) == found
    lines = b"".join(officer.client.get(f"{reverse('accounts:audit_csv')}?{query}"))
    assert len(lines.decode().splitlines()) == found + 1


def test_the_log_is_a_workbook_in_words(officer, log):
    record(log, "=1+1", by=None, field="note", why="=2")
    address = f"{reverse('accounts:audit')}?text=%3D1&download=xlsx"
    body = b"".join(officer.client.get(address).streaming_content)
    head, row = load_workbook(io.BytesIO(body)).active.values
    assert head == ("Thời điểm", "Đối tượng", "Thay đổi", "Lý do")
    assert row[0].date() == timezone.localdate() and "=1+1" in row[2] and row[3] == "'=2"


def test_a_date_that_is_none_is_said(officer, log):
    answer = officer.client.get(f"{reverse('accounts:audit')}?since=32/13/2026")
    assert answer.status_code == 422 and answer.context["form"].errors["since"]


def test_a_spreadsheet_takes_no_value_for_a_formula(officer, log):
    record(log, "=HYPERLINK(1)", by=None, field="note")
    text = b"".join(officer.client.get(reverse("accounts:audit_csv"))).decode()
    assert ",'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text


@pytest.mark.parametrize("n", [1, 60])
def test_pages_of_the_log_cost_the_same_for_few_and_many(
    officer, log, n, django_assert_num_queries
):
    for _turn in range(n):
        record(log, "submitted", by=None)
    for address in (
        reverse("accounts:audit"),
        reverse("accounts:audit_object", args=["clusters.plot", log.pk]),
    ):
        with django_assert_num_queries(5 if "plot" not in address else 6):
            answer = officer.client.get(address)
        assert len(answer.context["page"].object_list) <= 50


def test_a_thing_that_nothing_is_logged_about_has_no_history(officer):
    address = reverse("accounts:audit_object", args=["clusters.plot", "999"])
    assert officer.client.get(address).status_code == 404


def test_the_public_reads_fields_and_days_and_no_person(visitor, person, queued):
    plot = PlotFactory(published=True)
    record(plot, "Ghi chú cũ", by=person, field="note")
    record(plot, "published", by=person)
    record(plot, "2000000", by=person, before="1", field="price_vnd_m2")
    actions.set_market(plot, "held", by=person)
    page = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "Đã thay đổi từ khi công bố" in page and "Bà Đỗ" not in page
    listed = visitor.client.get(plot.get_absolute_url()).context["publication"].changed
    assert [label for label, _at in listed] == ["Tình trạng chào thuê", "Giá"]


def test_an_officer_goes_from_a_page_to_the_whole_history(officer, log):
    page = officer.client.get(reverse("clusters:review_plot", args=[log.pk])).content.decode()
    assert reverse("accounts:audit_object", args=["clusters.plot", log.pk]) in page


def test_a_change_says_in_words_which_version_brought_it(officer, log):
    record(log, "5000", by=None, field="area_m2", why="v3")
    there = reverse("accounts:audit_object", args=["clusters.plot", log.pk])
    assert "<q>phiên bản 3</q>" in officer.client.get(there).content.decode()


def test_the_public_reads_what_changed_of_a_plot_whose_publication_is_not_in_the_log(visitor):
    plot = PlotFactory(published=True)
    record(plot, "5000", by=None, before="4000", field="area_m2")
    listed = visitor.client.get(plot.get_absolute_url()).context["publication"].changed
    assert [label for label, _at in listed] == ["Diện tích"]
