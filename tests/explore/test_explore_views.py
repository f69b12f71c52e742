"""The explore page and its map: one state in the address, told alike by list, counts and map."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from clusters.models import Cluster, Market, Plot, TradeRole
from explore.filters import CHOICES, TYPED
from reference.models import Era, Succession
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS, MAP, DEMAND = "/explore/", "/explore/map.json", "/explore/demand.json"
REGION = "105,20,107,22"
CLUSTERS_DRAWN = {"bbox": REGION, "zoom": "12"}
PLOTS_DRAWN = {"bbox": REGION, "zoom": "15"}
HTMX = {"HX-Request": "true"}


def cards(answer):
    """What the list names, in order."""
    found = re.findall(
        r'<article class="panel explore-card".*?<h2 class="h3"><a [^>]*>(.*?)</a>',
        answer.content.decode(),
        re.S,
    )
    return [re.sub(r"^Lô (\S+) .*", r"\1", text) for text in found]


def count(answer):
    heading = re.search(r'id="explore-count">([\d.]+) ', answer.content.decode())
    return int(heading[1].replace(".", ""))


def drawn(person, of=PLOTS_DRAWN, **asked):
    answer = person.client.get(MAP, {**asked, **of})
    assert answer.status_code == 200
    return answer.json()["features"]


def links(answer, words):
    """Addresses of the links whose text says this, with how many rows they promise."""
    found = re.findall(
        r'<a href="([^"]+)"[^>]*>([^<]*(?:<span[^>]*>[^<]*</span>[^<]*)*)</a>'
        r"(?: → <strong>([\d.]+) )?",
        answer.content.decode(),
    )
    return [
        (address.replace("&amp;", "&"), int(number) if number else None)
        for address, text, number in found
        if words in text
    ]


@pytest.fixture
def two(db):
    """A plot that every filter below wants, in a cluster that does, and one of neither."""
    far = factories.PlaceFactory(name="Ba Vì", full_name="Xã Ba Vì", lat=21.2, lon=105.4)
    near = factories.PlaceFactory(name="Đông Anh", full_name="Xã Đông Anh", lat=21.1, lon=105.8)
    Succession.objects.create(
        former=factories.PlaceFactory(era=Era.FORMER, name="Dục Tú", full_name="Xã Dục Tú"),
        current=near,
        share="whole",
    )
    good = factories.ClusterFactory(
        name="Cụm công nghiệp Vàng",
        place=near,
        lat=21.1,
        lon=105.8,
        total_area_ha=50,
        readiness=4,
        wastewater_kinds=["domestic", "industrial"],
        power_kva=2000,
        water_m3_day=900,
        wastewater_m3_day=600,
        stage="operating",
        cohort="2018-2020",
        master_lease_end=date(2070, 1, 1),
    )
    poor = factories.ClusterFactory(
        name="Cụm công nghiệp Xám",
        place=far,
        lat=21.2,
        lon=105.4,
        total_area_ha=5,
        readiness=1,
        wastewater_kinds=["domestic"],
        power_kva=100,
        water_m3_day=50,
        wastewater_m3_day=10,
        stage="planned",
        master_lease_end=date(2035, 1, 1),
    )
    plastic = factories.IndustryFactory(code="22")
    food = factories.IndustryFactory(code="10")
    for cluster, trade in ((good, plastic), (poor, food)):
        for role in (TradeRole.PERMITTED, TradeRole.TENANT):
            factories.ClusterTradeFactory(cluster=cluster, industry=trade, role=role)
    factories.PlotFactory(
        cluster=good,
        code="TOT-01",
        area_m2=8000,
        kind="factory",
        price_vnd_m2=100_000,
        price_basis="annual",
        ready_on=date(2026, 1, 1),
        published=True,
    )
    factories.PlotFactory(
        cluster=poor,
        code="XAU-01",
        area_m2=2000,
        price_vnd_m2=900_000,
        price_basis="annual",
        ready_on=date(2031, 1, 1),
        published=True,
        published_at=timezone.now() - timedelta(days=80),
        market=Market.HELD,
        is_demo=True,
    )
    return good, poor


ASKED = {
    "q": {"q": "vang"},
    "a code": {"q": "TOT-01"},
    "trade": {"trade": "22"},
    "place": {"place": "dong anh"},
    "a former place": {"place": "Dục Tú"},
    "near a place": {"place": "Đông Anh", "km": "5"},
    "near a point": {"lat": "21.1", "lon": "105.8", "km": "5"},
    "area_from": {"area_from": "5.000"},
    "ha_from": {"ha_from": "20"},
    "cost_to": {"cost_to": "200.000"},
    "ready_by": {"ready_by": "2027-01-01"},
    "term": {"term": "30"},
    "power": {"power": "1.000"},
    "water": {"water": "500"},
    "wastewater": {"wastewater": "500"},
    "wastewater_kind": {"wastewater_kind": "industrial"},
    "tenants": {"tenants": "22"},
    "kind": {"kind": "factory"},
    "market": {"market": "open"},
    "tier": {"tier": "4"},
    "fresh": {"fresh": "full"},
    "stage": {"stage": "operating"},
    "programme": {"programme": "yes"},
    "demo": {"demo": "hide"},
}


@pytest.mark.parametrize("name", ASKED)
def test_a_filter_narrows_list_count_and_map_alike(visitor, two, name):
    asked = ASKED[name]
    assert count(visitor.client.get(ADDRESS)) == 2
    answer = visitor.client.get(ADDRESS, asked)
    assert cards(answer) == ["TOT-01"]
    assert count(answer) == 1
    assert [f["properties"]["name"] for f in drawn(visitor, **asked)] == ["TOT-01 · CCN Vàng"]
    assert [f["properties"]["name"] for f in drawn(visitor, CLUSTERS_DRAWN, **asked)] == [
        "CCN Vàng"
    ]
    if name == "demo":  # invented plots say nothing against a real cluster
        return
    answer = visitor.client.get(ADDRESS, {**asked, "show": "clusters"})
    assert cards(answer) == ["CCN Vàng"]
    assert count(answer) == 1
    found = drawn(visitor, CLUSTERS_DRAWN, **asked, show="clusters")
    assert [f["properties"]["name"] for f in found] == ["CCN Vàng"]


def test_the_largest_area_narrows_the_other_way(visitor, two):
    assert cards(visitor.client.get(ADDRESS, {"area_to": "5.000"})) == ["XAU-01"]
    answer = visitor.client.get(ADDRESS, {"area_to": "5.000", "show": "clusters"})
    assert cards(answer) == ["CCN Xám"]


@pytest.mark.parametrize("show", ["plots", "clusters"])
def test_the_count_beside_a_choice_is_what_picking_it_gives(visitor, two, show):
    factories.PlotFactory.create_batch(2, cluster=two[0], published=True, area_m2=9000)
    for under in ({}, {"area_from": "5.000"}, {"stage": "operating", "kind": "land"}):
        facets = visitor.client.get(ADDRESS, {**under, "show": show}).context["facets"]
        assert "kind" in facets and "tier" in facets
        for name, facet in facets.items():
            for option in facet.options:
                picked = {**under, "show": show, name: option.value}
                assert count(visitor.client.get(ADDRESS, picked)) == option.count, picked


def test_a_chip_takes_its_filter_out_and_leaves_the_rest(visitor, two):
    asked = {"trade": "22", "area_from": "5.000", "stage": ["operating"], "sort": "-area"}
    answer = visitor.client.get(ADDRESS, asked)
    assert [chip.label for chip in answer.context["chips"]] == [
        "Ngành được tiếp nhận",
        answer.context["asked"].label("stage"),
        "Diện tích từ",
    ]
    (without,) = links(answer, "Diện tích từ: 5.000")
    after = visitor.client.get(without[0])
    assert after.context["asked"].values.keys() == {"trade", "stage"}
    assert after.context["asked"].sort == "-area"


def test_a_point_is_one_chip(visitor, two):
    answer = visitor.client.get(ADDRESS, {"lat": "21.1", "lon": "105.8", "km": "5"})
    (chip,) = answer.context["chips"]
    assert chip.query == "?"


@pytest.mark.parametrize("show", ["plots", "clusters"])
def test_an_empty_result_promises_what_the_relaxed_address_gives(visitor, two, show):
    factories.PlotFactory(cluster=two[1], area_m2=2500, published=True)
    asked = {"area_to": "3.000", "stage": "operating", "show": show}
    answer = visitor.client.get(ADDRESS, asked)
    assert count(answer) == 0
    promised = [(address, n) for address, n in links(answer, "bỏ “") if n]
    assert len(promised) == 2
    for address, n in promised:
        assert count(visitor.client.get(address)) == n
    numbers = [n for _address, n in promised]
    assert numbers == sorted(numbers, reverse=True)


def test_only_its_owner_sorts_by_the_fit_to_a_request(
    visitor, manufacturer, other_manufacturer, two
):
    row = factories.LandRequestFactory(
        organisation=manufacturer.organisation,
        industry=factories.IndustryFactory(code="22"),
        opened=True,
        area_min_m2=5000,
        area_ideal_m2=8000,
        area_max_m2=9000,
    )
    key = f"fit:{row.pk}"
    own = manufacturer.client.get(ADDRESS, {"sort": key})
    assert cards(own) == ["TOT-01", "XAU-01"]
    assert f'value="{key}" selected' in own.content.decode()
    assert "điểm" in own.content.decode()
    for person in (visitor, other_manufacturer):
        answer = person.client.get(ADDRESS, {"sort": key})
        assert answer.status_code == 200
        assert f'value="{key}"' not in answer.content.decode()
        assert cards(answer) == cards(person.client.get(ADDRESS))


@pytest.mark.parametrize("show", ["plots", "clusters"])
def test_twenty_rows_cost_the_queries_of_one(manufacturer, settings, show):
    settings.EXPLORE_KEPT_SECONDS = 1  # as it is served
    cluster = factories.ClusterFactory()
    factories.PlotFactory(cluster=cluster, published=True, area_m2=9000)
    for _ in range(19):
        of = cluster if show == "plots" else factories.ClusterFactory(total_area_ha=9)
        factories.PlotFactory(cluster=of, published=True)
    one = {"show": show, "area_from": "8.000"}
    numbers = []
    for asked, rows in ((one, 1), ({"show": show}, 20)):
        manufacturer.client.get(ADDRESS, {**asked, "sort": "-area"})  # columns and cards
        for again in range(2):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = manufacturer.client.get(
                    ADDRESS, {**asked, "sort": "area" if again else "-area"}
                )
            assert len(cards(answer)) == rows
            numbers.append(len(queries))
    assert len(set(numbers)) == 1
    assert numbers[0] <= 8


def test_cards_that_were_never_rendered_cost_no_query_each(visitor):
    cluster = factories.ClusterFactory()
    numbers = []
    for rows in (1, 19):
        factories.PlotFactory.create_batch(rows, cluster=cluster, published=True)
        visitor.client.get(MAP)  # reads the columns anew; no card is kept by them
        with CaptureQueriesContext(connection) as queries:
            visitor.client.get(ADDRESS)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 8


def test_a_page_beyond_the_end_is_the_last_one(visitor):
    factories.PlotFactory.create_batch(21, cluster=factories.ClusterFactory(), published=True)
    assert len(cards(visitor.client.get(ADDRESS))) == 20
    for page in ("2", "999999", "9" * 300):
        assert len(cards(visitor.client.get(ADDRESS, {"page": page}))) == 1


def test_a_swap_is_the_part_of_the_page_that_changes(visitor, two):
    page = visitor.client.get(ADDRESS, {"trade": "22"})
    part = visitor.client.get(ADDRESS, {"trade": "22"}, headers=HTMX)
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert cards(page) == cards(part) == ["TOT-01"]
    assert 'id="explore-status" hx-swap-oob' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    back = visitor.client.get(
        ADDRESS, {"trade": "22"}, headers={**HTMX, "HX-History-Restore-Request": "true"}
    )
    assert "<html" in back.content.decode()


GONE = {
    "withdrawn": {"status": "withdrawn", "published_at": None},
    "suspended": {"status": "suspended", "return_reason": "Giá ghi sai đơn vị."},
    "waiting": {"status": "submitted", "published_at": None, "submitted_at": timezone.now()},
    "hidden as stale": {"stale_hidden_at": timezone.now()},
}


@pytest.mark.parametrize("why", GONE)
@pytest.mark.parametrize("kept_seconds", [0, 60])
def test_what_is_not_public_never_shows(visitor, two, settings, why, kept_seconds):
    settings.EXPLORE_KEPT_SECONDS = kept_seconds
    assert cards(visitor.client.get(ADDRESS)) == ["TOT-01", "XAU-01"]
    plot = Plot.objects.get(code="TOT-01")
    Plot.objects.filter(pk=plot.pk).update(version=plot.version + 1, **GONE[why])
    answer = visitor.client.get(ADDRESS)
    assert cards(answer) == ["XAU-01"]  # even while counts and map may lag
    rows = b"".join(visitor.client.get(ADDRESS, {"download": "csv"}).streaming_content)
    assert b"TOT-01" not in rows
    if not kept_seconds:
        assert count(answer) == 1
        assert [f["properties"]["name"] for f in drawn(visitor)] == ["XAU-01 · CCN Xám"]


def test_a_draft_shows_to_nobody_and_a_held_plot_says_that_it_is_held(visitor, two, investor):
    factories.PlotFactory(cluster=two[0], code="NHAP-01")
    for person in (visitor, investor):
        answer = person.client.get(ADDRESS)
        assert cards(answer) == ["TOT-01", "XAU-01"]
        assert str(Market.HELD.label) in answer.content.decode()
    assert cards(visitor.client.get(ADDRESS, {"market": "held"})) == ["XAU-01"]


def test_files_follow_filter_and_order(visitor, two):
    factories.PlotFactory(cluster=two[0], code="LON-01", area_m2=9000, published=True)
    asked = {"area_from": "5.000", "sort": "-area"}
    answer = visitor.client.get(ADDRESS, {**asked, "download": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[1] for line in lines[1:]] == ["LON-01", "TOT-01"]
    answer = visitor.client.get(ADDRESS, {**asked, "sort": "area", "download": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    codes = [row[1] for row in sheet.iter_rows(values_only=True)]
    assert [code for code in codes if code in ("LON-01", "TOT-01", "XAU-01")] == [
        "TOT-01",
        "LON-01",
    ]
    answer = visitor.client.get(ADDRESS, {"show": "clusters", "sort": "area", "download": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    names = [line[0] for line in csv.reader(io.StringIO(text))][1:]
    assert names == ["Cụm công nghiệp Xám", "Cụm công nghiệp Vàng"]


def test_demand_is_for_officers_and_silent_below_five_firms(
    visitor, manufacturer, investor, officer
):
    for person in (visitor, manufacturer, investor):
        assert person.client.get(DEMAND).status_code in (302, 403, 404)
    few = factories.PlaceFactory(full_name="Xã Ít")
    many = factories.PlaceFactory(full_name="Xã Nhiều")
    firm = factories.OrganisationFactory(verified=True)
    for place, firms in ((few, 4), (many, 6)):
        factories.LandRequestFactory.create_batch(firms, place=place, opened=True)
    # a firm counts once, and what is not open does not count
    factories.LandRequestFactory.create_batch(
        2, place=factories.PlaceFactory(full_name="Xã Một"), opened=True, organisation=firm
    )
    factories.LandRequestFactory(place=few)
    answer = officer.client.get(DEMAND)
    assert answer.json()["features"] == [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [105.7, 21.0]},
            "properties": {"name": "Xã Nhiều", "firms": 6, "ha": 3.0},
        }
    ]
    assert "no-store" in answer["Cache-Control"]
    factories.LandRequestFactory(place=few, opened=True, organisation=firm)
    names = [f["properties"]["name"] for f in officer.client.get(DEMAND).json()["features"]]
    assert set(names) == {"Xã Nhiều", "Xã Ít"}


def test_a_map_that_has_not_changed_is_not_sent_again(visitor, two):
    first = visitor.client.get(MAP, PLOTS_DRAWN)
    known = {"If-None-Match": first["ETag"]}
    again = visitor.client.get(MAP, PLOTS_DRAWN, headers=known)
    assert again.status_code == 304 and not again.content
    assert (
        visitor.client.get(MAP, {**PLOTS_DRAWN, "kind": "land"}, headers=known).status_code == 200
    )
    plot = Plot.objects.get(code="TOT-01")
    Plot.objects.filter(pk=plot.pk).update(version=plot.version + 1, **GONE["withdrawn"])
    moved = visitor.client.get(MAP, PLOTS_DRAWN, headers=known)
    assert moved.status_code == 200 and len(moved.json()["features"]) == 1
    english = visitor.client.get(MAP, PLOTS_DRAWN, headers={**known, "Accept-Language": "en"})
    assert english.status_code == 200


NONSENSE = ("x", "-1", "1e400", "NaN", "-inf", "٣", "0x10", "\x00", "%00", "'", "<b>", "9" * 300)
NAMES = [*TYPED, *CHOICES, "show", "sort", "page"]


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_in_a_parameter_is_a_clear_page(visitor, two, name):
    beside = {"lat": "21", "lon": "105", "km": "5"} if name in ("lat", "lon", "km") else {}
    for text in (*NONSENSE, "a" * 10_000, "fit:" + "9" * 10_000, "fit:x"):
        for show in ("plots", "clusters"):
            asked = {"show": show, **beside, name: text}
            answer = visitor.client.get(ADDRESS, asked)
            assert answer.status_code == 200, asked
            assert len(answer.content) < 150_000, (name, text[:20])  # not repeated in each link
            assert visitor.client.get(MAP, asked).status_code == 200, asked


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"area_from": "nhiều"}, "Hãy nhập một số"),
        ({"trade": "làm bánh xe vũ trụ"}, "làm bánh xe vũ trụ"),
        ({"area_from": "9000", "area_to": "100"}, "explore-area_to-error"),
        ({"km": "5"}, "explore-km-error"),
        ({"place": "Sao Hỏa", "km": "5"}, "explore-place-error"),
    ],
)
def test_a_mistake_stays_in_its_field_with_its_sentence(visitor, two, asked, words):
    page = visitor.client.get(ADDRESS, asked).content.decode()
    assert words in page and 'aria-invalid="true"' in page
    for text in asked.values():
        assert f'value="{text}"' in page


@pytest.mark.parametrize(
    ("bbox", "zoom", "status", "drawn"),
    [
        ("107,22,105,20", "12", 200, 2),  # inverted
        ("-180,-90,180,90", "12", 200, 2),
        ("-1e9,-1e9,1e9,1e9", "12", 200, 2),
        ("105,20,107,22", "1000000000", 200, 2),
        ("105,20,107,22", "-5", 200, None),
        ("0,0,1,1", "12", 200, 0),
        ("0,0,0,0", "12", 200, 0),
        ("nan,nan,nan,nan", "12", 400, None),
        ("inf,0,1,1", "12", 400, None),
        ("1,2,3", "12", 400, None),
        ("1,2,3,4,5", "12", 400, None),
        ("a,b,c,d", "12", 400, None),
        (",,,", "12", 400, None),
        ("9" * 10_000, "12", 400, None),
        ("105,20,107,22", "x", 400, None),
        ("105,20,107,22", "NaN", 400, None),
        ("105,20,107,22", "9.5", 400, None),
    ],
)
def test_any_part_of_any_map_is_drawn_or_refused(visitor, two, bbox, zoom, status, drawn):
    answer = visitor.client.get(MAP, {"bbox": bbox, "zoom": zoom})
    assert answer.status_code == status
    if status == 400:
        assert "bản đồ" in answer.content.decode()
    elif drawn is not None:
        assert len(answer.json()["features"]) == drawn


@pytest.mark.parametrize("name", ["kind", "stage", "q", "sort", "page"])
def test_a_parameter_may_come_a_thousand_times(visitor, two, name):
    for times in (900, 1100):
        asked = {name: ["land"] * times}
        for address in (ADDRESS, MAP):
            assert visitor.client.get(address, asked).status_code in (200, 400)
    assert count(visitor.client.get(ADDRESS, {"kind": ["land"] * 900})) == 1


def test_suggestions_answer_nonsense_with_nothing(visitor, two):
    address = "/explore/suggestions/"
    assert "Xã Đông Anh" not in visitor.client.get(address).content.decode()
    assert "Đông Anh" in visitor.client.get(address, {"place": "dong"}).content.decode()
    for name in ("place", "trade", "tenants"):
        for text in (*NONSENSE, "a" * 10_000):
            assert visitor.client.get(address, {name: text}).status_code == 200


def test_an_empty_portal_is_a_page(visitor):
    assert not Cluster.objects.exists()
    for show in ("plots", "clusters"):
        answer = visitor.client.get(ADDRESS, {"show": show, "lat": "21", "lon": "105"})
        assert answer.status_code == 200 and count(answer) == 0
    assert drawn(visitor) == []


@pytest.mark.parametrize("sort", ["fit:", "fit:x", "fit:" + "9" * 10_000, "fit:1 ", "cost; drop"])
def test_an_order_that_cannot_be_is_not_carried_on_in_every_link(visitor, two, sort):
    answer = visitor.client.get(ADDRESS, {"sort": sort, "kind": "land"})
    assert answer.context["asked"].sort == ""
    assert "sort" not in answer.context["chips"][0].query
