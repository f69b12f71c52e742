"""Reading the API: what is told, page by page, and what it costs."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

import clusters.actions
from clusters.actions.plots import set_plot_trades
from clusters.models import Cluster, FactSource, Plot
from enterprises.models import KeyProduct
from opendata.api.paging import cursor
from reference.models import DatedFact
from tests import factories

LISTS = ("clusters", "plots", "clusters_geojson", "plots_geojson", "enterprises", "key_products",
         "places", "industries", "facts")  # fmt: skip


def get(client, name, query=None, language="vi", **headers):
    headers = {"accept-language": language, **headers}
    return client.get(reverse(f"api:{name}"), query or {}, headers=headers)


def rows_of(answer):
    data = answer.json()
    return data["features"] if "features" in data else data["results"]


def one_of_each(number):
    cluster = factories.ClusterFactory(place=factories.PlaceFactory())
    FactSource.objects.create(cluster=cluster, field="stage", title="Báo", as_of="2023-09")
    factories.ClusterTradeFactory(cluster=cluster)
    factories.PlotFactory(cluster=cluster, published=True, drawn=True)
    factories.PlotFactory(cluster=cluster, published=True)
    factories.IndustryFactory(code=f"3{number:03d}")
    factories.KeyProductFactory(holder__organisation=None, holder__name=f"H{number}")
    DatedFact.objects.create(topic="programme", happened="2024", text=f"t{number}", source="s")


@pytest.mark.parametrize("name", LISTS)
def test_a_page_costs_the_same_for_one_row_and_for_twenty(name, visitor):
    one_of_each(0)
    with CaptureQueriesContext(connection) as one:
        assert len(rows_of(get(visitor.client, name))) >= 1
    for number in range(1, 20):
        one_of_each(number)
    with CaptureQueriesContext(connection) as many:
        assert len(rows_of(get(visitor.client, name))) >= 20
    assert len(many) == len(one) <= 9, [query["sql"][:90] for query in many]


@pytest.mark.parametrize("name", LISTS)
def test_pages_tell_each_row_once_while_rows_come_and_go(name, visitor):
    for number in range(5):
        one_of_each(number)
    seen, url, turn = [], reverse(f"api:{name}") + "?page_size=2", 5
    while url:
        data = visitor.client.get(url.replace("http://localhost:8000", "")).json()
        found = data.get("features", data.get("results"))
        assert len(found) <= 2
        seen += [json.dumps(row.get("id") or row.get("slug") or row.get("code")) for row in found]
        if turn < 8:
            one_of_each(turn)
            turn += 1
        url = data["next"]
    assert len(seen) == len(set(seen)) >= 8


def test_what_is_unchanged_is_said_without_reading_a_row(visitor, django_assert_num_queries):
    one_of_each(0)
    clusters.actions.set_market(Plot.objects.first(), "held", by=None)
    for name in ("clusters", "plots", "clusters_geojson", "plots_geojson", "plots_csv"):
        first = get(visitor.client, name)
        with CaptureQueriesContext(connection) as queries:
            again = get(visitor.client, name, **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
        assert len(queries) == 4, queries.captured_queries
        assert all("COUNT(" in q["sql"] or "common_change" in q["sql"] for q in queries)
    first = get(visitor.client, "changes")
    with django_assert_num_queries(1):
        again = get(visitor.client, "changes", **{"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name", ["enterprises", "key_products", "places", "industries", "facts", "programme"]
)
def test_rows_without_versions_are_compared_as_told(name, visitor):
    one_of_each(0)
    first = get(visitor.client, name)
    assert get(visitor.client, name, **{"if-none-match": first["ETag"]}).status_code == 304
    one_of_each(1)
    status = get(visitor.client, name, **{"if-none-match": first["ETag"]}).status_code
    assert status == (304 if name == "programme" else 200)


@pytest.mark.parametrize(
    "move",
    [
        lambda plot: clusters.actions.confirm(plot, by=None),
        lambda plot: clusters.actions.set_market(plot, "held", by=None),
        lambda plot: clusters.actions.withdraw(plot, by=None),
        lambda plot: clusters.actions.suspend(plot, by=None, reason="x"),
        lambda plot: factories.PlotFactory(published=True),
        lambda plot: FactSource.objects.create(cluster=plot.cluster, field="stage", title="Báo"),
    ],
)
def test_whatever_the_public_can_see_changes_the_stamp(move, visitor):
    plot = factories.PlotFactory(published=True)
    etags = {name: get(visitor.client, name)["ETag"] for name in ("clusters", "plots")}
    move(plot)
    for name, etag in etags.items():
        assert get(visitor.client, name, **{"if-none-match": etag}).status_code == 200


HIDDEN = ("submitted", "returned", "withdrawn", "suspended")


@pytest.mark.parametrize("state", [*HIDDEN, "draft", "stale"])
def test_only_public_plots_are_told(state, visitor):
    cluster = factories.ClusterFactory()
    if state == "stale":
        traits = {"published": True, "stale_hidden_at": timezone.now()}
    else:
        traits = {} if state == "draft" else {state: True}
    plot = factories.PlotFactory(cluster=cluster, code="BÍ-MẬT", drawn=True, **traits)
    for name in ("plots", "plots_geojson", "plots_csv", "clusters", "clusters_csv"):
        answer = get(visitor.client, name)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "BÍ-MẬT".encode() not in text
    box = {"bbox": "104,20,107,22"}
    assert rows_of(get(visitor.client, "plots_geojson", box)) == []
    assert visitor.client.get(reverse("api:plot", args=[plot.pk])).status_code == 404
    assert rows_of(get(visitor.client, "clusters"))[0]["plots_on_offer"] == 0


def test_a_plot_says_what_it_knows_who_says_so_and_since_when(visitor):
    cluster = factories.ClusterFactory(
        place=factories.PlaceFactory(code="00475"), investor_name="Công ty A", readiness=3
    )
    plot = factories.PlotFactory(
        cluster=cluster, published=True, code="CN-01", is_demo=True, confirmed_by="Bà Bí Mật",
        confirmed_at=timezone.now(),
    )  # fmt: skip
    [told] = rows_of(get(visitor.client, "plots"))
    assert (told["area_m2"], told["price_vnd_m2"], told["is_demo"]) == (5000, None, True)
    assert told["source"]["title"] == "Công ty A" and told["source"]["as_of"]
    assert told["place"]["code"] == "00475" and told["readiness"] == 3
    assert told == visitor.client.get(reverse("api:plot", args=[plot.pk])).json()
    assert "Bí Mật" not in get(visitor.client, "plots").content.decode()


def test_a_cluster_names_the_source_and_date_of_each_fact(visitor):
    one_of_each(0)
    [told] = rows_of(get(visitor.client, "clusters"))
    assert told["sources"][0]["field"] == "stage" and told["sources"][0]["as_of"] == "2023-09"
    assert told["trades"] == [{"code": "22", "role": "permitted", "firms": 1, "is_demo": False}]
    assert told["is_demo"] is False and told["updated_at"] is None
    FactSource.objects.create(cluster=Cluster.objects.get(), field="lat", is_demo=True)
    assert rows_of(get(visitor.client, "clusters"))[0]["is_demo"] is True


def test_an_enterprise_tells_what_it_shows_and_nothing_else(visitor):
    row = factories.EnterpriseFactory(
        registered=True, capacity="9 tấn", offers="Khuôn", seeks="Thép",
        place=factories.PlaceFactory(),
    )  # fmt: skip
    row.organisation.phone, row.organisation.address = "0912345678", "Số 5, Ngõ Kín"
    row.organisation.save()
    [told] = rows_of(get(visitor.client, "enterprises"))
    assert (told["place"], told["capacity"], told["offers"], told["seeks"]) == (None, "", "", "")
    assert rows_of(get(visitor.client, "enterprises", {"q": "khuon"})) == []
    shown = {"shows_place": True, "shows_capacity": True, "shows_products": True}
    type(row).objects.update(**shown, shows_contact=True)
    [told] = rows_of(get(visitor.client, "enterprises", {"q": "khuon"}))
    assert told["place"]["code"] == row.place.code
    assert (told["capacity"], told["offers"], told["seeks"]) == ("9 tấn", "Khuôn", "Thép")
    text = get(visitor.client, "enterprises").content.decode()
    assert "0912345678" not in text and "Ngõ Kín" not in text
    type(row).objects.update(is_listed=False)
    assert rows_of(get(visitor.client, "enterprises")) == []


def test_answers_are_the_same_in_every_language(visitor):
    one_of_each(0)
    for name in (*LISTS, "programme"):
        vi, en = (get(visitor.client, name, language=code) for code in ("vi", "en"))
        assert vi.content == en.content and vi.get("ETag") == en.get("ETag")


FILTERS = [
    ("clusters", "q", "DUC TU", "thiet binh"),
    ("clusters", "place", "00475", "00476"),
    ("clusters", "trade", "2220", "1071"),
    ("clusters", "stage", "operating", "planned"),
    ("clusters", "readiness", "3", "4"),
    ("clusters", "area_min_ha", "20", "20.5"),
    ("clusters", "area_max_ha", "20", "19.5"),
    ("plots", "cluster", "duc-tu", "khac"),
    ("plots", "place", "00475", "00476"),
    ("plots", "trade", "2220", "1071"),
    ("plots", "kind", "land", "factory"),
    ("plots", "market", "open", "held"),
    ("plots", "readiness", "3", "4"),
    ("plots", "ready_by", "2027-01-01", "2026-12-31"),
    ("plots", "area_min_m2", "5000", "5000.5"),
    ("plots", "area_max_m2", "5000", "4999"),
    ("plots", "is_demo", "false", "true"),
    ("plots_geojson", "bbox", "105.6,20.9,105.8,21.1", "105.8,20.9,105.9,21.1"),
    ("key_products", "q", "rang dong", "khác"),
    ("key_products", "year", "2024", "2023"),
    ("key_products", "trade", "27", "28"),
    ("places", "q", "noi dau", "khac"),
    ("places", "era", "current", "former"),
    ("industries", "level", "2", "3"),
    ("facts", "topic", "programme", "key_products"),
]


@pytest.fixture
def one(db):
    cluster = factories.ClusterFactory(
        slug="duc-tu", name="Cụm công nghiệp Dục Tú", stage="operating", readiness=3,
        place=factories.PlaceFactory(code="00475", name="Nơi đầu"),
    )  # fmt: skip
    factories.ClusterTradeFactory(cluster=cluster)
    factories.PlotFactory(cluster=cluster, published=True, ready_on="2027-01-01")
    KeyProduct.objects.create(
        holder_name="Rạng Đông", product="Đèn", year="2024", source_url="u",
        industry_guess=factories.IndustryFactory(code="2740"),
    )  # fmt: skip
    DatedFact.objects.create(topic="programme", happened="2024", text="t", source="s")


@pytest.mark.parametrize(("name", "field", "fits", "fits_not"), FILTERS)
def test_a_filter_keeps_what_fits_and_drops_what_does_not(
    name, field, fits, fits_not, one, visitor
):
    assert len(rows_of(get(visitor.client, name, {field: fits}))) == 1
    assert rows_of(get(visitor.client, name, {field: fits_not})) == []


def test_a_plot_that_takes_fewer_trades_than_its_cluster_is_found_by_those_only(one, visitor):
    factories.ClusterTradeFactory(
        cluster=Cluster.objects.get(), industry=factories.IndustryFactory(code="25")
    )
    set_plot_trades(Plot.objects.get(), ["25"])
    assert len(rows_of(get(visitor.client, "plots", {"trade": "2511"}))) == 1
    assert rows_of(get(visitor.client, "plots", {"trade": "2220"})) == []


def test_what_has_changed_since(one, visitor):
    plot = Plot.objects.get()
    Plot.objects.update(published_at=timezone.now() - timedelta(days=9))
    since = {"updated_since": (timezone.now() - timedelta(days=1)).isoformat()}
    assert rows_of(get(visitor.client, "plots", since)) == []
    clusters.actions.set_market(plot, "held", by=None)
    [told] = rows_of(get(visitor.client, "plots", since))
    assert told["updated_at"] > since["updated_since"][:10]
    assert rows_of(get(visitor.client, "clusters", since)) == []
    clusters.actions.propose(plot.cluster, {"name_en": "Duc Tu"}, by=None)
    assert len(rows_of(get(visitor.client, "clusters", since))) == 1


# --- what cannot be read ---------------------------------------------------------------------

BAD = [
    ("plots", {"pgae": "2"}),
    ("plots", {"after": "zzz"}),
    ("plots", {"after": cursor(1)[:-1] + "!"}),
    ("plots", {"after": cursor(2**70)}),
    ("plots", {"after": "x" * 10_000}),
    ("plots", {"page_size": "1000000000"}),
    ("plots", {"page_size": "0"}),
    ("plots", {"page_size": "-5"}),
    ("plots", {"page_size": "1e9"}),
    ("plots", {"kind": "castle"}),
    ("plots", {"market": "'; drop table"}),
    ("plots", {"readiness": "9"}),
    ("plots", {"ready_by": "2027-02-30"}),
    ("plots", {"ready_by": "mai"}),
    ("plots", {"area_min_m2": "NaN"}),
    ("plots", {"area_min_m2": "1e309"}),
    ("plots", {"area_min_m2": "5.000,5"}),
    ("plots", {"updated_since": "hôm qua"}),
    ("plots", {"updated_since": "2026-13-01"}),
    ("plots", {"trade": "22' or 1=1"}),
    ("plots", {"cluster": "../../etc"}),
    ("plots", {"place": "x" * 10_000}),
    ("plots_geojson", {"bbox": "1,1,0,0"}),
    ("plots_geojson", {"bbox": "-180,-90,180,90"}),
    ("plots_geojson", {"bbox": "105,20,106"}),
    ("plots_geojson", {"bbox": "a,b,c,d"}),
    ("plots_geojson", {"bbox": "nan,20,106,21"}),
    ("plots_geojson", {"bbox": "999,20,1000,21"}),
    ("plots_csv", {"page_size": "5"}),
    ("clusters", {"q": "x" * 10_000}),
    ("clusters", {"stage": "none"}),
    ("key_products", {"year": "99999999999999999999"}),
    ("industries", {"level": "17"}),
    ("changes", {"after": "latestst"}),
    ("changes", {"kind": "plot"}),
]


@pytest.mark.parametrize(("name", "query"), BAD)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nonsense_is_refused_in_words_before_anything_is_read(
    name, query, language, visitor, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = get(visitor.client, name, query, language)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == language
    problem = answer.json()
    assert list(problem["errors"]) == [next(iter(query))]
    assert problem["status"] == 400 and problem["title"] and problem["detail"]
    [error] = problem["errors"][next(iter(query))]
    assert error["message"] and error["code"]
    assert len(answer.content) < 2500


def test_a_parameter_that_stands_twice_is_refused(visitor):
    answer = visitor.client.get(reverse("api:plots") + "?kind=land&kind=factory")
    assert answer.status_code == 400 and "kind" in answer.json()["errors"]


@pytest.mark.parametrize("path", ["nothing/", "plots/0/", f"plots/{10**30}/", "clusters/khong-co/"])
def test_what_is_not_there_is_a_problem_in_words(path, visitor):
    answer = visitor.client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Không tìm thấy"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_where_there_is_only_reading(method, visitor, investor):
    for person in (visitor, investor):  # a session opens nothing here
        answer = getattr(person.client, method)(reverse("api:plots"))
        assert answer.status_code in (401, 405)
        assert answer["Content-Type"] == "application/problem+json"


# --- CSV, throttles, sites ---------------------------------------------------------------------


def test_csv_has_the_fields_of_json_and_is_safe_to_open(visitor, one):
    plot = Plot.objects.get()
    Plot.objects.update(note="=HYPERLINK(1)", area_m2="1234.5")
    answer = get(visitor.client, "plots_csv")
    assert answer.streaming and ".csv" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["reference"] == plot.reference and row["area_m2"] == "1234.5"
    assert row["note"] == "'=HYPERLINK(1)" and row["is_demo"] == "false"
    assert row["ready_on"] == "2027-01-01" and row["price_vnd_m2"] == ""
    text = b"".join(get(visitor.client, "clusters_csv").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["slug"] == "duc-tu" and row["total_area_ha"] == "20.0000"


def test_csv_of_many_rows_costs_as_many_queries_as_of_few(visitor, one):
    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            b"".join(get(visitor.client, name).streaming_content)
        return len(queries)

    few = cost("clusters_csv"), cost("plots_csv")
    for number in range(10, 30):
        one_of_each(number)
    assert (cost("clusters_csv"), cost("plots_csv")) == few


@pytest.fixture
def slow(monkeypatch):
    rates = {"anonymous": "3/min", "token": "5/min", "push": "2/min"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)


def test_who_asks_too_often_is_told_when_to_come_back(visitor, slow):
    assert [get(visitor.client, "facts").status_code for _turn in range(4)] == [200] * 3 + [429]
    answer = get(visitor.client, "facts")
    assert int(answer["Retry-After"]) >= 1
    assert answer.json()["code"] == "throttled" and "Retry-After" in answer.json()["detail"]
    elsewhere = visitor.client.get(reverse("api:facts"), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_a_token_counts_by_itself_and_may_ask_more_often(investor, slow):
    factories.ApiTokenFactory(organisation=investor.organisation, created_by=investor.user)
    headers = {"authorization": "Bearer key"}
    answers = [get(investor.client, "facts", **headers).status_code for _turn in range(6)]
    assert answers == [200] * 5 + [429]
    assert get(investor.client, "facts").status_code == 200


def test_a_store_that_is_away_lets_everybody_through(visitor, slow, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "get", away, raising=False)
    assert [get(visitor.client, "facts").status_code for _turn in range(5)] == [200] * 5


def test_other_sites_may_read_it_and_nothing_is_kept_unasked(visitor):
    answer = get(visitor.client, "plots")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-cache"
    assert "Accept-Language" in answer["Vary"]
    assert "Access-Control-Allow-Origin" not in visitor.client.get(reverse("api:my_plots"))
