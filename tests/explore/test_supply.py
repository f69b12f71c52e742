"""The supply view: who makes what a trade buys, and near which cluster."""

import pytest
from django.urls import reverse

from reference.models import SupplyLink
from tests import factories

SUPPLY = "explore:supply"


@pytest.fixture
def links(db):
    plastics, moulds = (factories.IndustryFactory(code=code) for code in ("22", "25"))
    factories.IndustryFactory(code="2220")
    SupplyLink.objects.create(buyer=plastics, supplier=moulds, goods_vi="khuôn", goods_en="moulds")


def maker(name, lat=21.0, code="2599", **changed):
    place = factories.PlaceFactory(lat=lat, lon=105.7)
    return factories.EnterpriseFactory(
        registered=True,
        name=name,
        industry=factories.IndustryFactory(code=code),
        place=place,
        **{"shows_place": True, **changed},
    )


@pytest.fixture
def clusters(db):
    return [
        factories.ClusterFactory(slug="nam", name="Cụm Nam", lat=21.0, lon=105.7),
        factories.ClusterFactory(slug="bac", name="Cụm Bắc", lat=21.2, lon=105.7),
    ]


def makers(person, query):
    return person.client.get(reverse(SUPPLY) + query).context["makers"]


def test_makers_of_what_the_trade_buys_with_the_cluster_nearest_to_each(visitor, links, clusters):
    maker("Khuôn Bắc", 21.19)
    maker("Khuôn Nam", 21.0)
    maker("Bao bì", 21.0, code="1702")
    found = {row.enterprise.name: row for row in makers(visitor, "?trade=2220")}
    assert set(found) == {"Khuôn Bắc", "Khuôn Nam"}
    assert found["Khuôn Nam"].nearest.slug == "nam" and found["Khuôn Nam"].nearest.km == 0
    assert found["Khuôn Bắc"].nearest.slug == "bac"
    assert found["Khuôn Bắc"].nearest.km == pytest.approx(1.112, abs=0.002)
    assert found["Khuôn Nam"].goods == ["khuôn"]


def test_nearest_to_the_chosen_cluster_first_and_unknown_places_last(visitor, links, clusters):
    maker("Giấu", 21.2, shows_place=False)
    maker("Xa", 21.0)
    maker("Gần", 21.19)
    rows = makers(visitor, "?trade=2220&cluster=bac")
    assert [row.enterprise.name for row in rows] == ["Gần", "Xa", "Giấu"]
    assert rows[1].from_chosen_km == pytest.approx(22.24, abs=0.02)
    assert rows[2].from_chosen_km is None and rows[2].nearest is None


def test_a_cluster_is_known_by_its_name_or_its_address(visitor, links, clusters):
    maker("Gần", 21.2)
    for typed in ("bac", "Cụm Bắc", "cum bac", "BẮC"):
        [row] = makers(visitor, f"?trade=2220&cluster={typed}")
        assert row.from_chosen_km == 0
    page = visitor.client.get(reverse(SUPPLY) + "?cluster=bac").content.decode()
    assert 'value="Cụm Bắc"' in page  # waits for a trade


def test_a_key_product_from_a_source_counts_by_its_guessed_trade(visitor, links, clusters):
    guess = factories.IndustryFactory(code="2593")
    factories.KeyProductFactory(holder__name="Innoviti-s", industry_guess=guess)
    [row] = makers(visitor, "?trade=2220")
    assert row.enterprise.name == "Innoviti-s" and row.nearest is None


def test_clusters_with_tenants_of_the_supplying_trades(visitor, links, clusters):
    factories.ClusterTradeFactory(
        cluster=clusters[0], industry__code="25", role="tenant", firms=2, is_demo=True
    )
    factories.ClusterTradeFactory(
        cluster=clusters[1], industry__code="2592", role="tenant", firms=3
    )
    factories.ClusterTradeFactory(cluster=clusters[1], industry__code="10", role="tenant", firms=9)
    page = visitor.client.get(reverse(SUPPLY) + "?trade=22")
    assert [(row.slug, row.firms, row.is_demo) for row in page.context["around"]] == [
        ("bac", 3, False),
        ("nam", 2, True),
    ]
    page = visitor.client.get(reverse(SUPPLY) + "?trade=22&cluster=nam")
    assert [row.slug for row in page.context["around"]] == ["nam", "bac"]


def test_the_page_says_that_the_table_is_an_assumption(visitor, links):
    page = visitor.client.get(reverse(SUPPLY) + "?trade=2220").content.decode()
    assert "giả định làm việc" in page


@pytest.mark.parametrize(
    "query",
    [
        "?trade=9999",
        "?trade=2220&cluster=xyz",
        "?trade=2220&cluster=cum",
        "?trade=" + "9" * 10_000,
        "?trade=",
    ],
)
def test_nonsense_is_said_beside_its_field(visitor, links, query):
    answer = visitor.client.get(reverse(SUPPLY) + query)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_page_beyond_the_end_is_the_last(visitor, links):
    maker("Khuôn")
    assert len(makers(visitor, "?trade=2220&page=999")) == 1


@pytest.mark.parametrize("rows", [1, 20])
def test_it_costs_the_same_at_any_length(visitor, links, clusters, django_assert_num_queries, rows):
    for number in range(rows):
        maker(f"Khuôn {number}")
    # clusters, suggestions, trade, links, makers, page, products, tenants
    with django_assert_num_queries(8):
        answer = visitor.client.get(reverse(SUPPLY) + "?trade=2220&cluster=bac")
    assert len(answer.context["makers"]) == rows


def test_the_list_is_a_file_too(visitor, links, clusters):
    maker("Khuôn")
    file = b"".join(visitor.client.get(reverse(SUPPLY) + "?trade=2220&download=csv")).decode()
    assert "Khuôn" in file and "Cụm Nam" in file
