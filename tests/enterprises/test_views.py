"""Entering a need: half-known facts are welcome, contradictions are named."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.models import KeyProduct, LandRequest
from tests.factories import IndustryFactory, LandRequestFactory, PlaceFactory

NEW = "enterprises:request_new"


@pytest.fixture
def right(manufacturer):
    IndustryFactory(code="2220", name_vi="Sản xuất sản phẩm từ plastic")
    return {
        "organisation": manufacturer.organisation.pk,
        "industry": "2220",
        "area_ideal_m2": "5.000",
    }


def test_trade_and_area_are_enough(manufacturer, right, queued):
    answer = manufacturer.client.post(reverse(NEW), right)
    row = LandRequest.objects.get()
    assert answer["Location"] == reverse("matching:request", args=[row.pk])
    assert (row.area_min_m2, row.area_max_m2, row.status) == (4000, 8000, "draft")


def test_saving_may_open_at_once(manufacturer, right, queued):
    manufacturer.client.post(reverse(NEW), {**right, "open": "1"})
    assert LandRequest.objects.get().status == "open"


@pytest.mark.parametrize(
    ("typed", "field", "vietnamese", "english"),
    [
        ({"area_min_m2": "6000"}, "area_min_m2", "nhỏ nhất lớn hơn", "above the best"),
        ({"area_max_m2": "400"}, "area_max_m2", "lớn nhất nhỏ hơn", "below the best"),
        ({"need_by": "2020-01-01"}, "need_by", "đã qua", "has passed"),
        ({"industry": "9999"}, "industry", "không có trong danh mục", "is not a manufacturing"),
        ({"industry": ""}, "industry", "bắt buộc", "required"),
        ({"place": "Xứ Lạ"}, "place", "không có xã, phường", "No commune or ward"),
        ({"max_distance_km": "10"}, "place", "nơi làm mốc", "measured from"),
        ({"area_ideal_m2": "rất rộng"}, "area_ideal_m2", "Hãy nhập một số", "Enter a number"),
        ({"area_ideal_m2": "0"}, "area_ideal_m2", "lớn hơn hoặc bằng", "greater than or equal"),
        ({"area_ideal_m2": "9" * 30}, "area_ideal_m2", "nhỏ hơn hoặc bằng", "less than or equal"),
        ({"power_kva": "-5"}, "power_kva", "lớn hơn hoặc bằng", "greater than or equal"),
        ({"kinds": "castle"}, "kinds", "castle", "castle"),
    ],
)
def test_bad_input_is_named_in_both_languages_and_kept(
    manufacturer, right, typed, field, vietnamese, english
):
    for language, words in (("", vietnamese), ("/en", english)):
        sent = {**right, "area_ideal_m2": "5000", "product": "Hộp nhựa", **typed}
        answer = manufacturer.client.post(language + reverse(NEW), sent)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        page = answer.content.decode()
        assert words in page and "Hộp nhựa" in page
    assert not LandRequest.objects.exists()


def test_a_trade_is_found_by_code_or_name(manufacturer, right, queued):
    for typed in ("2220", "2220 Sản xuất sản phẩm từ plastic", "san xuat san pham tu plastic"):
        sent = {**right, "industry": typed}
        assert manufacturer.client.post(reverse(NEW), sent).status_code == 302
    assert set(LandRequest.objects.values_list("industry__code", flat=True)) == {"2220"}


def test_a_place_is_found_by_its_old_name(manufacturer, right, queued):
    now = PlaceFactory(name="Phú Nghĩa", full_name="Xã Phú Nghĩa")
    old = PlaceFactory(name="Đông Phương Yên", full_name="Xã Đông Phương Yên", era="former")
    old.successors.create(current=now, share="whole")
    for typed in ("Xã Phú Nghĩa", "phu nghia", "Đông Phương Yên", "xa dong phuong yen"):
        assert manufacturer.client.post(reverse(NEW), {**right, "place": typed}).status_code == 302
    assert set(LandRequest.objects.values_list("place", flat=True)) == {now.pk}


def test_a_name_of_two_places_is_asked_about(manufacturer, right):
    PlaceFactory(name="Tân Dân", full_name="Xã Tân Dân")
    PlaceFactory(name="Tân Dân", full_name="Phường Tân Dân")
    answer = manufacturer.client.post(reverse(NEW), {**right, "place": "tan dan"})
    assert answer.context["form"].errors.as_data()["place"][0].code == "several"


def test_nobody_asks_in_another_firms_name(manufacturer, other_manufacturer, right):
    sent = {**right, "organisation": other_manufacturer.organisation.pk}
    assert manufacturer.client.post(reverse(NEW), sent).status_code == 422


def test_the_trial_carries_over_into_a_request(manufacturer, right):
    day = timezone.localdate() + timedelta(days=90)
    address = f"{reverse(NEW)}?industry=2220&area_ideal_m2=7.500&need_by={day}&kinds=land,factory"
    page = manufacturer.client.get(address).content.decode()
    assert 'value="7.500"' in page and f'value="{day}"' in page
    assert page.count("checked") == 2


@pytest.mark.parametrize("rows", [1, 20])
def test_my_requests_cost_the_same_at_any_length(manufacturer, django_assert_num_queries, rows):
    LandRequestFactory.create_batch(rows, organisation=manufacturer.organisation)
    with django_assert_num_queries(6):  # session, user, desks, organisations, count, page
        manufacturer.client.get(reverse("enterprises:requests"))


@pytest.mark.parametrize("rows", [1, 20])
def test_key_products_cost_the_same_at_any_length(visitor, django_assert_num_queries, rows):
    for n in range(rows):
        KeyProduct.objects.create(holder_name=f"Hãng {n}", product="Đèn", year="2021")
    with django_assert_num_queries(5):  # two lists of choices, years, count, page
        answer = visitor.client.get(reverse("enterprises:key_products"))
    assert len(answer.context["page"]) == rows


def test_key_products_are_searched_without_diacritics(visitor):
    KeyProduct.objects.create(holder_name="Rạng Đông", product="Đèn LED", year="2021")
    KeyProduct.objects.create(holder_name="Khác", product="Thép", year="2021")
    answer = visitor.client.get(reverse("enterprises:key_products") + "?q=rang dong")
    assert [p.holder_name for p in answer.context["page"]] == ["Rạng Đông"]


@pytest.mark.parametrize("name", ["matching:trial", "enterprises:request_new"])
def test_numbers_go_along_to_the_other_language_and_back(name, manufacturer):
    IndustryFactory(code="2220")
    typed = {"industry": "2220", "area_ideal_m2": "5.000", "lease_years": "1,5", "power_kva": "x.y"}
    carried = {"vi": typed, "en": {**typed, "area_ideal_m2": "5,000", "lease_years": "1.5"}}
    address = f"{reverse(name)}?{urlencode(typed)}"
    for language in ("en", "vi", "en"):
        page = manufacturer.client.get(address).content.decode()
        link = re.search(rf'<a href="([^"]*)" lang="{language}"', page)[1]
        address = html.unescape(link)
        assert dict(parse_qsl(urlsplit(address).query)) == carried[language]
    form = manufacturer.client.get(address).context["form"]
    if form.is_bound:  # the trial reads them; what is no number is named and still there
        assert set(form.errors) == {"power_kva"} and form["power_kva"].value() == "x.y"
        assert form.cleaned_data["area_ideal_m2"] == 5000
        assert float(form.cleaned_data["lease_years"]) == 1.5
