"""The page about the API, the catalogue, the map for other sites, what search engines read."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

import clusters.actions
from clusters.models import Plot
from opendata import crawling, examples
from opendata.views.schema import described
from tests import factories

JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def linked(answer):
    return [json.loads(text) for text in JSON_LD.findall(answer.content.decode())]


# --- the documentation -----------------------------------------------------------------------


def test_the_schema_is_valid_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema"))


def test_the_schema_is_in_both_languages_and_holds_every_address(visitor):
    told = {}
    for language in ("vi", "en"):
        answer = visitor.client.get(reverse("api:schema"), headers={"accept-language": language})
        told[language] = answer.json()
    assert told["vi"]["info"]["title"] == "Cụm công nghiệp Hà Nội: dữ liệu mở"
    assert told["en"]["info"]["title"] == "Hanoi Industrial Clusters: open data"
    assert set(told["vi"]["paths"]) == set(told["en"]["paths"])
    from opendata.api_urls import push, read

    assert len(told["vi"]["paths"]) == len(read) + len(push)
    plots = told["vi"]["paths"]["/api/v1/plots/"]["get"]
    assert plots["security"] == [{"token": []}, {}]
    assert {one["name"] for one in plots["parameters"]} >= {"ready_by", "kind", "after"}
    mine = told["vi"]["paths"]["/api/v1/my/plots/"]["post"]
    assert mine["security"] == [{"token": []}]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_tells_every_address_and_field_without_a_query(
    prefix, visitor, django_assert_num_queries
):
    visitor.client.get(f"{prefix}/open-data/")  # the schema is worked out once
    with django_assert_num_queries(0):
        answer = visitor.client.get(f"{prefix}/open-data/")
    text = answer.content.decode()
    schema = described("vi")
    for path in schema["paths"]:
        assert path in text
    for name in ("Plot", "Cluster", "Event", "NewPush", "Pushed", "Enterprise"):
        assert f'id="shape-{name}"' in text
        for field in schema["components"]["schemas"][name]["properties"]:
            assert f"<code>{field}</code>" in text


@pytest.mark.parametrize("example", examples.READ, ids=lambda one: one.path)
def test_every_example_that_reads_runs(example, visitor):
    cluster = factories.ClusterFactory()
    factories.PlotFactory(cluster=cluster, published=True)
    answer = visitor.client.get(example.link)
    assert answer.status_code == 200
    assert example.curl == f"curl '{example.address}'"
    page = visitor.client.get(reverse("opendata:documentation")).content.decode()
    assert example.curl.replace("&", "&amp;").replace("'", "&#x27;") in page


def test_every_example_that_sends_something_in_runs_in_order(investor, visitor):
    factories.ClusterFactory(investor=investor.organisation, slug="cum-cua-toi")
    factories.ApiTokenFactory(organisation=investor.organisation, created_by=investor.user)
    headers = {"authorization": "Bearer key"}
    statuses = []
    for example in examples.PUSH:
        send = getattr(visitor.client, example.method.lower())
        body = [example.sent, "application/json"] if example.body else []
        statuses.append(send(example.link, *body, headers=headers).status_code)
        assert "Authorization: Bearer TOKEN" in example.curl and example.address in example.curl
        assert example.sent in example.curl
    assert statuses == [201, 200, 200]
    assert str(Plot.objects.get().area_m2) == "4800.0"


# --- JSON-LD ---------------------------------------------------------------------------------


def test_the_catalogue_names_licence_source_and_addresses_that_answer(visitor):
    answer = visitor.client.get(reverse("catalogue"))
    assert answer["Content-Type"] == "application/ld+json"
    catalogue = answer.json()
    assert catalogue["@type"] == "dcat:Catalog" and len(catalogue["dcat:dataset"]) == 7
    for dataset in catalogue["dcat:dataset"]:
        assert {one["@language"] for one in dataset["dct:title"]} == {"vi", "en"}
        assert dataset["dct:provenance"]["dct:title"][0]["@value"]
        for part in dataset["dcat:distribution"]:
            assert part["dct:license"]["@id"].startswith("http")
            address = part["dcat:accessURL"]["@id"].replace("http://localhost:8000", "")
            told = visitor.client.get(address)
            assert told.status_code == 200
            assert part["dcat:mediaType"]["@id"].endswith(told["Content-Type"].split(";")[0])


def test_pages_carry_what_search_engines_read_as_data(visitor):
    name = "Cụm công nghiệp </script><script>alert(1)</script> & Con"
    cluster = factories.ClusterFactory(name=name, place=factories.PlaceFactory())
    plot = factories.PlotFactory(cluster=cluster, published=True, price_vnd_m2=2_000_000)
    answer = visitor.client.get(reverse("clusters:cluster", args=[cluster.slug]))
    [told] = linked(answer)
    assert (told["@type"], told["name"]) == ("Place", name)
    assert "<script>alert" not in answer.content.decode()
    [told] = linked(visitor.client.get(plot.get_absolute_url()))
    assert told["@type"] == "Offer" and told["availability"].endswith("InStock")
    assert told["priceSpecification"]["price"] == 2_000_000
    [told] = linked(visitor.client.get(reverse("opendata:documentation")))
    assert told["@type"] == "DataCatalog" and len(told["dataset"]) == 7


@pytest.mark.parametrize("traits", [{"published": True, "is_demo": True}, {"withdrawn": True}])
def test_what_is_invented_or_not_public_is_not_told_to_search_engines(traits, investor):
    cluster = factories.ClusterFactory(investor=investor.organisation)
    plot = factories.PlotFactory(cluster=cluster, **traits)
    answer = investor.client.get(plot.get_absolute_url())
    assert answer.status_code == 200 and linked(answer) == []


# --- the map for other sites -----------------------------------------------------------------


def test_the_map_may_be_framed_by_those_allowed_and_no_other_page_by_anybody(visitor, settings):
    settings.EMBED_ORIGINS = ["https://*.hanoi.gov.vn", "https://example.vn"]
    answer = visitor.client.get(reverse("opendata:embedded_map"))
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors https://*.hanoi.gov.vn https://example.vn" in policy
    assert "script-src 'self'" in policy and "X-Frame-Options" not in answer
    assert "Set-Cookie" not in answer
    for name in ("home", "explore:explore", "opendata:documentation", "api:plots"):
        answer = visitor.client.get(reverse(name))
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_with_nobody_allowed_the_map_is_framed_by_nobody(visitor, settings):
    settings.EMBED_ORIGINS = []
    answer = visitor.client.get(reverse("opendata:embedded_map"))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_snippet_shows_the_map_and_the_map_leads_back(prefix, visitor):
    page = visitor.client.get(f"{prefix}/open-data/").content.decode()
    assert f"&lt;iframe src=&quot;http://localhost:8000{prefix}/embed/map/&quot;" in page
    shown = visitor.client.get(f"{prefix}/embed/map/").content.decode()
    assert f'href="{prefix}/explore/?show=clusters" target="_blank" rel="noopener"' in shown
    assert f'data-url="{prefix}/clusters/points.geojson"' in shown


# --- search engines --------------------------------------------------------------------------

XML = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def tree(answer):
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
    return ElementTree.fromstring(b"".join(answer.streaming_content))


def addresses(visitor):
    """Every address of every part: {address: (lastmod, {language: address})}."""
    found = {}
    for part in tree(visitor.client.get("/sitemap.xml")).findall("s:sitemap/s:loc", XML):
        local = part.text.replace("http://localhost:8000", "")
        for entry in tree(visitor.client.get(local)).findall("s:url", XML):
            others = {
                link.get("hreflang"): link.get("href") for link in entry.findall("x:link", XML)
            }
            moved = entry.findtext("s:lastmod", namespaces=XML)
            found[entry.findtext("s:loc", namespaces=XML)] = (moved, others)
    return found


def test_the_site_map_has_every_public_page_in_each_language_and_nothing_else(visitor):
    cluster = factories.ClusterFactory()
    shown = factories.PlotFactory(cluster=cluster, published=True)
    maker = factories.KeyProductFactory().holder
    hidden = [
        factories.PlotFactory(cluster=cluster),
        factories.PlotFactory(cluster=cluster, withdrawn=True),
        factories.PlotFactory(cluster=cluster, published=True, stale_hidden_at=timezone.now()),
        factories.PlotFactory(cluster=cluster, published=True, is_demo=True),
    ]
    clusters.actions.set_market(shown, "held", by=None)
    found = addresses(visitor)
    for address, (_moved, others) in found.items():
        assert visitor.client.get(address.replace("http://localhost:8000", "")).status_code == 200
        assert set(others) == {"vi", "en", "x-default"} and address in others.values()
        assert others["x-default"] == others["vi"]
        assert found[others["en"]][1] == others
    site = "http://localhost:8000"
    assert found[f"{site}{shown.get_absolute_url()}"][0].startswith(f"{timezone.now():%Y-%m-%d}")
    assert f"{site}/en/clusters/{cluster.slug}/" in found
    assert f"{site}{maker.get_absolute_url()}" in found
    for plot in hidden:
        assert f"{site}{plot.get_absolute_url()}" not in found


def test_the_site_map_is_cut_by_ids(visitor, monkeypatch):
    monkeypatch.setattr(crawling, "RANGE", 2)
    cluster = factories.ClusterFactory()
    plots = factories.PlotFactory.create_batch(5, cluster=cluster, published=True)
    found = addresses(visitor)
    assert all(f"http://localhost:8000{plot.get_absolute_url()}" in found for plot in plots)
    for nothing in ("/sitemap-clusters-1.xml", "/sitemap-plots-x.xml", "/sitemap-review-0.xml"):
        assert visitor.client.get(nothing).status_code == 404
    assert len(tree(visitor.client.get("/sitemap-plots-99999.xml"))) == 0


def test_the_site_map_of_many_plots_is_one_query_read_as_it_is_sent(
    visitor, django_assert_num_queries
):
    factories.PlotFactory.create_batch(20, published=True)
    with django_assert_num_queries(1):
        pieces = list(crawling.part("plots", 0))
    assert len(pieces) == 42 and max(map(len, pieces)) < 1000


def test_robots_are_kept_from_endless_addresses_and_shown_the_map(visitor):
    lines = visitor.client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert "Disallow: /*?" in lines and "Allow: /*?page=" in lines
    kept = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    for name in ("clusters:my_clusters", "clusters:review_queue", "accounts:desk",
                 "enterprises:requests", "accounts:organisations", "account_login",
                 "explore:compare"):  # fmt: skip
        address = reverse(name)
        assert any(address.startswith(path) for path in kept), address
    for name in crawling.PAGES:
        assert not any(reverse(name).startswith(path) for path in kept if "*" not in path)


CANONICAL = [
    ("/explore/", "/explore/"),
    ("/en/explore/", "/en/explore/"),
    ("/explore/?page=2", "/explore/?page=2"),
    ("/explore/?page=1", "/explore/"),
    ("/explore/?page=-5", "/explore/"),
    ("/explore/?page=%22%3E%3Cscript%3E", "/explore/"),
    ("/explore/?stage=planned&page=2", "/explore/"),
    ("/explore/?q=" + "x" * 500, "/explore/"),
    ("/search/?q=abc", "/search/"),
]


@pytest.mark.parametrize(("asked", "canonical"), CANONICAL)
def test_a_page_has_one_address_whatever_is_asked_of_it(asked, canonical, visitor):
    text = visitor.client.get(asked).content.decode()
    site = "http://localhost:8000"
    assert re.findall('<link rel="canonical" href="(.*?)">', text) == [site + canonical]
    others = dict(re.findall('<link rel="alternate" hreflang="(.*?)" href="(.*?)">', text))
    plain = canonical.removeprefix("/en")
    assert others == {
        "vi": site + plain, "en": f"{site}/en{plain}", "x-default": site + plain,
    }  # fmt: skip
    assert f'<meta property="og:url" content="{site}{canonical}">' in text


def test_what_is_shared_has_the_title_of_the_page_and_a_picture_of_ours(visitor):
    cluster = factories.ClusterFactory(name='Cụm công nghiệp "Một" & Hai')
    text = visitor.client.get(reverse("clusters:cluster", args=[cluster.slug])).content.decode()
    properties = dict(re.findall('<meta property="(.*?)" content="(.*?)">', text))
    assert properties["og:title"] == "CCN &quot;Một&quot; &amp; Hai"
    assert properties["og:description"] and properties["og:locale"] == "vi_VN"
    assert properties["og:image"] == "http://localhost:8000/static/img/shared.png"
    assert visitor.client.get("/static/img/shared.png").status_code == 200
    text = visitor.client.get(f"/en/clusters/{cluster.slug}/").content.decode()
    assert '<meta property="og:locale" content="en_GB">' in text
