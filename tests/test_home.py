"""Light or dark: what the reader chose stays, and nobody is sent elsewhere."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def chosen(client):
    return client.get(reverse("home")).content.decode().split('data-theme="')[1].split('"')[0]


@pytest.mark.parametrize(("wish", "then"), [("dark", "dark"), ("light", "light"), ("auto", "auto")])
def test_the_choice_stays_and_leads_back(client, wish, then):
    assert chosen(client) == "auto"
    answer = client.post(reverse("theme"), {"theme": wish, "next": "/programme/?page=1"})
    assert (answer.status_code, answer.url) == (302, "/programme/?page=1")
    assert chosen(client) == then


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1", ""])
def test_nobody_is_sent_elsewhere(client, elsewhere):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": elsewhere})
    assert answer.url == reverse("home")


def test_a_cookie_of_nonsense_is_as_none(client):
    client.cookies["theme"] = '"><script>'
    assert chosen(client) == "auto"


@pytest.mark.parametrize("name", ["home", "explore:explore", "clusters:programme"])
def test_a_page_answers_those_who_ask_for_its_head_only(client, name):
    answer = client.head(reverse(name))
    assert answer.status_code == 200 and not answer.content
