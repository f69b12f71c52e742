"""The directory: what a source names, what an enterprise shows, and who links the two."""

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse

import accounts.actions
from enterprises import actions
from enterprises.models import SHOWN, Enterprise, KeyProduct
from matching import demo
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests import factories

LIST = "enterprises:enterprises"


def own_page(person):
    return reverse("enterprises:public_facts", args=[person.organisation.pk])


@pytest.fixture
def mine(manufacturer):
    return actions.enter(manufacturer.organisation)


def typed(**changed):
    return {"industry": "", "place": "", "offers": "", "seeks": "", "capacity": "", **changed}


@pytest.mark.parametrize("rows", [1, 20])
def test_the_directory_costs_the_same_at_any_length(visitor, django_assert_num_queries, rows):
    factories.KeyProductFactory.create_batch(rows)
    with django_assert_num_queries(6):  # years, two lists of suggestions, count, page, products
        answer = visitor.client.get(reverse(LIST))
    assert len(answer.context["page"]) == rows


def names(person, query=""):
    page = person.client.get(reverse(LIST) + query).context["page"]
    return [row.name for row in page]


def test_it_is_searched_by_name_and_product_without_diacritics(visitor):
    factories.KeyProductFactory(holder__name="Rạng Đông", product="Đèn LED")
    factories.KeyProductFactory(holder__name="Cadisun", product="Dây và cáp điện")
    assert names(visitor, "?q=rang dong") == ["Rạng Đông"]
    assert names(visitor, "?q=CAP DIEN") == ["Cadisun"]
    assert names(visitor, "?q=" + "x" * 10_000) == names(visitor)  # too long: said, not searched


def test_it_is_filtered_by_badge_year_trade_and_place(visitor):
    plastic = factories.IndustryFactory(code="2220")
    place = factories.PlaceFactory(name="Đông Anh", full_name="Xã Đông Anh")
    factories.KeyProductFactory(holder__name="A", year="2021", industry_guess=plastic)
    factories.KeyProductFactory(holder__name="B", year="2024")
    factories.EnterpriseFactory(
        registered=True, name="C", industry=plastic, place=place, shows_place=True
    )
    factories.EnterpriseFactory(registered=True, name="D", place=place)
    assert names(visitor) == ["B", "A", "C", "D"]  # newest recognition first
    assert names(visitor, "?badge=recognised") == ["B", "A"]
    assert names(visitor, "?badge=registered") == ["C", "D"]
    assert names(visitor, "?year=2021") == ["A"]
    factories.IndustryFactory(code="22")
    assert names(visitor, "?trade=22") == ["A", "C"]
    assert names(visitor, "?place=dong anh") == ["C"]  # D does not show its place
    assert names(visitor, "?sort=name&page=99") == ["A", "B", "C", "D"]


def test_a_source_s_enterprise_shows_its_years_sources_and_decision(visitor):
    row = factories.KeyProductFactory(decision="QĐ 5012/QĐ-UBND, 26/11/2021").holder
    page = visitor.client.get(row.get_absolute_url()).content.decode()
    assert "QĐ 5012/QĐ-UBND" in page and "https://example.vn/nguon" in page and "2021" in page


def test_verifying_an_enterprise_enters_it_with_its_name_and_nothing_else(officer, visitor):
    organisation = factories.OrganisationFactory(
        tax_code="0100109106", address="Số 1 phố Kín", phone="0912345678"
    )
    accounts.actions.verify(organisation, by=officer.user)
    row = Enterprise.objects.get(organisation=organisation)
    assert row.is_listed and not any(getattr(row, f"shows_{group}") for group in SHOWN)
    page = visitor.client.get(row.get_absolute_url()).content.decode()
    assert organisation.name in page
    assert "phố Kín" not in page and "0912345678" not in page and "0100109106" not in page


def test_a_household_is_listed_only_when_its_owner_says_so(manufacturer, visitor):
    type(manufacturer.organisation).objects.filter(pk=manufacturer.organisation.pk).update(
        tax_code="001099012345", name="Hộ Nguyễn Văn Kín"
    )
    manufacturer.organisation.refresh_from_db()
    row = actions.enter(manufacturer.organisation)
    assert visitor.client.get(row.get_absolute_url()).status_code == 404
    assert "nguyen" not in row.slug
    manufacturer.client.post(own_page(manufacturer), typed(is_listed="on", capacity="Ba máy"))
    assert visitor.client.get(row.get_absolute_url()).status_code == 200
    logged = Change.objects.filter(object_type="enterprises.enterprise")
    assert not logged.filter(after__contains="Ba máy").exists()


