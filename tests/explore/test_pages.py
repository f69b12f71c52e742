"""The page of a cluster and of a plot: figures like for like, dates on one axis, a next step."""

from datetime import date

import pytest
from django.utils import timezone

from clusters.models import FactSource, Plot
from explore.costs import Cost, Costs, cost_of, range_of
from explore.facts import facts_of, sources_of
from explore.timeline import Event, Strand, timeline_of
from matching.features import snapshot
from tests import factories

TODAY = date(2026, 6, 1)
LEASE = {"price_vnd_m2": 3_000_000, "price_basis": "one_off", "lease_end": date(2066, 6, 1)}


def page(person, thing):
    answer = person.client.get(thing.get_absolute_url())
    assert answer.status_code == 200
    return answer.context, answer.content.decode()


@pytest.fixture
def cluster(db):
    return factories.ClusterFactory(slug="duc-tu", name="Cụm công nghiệp Dục Tú")


# --- cost, like for like -----------------------------------------------------------------------


def test_the_cost_is_the_one_that_matching_compares(cluster):
    plots = [
        factories.PlotFactory(cluster=cluster, published=True, fee_vnd_m2_year=9_000, **LEASE),
        factories.PlotFactory(
            cluster=cluster, published=True, price_vnd_m2=500_000, price_basis="annual"
        ),
    ]
    offers = snapshot().offers
    for plot in plots:
        row = Plot.objects.select_related("cluster").get(pk=plot.pk)
        there = round(float(offers.cost_vnd_m2_year[offers.index(plot.pk)]))
        assert cost_of(row, timezone.localdate()).vnd_m2_year == there


@pytest.mark.parametrize(
    ("changed", "cost"),
    [
        ({"price_vnd_m2": None}, Cost(None, 40.0)),
        ({"lease_end": None}, Cost(None, None)),
        ({"lease_end": TODAY}, Cost(None, 0.0)),  # no year is left to spread the price over
        ({"price_basis": "annual", "fee_vnd_m2_year": 7}, Cost(3_000_007, None)),
    ],
)
def test_an_unknown_cost_is_never_a_figure(changed, cost):
    plot = factories.PlotFactory.build(cluster=factories.ClusterFactory.build(), **LEASE | changed)
    assert cost_of(plot, TODAY) == cost


def test_a_range_counts_only_what_is_known():
    assert range_of([Cost(5, 1.0), Cost(None, 1.0), Cost(3, None)]) == Costs(3, 5, 2, 3)
    assert range_of([]) == Costs(None, None, 0, 0)


def test_land_and_buildings_are_not_thrown_together(visitor, cluster):
    for kind, price in (("land", 100_000), ("land", 150_000), ("factory", 900_000)):
        factories.PlotFactory(
            cluster=cluster, published=True, kind=kind, price_vnd_m2=price, price_basis="annual"
        )
    factories.PlotFactory(
        cluster=cluster, published=True, market="leased", price_vnd_m2=1, price_basis="annual"
    )
    context, text = page(visitor, cluster)
    assert [(costs.least, costs.most) for _kind, costs in context["costs"]] == [
        (100_000, 150_000),
        (900_000, 900_000),
    ]
    assert "8,0%" in text and "chưa gồm thuế GTGT" in text


# --- promised and actual -----------------------------------------------------------------------


def test_dates_lie_on_one_axis_in_their_order():
    strand = Strand(
        "roads",
        [
            Event("promised", date(2025, 1, 1)),
            Event("moved", date(2025, 7, 1)),
            Event("actual", date(2026, 1, 1)),
        ],
        100,
        365,
    )
    timeline = timeline_of([strand, Strand("nothing", [])], TODAY)
    [line] = timeline.lines
    places = [float(mark.x.rstrip("%")) for mark in line.marks]
    assert places == sorted(places) and places[0] == 2
    assert timeline.today == "98.00%" and timeline.years == [(2026, line.marks[2].x)]
    start, width = (float(part.rstrip("%")) for part in line.late)
    assert start == places[0] and start + width == pytest.approx(places[2], abs=0.02)


def test_nothing_dated_draws_nothing_and_early_is_no_delay():
    assert timeline_of([Strand("roads", [])], TODAY) is None
    early = Strand("roads", [Event("promised", date(2025, 1, 1))], 100, -3)
    assert timeline_of([early], TODAY).lines[0].late is None


def test_a_century_of_dates_names_few_years():
    strand = Strand("x", [Event("document", date(1970, 1, 1)), Event("document", date(2070, 1, 1))])
    assert len(timeline_of([strand], TODAY).years) <= 6


