"""The boundary editor, and what others may see and take away of boundaries."""

import csv
import io
import json
from itertools import pairwise

import pytest
from django.urls import reverse

from clusters import actions, surroundings
from clusters.boundaries import HANOI, UTM_48N, read, to_wgs84, write
from clusters.models import Plot, PlotAdjacency
from tests.factories import (
    ClusterFactory,
    PlotAdjacencyFactory,
    PlotFactory,
    drawing,
    rectangle,
)

LEFT, RIGHT = rectangle(), rectangle(right=100)
TEXT = write(LEFT)


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation)


@pytest.fixture
def plot(mine):
    return PlotFactory(cluster=mine, code="CN-01")


def address(plot, name="plot_boundary", language=""):
    return language + reverse(f"clusters:{name}", args=[plot.pk])


def sent(text=TEXT, zone=HANOI, **more):
    return {"zone": zone, "corners": text, **more}


def codes(answer):
    return [finding.code for finding in answer.context["survey"].findings]


# --- the editor ------------------------------------------------------------------------------


def test_an_investor_stores_corrects_and_removes_a_boundary(investor, plot, queued):
    answer = investor.client.post(address(plot), sent(TEXT.replace(".", ",")), follow=True)
    assert "Đã lưu ranh giới" in answer.content.decode()
    plot.refresh_from_db()
    assert plot.boundary_corners == LEFT
    page = investor.client.get(address(plot)).content.decode()
    assert TEXT in page and "2.323.000,00" in page and "5.000,0 m²" in page
    investor.client.post(address(plot), sent(write(RIGHT)))
    plot.refresh_from_db()
    assert plot.boundary_corners == RIGHT
    investor.client.post(address(plot, "plot_clear_boundary"))
    plot.refresh_from_db()
    assert not plot.has_boundary


@pytest.mark.parametrize(
    ("text", "vietnamese", "english"),
    [
        ("\n".join(TEXT.splitlines()[:2]), "ít nhất ba điểm góc", "at least three corners"),
        (TEXT.replace("2323050.00", "23230S0.00"), "không phải là số", "is not a number"),
        (TEXT + "\n5\t2323020.00\t572.800", "bảy chữ số", "seven digits"),
        (write([*LEFT, LEFT[1]]), "Trùng với điểm góc ở dòng 2", "same corner as in line 2"),
        (write([LEFT[n] for n in (0, 2, 1, 3)]), "cắt hoặc chạm", "crosses or touches"),
        (write([(east, north) for north, east in LEFT]), "bị đổi chỗ", "changed places"),
        (TEXT + "\n5\t2323000.02\t572800.00", "chưa khép kín", "does not close"),
        ("1\t2323000\n2\t2323100", "bảy chữ số", "seven digits"),
        ("không có gì", "Chưa thể lưu", "cannot be stored"),
        ("", "bắt buộc", "required"),
    ],
)
def test_what_is_wrong_is_named_in_both_languages_and_what_was_typed_stays(
    investor, plot, text, vietnamese, english
):
    for language, phrase in (("", vietnamese), ("/en", english)):
        answer = investor.client.post(address(plot, language=language), sent(text))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert phrase.lower() in page.lower()
        assert answer.context["form"]["corners"].value() == text
    plot.refresh_from_db()
    assert not plot.has_boundary


def test_a_finding_stands_beside_the_line_that_caused_it(investor, plot):
    text = TEXT.replace("2323050.00\t572900", "23230S0.00\t572900")
    page = investor.client.post(address(plot), sent(text)).content.decode()
    row = page.index("<td>3</td>")
    wrong = page.index("“23230S0.00” không phải là số")
    assert row < wrong < page.index("<td>4</td>")


def test_an_ambiguous_number_is_asked_about_with_both_readings(investor, plot):
    text = "1\t2323000\t572.800\n2\t2323000\t572.900\n3\t2323050\t572.900"
    answer = investor.client.post(address(plot), sent(text))
    assert codes(answer) == ["ambiguous"] * 3
    assert "Hãy viết 572800 hoặc 572.80" in answer.content.decode()


def test_a_wrong_system_is_named_with_the_one_that_fits(investor, plot):
    answer = investor.client.post(address(plot), sent(zone=9209))
    assert answer.status_code == 422 and codes(answer) == ["wrong_zone"]
    assert "Kinh tuyến trục 105°00′, múi chiếu 3°: Hà Nội" in answer.content.decode()
    assert investor.client.post(address(plot), sent(zone=4326)).status_code == 422


