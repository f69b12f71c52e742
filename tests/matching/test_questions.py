"""Questions about missing facts: asked once, answered by those who may, nobody named."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clusters.models import Plot
from matching import actions
from matching.models import Fact, FactQuestion
from portal.common import history
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    LandRequestFactory,
    OrganisationFactory,
    PlotFactory,
)


@pytest.fixture
def plot(db, queued, investor):
    """Its cluster has an investor and says nothing of power; the plot has no ready date."""
    cluster = ClusterFactory(investor=investor.organisation, water_m3_day=100)
    ClusterTradeFactory(cluster=cluster)
    row = PlotFactory(cluster=cluster, published=True)
    return Plot.objects.for_matching().get(pk=row.pk)


@pytest.fixture
def land_request(manufacturer, plot):
    return LandRequestFactory(
        organisation=manufacturer.organisation, opened=True, power_kva=250, product="Bí mật"
    )


def ask(person, land_request, plot, field="power_kva"):
    address = reverse("matching:ask", args=[land_request.pk, plot.pk, field])
    return person.client.post(address)


def asked(land_request, plot, field=Fact.POWER_KVA):
    return actions.ask_fact(land_request, plot, field, by=None)


def other_plot(plot):
    row = PlotFactory(cluster=plot.cluster, published=True)
    return Plot.objects.for_matching().get(pk=row.pk)


# --- asking ----------------------------------------------------------------------------------


def test_a_question_is_asked_once(manufacturer, land_request, plot):
    assert ask(manufacturer, land_request, plot).status_code == 302
    question = FactQuestion.objects.get()
    assert (question.field, question.asked_by) == ("power_kva", str(manufacturer.user))
    told = history.sentence(Change.objects.of(question).first())
    assert told == f"{manufacturer.user} đã hỏi về {plot}: điện còn lại."
    again = ask(manufacturer, land_request, plot)
    assert again.status_code == 409 and "đã được gửi" in again.content.decode()
    assert FactQuestion.objects.count() == 1


def test_a_fact_of_the_cluster_is_asked_once_for_all_its_plots(land_request, plot):
    asked(land_request, plot)
    with pytest.raises(RuleViolation) as refused:
        asked(land_request, other_plot(plot))
    assert refused.value.code == "asked_already"
    asked(land_request, plot, Fact.READY_ON)
    asked(land_request, other_plot(plot), Fact.READY_ON)  # each plot has its own day


def test_it_may_be_asked_again_once_answered(land_request, plot):
    actions.answer_question(asked(land_request, plot), "Chưa rõ, hỏi lại sau.", by=None)
    asked(land_request, plot)
    assert FactQuestion.objects.waiting().count() == 1


@pytest.mark.parametrize(
    ("code", "model", "change"),
    [
        ("not_open", "land_request", {"status": "paused", "opened_at": None}),
        ("not_on_offer", "plot", {"market": "held"}),
        ("nobody", "cluster", {"investor": None}),
        ("known", "cluster", {"power_kva": 400}),
    ],
)
def test_what_cannot_be_asked(land_request, plot, code, model, change):
    row = {"land_request": land_request, "plot": plot, "cluster": plot.cluster}[model]
    type(row).objects.filter(pk=row.pk).update(**change)
    with pytest.raises(RuleViolation) as refused:
        asked(land_request, Plot.objects.for_matching().get(pk=plot.pk))
    assert refused.value.code == code and not FactQuestion.objects.exists()


def test_only_who_speaks_for_the_firm_asks(
    manufacturer, other_manufacturer, investor, officer, land_request, plot
):
    for person in (other_manufacturer, investor, officer):
        assert ask(person, land_request, plot).status_code == 404
    assert ask(manufacturer, land_request, plot, "owner").status_code == 404  # no such fact


@pytest.mark.parametrize(
    "lie",
    [
        {"field": "owner"},
        {"answer": "ja"},
        {"answered_by": "x"},
        {"answered_at": "2026-01-01T00:00Z"},
    ],
)
def test_a_question_cannot_be_half_answered(land_request, plot, lie):
    question = asked(land_request, plot)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactQuestion.objects.filter(pk=question.pk).update(**lie)


def test_the_same_open_question_cannot_be_stored_twice(land_request, plot):
    asked(land_request, plot)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactQuestion.objects.create(land_request=land_request, plot=plot, field="power_kva")


# --- the investor's desk -------------------------------------------------------------------------


def test_the_investor_sees_trade_and_size_and_never_who_asks(
    manufacturer, investor, officer, land_request, plot
):
    asked_by = actions.ask_fact(land_request, plot, Fact.POWER_KVA, by=manufacturer.user)
    for person in (investor, officer):
        page = person.client.get(reverse("matching:questions")).content.decode()
        assert "2220" in page and "5.000\u00a0m² đến 10.000\u00a0m²" in page
        assert "còn điện ≥\u00a0250\u00a0kVA" in page
        assert str(land_request) not in page and "Bí mật" not in page
        for secret in (
            manufacturer.organisation.name, manufacturer.user.email, asked_by.asked_by,
        ):  # fmt: skip
            assert secret not in page


def test_an_answer_reaches_the_firm(manufacturer, investor, land_request, plot):
    question = asked(land_request, plot)
    actions.match_request(land_request.pk)
    firm = manufacturer.client.get(land_request.get_absolute_url())
    assert "Đang chờ trả lời" in firm.content.decode()
    address = reverse("matching:answer", args=[question.pk])
    assert investor.client.post(address, {"answer": "Còn 630 kVA."}).status_code == 302
    seen = {"X-Seen": firm.context["stamp"], "HX-Request": "true"}
    again = manufacturer.client.get(land_request.get_absolute_url(), headers=seen)
    assert again.status_code == 200 and "Còn 630 kVA." in again.content.decode()
    assert investor.organisation.name not in again.content.decode()
    assert investor.client.post(address, {"answer": "Còn 0."}).status_code == 409
    every = manufacturer.client.get(reverse("matching:request_questions", args=[land_request.pk]))
    assert "Còn 630 kVA." in every.content.decode()


@pytest.mark.parametrize("text", ["", " ", "x", "x" * 1001])
def test_an_answer_says_something(investor, land_request, plot, text):
    question = asked(land_request, plot)
    address = reverse("matching:answer", args=[question.pk])
    answer = investor.client.post(address, {"answer": text})
    assert answer.status_code == 422 and f'id="id_{question.pk}_answer_error"' in (
        answer.content.decode()
    )
    assert FactQuestion.objects.waiting().exists()


def test_others_neither_see_nor_answer(other_investor, manufacturer, officer, land_request, plot):
    question = asked(land_request, plot)
    address = reverse("matching:answer", args=[question.pk])
    for person in (other_investor, manufacturer):
        assert person.client.post(address, {"answer": "Còn."}).status_code == 404
        assert not person.client.get(reverse("matching:questions")).context["asked"]
    assert officer.client.post(address, {"answer": "Theo hồ sơ: còn 630 kVA."}).status_code == 302


def test_questions_of_requests_that_ended_are_not_waited_for(investor, land_request, plot):
    asked(land_request, plot)
    type(land_request).objects.update(status="closed", opened_at=None)
    assert not investor.client.get(reverse("matching:questions")).context["asked"]


@pytest.mark.parametrize("requests", [1, 15])
def test_the_desk_costs_the_same_at_any_length(investor, plot, django_assert_num_queries, requests):
    for row in LandRequestFactory.create_batch(requests, opened=True, power_kva=100):
        asked(row, plot)
    investor.client.get(reverse("matching:questions"))
    with django_assert_num_queries(6):
        answer = investor.client.get(reverse("matching:questions"))
    assert len(answer.context["asked"]) == requests


@pytest.mark.parametrize(
    ("field", "where"),
    [
        (Fact.POWER_KVA, "clusters:cluster_facts"),
        (Fact.TERM_YEARS, "clusters:cluster_facts"),
        (Fact.READY_ON, "clusters:plot_edit"),
        (Fact.NEIGHBOURS, None),
    ],
)
def test_the_desk_leads_to_the_field_itself(investor, land_request, plot, field, where):
    asked(land_request, plot, field)
    (one,) = investor.client.get(reverse("matching:questions")).context["asked"]
    if where is None:
        assert one.fill_in == ""
        return
    form = investor.client.get(one.fill_in).content.decode()
    assert f'id="{one.fill_in.split("#")[1]}"' in form


# --- on the page of matches ----------------------------------------------------------------------


def test_the_deciding_fact_offers_to_ask(manufacturer, land_request, plot):
    known = ClusterFactory(power_kva=300, readiness=0)
    ClusterTradeFactory(cluster=known)
    PlotFactory(cluster=known, published=True, ready_on="2026-06-01", code="BIET")
    type(plot).objects.filter(pk=plot.pk).update(ready_on="2026-01-01", version=2)
    type(plot.cluster).objects.filter(pk=plot.cluster_id).update(readiness=5, version=2)
    actions.match_request(land_request.pk)
    answer = manufacturer.client.get(land_request.get_absolute_url())
    decisive = answer.context["decisive"]
    assert (decisive.field, decisive.place, decisive.fits) == ("power_kva", 1, True)
    page = answer.content.decode()
    assert "còn điện ≥\u00a0250\u00a0kVA" in page and "lên hạng 1 trong số lô phù hợp" in page
    button = reverse("matching:ask", args=[land_request.pk, plot.pk, "power_kva"])
    assert button in page
    ask(manufacturer, land_request, plot)
    page = manufacturer.client.get(land_request.get_absolute_url()).content.decode()
    assert button not in page and "Đã hỏi, đang chờ trả lời." in page


def test_a_cluster_without_an_investor_cannot_be_asked(manufacturer, land_request, plot):
    type(plot.cluster).objects.update(investor=None)
    actions.match_request(land_request.pk)
    page = manufacturer.client.get(land_request.get_absolute_url()).content.decode()
    assert "chưa có chủ đầu tư quản lý trên cổng" in page and "Hỏi chủ đầu tư" not in page


def test_a_name_is_not_given_away_by_another_organisation(investor, land_request, plot):
    OrganisationFactory(name="Công ty Tò Mò")
    asked(land_request, plot)
    page = investor.client.get(reverse("matching:questions")).content.decode()
    assert land_request.organisation.name not in page
