"""Freshness: confirmed, reminded exactly once a step, hidden and brought back. No clock runs."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clusters import actions, tasks
from clusters.freshness import at_level, freshness, level
from clusters.links import freshness_token, holder
from clusters.models import Cluster, Plot, Reminder
from matching import features
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    PlotFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation)


def aged(cluster, days, **kwargs):
    return PlotFactory(cluster=cluster, published=True, published_at=ago(days), **kwargs)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "full"), (30, "full"), (31, "half"), (60, "half"), (61, "empty"), (900, "empty")],
)
def test_age_as_full_half_empty(days, expected, mine):
    assert level(days) == freshness(ago(days), NOW).level == expected
    plot = aged(mine, days)
    for name in ("full", "half", "empty"):
        found = Plot.objects.with_fresh_since().filter(at_level(name, NOW))
        assert (plot in found) is (name == expected)


def test_the_settings_say_how_old_and_in_which_words(settings):
    settings.FRESH_FULL_DAYS, settings.FRESH_WORDS = 5, {"half": "hơi cũ"}
    assert freshness(ago(6), NOW).word == "hơi cũ"


def test_confirming_is_no_change_of_the_listing(investor, mine):
    plot = aged(mine, 50)
    actions.confirm(plot, by=investor.user, now=NOW)
    plot.refresh_from_db()
    assert (plot.confirmed_at, plot.confirmed_by, plot.version) == (NOW, str(investor.user), 1)
    assert plot.fresh_since == NOW
    assert Change.objects.of(plot).get().after == "confirmed"


@pytest.mark.parametrize(
    "state", [{}, {"submitted": True}, {"withdrawn": True}, {"published": True, "market": "held"}]
)
def test_only_what_is_on_offer_is_confirmed(state):
    plot = PlotFactory(**state)
    with pytest.raises(RuleViolation):
        actions.confirm(plot, by=None)
    plot.refresh_from_db()
    assert plot.confirmed_at is None


@pytest.mark.parametrize("to", ["held", "leased", "withdrawn"])
def test_no_longer_available(to, mine, queued):
    plot = actions.no_longer_available(aged(mine, 50), to, by=None)
    assert to in (plot.market, plot.status)
    with pytest.raises(RuleViolation):
        actions.no_longer_available(aged(mine, 50), "open", by=None)


def run(days_later):
    return actions.keep_fresh(NOW + timedelta(days=days_later))


def test_two_reminders_then_hidden_each_exactly_once(mine, queued):
    plots = [aged(mine, 44), aged(mine, 44)]
    aged(mine, 44, market="leased")
    assert run(0) == {"first": 0, "second": 0, "hidden": 0}
    assert run(1) == {"first": 2, "second": 0, "hidden": 0}
    assert run(1) == run(20) == {"first": 0, "second": 0, "hidden": 0}
    assert run(31) == {"first": 0, "second": 2, "hidden": 0}
    assert run(31)["second"] == 0
    assert run(46) == {"first": 0, "second": 0, "hidden": 2}
    assert run(46) == {"first": 0, "second": 0, "hidden": 0}
    assert len(mail.outbox) == 2 and Reminder.objects.count() == 4
    for plot in plots:
        plot.refresh_from_db()
        assert plot.stale_hidden_at and plot.version == 2


def test_nothing_is_hidden_before_two_reminders_have_had_their_time(mine, queued):
    """A portal that stood still for a year reminds first, and waits after each reminder."""
    plot = aged(mine, 365)
    assert run(0) == {"first": 1, "second": 0, "hidden": 0}
    assert run(6) == {"first": 0, "second": 0, "hidden": 0}
    assert run(7) == {"first": 0, "second": 1, "hidden": 0}
    assert run(13) == {"first": 0, "second": 0, "hidden": 0}
    assert run(14) == {"first": 0, "second": 0, "hidden": 1}
    plot.refresh_from_db()
    assert plot.stale_hidden_at


def test_a_confirmation_in_between_starts_anew(investor, mine, queued):
    plot = aged(mine, 50)
    assert run(0)["first"] == 1
    actions.confirm(plot, by=investor.user, now=NOW + timedelta(days=1))
    assert run(30) == {"first": 0, "second": 0, "hidden": 0}
    assert run(46)["first"] == 1


def test_where_nobody_can_be_asked_nothing_is_hidden(queued):
    aged(ClusterFactory(), 400)
    assert run(0) == run(30) == run(60) == {"first": 0, "second": 0, "hidden": 0}


@pytest.mark.parametrize("kept_out", [None, {"investor": True}])  # nobody, or not verified
def test_without_an_investor_the_department_is_asked(officer, visitor, queued, kept_out):
    plot = aged(ClusterFactory(investor=kept_out and OrganisationFactory(**kept_out)), 80)
    assert run(0) == {"first": 1, "second": 0, "hidden": 0}
    assert run(7)["second"] == 1
    assert [message.to for message in mail.outbox] == [[officer.user.email]] * 2
    assert run(14) == {"first": 0, "second": 0, "hidden": 1}
    link = next(word for word in mail.outbox[0].body.split() if "/freshness/" in word)
    visitor.client.post("/freshness/" + link.split("/freshness/")[1], {"all": "1"})
    plot.refresh_from_db()
    assert plot.stale_hidden_at is None and plot.confirmed_by == str(officer.user)


def test_an_officer_confirms_what_no_investor_does(officer, mine, queued):
    plot, other = aged(ClusterFactory(), 50), aged(mine, 50)
    address = reverse("clusters:freshness_ours")
    assert [row.pk for row in officer.client.get(address).context["page"]] == [plot.pk]
    assert officer.client.post(address, {"confirm": other.pk}).status_code == 404
    assert officer.client.post(address, {"confirm": plot.pk}).status_code == 302
    plot.refresh_from_db()
    assert plot.confirmed_by == str(officer.user)
    league = officer.client.get(reverse("clusters:freshness_league")).content.decode()
    assert address in league


def test_a_mail_that_fails_is_sent_by_the_next_run(mine, queued, settings):
    aged(mine, 50)
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    with pytest.raises(ImportError):
        run(0)
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(0)["first"] == 1


def test_the_mail_is_vietnamese_and_its_link_opens(investor, visitor, mine, queued):
    MembershipFactory(organisation=investor.organisation, role="viewer")
    plot = aged(mine, 50)
    run(0)
    (sent,) = mail.outbox  # a viewer cannot confirm and is not asked
    assert sent.to == [investor.user.email] and "còn trống" in sent.subject
    assert plot.code in sent.body and "Kính gửi" in sent.body and "&" not in sent.body
    link = next(word for word in sent.body.split() if "/freshness/" in word)
    page = visitor.client.get("/freshness/" + link.split("/freshness/")[1])
    assert page.status_code == 200 and plot.code in page.content.decode()


def test_the_task_runs_on_the_clock(mine, queued):
    aged(mine, 50)
    tasks.keep_fresh()
    tasks.keep_fresh()
    assert len(mail.outbox) == 1


def test_what_is_hidden_is_nowhere_public_and_comes_back(investor, officer, visitor, mine, queued):
    plot = aged(mine, 400)
    Plot.objects.filter(pk=plot.pk).update(stale_hidden_at=NOW)
    cluster = mine.get_absolute_url()
    assert visitor.client.get(plot.get_absolute_url()).status_code == 404
    assert plot.code not in visitor.client.get(cluster).content.decode()
    assert plot.pk not in features.snapshot().rows
    assert not Plot.objects.on_offer().exists() and not Plot.objects.for_matching().exists()
    for person in (investor, officer):
        assert person.client.get(plot.get_absolute_url()).status_code == 200
    actions.confirm(plot, by=investor.user)
    plot.refresh_from_db()
    assert (plot.stale_hidden_at, plot.version) == (None, 2)
    assert plot.pk in features.snapshot().rows
    assert visitor.client.get(plot.get_absolute_url()).status_code == 200


def test_hiding_is_announced_once_committed(mine, queued, django_capture_on_commit_callbacks):
    plot = aged(mine, 365)
    run(0), run(7)
    with django_capture_on_commit_callbacks(execute=True):
        run(14)
    assert ("matching.tasks.match_plot", (plot.pk,)) in queued


# --- the link --------------------------------------------------------------------------------


@pytest.fixture
def link(investor):
    token = freshness_token(investor.user, investor.organisation)
    return reverse("clusters:freshness_link", args=[token])


def test_one_click_confirms_all(visitor, mine, link):
    plots = [aged(mine, 50), aged(mine, 70)]
    other = aged(ClusterFactory(), 50)
    assert visitor.client.get(link).status_code == 200
    assert not Plot.objects.filter(confirmed_at__isnull=False).exists()  # reading acts on nothing
    visitor.client.post(link, {"all": "1"})
    assert {p.pk for p in plots} == set(
        Plot.objects.filter(confirmed_at__isnull=False).values_list("pk", flat=True)
    )
    assert visitor.client.post(link, {"confirm": other.pk}).status_code == 404


def test_the_link_takes_off_but_never_publishes(visitor, investor, mine, link, queued):
    gone, draft = aged(mine, 50), PlotFactory(cluster=mine, submitted=True)
    visitor.client.post(link, {"leased": gone.pk})
    gone.refresh_from_db()
    assert gone.market == "leased"
    assert Change.objects.of(gone).first().actor.name == str(investor.user)
    for name in ("confirm", "held", "withdrawn"):
        assert visitor.client.post(link, {name: draft.pk}).status_code == 404
        assert visitor.client.post(link, {name: "x"}).status_code == 404
    assert visitor.client.post(link, {"confirm": gone.pk}).status_code == 404
    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_a_link_ends(visitor, investor, settings, link):
    token = freshness_token(investor.user, investor.organisation)
    assert holder(token) and holder(token + "x") is None
    assert holder(freshness_token(UserFactory(), investor.organisation)) is None
    settings.FRESH_LINK_DAYS = -1
    assert holder(token) is None
    assert visitor.client.get(link).status_code == 410
    assert visitor.client.post(link, {"all": "1"}).status_code == 410


def test_whoever_left_the_investor_confirms_nothing(visitor, investor, link):
    investor.user.memberships.all().delete()
    assert visitor.client.post(link, {"all": "1"}).status_code == 410


# --- pages -----------------------------------------------------------------------------------


def test_the_investor_confirms_in_the_portal(investor, other_investor, mine):
    plot = aged(mine, 50)
    address = reverse("clusters:freshness")
    assert other_investor.client.post(address, {"confirm": plot.pk}).status_code == 404
    assert investor.client.post(address, {"confirm": plot.pk}).status_code == 302
    plot.refresh_from_db()
    assert plot.confirmed_by == str(investor.user)


def test_the_league_table(officer, investor, other_investor, mine):
    for days in (1, 40, 100):
        aged(mine, days)
    Plot.objects.filter(published_at=ago(100)).update(stale_hidden_at=NOW)
    aged(ClusterFactory(investor=other_investor.organisation), 5)
    aged(ClusterFactory(), 500)
    rows = officer.client.get(reverse("clusters:freshness_league")).context["page"].object_list
    nobody, mine_row, other = rows
    assert (nobody.investor_id, nobody.share) == (None, 0)
    assert (mine_row.plots, mine_row.full, mine_row.hidden, mine_row.median_days) == (3, 1, 1, 40)
    assert round(mine_row.share, 2) == 0.33 and other.share == 1


@pytest.mark.parametrize("rows", [1, 20])
def test_the_pages_cost_the_same_at_any_length(
    investor, officer, visitor, mine, link, rows, django_assert_num_queries
):
    for n in range(rows):
        aged(mine if n else ClusterFactory(investor=investor.organisation), 50)
        aged(ClusterFactory(investor=mine.investor), 50)
    with django_assert_num_queries(3):  # membership, count, page
        visitor.client.get(link)
    with django_assert_num_queries(5):  # session, user, desks, count, page
        investor.client.get(reverse("clusters:freshness"))
    with django_assert_num_queries(4):  # session, user, desks, plots
        officer.client.get(reverse("clusters:freshness_league"))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("full", ["MOI"]),
        ("half", ["VUA"]),
        ("empty", ["CU"]),
        ("hidden", ["AN"]),
        ("", ["AN", "CU", "MOI", "NHAP", "VUA"]),
        ("nonsense", ["AN", "CU", "MOI", "NHAP", "VUA"]),
    ],
)
def test_an_investor_filters_its_own_table(investor, mine, name, codes):
    for days, code in ((1, "MOI"), (50, "VUA"), (70, "CU")):
        aged(mine, days, code=code)
    aged(mine, 100, code="AN", stale_hidden_at=NOW)
    PlotFactory(cluster=mine, code="NHAP")
    address = reverse("clusters:my_plots", args=[mine.slug])
    page = investor.client.get(address, {"fresh": name}).context["page"]
    assert [plot.code for plot in page] == codes


def test_a_card_says_how_fresh_a_cluster_is(mine):
    aged(mine, 1)
    aged(mine, 50)
    aged(mine, 100, market="leased")
    card = Cluster.objects.for_cards().get(pk=mine.pk)
    assert (card.freshest_since, card.stalest_since) == (ago(1), ago(50))
    actions.confirm(mine.plots.get(published_at=ago(50)), by=None, now=NOW)
    card = Cluster.objects.for_cards().get(pk=mine.pk)
    assert (card.freshest_since, card.stalest_since) == (NOW, ago(1))


def test_clusters_and_plots_are_filtered_by_freshness(visitor, mine):
    fresh = PlotFactory(published=True, code="MOI-1")
    aged(mine, 50, code="CU-1")
    for name, found in {"full": [fresh.cluster], "half": [mine], "empty": []}.items():
        page = visitor.client.get(f"/explore/?show=clusters&fresh={name}").content.decode()
        there = [row for row in (fresh.cluster, mine) if f'href="{row.get_absolute_url()}"' in page]
        assert there == found
    address = mine.get_absolute_url()
    assert "CU-1" in visitor.client.get(f"{address}?fresh=half").content.decode()
    assert "CU-1" not in visitor.client.get(f"{address}?fresh=full").content.decode()
