"""Sheets to print: one page whatever there is to say, and nothing that anyone wrote is markup."""

from datetime import date

import pytest
from django.urls import reverse

from clusters.models import Cluster, FactSource, Plot
from explore import sheets
from explore.sheets import printing
from explore.sheets.plan import COLOURS, plan
from matching.features import forget, snapshot
from tests import factories

ADDRESS = "https://portal.example/clusters/x/"
NASTY = '#panic("read as code") *bold* $x$ `raw` <b>&amp; "quoted" \\u{23} #{1/0}'


@pytest.fixture
def cluster(db):
    return factories.ClusterFactory(
        slug="duc-tu",
        name="Cụm công nghiệp Dục Tú",
        place=factories.PlaceFactory(full_name="Xã Đông Anh"),
        lat=21.1,
        lon=105.8,
        industrial_land_ha="14.2",
        leased_ha="8.52",
        certificate_ha="1.42",
        master_lease_end=date(2071, 1, 1),
    )


def read(cluster):
    return Cluster.objects.for_page().get(pk=cluster.pk)


def of_cluster(cluster):
    forget()
    return sheets.of_cluster(read(cluster), ADDRESS)


def of_plot(plot):
    forget()
    plot = Plot.objects.get(pk=plot.pk)
    plot.cluster = read(plot.cluster)
    return sheets.of_plot(plot, ADDRESS)


def is_one_page(sheet):
    """Several pages come as a list."""
    return isinstance(printing.compile_as(sheet.as_json(), "svg"), bytes)


def table(sheet, title):
    return next(section for section in sheet.sections if section.title == title)


def test_what_is_unknown_is_said_and_fits(db):
    sheet = of_cluster(factories.ClusterFactory(total_area_ha=None, lat=None, lon=None))
    assert dict(sheet.figures)["Tổng diện tích"] == "chưa có dữ liệu"
    assert (
        sheet.gauge is None and sheet.plan == "" and "<" not in sheet.as_json().split('"code"')[0]
    )
    assert is_one_page(sheet)


def test_a_full_sheet_is_one_page(cluster):
    for number in range(40):
        factories.PlotFactory(cluster=cluster, code=f"CN-{number}", published=True, drawn=True)
        trade = factories.IndustryFactory(code=f"{1000 + number}", name_vi="Sản xuất " * 25)
        factories.ClusterTradeFactory(cluster=cluster, industry=trade, role="permitted")
        FactSource.objects.create(
            cluster=cluster,
            field="stage",
            title="Nguồn rất dài " * 15,
            url=f"https://x.vn/{number}",
        )
        factories.EnterpriseFactory(
            registered=True, name="Công ty " * 20, place=cluster.place, shows_place=True
        )
    for kind in ("power", "water", "wastewater"):
        factories.UtilityFactory(cluster=cluster, kind=kind)
    sheet = of_cluster(cluster)
    assert len(table(sheet, "Các lô đã công bố").rows) == 10
    assert "Còn 30 lô khác trên cổng." in table(sheet, "Các lô đã công bố").note
    assert is_one_page(sheet)
    assert is_one_page(of_plot(cluster.plots.first()))


def test_text_is_never_markup(cluster, visitor):
    Cluster.objects.filter(pk=cluster.pk).update(
        name=NASTY[:150], investor_name=NASTY, former_place=NASTY, decision=NASTY[:60]
    )
    factories.PlotFactory(cluster=cluster, code="<b>#x", published=True, drawn=True)
    sheet = of_cluster(cluster)
    assert sheet.title == NASTY[:150]
    assert is_one_page(sheet)
    assert sheets.pdf(sheet).startswith(b"%PDF")
    page = visitor.client.get(reverse("explore:cluster_sheet", args=["duc-tu"])).content.decode()
    assert "<b>" not in page and "&lt;b&gt;#x</text>" in page


def test_occupancy_is_the_legal_one_and_cost_is_like_for_like(cluster):
    plot = factories.PlotFactory(
        cluster=cluster,
        code="CN-1",
        published=True,
        price_vnd_m2=100_000,
        price_basis="annual",
        fee_vnd_m2_year=5_000,
    )
    sheet = of_plot(plot)
    assert sheet.gauge == pytest.approx(0.7) and "70,0%" in sheet.gauge_label
    assert dict(sheet.figures)["Chi phí quy đổi"] == "105.000 đ/m²/năm"
    market = snapshot()
    assert market.offers.cost_vnd_m2_year[market.offers.index(plot.pk)] == 105_000
    assert table(of_cluster(cluster), "Các lô đã công bố").rows[0][3] == "105.000 đ/m²/năm"
    assert "8% một năm" in table(sheet, "Các lô đã công bố khác").note


