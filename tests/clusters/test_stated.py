"""Utilities and components as an investor proposes them: what waits, what is approved."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions
from clusters.models import Attachment, FactSource, Promise
from clusters.stated import MODELS
from tests.factories import ClusterFactory, ComponentFactory, UtilityFactory

pytestmark = pytest.mark.django_db
POWER = {
    "design": "2000",
    "in_use": "500",
    "available": "900",
    "connected_beyond_fence": "yes",
    "as_of": "2026-10-31",
    "source": "Biên bản 12/BB",
}
ROADS = {
    "percent": "60",
    "promised_on": "2027-06-30",
    "completed_on": "",
    "as_of": "2026-10-31",
    "source": "Báo cáo tiến độ 7",
}


@pytest.fixture
def mine(investor, queued):
    return ClusterFactory(investor=investor.organisation)


def address(cluster, name):
    return reverse("clusters:stated_edit", args=[cluster.slug, name])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_proposed_utility_waits_and_feeds_the_cluster_once_approved(investor, officer, mine):
    UtilityFactory(cluster=mine, design=1000, in_use=0, available=300)
    assert investor.client.post(address(mine, "utility_power"), POWER).status_code == 302
    version = mine.listing_versions.get()
    assert list(version.values) == ["utility_power"]
    assert mine.utilities.get().available == 300 and mine.power_kva is None
    page = text(officer.client.get(version.get_absolute_url()))
    assert "công suất thiết kế 1.000" in page and "còn 900" in page and "Biên bản 12/BB" in page
    actions.approve(version, by=officer.user)
    row = mine.utilities.get()
    assert (row.design, row.in_use, row.available, row.as_of) == (
        2000,
        500,
        900,
        date(2026, 10, 31),
    )
    mine.refresh_from_db()
    assert mine.power_kva == 900 and mine.version > 1
    source = FactSource.objects.get(cluster=mine)
    assert (source.field, source.title, source.as_of) == (
        "power_kva", "Biên bản 12/BB", "2026-10-31",
    )  # fmt: skip


def test_a_promised_completion_joins_the_ledger_when_it_is_approved(investor, officer, mine):
    investor.client.post(address(mine, "component_roads"), ROADS)
    assert not Promise.objects.exists()
    actions.approve(mine.listing_versions.get(), by=officer.user)
    assert [row.promised_on for row in Promise.objects.all()] == [date(2027, 6, 30)]
    later = ROADS | {"promised_on": "2027-12-31"}
    investor.client.post(address(mine, "component_roads"), later)
    actions.approve(mine.listing_versions.live().get(), by=officer.user)
    done = ROADS | {"percent": "100", "promised_on": "2027-12-31", "completed_on": "2026-10-01"}
    investor.client.post(address(mine, "component_roads"), done)
    actions.approve(mine.listing_versions.live().get(), by=officer.user)
    rows = [(row.promised_on, row.kept_on) for row in Promise.objects.all()]
    assert rows == [(day, date(2026, 10, 1)) for day in (date(2027, 6, 30), date(2027, 12, 31))]
    assert mine.components.get().percent == 100


def test_what_waits_is_amended_and_beside_other_facts(investor, mine):
    investor.client.post(address(mine, "component_roads"), ROADS)
    actions.propose(mine, {"road_km": "3"}, by=None, evidence="Quy hoạch", as_of="2025")
    assert "60%" in text(investor.client.get(reverse("clusters:stated_list", args=[mine.slug])))
    form = investor.client.get(address(mine, "component_roads")).context["form"]
    assert (form["percent"].value(), form["source"].value()) == ("60", "Báo cáo tiến độ 7")
    investor.client.post(address(mine, "component_roads"), ROADS | {"percent": "70"})
    version = mine.listing_versions.get()
    assert version.values["component_roads"]["percent"] == 70
    assert (version.values["road_km"], version.evidence) == ("3", "Quy hoạch")
    actions.approve(version, by=None)
    assert FactSource.objects.get(cluster=mine).field == "road_km"


def test_what_a_utility_leaves_counts_before_a_bare_figure(investor, mine):
    actions.propose(mine, {"power_kva": "100", "utility_power": POWER}, by=investor.user)
    actions.approve(mine.listing_versions.get(), by=None)
    mine.refresh_from_db()
    assert mine.power_kva == mine.utilities.get().available == 900
    assert FactSource.objects.get(cluster=mine).title == "Biên bản 12/BB"


def test_the_same_again_is_no_proposal(investor, mine):
    ComponentFactory(
        cluster=mine, percent=60, promised_on=date(2027, 6, 30), as_of=date(2026, 10, 31),
        source="Báo cáo tiến độ 7",
    )  # fmt: skip
    investor.client.post(address(mine, "component_roads"), ROADS)
    assert not mine.listing_versions.exists()
    form = investor.client.get(address(mine, "component_roads")).context["form"]
    assert (form["percent"].value(), form["source"].value()) == ("60", "")  # said anew each time


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("utility_power", {"in_use": "3000"}, "__all__"),
        ("utility_power", {"design": "1.2.3"}, "design"),
        ("utility_power", {"as_of": "2126-01-01"}, "as_of"),
        ("utility_power", {"source": ""}, "source"),
        ("component_roads", {"percent": "101"}, "percent"),
        ("component_roads", {"completed_on": "2026-10-01"}, "__all__"),
    ],
)
def test_bad_input_is_named_and_stays(investor, mine, name, typed, field):
    whole = POWER if name == "utility_power" else ROADS
    answer = investor.client.post(address(mine, name), whole | typed)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    for value in typed.values():
        assert value in answer.content.decode()
    assert not mine.listing_versions.exists()


def test_a_verb_refuses_what_the_row_cannot_be(mine):
    with pytest.raises(ValidationError):
        actions.propose(mine, {"utility_power": POWER | {"available": "2500"}}, by=None)


def test_another_kind_is_not_found(investor, other_investor, mine):
    assert investor.client.get(address(mine, "utility_gas")).status_code == 404
    assert other_investor.client.get(address(mine, "utility_power")).status_code == 404


def test_the_officer_reads_the_documents_of_the_cluster(investor, officer, mine):
    investor.client.post(address(mine, "utility_power"), POWER)
    Attachment.objects.create(
        cluster=mine, kind="paper", name="bien-ban.pdf", size_bytes=1, sha256="0" * 64
    )
    assert "bien-ban.pdf" in text(
        officer.client.get(mine.listing_versions.get().get_absolute_url())
    )


def test_a_version_of_many_rows_costs_as_one_of_one(investor, officer, mine):
    def queries(names):
        values = {name: POWER if name.startswith("utility") else ROADS for name in names}
        version = actions.propose(mine, values, by=investor.user).version
        officer.client.get(version.get_absolute_url())  # looked at once
        with CaptureQueriesContext(connection) as made:
            officer.client.get(version.get_absolute_url())
        return len(made)

    names = list(MODELS)
    assert queries(names[:1]) == queries(names)