def test_a_warning_is_stored_and_shown_to_investor_and_officer(
    investor, officer, visitor, mine, plot, queued
):
    PlotFactory(cluster=mine, code="CN-02", **drawing(rectangle(right=90)))
    Plot.objects.filter(pk=plot.pk).update(area_m2=5100)
    page = investor.client.post(address(plot), sent(), follow=True).content.decode()
    for phrase in ("Chồng lấn lô CN-02 500,0", "diện tích khai báo là 5.100,0"):
        assert phrase in page
    version = actions.submit(plot, by=None).listing_versions.get()
    review = officer.client.get(version.get_absolute_url()).content.decode()
    assert "Chồng lấn lô CN-02 500,0" in review and "5.100" in review
    Plot.objects.filter(pk=plot.pk).update(status="published", published_at="2026-01-01T00:00Z")
    public = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "2.323.000,00" in public and "Chồng lấn" not in public


def test_only_checking_stores_nothing(investor, plot):
    answer = investor.client.post(address(plot), sent(preview="1"))
    assert answer.status_code == 200 and answer.context["survey"].is_storable
    assert TEXT in answer.content.decode()
    plot.refresh_from_db()
    assert not plot.has_boundary


def test_htmx_gets_the_preview_alone_with_the_ring_for_the_map(investor, plot):
    answer = investor.client.post(address(plot), sent(preview="1"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page and "<textarea" not in page
    ring = json.dumps(drawing(LEFT)["boundary"][:-1])
    assert f'data-ring="{ring}"' in page and 'data-readable="true"' in page
    half = investor.client.post(
        address(plot), sent("1\tx\ty9999", preview="1"), headers={"HX-Request": "true"}
    )
    assert 'data-readable="false"' in half.content.decode() and half.status_code == 200


def test_corners_drawn_on_the_map_fill_the_table(investor, plot):
    for zone in (HANOI, UTM_48N):
        points = [(float(n), float(e)) for n, e in LEFT]
        ring = json.dumps(to_wgs84(points, zone))
        answer = investor.client.post(address(plot), sent("", zone=zone, drawn=ring, preview="1"))
        assert answer.context["table"] == TEXT
        assert answer.context["form"]["corners"].value() == TEXT


@pytest.mark.parametrize(
    "nonsense",
    [
        "{",
        "[[1]]",
        "7",
        '"x"',
        "[[0, 0], [1, 1]]",
        "[[NaN, 21]]",
        "[" * 30_000,
        "null",
        '[["a", 2]]',
    ],
)
def test_a_drawing_that_no_map_sends_is_passed_over(investor, plot, nonsense):
    answer = investor.client.post(address(plot), sent(drawn=nonsense, preview="1"))
    assert answer.status_code == 200 and answer.context["table"] == TEXT


def test_swapped_columns_are_put_right_by_one_button(investor, plot):
    swapped = write([(east, north) for north, east in LEFT])
    page = investor.client.post(address(plot), sent(swapped)).content.decode()
    assert 'name="swap"' in page
    answer = investor.client.post(address(plot), sent(swapped, swap="1"))
    assert answer.status_code == 200 and answer.context["survey"].pairs == LEFT
    assert answer.context["form"]["corners"].value() == TEXT


def test_the_boundary_of_a_submitted_plot_is_only_read(investor, mine, queued):
    plot = PlotFactory(cluster=mine, submitted=True, drawn=True)
    page = investor.client.get(address(plot)).content.decode()
    assert "Hãy rút lô trước" in page and "<textarea" not in page and "2.323.000,00" in page
    assert investor.client.post(address(plot), sent(write(RIGHT))).status_code == 409
    plot.refresh_from_db()
    assert plot.boundary_corners == LEFT


def test_another_boundary_of_a_published_plot_waits(investor, officer, visitor, mine, queued):
    plot = PlotFactory(cluster=mine, published=True, drawn=True)
    investor.client.post(address(plot), sent(write(RIGHT)))
    plot.refresh_from_db()
    assert plot.boundary_corners == LEFT
    version = plot.listing_versions.get()
    assert version.values["boundary"]["corners"] == RIGHT
    assert write(RIGHT) in investor.client.get(address(plot)).content.decode()
    map_url = reverse("clusters:version_geojson", args=[version.pk])
    for person in (investor, officer):
        drawn = person.client.get(map_url).json()["features"]
        assert [f["properties"]["kind"] for f in drawn] == ["approved", "proposed"]
    investor.client.post(address(plot, "plot_clear_boundary"))
    version.refresh_from_db()
    assert version.values == {"boundary": None}


def test_a_plot_of_somebody_else_does_not_exist(investor, other_investor, plot, queued):
    other = PlotFactory(cluster=plot.cluster)
    PlotAdjacencyFactory(first=plot, second=other)
    elsewhere = PlotFactory()
    undo = reverse("clusters:plot_undo_adjacent", args=[plot.pk, other.pk])
    wrong = reverse("clusters:plot_undo_adjacent", args=[plot.pk, elsewhere.pk])
    assert other_investor.client.post(address(plot), sent()).status_code == 404
    assert other_investor.client.post(undo).status_code == 404
    assert investor.client.post(wrong).status_code == 404
    plot.refresh_from_db()
    assert not plot.has_boundary and PlotAdjacency.objects.count() == 1


@pytest.mark.parametrize("others", [1, 20])
def test_the_pages_of_a_plot_cost_the_same_among_few_and_many(
    investor, officer, visitor, mine, others, django_assert_num_queries
):
    plot = PlotFactory(cluster=mine, drawn=True)
    for n in range(others):
        neighbour = PlotFactory(
            cluster=mine, published=True, **drawing(rectangle(right=200 + 100 * n))
        )
        PlotAdjacencyFactory(first=plot, second=neighbour)
    with django_assert_num_queries(
        8
    ):  # session, user, desks, plot, plots, neighbours, pairs, choice
        investor.client.get(address(plot))
    with django_assert_num_queries(7):  # session, user, desks, plot, versions, codes, log
        officer.client.get(reverse("clusters:review_plot", args=[plot.pk]))
    Plot.objects.filter(pk=plot.pk).update(status="published", published_at="2026-01-01T00:00Z")
    # plot, promises, plan, permitted trades, files, log, own trades, neighbours
    with django_assert_num_queries(8):
        visitor.client.get(plot.get_absolute_url())
    with django_assert_num_queries(2):  # cluster, plots
        visitor.client.get(reverse("clusters:geojson", args=[mine.slug]))
    with django_assert_num_queries(2):
        visitor.client.get(reverse("clusters:corners", args=[mine.slug]))


# --- neighbours --------------------------------------------------------------------------------


def test_neighbours_are_declared_and_taken_back_on_the_page(investor, mine, plot, queued):
    other = PlotFactory(cluster=mine, code="CN-07")
    declare = address(plot, "plot_declare_adjacent")
    for wrong in ({}, {"other": plot.pk}, {"other": PlotFactory().pk}, {"other": "x"}):
        answer = investor.client.post(declare, wrong)
        assert answer.status_code == 422 and answer.context["neighbour_form"].errors
    page = investor.client.post(declare, {"other": other.pk}, follow=True).content.decode()
    assert "chủ đầu tư khai báo" in page and "CN-07" in page
    again = investor.client.post(declare, {"other": other.pk})
    assert again.status_code == 422  # no longer among the choices
    undo = reverse("clusters:plot_undo_adjacent", args=[plot.pk, other.pk])
    page = investor.client.post(undo, follow=True).content.decode()
    assert "Chưa ghi nhận lô liền kề nào" in page
    assert investor.client.post(undo).status_code == 409


def test_a_drawn_plot_offers_only_undrawn_plots_to_declare(investor, mine):
    plot = PlotFactory(cluster=mine, drawn=True)
    PlotFactory(cluster=mine, code="VE-ROI", **drawing(RIGHT))
    PlotFactory(cluster=mine, code="CHUA-VE")
    form = investor.client.get(address(plot)).context["neighbour_form"]
    assert [p.code for p in form.fields["other"].queryset] == ["CHUA-VE"]


def test_the_public_sees_published_neighbours_only(visitor, investor, mine):
    plot = PlotFactory(cluster=mine, published=True)
    for code, traits in (("MO-1", {"published": True}), ("KHO-1", {})):
        PlotAdjacencyFactory(first=plot, second=PlotFactory(cluster=mine, code=code, **traits))
    public = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "MO-1" in public and "KHO-1" not in public
    assert "KHO-1" in investor.client.get(plot.get_absolute_url()).content.decode()


# --- downloads -----------------------------------------------------------------------------------


def test_geojson_holds_published_boundaries_the_right_way_round(visitor, investor, mine):
    backwards = list(reversed(RIGHT))
    PlotFactory(cluster=mine, code="MO-1", published=True, drawn=True)
    PlotFactory(cluster=mine, code="MO-2", published=True, **drawing(backwards))
    PlotFactory(cluster=mine, code="KHO-1", **drawing(rectangle(right=300)))
    PlotFactory(cluster=mine, code="CHUA-VE", published=True)
    address = reverse("clusters:geojson", args=[mine.slug])
    answer = visitor.client.get(address)
    assert answer["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert [f["properties"]["code"] for f in features] == ["MO-1", "MO-2"]
    for feature in features:
        (ring,) = feature["geometry"]["coordinates"]
        twice = sum(
            (a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1])
            for a, b in pairwise(ring)
        )
        assert ring[0] == ring[-1] and twice > 0  # RFC 7946: counterclockwise
    turned = {f["properties"]["code"]: f["properties"]["turned"] for f in features}
    assert turned == {"MO-1": False, "MO-2": True}
    assert features[0]["properties"]["corners"] == LEFT
    codes_of_mine = {
        f["properties"]["code"] for f in investor.client.get(address).json()["features"]
    }
    assert codes_of_mine == {"MO-1", "MO-2", "KHO-1"}
    mine.boundary_corners, mine.boundary_epsg, mine.boundary = drawing(LEFT).values()
    mine.save()
    assert visitor.client.get(address).json()["features"][0]["properties"]["kind"] == "cluster"


def test_one_plot_can_be_taken_away_as_geojson_and_csv(visitor, mine):
    plot = PlotFactory(cluster=mine, published=True, drawn=True)
    arguments = [mine.slug, plot.pk]
    geojson = visitor.client.get(reverse("clusters:plot_geojson", args=arguments)).json()
    assert [f["properties"]["id"] for f in geojson["features"]] == [plot.pk]
    text = visitor.client.get(reverse("clusters:plot_corners", args=arguments)).content.decode()
    assert text.splitlines()[1] == "1,2323000.00,572800.00,5897,0"  # the last: no demonstration
    assert [[c.north, c.east] for c in read(text).corners] == LEFT  # the editor reads it back
    undrawn = PlotFactory(cluster=mine, published=True)
    for name in ("plot_geojson", "plot_corners"):
        for slug, pk in ((mine.slug, undrawn.pk), ("cum-khac", plot.pk), (mine.slug, 0)):
            assert (
                visitor.client.get(reverse(f"clusters:{name}", args=[slug, pk])).status_code == 404
            )


def test_the_corners_of_a_cluster_are_a_csv_without_formulas(visitor, mine):
    PlotFactory(cluster=mine, code="=1+1", published=True, drawn=True)
    PlotFactory(cluster=mine, code="KHO-1", **drawing(RIGHT))
    answer = visitor.client.get(reverse("clusters:corners", args=[mine.slug]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["plot"] for row in rows] == ["'=1+1"] * 4
    assert [rows[2][name] for name in ("corner", "x_north_m", "y_east_m", "epsg")] == [
        "3", "2323050.00", "572900.00", "5897",
    ]  # fmt: skip


def test_the_page_of_a_cluster_offers_its_boundaries(visitor, mine):
    page = visitor.client.get(mine.get_absolute_url()).content.decode()
    assert "boundary.geojson" not in page
    PlotFactory(cluster=mine, published=True, drawn=True)
    page = visitor.client.get(mine.get_absolute_url()).content.decode()
    assert "boundary.geojson" in page and "corners.csv" in page


# --- the officer's cluster ----------------------------------------------------------------------


def test_an_officer_draws_a_cluster_and_sees_what_reaches_beyond(officer, mine, queued):
    PlotFactory(cluster=mine, code="CN-05", **drawing(rectangle(right=150)))
    address = reverse("clusters:cluster_boundary", args=[mine.slug])
    assert officer.client.post(address, sent("1\t2\t3")).status_code == 422
    text = write(rectangle(-100, -100, 400, 300))
    page = officer.client.post(address, sent(text), follow=True).content.decode()
    assert "Lô CN-05 vượt ra ngoài ranh giới này 2.500,0" in page
    mine.refresh_from_db()
    assert mine.boundary_corners == rectangle(-100, -100, 400, 300)
    officer.client.post(reverse("clusters:cluster_clear_boundary", args=[mine.slug]))
    mine.refresh_from_db()
    assert not mine.has_boundary


def test_an_investor_proposes_the_boundary_of_its_cluster(
    investor, other_investor, officer, mine, queued
):
    address = reverse("clusters:my_cluster_boundary", args=[mine.slug])
    cluster_page = investor.client.get(reverse("clusters:my_plots", args=[mine.slug]))
    assert address in cluster_page.content.decode()
    wanted = rectangle(-100, -100, 400, 300)
    assert investor.client.post(address, sent("1\t2\t3")).status_code == 422
    assert other_investor.client.post(address, sent(write(wanted))).status_code == 404
    page = investor.client.post(address, sent(write(wanted)), follow=True).content.decode()
    assert "Ranh giới mới đang chờ Sở" in page and write(wanted) in page  # goes on from it
    mine.refresh_from_db()
    assert not mine.has_boundary
    version = mine.listing_versions.get()
    assert version.values["boundary"]["corners"] == wanted
    review = officer.client.get(version.get_absolute_url()).content.decode()
    assert "đề xuất (đỏ)" in review and "đã duyệt (xanh, nét đứt)" not in review
    actions.approve(version, by=officer.user)
    mine.refresh_from_db()
    assert mine.boundary_corners == wanted
    same = investor.client.post(address, sent(write(wanted)), follow=True).content.decode()
    assert "Không có gì khác" in same and mine.listing_versions.count() == 1
    investor.client.post(reverse("clusters:my_cluster_clear_boundary", args=[mine.slug]))
    removal = mine.listing_versions.live().get()
    assert removal.values == {"boundary": None}
    review = officer.client.get(removal.get_absolute_url()).content.decode()
    assert "Đề xuất bỏ ranh giới" in review and "đã duyệt (xanh, nét đứt)" in review


def kinds(person, version):
    """(kind, code) of everything that the map of a version draws."""
    answer = person.client.get(reverse("clusters:version_geojson", args=[version.pk])).json()
    return [(f["properties"]["kind"], f["properties"]["code"]) for f in answer["features"]]


def test_a_version_is_drawn_among_the_plots_around_it(investor, officer, queued, monkeypatch):
    cluster = ClusterFactory(investor=investor.organisation, drawn=True)
    plot = PlotFactory(cluster=cluster, code="CN-01", published=True, drawn=True)
    for n in range(1, 4):
        PlotFactory(cluster=cluster, code=f"<b>{n}", **drawing(rectangle(right=100 + 100 * n)))
    PlotFactory(drawn=True)  # elsewhere
    version = actions.propose(
        plot, {"boundary": {"corners": RIGHT, "epsg": HANOI}}, by=None
    ).version
    whole = ("cluster", cluster.short_name)
    around = [("plot", f"<b>{n}") for n in (1, 2, 3)]
    both = [("approved", "CN-01"), ("proposed", "CN-01")]
    assert kinds(officer, version) == kinds(investor, version) == [whole, *around, *both]
    monkeypatch.setattr(surroundings, "MOST_AROUND", 1)
    assert kinds(officer, version) == [whole, around[0], *both]
    page = officer.client.get(version.get_absolute_url()).content.decode()
    assert f'data-own="proposed-{version.pk}"' in page
    # once decided, "approved" stays what it was made against
    drawn = officer.client.get(reverse("clusters:version_geojson", args=[version.pk])).json()
    actions.approve(version, by=None)
    again = officer.client.get(reverse("clusters:version_geojson", args=[version.pk])).json()
    rings = [f["geometry"] for f in drawn["features"][-2:]]
    assert [f["geometry"] for f in again["features"][-2:]] == rings and rings[0] != rings[1]


def test_the_proposed_boundary_of_a_cluster_is_drawn_with_its_plots(officer, queued):
    cluster = ClusterFactory(drawn=True)
    PlotFactory(cluster=cluster, code="CN-01", drawn=True)
    wanted = {"corners": rectangle(-100, -100, 400, 300), "epsg": HANOI}
    version = actions.propose(cluster, {"boundary": wanted}, by=None).version
    assert kinds(officer, version) == [("plot", "CN-01"), ("approved", ""), ("proposed", "")]


@pytest.mark.parametrize("plots", [1, 20])
def test_the_map_of_a_version_costs_the_same_among_few_and_many(
    officer, plots, queued, django_assert_num_queries
):
    cluster = ClusterFactory(drawn=True)
    plot = PlotFactory(cluster=cluster, published=True, drawn=True)
    for n in range(plots):
        PlotFactory(cluster=cluster, **drawing(rectangle(right=100 + 100 * n)))
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    with django_assert_num_queries(5):  # session, user, desks, version, plots
        assert len(kinds(officer, version)) == plots + 2


@pytest.mark.parametrize("plots", [1, 20])
def test_the_editor_of_a_cluster_costs_the_same_with_few_and_many_plots(
    officer, plots, django_assert_num_queries
):
    cluster = ClusterFactory(drawn=True)
    for n in range(plots):
        PlotFactory(cluster=cluster, **drawing(rectangle(right=100 * n)))
    with django_assert_num_queries(6):  # session, user, desks, cluster, plots, log
        officer.client.get(reverse("clusters:cluster_boundary", args=[cluster.slug]))