def test_only_public_plots_are_printed(cluster, investor):
    Cluster.objects.filter(pk=cluster.pk).update(investor=investor.organisation)
    draft = factories.PlotFactory(cluster=cluster, code="KIN-1", drawn=True)
    assert "KIN-1" not in of_cluster(cluster).as_json()
    for name in ("explore:plot_sheet", "explore:plot_pdf"):
        address = reverse(name, args=["duc-tu", draft.pk])
        assert investor.client.get(address).status_code == 404


def test_the_plan_colours_plots_by_state_and_marks_its_own(cluster):
    own = factories.PlotFactory(cluster=cluster, code="A", published=True, drawn=True)
    taken = factories.PlotFactory(
        cluster=cluster, code="B", published=True, drawn=True, market="leased"
    )
    drawing = plan(cluster, [own, taken], own)
    assert drawing["svg"].count("<polygon") == 3  # two plots, and the pattern over the one taken
    assert drawing["svg"].count('fill="url(#plan-leased)"') == 1
    assert drawing["svg"].count("#c4512d") == 1
    assert [entry[1:] for entry in drawing["legend"]] == [("Còn trống", 1), ("Đã cho thuê", 1)]
    swatches = [entry[0] for entry in drawing["legend"]]
    assert COLOURS["open"] in swatches[0] and "url(#" not in swatches[0]
    assert COLOURS["leased"] in swatches[1] and "url(#swatch-leased)" in swatches[1]
    assert "<title>Còn trống: A; Đã cho thuê: B</title>" in drawing["svg"]
    assert "style" not in drawing["svg"]  # the policy allows none
    assert plan(cluster, [factories.PlotFactory(cluster=cluster)]) is None


def test_the_nearest_makers_that_show_their_place(cluster):
    def maker(name, lat, shown=True):
        place = factories.PlaceFactory(lat=lat, lon=105.8)
        factories.EnterpriseFactory(registered=True, name=name, place=place, shows_place=shown)

    maker("Xa", 21.4)
    maker("Gần", 21.11)
    maker("Giấu", 21.1, shown=False)
    rows = table(of_cluster(cluster), "Nhà sản xuất gần đây").rows
    assert [(row[0], row[3]) for row in rows] == [("Gần", "1,1 km"), ("Xa", "33 km")]


def test_what_is_invented_is_marked(cluster):
    assert of_cluster(cluster).demo == ""
    factories.PlotFactory(cluster=cluster, published=True, is_demo=True)
    assert of_cluster(cluster).demo == "Có dữ liệu minh họa"


def test_a_pdf_is_set_once_for_what_it_says_and_not_sent_twice(visitor, cluster, monkeypatch):
    made = []
    compiled = printing.compile_as
    monkeypatch.setattr(printing, "compile_as", lambda *args: made.append(args) or compiled(*args))
    printing._compiled.cache_clear()
    address = reverse("explore:cluster_pdf", args=["duc-tu"])
    first, second = visitor.client.get(address), visitor.client.get(address)
    assert first["Content-Type"] == "application/pdf" and first.content == second.content
    assert len(made) == 1
    assert visitor.client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Cluster.objects.filter(pk=cluster.pk).update(leased_ha=9)
    assert visitor.client.get(address)["ETag"] != first["ETag"]
    assert visitor.client.get("/en" + address)["ETag"] != first["ETag"]


def test_the_code_leads_to_the_page_of_the_portal(visitor, cluster, settings):
    settings.SITE_URL = "https://portal.example"
    sheet = visitor.client.get(reverse("explore:cluster_sheet", args=["duc-tu"])).context["sheet"]
    assert sheet.address == "https://portal.example/clusters/duc-tu/"
    assert sheet.code == sheets.facts._code(sheet.address)


@pytest.mark.parametrize("rows", [1, 20])
def test_a_sheet_costs_the_same_at_any_length(visitor, cluster, django_assert_num_queries, rows):
    for number in range(rows):
        factories.PlotFactory(cluster=cluster, published=True, drawn=True)
        factories.EnterpriseFactory(registered=True, place=cluster.place, shows_place=True)
        factories.ClusterTradeFactory(
            cluster=cluster, industry__code=f"{1000 + number}", role="permitted"
        )
    address = reverse("explore:cluster_sheet", args=["duc-tu"])
    visitor.client.get(address)  # the market is read once and kept
    # cluster, sources, trades; plots; four of evidence; two stamps; makers, their rows and
    # products; papers
    with django_assert_num_queries(14):
        visitor.client.get(address)
