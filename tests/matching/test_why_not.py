"""Why not, for any plot: the list, a search in it, and one plot with its neighbours."""

import pytest
from django.urls import reverse

from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    PlotAdjacencyFactory,
    PlotFactory,
)

NEED = "?industry=2220&area_ideal_m2=5000"


@pytest.fixture
def cluster(db, queued):
    IndustryFactory(code="2220")
    row = ClusterFactory(name="Cụm công nghiệp Dục Tú", power_kva=80)
    ClusterTradeFactory(cluster=row)
    return row


@pytest.fixture
def land_request(manufacturer, cluster):
    return LandRequestFactory(
        organisation=manufacturer.organisation, opened=True, need_by=None, power_kva=120
    )


def test_those_that_miss_least_come_first(manufacturer, land_request, cluster):
    PlotFactory(cluster=cluster, published=True, code="A-NHO", area_m2=100)
    PlotFactory(cluster=cluster, published=True, code="B-DIEN")
    page = manufacturer.client.get(reverse("matching:why_not", args=[land_request.pk]))
    assert [one.codes for one in page.context["judged"]] == ["B-DIEN", "A-NHO"]
    assert [r.gate for r in page.context["judged"][0].missing] == ["power"]
    text = page.content.decode()
    assert "ít nhất 120\u00a0kVA" in text and "80\u00a0kVA" in text


@pytest.mark.parametrize("words", ["b-dien", "duc tu", "DIEN dục"])
def test_any_plot_is_found_whatever_its_answer(manufacturer, land_request, cluster, words):
    PlotFactory(cluster=cluster, published=True, code="B-DIEN")
    PlotFactory(published=True, code="KHAC", area_m2=10)
    address = reverse("matching:why_not", args=[land_request.pk])
    page = manufacturer.client.get(address, {"q": words})
    assert [one.codes for one in page.context["judged"]] == ["B-DIEN"]
    page = manufacturer.client.get(address, {"q": words, "try_power_kva": "80.0"})
    (found,) = page.context["judged"]
    assert found.verdict == "eligible" and "Đạt mọi điều kiện" in page.content.decode()
    none = manufacturer.client.get(address, {"q": "khong-co"})
    assert "Không có lô đã công bố nào như vậy" in none.content.decode()


def test_a_visitor_searches_with_the_need_in_the_address(visitor, cluster):
    PlotFactory(cluster=cluster, published=True, code="TOT")
    page = visitor.client.get(reverse("matching:trial_why_not") + NEED + "&q=tot")
    assert page.context["judged"][0].verdict == "eligible"
    assert 'name="industry" value="2220"' in page.content.decode()


@pytest.mark.parametrize("plots", [1, 20])
def test_why_not_costs_the_same_at_any_number(
    manufacturer, land_request, cluster, django_assert_num_queries, plots
):
    PlotFactory.create_batch(plots, cluster=cluster, published=True)
    address = reverse("matching:why_not", args=[land_request.pk])
    manufacturer.client.get(address)
    with django_assert_num_queries(7):
        manufacturer.client.get(address)
    with django_assert_num_queries(8):
        page = manufacturer.client.get(address, {"q": "cn"})
    assert len(page.context["judged"]) == plots


def test_one_plot_alone_and_with_its_neighbours(manufacturer, land_request, cluster):
    type(cluster).objects.update(power_kva=200)
    first = PlotFactory(cluster=cluster, published=True, code="L1", area_m2=3000)
    other = PlotFactory(cluster=cluster, published=True, code="L2", area_m2=2500)
    PlotAdjacencyFactory(first=first, second=other)
    page = manufacturer.client.get(reverse("matching:plot", args=[land_request.pk, first.pk]))
    assert [(one.codes, one.verdict) for one in page.context["judged"]] == [
        ("L1", "excluded"), ("L1 + L2", "eligible"),
    ]  # fmt: skip
    text = page.content.decode()
    assert "Ghép: L1 + L2" in text and "3.000\u00a0m²" in text and "5.500\u00a0m²" in text


def test_from_the_public_page_a_visitor_types_and_a_firm_picks(visitor, manufacturer, cluster):
    plot = PlotFactory(cluster=cluster, published=True, area_m2=90)
    address = reverse("matching:trial_plot", args=[plot.pk])
    assert address in visitor.client.get(plot.get_absolute_url()).content.decode()
    assert visitor.client.get(address).context["mine"] == []
    assert visitor.client.get(address + "?industry=").status_code == 422
    typed = visitor.client.get(address + NEED)
    assert (
        typed.context["judged"][0].verdict == "excluded" and "90\u00a0m²" in typed.content.decode()
    )
    row = LandRequestFactory(organisation=manufacturer.organisation, area_min_m2=80)
    LandRequestFactory()  # somebody else's
    ((mine, verdict),) = manufacturer.client.get(address).context["mine"]
    assert mine == row and verdict == "to_confirm"


def test_what_is_not_public_is_not_compared(visitor, manufacturer, land_request, cluster):
    draft = PlotFactory(cluster=cluster)
    assert visitor.client.get(reverse("matching:trial_plot", args=[draft.pk])).status_code == 404
    for name, people in (("matching:plot", manufacturer),):
        address = reverse(name, args=[land_request.pk, draft.pk])
        assert people.client.get(address).status_code == 404