def test_each_switch_shows_its_own_facts_only_and_is_logged(manufacturer, visitor, mine):
    type(manufacturer.organisation).objects.filter(pk=manufacturer.organisation.pk).update(
        address="Số 1 phố Kín"
    )
    place = factories.PlaceFactory(name="Sóc Sơn", full_name="Xã Sóc Sơn")
    facts = typed(offers="Hộp nhựa", capacity="Bốn tấn", place=place.full_name, is_listed="on")
    shown = {
        "shows_products": "Hộp nhựa",
        "shows_capacity": "Bốn tấn",
        "shows_place": "Xã Sóc Sơn",
        "shows_contact": "phố Kín",
    }
    for switch in shown:
        answer = manufacturer.client.post(own_page(manufacturer), {**facts, switch: "on"})
        assert answer.status_code == 302
        page = visitor.client.get(mine.get_absolute_url()).content.decode()
        assert [text in page for text in shown.values()] == [name == switch for name in shown]
        assert Change.objects.filter(field=switch, after="True").exists()


def test_what_is_not_shown_is_neither_searched_nor_exported(manufacturer, visitor, mine):
    place = factories.PlaceFactory(name="Sóc Sơn", full_name="Xã Sóc Sơn")
    Enterprise.objects.filter(pk=mine.pk).update(
        offers="Hộp nhựa", seeks="Hạt nhựa", place=place, capacity="Bốn tấn"
    )
    assert names(visitor, "?q=hop nhua") == []
    file = b"".join(visitor.client.get(reverse(LIST) + "?download=csv")).decode()
    assert mine.name in file
    assert not any(text in file for text in ("Hộp nhựa", "Hạt nhựa", "Sóc Sơn", "Bốn tấn"))


def test_no_switch_is_ticked_beforehand(manufacturer, mine):
    form = manufacturer.client.get(own_page(manufacturer)).context["form"]
    assert [form[f"shows_{group}"].value() for group in SHOWN] == [False] * 4


def test_bad_input_is_named_and_kept(manufacturer, mine):
    sent = typed(industry="9999", place="Xứ Lạ", offers="Hộp nhựa")
    answer = manufacturer.client.post(own_page(manufacturer), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"industry", "place"}
    assert "Hộp nhựa" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.offers == ""


def test_an_unverified_enterprise_is_not_shown(visitor):
    organisation = factories.OrganisationFactory()
    row = actions.enter(organisation)
    assert visitor.client.get(row.get_absolute_url()).status_code == 404
    assert names(visitor) == []


def test_a_source_s_enterprise_can_have_no_switch_on(db):
    row = factories.EnterpriseFactory()
    with pytest.raises(IntegrityError):
        Enterprise.objects.filter(pk=row.pk).update(shows_contact=True)


def test_an_officer_links_a_named_maker_and_takes_it_back(officer, visitor, manufacturer, mine):
    type(manufacturer.organisation).objects.filter(pk=manufacturer.organisation.pk).update(
        tax_code="0100109106"
    )
    product = factories.KeyProductFactory(holder__name="Rạng Đông")
    named = product.holder
    address = reverse("enterprises:link", args=[named.slug])
    assert officer.client.post(address, {"tax_code": "0100109107"}).status_code == 422
    assert officer.client.post(address, {"tax_code": "0100109106"}).status_code == 302
    product.refresh_from_db()
    assert product.holder == mine
    answer = visitor.client.get(named.get_absolute_url())
    assert answer["Location"] == mine.get_absolute_url()
    assert "Rạng Đông" in visitor.client.get(mine.get_absolute_url()).content.decode()
    assert "Rạng Đông" not in names(visitor)
    officer.client.post(reverse("enterprises:unlink", args=[named.slug]))
    product.refresh_from_db()
    assert product.holder == named and names(visitor) == ["Rạng Đông", mine.name]
    assert Change.objects.filter(field="became").count() == 2


def test_only_a_verified_enterprise_takes_a_product_and_only_once(officer, investor, mine):
    named = factories.KeyProductFactory().holder
    with pytest.raises(RuleViolation):
        actions.link(named, investor.organisation, by=officer.user)
    actions.link(named, mine.organisation, by=officer.user)
    named.refresh_from_db()
    with pytest.raises(RuleViolation):
        actions.link(named, mine.organisation, by=officer.user)
    with pytest.raises(RuleViolation):
        actions.unlink(mine, by=officer.user)


def test_removing_the_demonstration_gives_linked_products_back(officer):
    named = factories.KeyProductFactory().holder
    account = factories.OrganisationFactory(verified=True, is_demo=True)
    actions.link(named, account, by=officer.user)
    demo.clear()
    assert KeyProduct.objects.get().holder == named
    assert list(Enterprise.objects.all()) == [named]
