"""The change feed: what the public could see, in order, and nothing else."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import clusters.actions
import enterprises.actions
from clusters.models import Plot
from opendata import feed
from portal.common.lifecycle import record
from tests import factories


def changes(client, **query):
    return client.get(reverse("api:changes"), query).json()


def told(client, **query):
    return [
        (row["thing"], row["id"], row["kind"], *row["fields_changed"])
        for row in changes(client, **query)["results"]
    ]


@pytest.fixture
def plot(investor):
    cluster = factories.ClusterFactory(investor=investor.organisation)
    return factories.PlotFactory(cluster=cluster)


def test_the_life_of_a_plot_as_the_public_saw_it(plot, investor, officer, visitor):
    by, office = {"by": investor.user}, {"by": officer.user}
    do = clusters.actions
    do.propose(plot, {"area_m2": "4000"}, **by)  # a draft: nobody's business
    do.submit(plot, **by)
    assert told(visitor.client) == []
    do.publish(plot, **office)
    do.propose(plot, {"note": "Gần đường"}, **by)  # small: live at once
    version = do.propose(plot, {"price_vnd_m2": 5_000_000}, **by).version
    assert len(told(visitor.client)) == 2  # what waits is not told
    do.approve(version, **office)
    do.set_market(plot, "held", **by)
    do.set_market(plot, "open", **by)
    do.confirm(plot, **by)
    do.suspend(plot, reason="Giá sai", **office)
    do.resume(plot, **office)
    do.withdraw(plot, **by)
    do.propose(plot, {"area_m2": "3000"}, **by)
    assert told(visitor.client) == [
        ("plot", plot.pk, "published"),
        ("plot", plot.pk, "changed", "note"),
        ("plot", plot.pk, "changed", "price_vnd_m2"),
        ("plot", plot.pk, "changed", "market"),
        ("plot", plot.pk, "changed", "market"),
        ("plot", plot.pk, "changed", "confirmed_at"),
        ("plot", plot.pk, "withdrawn"),
        ("plot", plot.pk, "published"),
        ("plot", plot.pk, "withdrawn"),
    ]


def test_a_plot_hidden_for_its_age_goes_and_comes_back(plot, investor, visitor):
    Plot.objects.filter(pk=plot.pk).update(status="published", published_at=timezone.now())
    record(plot, "hidden", by=None, field="availability")
    Plot.objects.filter(pk=plot.pk).update(stale_hidden_at=timezone.now())
    clusters.actions.confirm(plot, by=investor.user)
    assert told(visitor.client) == [
        ("plot", plot.pk, "withdrawn"),
        ("plot", plot.pk, "published"),
    ]


def test_a_reader_who_goes_on_from_any_cursor_hears_the_same(plot, investor, officer, visitor):
    test_the_life_of_a_plot_as_the_public_saw_it(plot, investor, officer, visitor)
    whole = changes(visitor.client)["results"]
    for size in (1, 2, 5):
        heard, after, more = [], "", True
        while more:
            answer = changes(visitor.client, after=after, page_size=size)
            heard, after, more = heard + answer["results"], answer["next"], answer["more"]
        assert heard == whole
    for number, row in enumerate(whole):
        assert changes(visitor.client, after=row["cursor"])["results"] == whole[number + 1 :]


def test_a_reader_that_reads_little_at_a_time_loses_nothing(
    plot, investor, officer, visitor, monkeypatch
):
    test_the_life_of_a_plot_as_the_public_saw_it(plot, investor, officer, visitor)
    whole = changes(visitor.client)["results"]
    monkeypatch.setattr(feed, "MOST_READ", 2)
    heard, after, more = [], "", True
    while more:
        answer = changes(visitor.client, after=after)
        heard, after, more = heard + answer["results"], answer["next"], answer["more"]
    assert heard == whole


def test_the_end_is_a_cursor_to_begin_from(plot, investor, officer, visitor):
    clusters.actions.submit(plot, by=investor.user)
    clusters.actions.publish(plot, by=officer.user)
    latest = changes(visitor.client, after="latest")
    assert latest["results"] == [] and latest["more"] is False
    clusters.actions.withdraw(plot, by=investor.user)
    answer = changes(visitor.client, after=latest["next"])
    assert [row["kind"] for row in answer["results"]] == ["withdrawn"]
    assert changes(visitor.client, after=answer["next"])["results"] == []


def test_a_withdrawn_plot_is_named_by_its_id_and_its_address_answers_no_more(
    plot, investor, officer, visitor
):
    clusters.actions.submit(plot, by=investor.user)
    clusters.actions.publish(plot, by=officer.user)
    [row] = changes(visitor.client)["results"]
    address = row["url"].replace("http://localhost:8000", "")
    assert visitor.client.get(address).status_code == 200
    clusters.actions.withdraw(plot, by=investor.user, why="Khách rút vì lý do riêng")
    row = changes(visitor.client)["results"][-1]
    assert row["kind"] == "withdrawn" and visitor.client.get(address).status_code == 404
    assert plot.code not in json.dumps(changes(visitor.client))


def test_nothing_private_and_nobody_is_told(plot, investor, officer, manufacturer, visitor):
    for person in (investor, officer, manufacturer):
        person.user.full_name = "Nguyễn Bí Mật"
        person.user.save()
    do = clusters.actions
    do.submit(plot, by=investor.user, note="lời riêng")
    do.publish(plot, by=officer.user)
    do.suspend(plot, by=officer.user, reason="lý do riêng")
    do.resume(plot, by=officer.user, why="lý do riêng")
    do.set_market(plot, "held", by=investor.user)
    do.assign_investor(plot.cluster, None, by=officer.user)
    land_request = factories.LandRequestFactory(organisation=manufacturer.organisation)
    enterprises.actions.open_land_request(land_request, by=manufacturer.user)
    enterprises.actions.pause(land_request, by=manufacturer.user)
    answer = visitor.client.get(reverse("api:changes"))
    text = json.dumps(answer.json(), ensure_ascii=False)
    for private in ("Bí Mật", "riêng", "NC-", "held", manufacturer.organisation.name, "investor",
                    investor.organisation.name, "landrequest"):  # fmt: skip
        assert private not in text, private
    assert {row["thing"] for row in answer.json()["results"]} == {"plot"}


def test_facts_of_a_cluster_are_told_by_name_only(plot, investor, officer, visitor):
    proposal = clusters.actions.propose(
        plot.cluster, {"power_kva": "630", "permitted": []}, by=investor.user, evidence="x"
    )
    assert told(visitor.client) == []
    clusters.actions.approve(proposal.version, by=officer.user)
    [row] = changes(visitor.client)["results"]
    assert (row["thing"], row["fields_changed"]) == ("cluster", ["power_kva"])
    assert row["url"].endswith(f"/api/v1/clusters/{plot.cluster.slug}/")


def test_a_change_is_marked_where_it_is_of_an_invented_row(investor, officer, visitor):
    plot = factories.PlotFactory(submitted=True, is_demo=True)
    clusters.actions.publish(plot, by=officer.user)
    assert [row["is_demo"] for row in changes(visitor.client)["results"]] == [True]


def test_it_costs_the_same_for_one_plot_and_for_twenty(officer, visitor):
    def publish(number):
        for _turn in range(number):
            plot = factories.PlotFactory(submitted=True)
            clusters.actions.publish(plot, by=officer.user)
            clusters.actions.set_market(plot, "held", by=None)
            clusters.actions.propose(plot.cluster, {"name_en": "New"}, by=None)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert changes(visitor.client, after=start)["results"]
        return len(queries)

    start = changes(visitor.client, after="latest")["next"]
    publish(1)
    one = cost()
    publish(19)
    assert cost() == one <= 10
