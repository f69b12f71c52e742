"""What is tried with a need: the promised count is what is shown, and nothing is stored."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from clusters.models import Cluster
from enterprises.models import LandRequest
from matching import actions
from matching.forms import MOST_WEIGHT
from matching.models import Match
from portal.common.models import Change
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    LandRequestFactory,
    MembershipFactory,
    PlaceFactory,
    PlotAdjacencyFactory,
    PlotFactory,
)

TRIAL = "?industry=2220&area_ideal_m2=5000"


@pytest.fixture
def cluster(db, queued):
    IndustryFactory(code="2220")
    row = ClusterFactory(power_kva=400)
    ClusterTradeFactory(cluster=row)
    return row


@pytest.fixture
def market(cluster):
    """A near plot that is dear, a far one that is cheap, one too small, one too dear."""
    far = ClusterFactory(lat=21.2, power_kva=None)
    ClusterTradeFactory(cluster=far)
    priced = {"published": True, "price_basis": "annual"}
    return {
        "near": PlotFactory(cluster=cluster, code="GAN", price_vnd_m2=300_000, **priced),
        "far": PlotFactory(cluster=far, code="XA", price_vnd_m2=160_000, **priced),
        "small": PlotFactory(
            cluster=cluster, code="NHO", area_m2="3600.5", price_vnd_m2=200_000, **priced
        ),
        "dear": PlotFactory(cluster=cluster, code="DAT", price_vnd_m2=371_000, **priced),
    }


@pytest.fixture
def land_request(manufacturer, market):
    row = LandRequestFactory(
        organisation=manufacturer.organisation,
        opened=True,
        need_by=None,
        max_cost_vnd_m2_year=320_000,
        place=PlaceFactory(lat=21.0, lon=105.7),
    )
    actions.match_request(row.pk)
    return row


def codes(answer):
    return [card.codes for card in answer.context["cards"]]


def promised(answer):
    return [(one.opens, one.condition, one.query) for one in answer.context["helps"]]


# --- weights -------------------------------------------------------------------------------------


def test_other_weights_rank_anew_and_are_not_stored(manufacturer, land_request):
    address = land_request.get_absolute_url()
    assert codes(manufacturer.client.get(address)) == ["XA", "GAN"]
    tried = manufacturer.client.get(address, {"w_distance": 5, "w_cost": 0})
    assert codes(tried) == ["GAN", "XA"]
    page = tried.content.decode()
    assert "Đang thử, chưa lưu" in page and "Khoảng cách <s>2</s> → <strong>5</strong>" in page
    land_request.refresh_from_db()
    assert land_request.weights == {} and land_request.version == 1
    assert codes(manufacturer.client.get(address)) == ["XA", "GAN"]


def test_a_slider_swaps_the_list_and_not_itself(manufacturer, land_request):
    answer = manufacturer.client.get(
        land_request.get_absolute_url(), {"w_cost": 5}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert 'id="matches"' in page and "<html" not in page and 'type="range"' not in page
    assert 'id="announced" hx-swap-oob' in page


def test_saved_weights_are_logged_and_matched_anew(manufacturer, land_request, queued):
    queued.clear()
    address = reverse("matching:set_weights", args=[land_request.pk])
    answer = manufacturer.client.post(address, {"w_distance": "0", "w_cost": "4.5"})
    assert answer.status_code == 302
    row = LandRequest.objects.get()
    assert (row.weights["distance"], row.weights["cost"], row.version) == (0.0, 4.5, 2)
    log = Change.objects.of(row).first()
    assert log.field == "weights" and "cost=4.5" in log.after and log.actor.name
    assert row.weights["area"] == 3 and codes(manufacturer.client.get(answer["Location"]))
    assert not manufacturer.client.get(answer["Location"]).context["what_if"].is_trying


def test_a_change_being_tried_survives_saving_the_weights(manufacturer, land_request):
    address = reverse("matching:set_weights", args=[land_request.pk])
    tried = {"w_cost": 5, "try_max_cost_vnd_m2_year": "371000.0"}
    answer = manufacturer.client.post(address, tried)
    assert answer["Location"].endswith("?try_max_cost_vnd_m2_year=371000.0")
    answer = manufacturer.client.post(
        reverse("matching:save_change", args=[land_request.pk]), tried
    )
    assert answer["Location"].endswith("?w_cost=5")
    row = LandRequest.objects.get()
    assert row.max_cost_vnd_m2_year == 371_000 and row.weights["cost"] == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"w_cost": "-1"},
        {"w_cost": "5.1"},
        {"w_cost": "nan"},
        {"w_cost": "1e999"},
        {"w_cost": "viel"},
        {f"w_{name}": "0" for name in ("area", "cost", "distance", "access", "readiness")}
        | {"w_headroom": "0", "w_neighbours": "0"},
    ],
)
def test_weights_that_are_none_are_refused_beside_the_slider(manufacturer, land_request, wrong):
    for method, address in (
        ("post", reverse("matching:set_weights", args=[land_request.pk])),
        ("get", land_request.get_absolute_url()),
    ):
        answer = getattr(manufacturer.client, method)(address, wrong)
        assert answer.status_code == 422
        assert answer.context["what_if"].weights.errors
        page = answer.content.decode()
        assert codes(answer) == ["XA", "GAN"]  # what is saved stays in view
        assert re.search(r'class="error"[^>]*>(<span[^>]*>⚠</span>)? *[^<]', page)
    assert LandRequest.objects.get().weights == {}


def test_a_criterion_without_a_basis_has_no_slider(manufacturer, market):
    row = LandRequestFactory(organisation=manufacturer.organisation, opened=True, need_by=None)
    actions.match_request(row.pk)
    fields = manufacturer.client.get(row.get_absolute_url()).context["what_if"].weights.fields
    assert {"w_cost", "w_time", "w_distance"}.isdisjoint(fields) and "w_area" in fields


def test_a_weight_beyond_the_slider_stands_at_its_end(manufacturer, land_request):
    LandRequest.objects.update(weights={"cost": 9.0})
    answer = manufacturer.client.get(land_request.get_absolute_url())
    assert answer.status_code == 200 and not answer.context["what_if"].is_trying
    assert answer.context["what_if"].weights["w_cost"].value() == MOST_WEIGHT


# --- what would help ---------------------------------------------------------------------------


def test_each_change_shows_what_it_promised_and_stores_nothing(manufacturer, land_request):
    address = land_request.get_absolute_url()
    answer = manufacturer.client.get(address)
    before = answer.context["counts"].eligible_count
    found = promised(answer)
    assert [(opens, words) for opens, words, _query in found] == [
        (1, "nhận lô từ 3.600,5\u00a0m²"),
        (1, "chi phí tới 371.000\u00a0đ/m²/năm"),
    ]
    for opens, _words, query in found:
        tried = manufacturer.client.get(address + query)
        assert tried.context["counts"].eligible_count == before + opens
        assert sum(card.is_new for card in tried.context["cards"]) == opens
        assert f"+{opens} lô" in tried.content.decode()
        assert "nhờ thay đổi này" in tried.content.decode()
    assert LandRequest.objects.get().version == 1


def test_a_tried_change_is_undone_saved_and_gone(manufacturer, land_request, queued):
    address = land_request.get_absolute_url()
    tried = manufacturer.client.get(address, {"try_area_min_m2": "3600.5", "w_cost": 5})
    (one,) = tried.context["what_if"].tried()
    assert (str(one.name), one.before, one.after) == (
        "Diện tích nhỏ nhất", "4.000\u00a0m²", "3.600,5\u00a0m²",
    )  # fmt: skip
    assert one.undo == "?w_cost=5"
    queued.clear()
    manufacturer.client.post(
        reverse("matching:save_change", args=[land_request.pk]), {"try_area_min_m2": "3600.5"}
    )
    row = LandRequest.objects.get()
    assert float(row.area_min_m2) == 3600.5 and row.version == 2
    actions.match_request(row.pk)
    assert {match.plot.code for match in Match.objects.all()} == {"GAN", "XA", "NHO"}


def test_two_changes_add_up(manufacturer, land_request):
    address = land_request.get_absolute_url()
    first = manufacturer.client.get(address, {"try_area_min_m2": "3600.5"})
    (rest,) = promised(first)
    second = manufacturer.client.get(address + rest[2])
    assert second.context["opened"] == 2
    assert {step.field for step in second.context["what_if"].steps} == {
        "area_min_m2", "max_cost_vnd_m2_year",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"try_area_min_m2": "0"},
        {"try_area_min_m2": "5000.1"},  # above the best area
        {"try_area_min_m2": "nan"},
        {"try_max_cost_vnd_m2_year": "9e99"},
        {"try_max_cost_vnd_m2_year": "rẻ"},
    ],
)
def test_what_cannot_be_tried_is_named_and_the_saved_stays(manufacturer, land_request, wrong):
    answer = manufacturer.client.get(land_request.get_absolute_url(), wrong)
    assert answer.status_code == 422 and "không dùng được" in answer.content.decode()
    assert codes(answer) == ["XA", "GAN"]
    address = reverse("matching:save_change", args=[land_request.pk])
    assert manufacturer.client.post(address, wrong).status_code == 422
    assert LandRequest.objects.get().version == 1


@pytest.mark.parametrize("name", ["try_need_by", "try_kinds", "try_power_kva", "try_status"])
def test_what_the_request_does_not_ask_cannot_be_tried(manufacturer, land_request, name):
    answer = manufacturer.client.get(land_request.get_absolute_url(), {name: "2027-01-01"})
    assert answer.status_code == 200 and not answer.context["what_if"].is_trying


def test_a_closed_request_saves_nothing(manufacturer, land_request):
    LandRequest.objects.update(status="closed", opened_at=None)
    for name, tried in (
        ("matching:set_weights", {"w_cost": 5}),
        ("matching:save_change", {"try_area_min_m2": "3600.5"}),
    ):
        answer = manufacturer.client.post(reverse(name, args=[land_request.pk]), tried)
        assert answer.status_code == 409
    row = LandRequest.objects.get()
    assert row.weights == {} and row.area_min_m2 == 4000


@pytest.mark.parametrize("status", ["draft", "paused", "closed"])
def test_nothing_is_tried_with_a_request_that_does_not_look(manufacturer, land_request, status):
    LandRequest.objects.update(status=status, opened_at=None)
    answer = manufacturer.client.get(land_request.get_absolute_url(), {"w_cost": 5})
    assert answer.status_code == 200 and "cards" not in answer.context
    assert "lựa chọn?" not in answer.content.decode()


def test_a_viewer_may_try_and_not_save(manufacturer, land_request, client):
    viewer = MembershipFactory(organisation=manufacturer.organisation, role="viewer")
    client.force_login(viewer.user)
    page = client.get(land_request.get_absolute_url(), {"w_cost": 5})
    assert page.status_code == 200 and "Lưu trọng số này" not in page.content.decode()
    address = reverse("matching:set_weights", args=[land_request.pk])
    assert client.post(address, {"w_cost": 5}).status_code == 404


def test_the_page_keeps_still_while_a_trial_stands_and_moves_with_the_market(
    manufacturer, land_request, market
):
    address = land_request.get_absolute_url()
    first = manufacturer.client.get(address, {"w_cost": 5})
    seen = {"X-Seen": first.context["stamp"], "HX-Request": "true"}
    assert manufacturer.client.get(address, {"w_cost": 5}, headers=seen).status_code == 204
    market["far"].version += 1
    market["far"].save()
    assert manufacturer.client.get(address, {"w_cost": 5}, headers=seen).status_code == 200


@pytest.mark.parametrize("plots", [5, 20])
def test_trying_costs_the_same_at_any_number(
    manufacturer, land_request, market, django_assert_num_queries, plots
):
    PlotFactory.create_batch(plots, cluster=market["near"].cluster, published=True)
    address = land_request.get_absolute_url()
    manufacturer.client.get(address)
    with django_assert_num_queries(13):
        manufacturer.client.get(address, {"w_cost": 5, "try_area_min_m2": "3600.5"})


# --- a visitor's trial -------------------------------------------------------------------------


def test_a_trial_carries_weights_and_changes_in_its_address(visitor, market):
    address = reverse("matching:trial") + TRIAL
    answer = visitor.client.get(address + "&max_cost_vnd_m2_year=320000")
    for opens, _words, query in promised(answer):
        tried = visitor.client.get(reverse("matching:trial") + query)
        assert tried.context["opened"] == opens
        assert "Đưa thay đổi vào nhu cầu" in tried.content.decode()
        taken = visitor.client.get(
            reverse("matching:trial") + tried.context["what_if"].taken_over + "&w_cost=5"
        )
        assert taken.context["counts"].eligible_count == tried.context["counts"].eligible_count
        assert not taken.context["what_if"].steps and taken.context["what_if"].has_weights
    wrong = visitor.client.get(address + "&w_area=-1")
    assert wrong.status_code == 422 and codes(wrong)


def test_the_weights_of_a_trial_come_along_into_a_request(manufacturer, market):
    address = reverse("enterprises:request_new") + TRIAL + "&w_area=5"
    need = {
        "organisation": manufacturer.organisation.pk,
        "industry": "2220",
        "area_ideal_m2": "5000",
        "open": "1",
    }
    answer = manufacturer.client.post(address, need)
    assert answer["Location"].endswith("/?w_area=5")
    assert manufacturer.client.get(answer["Location"]).context["what_if"].has_weights


# --- adjacent plots ------------------------------------------------------------------------------


def test_adjacent_plots_are_one_card(manufacturer, land_request, market, cluster):
    first = PlotFactory(
        cluster=cluster, code="L1", area_m2=3000, ready_on="2026-05-01", published=True
    )
    other = PlotFactory(
        cluster=cluster, code="L2", area_m2="2500.5", ready_on="2026-08-01", published=True
    )
    PlotAdjacencyFactory(first=first, second=other)
    Cluster.objects.update(version=2)
    LandRequest.objects.update(max_cost_vnd_m2_year=None, version=2)
    actions.match_request(land_request.pk)
    for address in (land_request.get_absolute_url(), land_request.get_absolute_url() + "?w_area=5"):
        answer = manufacturer.client.get(address)
        card = next(card for card in answer.context["cards"] if len(card.plots) == 2)
        assert (card.codes, float(card.area_m2), f"{card.ready_on}") == (
            "L1 + L2", 5500.5, "2026-08-01",
        )  # fmt: skip
        page = answer.content.decode()
        assert "Ghép hai lô" in page and "hai lô liền kề" in page and "5.500,5\u00a0m²" in page


# --- the demonstration set, end to end -----------------------------------------------------------


@pytest.mark.django_db
def test_every_promise_of_the_demonstration_requests_is_kept(client, queued):
    for command in ("load_reference", "load_clusters"):
        call_command(command, verbosity=0)
    call_command("demo", "load", verbosity=0)
    kept = 0
    for row in LandRequest.objects.open().select_related("organisation"):
        actions.match_request(row.pk)
        client.force_login(row.organisation.memberships.get().user)
        answer = client.get(row.get_absolute_url())
        before = answer.context["counts"].eligible_count
        for opens, words, query in promised(answer):
            tried = client.get(row.get_absolute_url() + query)
            now = tried.context["counts"].eligible_count
            assert (now, tried.context["opened"]) == (before + opens, opens), (row, words)
            new = sum(card.is_new for card in all_cards(client, row, query, tried))
            assert new == opens, (row, words)
            kept += 1
    assert kept >= 15


def all_cards(client, row, query, first):
    for number in range(1, first.context["page"].paginator.num_pages + 1):
        page = client.get(f"{row.get_absolute_url()}{query}&page={number}")
        yield from page.context["cards"]