def test_the_page_draws_what_its_table_says(visitor, cluster):
    factories.ComponentFactory(cluster=cluster, percent=100, completed_on=date(2026, 4, 1))
    factories.PromiseFactory(cluster=cluster, promised_on=date(2026, 3, 1))
    factories.UtilityFactory(cluster=cluster, design=2000, in_use=500, available=1500)
    context, text = page(visitor, cluster)
    [line] = context["timeline"].lines
    assert [mark.kind for mark in line.marks] == ["promised", "actual"] and line.late
    assert "trễ 31 ngày" in text and "75,0%" in text and 'class="tl-late"' in text


# --- facts and sources -------------------------------------------------------------------------


def test_a_source_is_a_short_link_and_stands_in_full_once(visitor, cluster):
    for name in ("total_area_ha", "stage"):
        FactSource.objects.create(
            cluster=cluster,
            field=name,
            title="Hà Nội thành lập ba cụm" if name == "stage" else "",
            url="https://www.bao.example/mot-dia-chi-rat-dai",
            as_of="2023-09",
        )
    row = type(cluster).objects.for_page().get(pk=cluster.pk)
    [(name, source)] = sources_of(row)
    assert name == "bao.example" and source.title == "Hà Nội thành lập ba cụm"
    [area] = facts_of(row)["land"].known
    assert area.real[0][0] == "bao.example" and not area.label.endswith("(ha)")
    assert "hết thời hạn thuê đất của cụm" in [fact.label for fact in facts_of(row)["land"].unknown]
    _context, text = page(visitor, cluster)
    assert "bao.example</a>" in text and "(09/2023)" in text


def test_what_is_not_known_is_one_line_with_who_could_fill_it_in(visitor, cluster):
    _context, text = page(visitor, cluster)
    assert "đến sân bay Nội Bài; " in text and "có thể bổ sung" in text
    assert 'class="timeline"' not in text and 'class="plan"' not in text


# --- plan --------------------------------------------------------------------------------------


def test_the_plan_shows_public_plots_and_the_own_one(visitor, investor, cluster):
    own = factories.PlotFactory(cluster=cluster, code="MOT", published=True, drawn=True)
    factories.PlotFactory(cluster=cluster, code="HAI", published=True, drawn=True, market="held")
    factories.PlotFactory(cluster=cluster, code="KIN", drawn=True)
    for thing in (own, cluster):
        context, text = page(visitor, thing)
        svg = context["plan"]["svg"]
        assert "MOT" in svg and "HAI" in svg and "KIN" not in text
        assert svg.count("url(#plan-held)") == 1


# --- next step ---------------------------------------------------------------------------------


def test_a_visitor_is_led_to_a_trial_and_to_signing_up(visitor, cluster):
    plot = factories.PlotFactory(cluster=cluster, published=True)
    for thing in (plot, cluster):
        _context, text = page(visitor, thing)
        assert "/match/" in text and "/accounts/signup/" in text


def test_a_manufacturer_is_led_to_its_own_request(manufacturer, other_manufacturer, cluster):
    plot = factories.PlotFactory(cluster=cluster, published=True)
    row = factories.LandRequestFactory(organisation=manufacturer.organisation)
    _context, text = page(manufacturer, plot)
    assert f"/requests/{row.pk}/plots/{plot.pk}/" in text
    _context, text = page(manufacturer, cluster)
    assert f'href="/requests/{row.pk}/"' in text
    _context, text = page(other_manufacturer, plot)
    assert f"/requests/{row.pk}/" not in text and "/requests/new/" in text


def test_a_plot_names_the_trades_that_its_cluster_permits(visitor, cluster):
    factories.ClusterTradeFactory(cluster=cluster, industry__code="22")
    factories.ClusterTradeFactory(cluster=cluster, industry__code="19", role="refused")
    context, text = page(visitor, factories.PlotFactory(cluster=cluster, published=True))
    [trade] = context["permitted"]
    assert str(trade.industry) in text


# --- cost of the pages -------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 20])
def test_pages_cost_the_same_at_any_number(visitor, cluster, django_assert_num_queries, rows):
    plots = factories.PlotFactory.create_batch(rows, cluster=cluster, published=True, drawn=True)
    for number in range(rows):
        place = factories.PlaceFactory(lat=21.1, lon=105.8)
        factories.EnterpriseFactory(
            registered=True, name=f"Khuôn {number}", place=place, shows_place=True
        )
        factories.PromiseFactory(cluster=cluster)
    # cluster, sources, trades, plots, steps, utilities, components, promises, files; makers: 3
    with django_assert_num_queries(12):
        visitor.client.get(cluster.get_absolute_url())
    # plot, plan, permitted trades, files, log, own trades, neighbours
    with django_assert_num_queries(7):
        visitor.client.get(plots[0].get_absolute_url())


@pytest.mark.parametrize("query", ["?fresh=xyz", "?page=999999", "?page=" + "9" * 10_000])
def test_nonsense_in_the_address_is_harmless(visitor, cluster, query):
    factories.PlotFactory(cluster=cluster, published=True)
    answer = visitor.client.get(cluster.get_absolute_url() + query)
    assert len(answer.context["page"]) == 1
