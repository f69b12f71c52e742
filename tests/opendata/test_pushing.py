"""Plots that an organisation's own programs send in: the form's checks, the verbs' rules."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

import accounts.actions
import clusters.actions
import opendata.actions
from accounts.models import Membership
from clusters import material
from clusters.models import ListingVersion, Plot
from opendata.models import ApiToken
from portal.common import history
from portal.common.models import Change
from tests import factories

KEY = {"authorization": "Bearer key"}
PLOT = {"kind": "land", "area_m2": 5000.5, "price_vnd_m2": 2_500_000, "ready_on": "2027-06-30"}


@pytest.fixture
def token(investor):
    return factories.ApiTokenFactory(organisation=investor.organisation, created_by=investor.user)


@pytest.fixture
def cluster(investor):
    return factories.ClusterFactory(investor=investor.organisation, slug="cua-toi")


def post(client, body, key=KEY, **more):
    return client.post(
        reverse("api:my_plots"), json.dumps(body), "application/json", headers=key, **more
    )


def put(client, code, body, slug="cua-toi", key=KEY):
    address = reverse("api:my_plot", args=[slug, code])
    return client.put(address, json.dumps(body), "application/json", headers=key)


def new(code="CN-01", **more):
    return {"cluster": "cua-toi", "code": code, **PLOT, **more}


def test_a_new_plot_is_a_draft_until_it_is_sent_for_checking(token, cluster, visitor):
    answer = post(visitor.client, new())
    assert answer.status_code == 201
    plot = Plot.objects.get()
    assert answer.json() == {
        "id": plot.pk, "reference": "cua-toi/CN-01", "status": "draft", "market": "open",
        "created": True, "changed": True, "waiting": [],
    }  # fmt: skip
    assert (str(plot.area_m2), plot.price_vnd_m2) == ("5000.5", 2_500_000)
    again = post(visitor.client, new(submit=True))
    assert (again.status_code, again.json()["status"]) == (200, "submitted")
    assert ListingVersion.objects.get().kind == "new"


@pytest.mark.parametrize("spelling", ["CN-01", "cn1", "CN 01"])
def test_the_same_again_changes_nothing_however_the_code_is_written(
    spelling, token, cluster, visitor
):
    post(visitor.client, new(submit=True))
    before = Plot.objects.values().get(), ListingVersion.objects.values().get()
    log = Change.objects.count()
    for answer in (
        post(visitor.client, new(spelling, submit=True)),
        put(visitor.client, spelling, {**PLOT, "submit": True}),
    ):
        assert answer.status_code == 200
        assert (answer.json()["created"], answer.json()["changed"]) == (False, False)
    assert (Plot.objects.values().get(), ListingVersion.objects.values().get()) == before
    assert Change.objects.count() == log


def test_an_edit_of_what_is_published_waits_for_an_officer(token, cluster, visitor, officer):
    post(visitor.client, new(submit=True))
    clusters.actions.publish(Plot.objects.get(), by=officer.user)
    answer = put(visitor.client, "CN-01", {**PLOT, "area_m2": 4800, "note": "Gần đường"})
    assert answer.json()["waiting"] == ["area_m2"]
    plot = Plot.objects.get()
    assert (str(plot.area_m2), plot.note) == ("5000.5", "Gần đường")
    version = ListingVersion.objects.live().get()
    again = put(visitor.client, "CN-01", {**PLOT, "area_m2": 4800, "note": "Gần đường"}).json()
    assert (again["changed"], again["waiting"]) == (False, ["area_m2"])
    assert ListingVersion.objects.live().get().revision == version.revision
    back = put(visitor.client, "CN-01", {**PLOT, "note": "Gần đường"}).json()
    assert (back["changed"], back["waiting"]) == (True, [])
    assert not ListingVersion.objects.live().exists()


def test_a_nightly_run_does_not_undo_what_people_decided(token, cluster, visitor, officer):
    post(visitor.client, new(submit=True))
    plot = Plot.objects.get()
    clusters.actions.return_to_investor(plot, by=officer.user, reason="Thiếu giá")
    assert post(visitor.client, new(submit=True)).json()["status"] == "returned"
    answer = post(visitor.client, new(submit=True, price_vnd_m2=3_000_000))
    assert answer.json()["status"] == "submitted"
    clusters.actions.withdraw(plot, by=officer.user)
    body = new(submit=True, price_vnd_m2=3_000_000)
    assert post(visitor.client, body).json()["status"] == "withdrawn"


def test_what_is_left_out_counts_as_empty(token, cluster, visitor):
    post(visitor.client, new(fee_vnd_m2_year=9000, note="x"))
    put(visitor.client, "CN-01", {"kind": "land", "area_m2": 5000})
    plot = Plot.objects.get()
    assert (plot.price_vnd_m2, plot.ready_on, plot.fee_vnd_m2_year, plot.note) == (None,) * 3 + (
        "",
    )
    assert plot.price_basis == "one_off"


def test_trades_and_limits_come_in_too_and_what_a_program_does_not_send_stays(
    token, cluster, visitor
):
    factories.IndustryFactory(code="22")
    sent = {"density_max_pct": 60, "floors_max": 5, "height_max_m": 20.5, "permitted": ["22"]}
    assert post(visitor.client, new(**sent)).status_code == 201
    Plot.objects.update(contact_role="Phòng kinh doanh")
    assert post(visitor.client, new(**sent)).json()["changed"] is False
    plot = Plot.objects.get()
    assert (plot.floors_max, plot.contact_role) == (5, "Phòng kinh doanh")
    assert material.stored(plot, "permitted") == ["22"]
    assert put(visitor.client, "CN-01", PLOT).json()["changed"] is True
    plot = Plot.objects.get()
    assert (plot.floors_max, plot.contact_role) == (None, "Phòng kinh doanh")
    assert material.stored(plot, "permitted") == []


BAD = [
    ({"permitted": "22"}, "permitted"),
    ({"permitted": [22]}, "permitted"),
    ({"permitted": ["9999"]}, "permitted"),
    ({"floors_max": 0}, "floors_max"),
    ({"area_m2": None}, "area_m2"),
    ({"area_m2": 0}, "area_m2"),
    ({"area_m2": -5}, "area_m2"),
    ({"area_m2": 10**12}, "area_m2"),
    ({"area_m2": 300_000}, "area_m2"),  # the cluster has 20 ha
    ({"area_m2": 1.23456}, "area_m2"),
    ({"area_m2": "5.000"}, "area_m2"),
    ({"area_m2": True}, "area_m2"),
    ({"area_m2": [1]}, "area_m2"),
    ({"price_vnd_m2": 0}, "price_vnd_m2"),
    ({"price_vnd_m2": "2500000"}, "price_vnd_m2"),
    ({"price_vnd_m2": 1e400}, None),
    ({"kind": "castle"}, "kind"),
    ({"kind": 5}, "kind"),
    ({"kind": None}, "kind"),
    ({"price_basis": "weekly"}, "price_basis"),
    ({"ready_on": "2027-02-30"}, "ready_on"),
    ({"ready_on": 20270630}, "ready_on"),
    ({"lease_end": "2020-01-01"}, "lease_end"),
    ({"note": "x" * 501}, "note"),
    ({"note": {}}, "note"),
    ({"code": ""}, "code"),
    ({"code": "---"}, "code"),
    ({"code": "x" * 10_000}, "code"),
    ({"code": ["CN-01"]}, "code"),
    ({"submit": "yes"}, "submit"),
    ({"cluster": 7}, "cluster"),
    ({"cluster": None}, "cluster"),
    ({"status": "published"}, "status"),
    ({"is_demo": True}, "is_demo"),
    ({"published_at": "2026-01-01"}, "published_at"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_cannot_be_is_said_beside_its_field(wrong, field, language, token, cluster, visitor):
    answer = post(visitor.client, new(**wrong) | wrong, {**KEY, "accept-language": language})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    if field:
        assert list(answer.json()["errors"]) == [field]
        assert all(error["message"] for error in answer.json()["errors"][field])
    assert not Plot.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"area_m2": NaN}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 60_000, 400),
        (b'{"note": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_no_plot_is_refused(body, status, token, cluster, visitor):
    answer = visitor.client.post(reverse("api:my_plots"), body, "application/json", headers=KEY)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_only_json_is_taken(token, cluster, visitor):
    assert visitor.client.post(reverse("api:my_plots"), new(), headers=KEY).status_code == 415


# --- who may ---------------------------------------------------------------------------------


def test_without_a_token_nobody_writes_signed_in_or_not(cluster, visitor, investor):
    for person in (visitor, investor):
        assert post(person.client, new(), {}).status_code == 401
        assert person.client.get(reverse("api:my_plots")).status_code == 401
    assert post(visitor.client, new(), {"authorization": "Basic a2V5"}).status_code == 401
    assert not Plot.objects.exists()


def test_a_token_that_only_reads_may_not_write(token, cluster, visitor):
    ApiToken.objects.update(scope="read")
    assert post(visitor.client, new()).status_code == 403
    assert visitor.client.get(reverse("api:my_plots"), headers=KEY).status_code == 403
    assert visitor.client.get(reverse("api:plots"), headers=KEY).status_code == 200


def test_anothers_cluster_is_not_there(token, cluster, visitor, other_investor):
    theirs = factories.ClusterFactory(investor=other_investor.organisation, slug="cua-ho")
    plot = factories.PlotFactory(cluster=theirs, code="CN-01", note="của họ")
    answers = [
        post(visitor.client, new() | {"cluster": slug})
        for slug in ("cua-ho", "khong-co", "", "x" * 10_000)
    ]
    answers.append(put(visitor.client, "CN-01", PLOT, slug="cua-ho"))
    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({answer.content for answer in answers}) == 1
    plot.refresh_from_db()
    assert plot.note == "của họ"
    assert visitor.client.get(reverse("api:my_plots"), headers=KEY).json()["results"] == []


def test_a_token_reaches_the_clusters_of_its_own_organisation_only(
    token, cluster, visitor, investor
):
    """Its maker speaks for two investors; the token for one."""
    other = factories.MembershipFactory(
        user=investor.user,
        organisation=factories.OrganisationFactory(verified=True, investor=True),
    )
    factories.ClusterFactory(investor=other.organisation, slug="cua-ben-kia")
    assert post(visitor.client, new() | {"cluster": "cua-ben-kia"}).status_code == 404


@pytest.mark.parametrize("end", ["revoked", "refused", "left", "viewer", "inactive"])
def test_a_token_ends_with_what_it_rests_on(end, token, cluster, visitor, investor, officer):
    if end == "revoked":
        opendata.actions.revoke_token(token, by=investor.user)
    elif end == "refused":
        accounts.actions.refuse(investor.organisation, by=officer.user, reason="x")
    elif end == "left":
        Membership.objects.filter(user=investor.user).delete()
    elif end == "viewer":
        Membership.objects.filter(user=investor.user).update(role="viewer")
    else:
        type(investor.user).objects.filter(pk=investor.user.pk).update(is_active=False)
    for answer in (
        post(visitor.client, new()),
        visitor.client.get(reverse("api:plots"), headers=KEY),
    ):
        assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    assert not Plot.objects.exists()


def test_the_log_says_that_a_program_did_it_and_for_whom(token, cluster, visitor, investor):
    investor.user.full_name = "Bà Đỗ"
    investor.user.save()
    post(visitor.client, new())
    change = Change.objects.get(field="api")
    assert change.why == "Sổ lô đất"
    plot = Plot.objects.get()
    assert history.sentence(change) == f"Một chương trình của Bà Đỗ đã gửi {plot} vào cổng."


def test_use_is_noted_once_a_minute(token, cluster, visitor, django_assert_max_num_queries):
    visitor.client.get(reverse("api:facts"), headers=KEY)
    used = ApiToken.objects.get().last_used_at
    assert used is not None
    visitor.client.get(reverse("api:facts"), headers=KEY)
    assert ApiToken.objects.get().last_used_at == used


def test_writes_have_a_rate_of_their_own(token, cluster, visitor, monkeypatch):
    rates = {"anonymous": "9/min", "token": "9/min", "push": "2/min"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
    answers = [post(visitor.client, new()).status_code for _turn in range(3)]
    assert answers == [201, 200, 429]
    assert visitor.client.get(reverse("api:my_plots"), headers=KEY).status_code == 200


def test_my_plots_show_every_state_and_cost_the_same_for_one_and_twenty(token, cluster, visitor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = visitor.client.get(reverse("api:my_plots"), headers=KEY).json()["results"]
        return len(queries), rows

    visitor.client.get(reverse("api:my_plots"), headers=KEY)
    factories.PlotFactory(cluster=cluster, returned=True)
    one, [row] = cost()
    assert (row["status"], row["return_reason"]) == ("returned", "Thiếu giá thuê.")
    for _number in range(19):
        factories.ListingVersionFactory(plot=factories.PlotFactory(cluster=cluster, published=True))
    many, rows = cost()
    assert many == one and len(rows) == 20 and rows[-1]["waiting"] == ["area_m2"]
