"""The tokens of an organisation, on its desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from opendata import actions
from opendata.models import ApiToken
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests import factories


def page(person):
    return reverse("opendata:tokens", args=[person.organisation.pk])


def test_a_key_is_shown_once_and_only_its_hash_is_kept(investor):
    answer = investor.client.post(page(investor), {"name": "Sổ lô", "scope": "push"})
    token = ApiToken.objects.get()
    key = answer.context["made"]["key"]
    assert key in answer.content.decode() and answer["Cache-Control"].startswith("max-age=0")
    assert token.key_hash == ApiToken.hashed(key) and len(key) > 40
    assert (token.created_by, token.scope, token.revoked_at) == (investor.user, "push", None)
    again = investor.client.get(page(investor)).content.decode()
    assert key not in again and token.hint in again
    stored = [str(value) for value in ApiToken.objects.values_list().get()]
    logged = [str(value) for row in Change.objects.values_list() for value in row]
    assert not any(key in value for value in stored + logged)
    assert len(token.hint) == 8
    answer = investor.client.get(
        reverse("api:my_plots"), headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200


def test_a_revoked_token_opens_nothing_and_the_log_says_both(investor):
    token, key = actions.create_token(
        investor.organisation, name="Sổ", scope="push", by=investor.user
    )
    address = reverse("opendata:token_revoke", args=[investor.organisation.pk, token.pk])
    for _turn in range(2):
        assert investor.client.post(address).status_code == 302
    headers = {"authorization": f"Bearer {key}"}
    assert investor.client.get(reverse("api:plots"), headers=headers).status_code == 401
    changes = Change.objects.of(token)
    assert [change.after for change in changes] == ["revoked", "created"]


@pytest.mark.parametrize("scope", ["", "push", "admin"])
def test_a_firm_without_clusters_can_only_read(scope, manufacturer):
    data = {"name": "Bản đồ", "scope": scope}
    answer = manufacturer.client.post(page(manufacturer), data)
    assert answer.status_code == 422 and not ApiToken.objects.exists()
    assert "Bản đồ" in answer.content.decode()  # what was typed stays
    with pytest.raises(RuleViolation) as refusal:
        actions.create_token(
            manufacturer.organisation, name="x", scope="push", by=manufacturer.user
        )
    assert refusal.value.code == "no_clusters"
    answer = manufacturer.client.post(page(manufacturer), {**data, "scope": "read"})
    assert answer.status_code == 200 and ApiToken.objects.get().scope == "read"


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_token_has_a_name_of_a_line(name, investor):
    answer = investor.client.post(page(investor), {"name": name, "scope": "push"})
    assert answer.status_code == 422 and not ApiToken.objects.exists()


def test_an_organisation_that_is_not_verified_has_none(investor):
    Organisation.objects.update(status="pending", decided_at=None)
    assert 'name="scope"' not in investor.client.get(page(investor)).content.decode()
    answer = investor.client.post(page(investor), {"name": "x", "scope": "push"})
    assert answer.status_code == 409 and not ApiToken.objects.exists()


def test_there_is_a_limit_to_tokens_but_not_to_revoked_ones(investor, monkeypatch):
    monkeypatch.setattr(actions, "MOST_TOKENS", 1)

    def make():
        return actions.create_token(
            investor.organisation, name="x", scope="read", by=investor.user
        )[0]

    first = make()
    with pytest.raises(RuleViolation) as refusal:
        make()
    assert refusal.value.code == "too_many"
    actions.revoke_token(first, by=investor.user)
    make()


def test_anothers_tokens_are_not_there(investor, other_investor):
    token = factories.ApiTokenFactory(
        organisation=other_investor.organisation, created_by=other_investor.user
    )
    for organisation in (investor.organisation, other_investor.organisation):
        address = reverse("opendata:token_revoke", args=[organisation.pk, token.pk])
        assert investor.client.post(address).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_the_page_costs_the_same_for_one_and_for_twenty(investor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert investor.client.get(page(investor)).status_code == 200
        return len(queries)

    def make(number):
        factories.ApiTokenFactory(
            key=f"k{number}", organisation=investor.organisation, created_by=investor.user
        )

    make(0)
    one = cost()
    for number in range(1, 20):
        make(number)
    assert cost() == one
