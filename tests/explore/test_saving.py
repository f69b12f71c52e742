"""What a person keeps: favourites, saved searches, and what is told of them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import Plot
from explore import actions, columns
from explore.links import unsubscribe_token
from explore.models import Alerted, Favourite, SavedSearch
from portal.common.errors import RuleViolation
from tests import factories

pytestmark = pytest.mark.django_db
LARGE = "?area_from=4000"


@pytest.fixture(autouse=True)
def _always_now(settings):
    settings.EXPLORE_KEPT_SECONDS = 0


@pytest.fixture
def now():
    return timezone.now()


def save(person, query=LARGE, how_often="at_once", language="vi", name="Lô rộng"):
    return actions.save_search(query, name, how_often, language=language, by=person.user)


def published(**facts):
    return factories.PlotFactory(published=True, area_m2=facts.pop("area_m2", 5000), **facts)


def withdraw(plot):
    Plot.objects.filter(pk=plot.pk).update(
        status="withdrawn", published_at=None, version=plot.version + 1
    )


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- favourites ----------------------------------------------------------------------------------


def test_a_plot_and_a_cluster_are_kept_once_and_let_go(manufacturer):
    plot = published()
    for kind, key in (("plot", plot.pk), ("cluster", plot.cluster.slug), ("plot", plot.pk)):
        answer = manufacturer.client.post(
            "/my/saved/add/", {"kind": kind, "key": key, "next": "/clusters/"}
        )
        assert answer["Location"] == "/clusters/"
    page = text(manufacturer.client.get("/my/saved/"))
    assert str(plot) in page and plot.cluster.short_name in page
    assert "đã được lưu từ trước" in page
    assert Favourite.objects.count() == 2
    one = Favourite.objects.get(plot=plot)
    manufacturer.client.post(f"/my/saved/{one.pk}/remove/")
    assert not Favourite.objects.filter(plot=plot).exists()


def test_a_withdrawn_favourite_says_so_and_comes_back(manufacturer):
    plot = published()
    actions.keep(plot, by=manufacturer.user)
    withdraw(plot)
    page = manufacturer.client.get("/my/saved/").content.decode()
    assert "không còn công bố" in page and plot.get_absolute_url() not in page
    Plot.objects.filter(pk=plot.pk).update(status="published", published_at=timezone.now())
    assert plot.get_absolute_url() in manufacturer.client.get("/my/saved/").content.decode()


@pytest.mark.parametrize(
    ("kind", "key"), [("plot", "0"), ("plot", "x"), ("cluster", "x"), ("", "")]
)
def test_what_is_not_there_cannot_be_kept(manufacturer, kind, key):
    answer = manufacturer.client.post("/my/saved/add/", {"kind": kind, "key": key})
    assert answer.status_code == 404 and not Favourite.objects.exists()


def test_a_draft_cannot_be_kept(manufacturer):
    draft = factories.PlotFactory()
    data = {"kind": "plot", "key": draft.pk}
    assert manufacturer.client.post("/my/saved/add/", data).status_code == 404


def test_favourites_have_an_end(manufacturer, monkeypatch):
    monkeypatch.setattr(actions, "MOST_FAVOURITES", 1)
    actions.keep(published(), by=manufacturer.user)
    with pytest.raises(RuleViolation):
        actions.keep(published(), by=manufacturer.user)


def test_the_database_refuses_half_and_double_favourites(manufacturer):
    plot = published()
    actions.keep(plot, by=manufacturer.user)
    for row in ({}, {"plot": plot, "cluster": plot.cluster}, {"plot": plot}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Favourite.objects.create(user=manufacturer.user, **row)


# --- saving a search -----------------------------------------------------------------------------


def test_a_search_is_saved_from_its_address_tidied(manufacturer):
    address = "/my/searches/new/?page=3&nonsense=1&area_from=4000&sort=area"
    page = manufacturer.client.get(address)
    assert "4.000" in page.content.decode()
    manufacturer.client.post(address, {"name": "Lô rộng", "how_often": "daily"})
    saved = SavedSearch.objects.get()
    assert (saved.query, saved.name, saved.language) == ("?area_from=4000", "Lô rộng", "vi")
    assert "Lô rộng" in text(manufacturer.client.get("/my/searches/"))
    again = manufacturer.client.get(address, follow=True)
    assert "đã lưu tìm kiếm này rồi" in text(again)


def test_a_name_is_asked_for_and_what_was_typed_stays(manufacturer):
    answer = manufacturer.client.post(
        f"/my/searches/new/{LARGE}", {"name": "", "how_often": "sometimes"}
    )
    assert answer.status_code == 422 and not SavedSearch.objects.exists()
    assert 'class="error"' in answer.content.decode()


def test_a_very_long_address_is_cut_and_saved(manufacturer):
    query = f"?area_from=4000&q={'x' * 3000}"
    saved = save(manufacturer, query)
    assert len(saved.query) <= 2000


def test_searches_have_an_end(manufacturer, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SEARCHES", 1)
    save(manufacturer)
    with pytest.raises(RuleViolation):
        save(manufacturer, "?area_from=1")


def test_the_search_of_somebody_else_does_not_exist(manufacturer, other_manufacturer):
    saved = save(manufacturer)
    for verb in ("edit", "delete", "feed", "feed/close"):
        answer = other_manufacturer.client.post(f"/my/searches/{saved.pk}/{verb}/")
        assert answer.status_code == 404
    assert SavedSearch.objects.filter(pk=saved.pk).exists()


def test_a_search_is_renamed_and_deleted(manufacturer):
    saved = save(manufacturer)
    manufacturer.client.post(
        f"/my/searches/{saved.pk}/edit/", {"name": "Khác", "how_often": "never"}
    )
    saved.refresh_from_db()
    assert (saved.name, saved.how_often) == ("Khác", "never")
    manufacturer.client.post(f"/my/searches/{saved.pk}/delete/")
    assert not SavedSearch.objects.exists()


# --- what is new ---------------------------------------------------------------------------------


def test_only_what_comes_later_is_told_and_once(manufacturer, now):
    published(code="CU-1")
    save(manufacturer)
    assert actions.tell(now) == {"found": 0, "mails": 0}
    new = published(code="MOI-1")
    published(code="NHO-1", area_m2=1000)
    assert actions.tell(now) == {"found": 1, "mails": 1}
    assert len(mail.outbox) == 1
    body = mail.outbox[0].body
    assert "MOI-1" in body and "CU-1" not in body and "NHO-1" not in body
    assert new.get_absolute_url() in body and "5.000" in body
    for _again in range(2):
        Plot.objects.filter(pk=new.pk).update(note="x", version=new.version + 1 + _again)
        assert actions.tell(now)["mails"] == 0
    assert Alerted.objects.count() == 1


def test_a_changed_plot_that_fits_now_is_told(manufacturer, now):
    plot = published(area_m2=1000)
    save(manufacturer)
    Plot.objects.filter(pk=plot.pk).update(area_m2=6000, version=plot.version + 1)
    assert actions.tell(now)["mails"] == 1


def test_a_plot_that_goes_and_comes_back_is_not_told_again(manufacturer, now):
    save(manufacturer)
    plot = published()
    actions.tell(now)
    withdraw(plot)
    actions.tell(now)
    Plot.objects.filter(pk=plot.pk).update(
        status="published", published_at=now, version=plot.version + 2
    )
    assert actions.tell(now)["mails"] == 0 and len(mail.outbox) == 1


def test_held_plots_and_drafts_are_no_news(manufacturer, now):
    save(manufacturer)
    published(market="held")
    factories.PlotFactory(area_m2=5000)
    assert actions.tell(now)["found"] == 0


def test_a_search_for_clusters_is_told_of_their_plots(manufacturer, now):
    save(manufacturer, "?show=clusters&ha_from=10")
    published(cluster=factories.ClusterFactory(total_area_ha=5))
    fits = published(cluster=factories.ClusterFactory(total_area_ha=50))
    actions.tell(now)
    assert [alert.plot for alert in Alerted.objects.all()] == [fits]


def test_daily_mails_come_once_a_day_with_all_that_is_new(manufacturer, now):
    save(manufacturer, how_often="daily")
    published(code="A-1")
    assert actions.tell(now)["mails"] == 1
    published(code="A-2")
    assert actions.tell(now + timedelta(hours=2)) == {"found": 1, "mails": 0}
    published(code="A-3")
    assert actions.tell(now + timedelta(hours=25))["mails"] == 1
    assert "A-2" in mail.outbox[1].body and "A-3" in mail.outbox[1].body
    assert "A-1" not in mail.outbox[1].body


def test_without_mails_the_portal_still_tells(manufacturer, now):
    save(manufacturer, how_often="never")
    plot = published()
    assert actions.tell(now) == {"found": 1, "mails": 0}
    page = text(manufacturer.client.get("/my/alerts/"))
    assert str(plot) in page and "1 chưa đọc" in page
    manufacturer.client.post("/my/alerts/read/")
    assert "chưa đọc" not in text(manufacturer.client.get("/my/alerts/"))


def test_what_is_withdrawn_before_the_mail_is_not_mailed(manufacturer, now):
    save(manufacturer, how_often="daily")
    plot = published()
    saved = SavedSearch.objects.get()
    actions.look(saved, now=now)
    withdraw(plot)
    assert actions.mail(saved, now=now) == 0 and not mail.outbox
    assert "không còn công bố" in text(manufacturer.client.get("/my/alerts/"))


def test_mail_is_in_the_language_in_which_the_search_was_saved(manufacturer, now):
    save(manufacturer, language="en", name="Large plots")
    published(code="NEW-1", is_demo=True)
    actions.tell(now)
    message = mail.outbox[0]
    assert message.subject == "1 new plot: Large plots" and message.to == [manufacturer.user.email]
    assert "/en/clusters/" in message.body and "demonstration data" in message.body


def test_nobody_who_left_is_mailed(manufacturer, now):
    save(manufacturer)
    published()
    type(manufacturer.user).objects.filter(pk=manufacturer.user.pk).update(is_active=False)
    assert actions.tell(now)["mails"] == 0


def test_a_mail_that_fails_is_tried_again(manufacturer, now, monkeypatch):
    save(manufacturer)
    published()

    def broken(*args):
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_send", broken)
        with pytest.raises(OSError):
            actions.tell(now)
    assert actions.tell(now)["mails"] == 1


def test_a_name_with_line_ends_makes_no_header(manufacturer, now):
    save(manufacturer, name="a\nBcc: x@example.com")
    published()
    actions.tell(now)
    assert "\n" not in mail.outbox[0].subject


def test_the_database_tells_nothing_twice(manufacturer, now):
    saved, plot = save(manufacturer), published()
    Alerted.objects.create(saved_search=saved, plot=plot, found_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alerted.objects.create(saved_search=saved, plot=plot, found_at=now)


@pytest.mark.parametrize(
    "change", [{"how_often": "hourly"}, {"name": ""}, {"feed_key": ""}, {"query": "?area_from=1"}]
)
def test_the_database_refuses_a_search_that_cannot_be(manufacturer, change):
    saved = save(manufacturer)
    save(manufacturer, "?area_from=1")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.filter(pk=saved.pk).update(**change)


# --- stopping the mails --------------------------------------------------------------------------


def test_every_mail_can_be_stopped_by_its_link(manufacturer, visitor, now):
    saved = save(manufacturer)
    published()
    actions.tell(now)
    message = mail.outbox[0]
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.body
    path = link[link.index("/alerts/") :]
    assert "Ngừng thư báo?" in text(visitor.client.get(path))
    saved.refresh_from_db()
    assert saved.how_often == "at_once"  # programs that check links stop nothing


def test_a_mail_program_stops_them_by_itself(manufacturer, now):
    saved = save(manufacturer)
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        f"/alerts/stop/{unsubscribe_token(saved)}/", {"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200 and "không gửi thư nữa" in text(answer)
    published()
    assert actions.tell(now) == {"found": 1, "mails": 0}


def test_a_forged_link_stops_nothing(manufacturer, visitor):
    saved = save(manufacturer)
    for token in ("x", unsubscribe_token(saved)[:-1], f"{saved.pk}:a:b"):
        assert visitor.client.post(f"/alerts/stop/{token}/").status_code == 410
    token = unsubscribe_token(saved)
    actions.delete_search(saved, by=manufacturer.user)
    assert visitor.client.get(f"/alerts/stop/{token}/").status_code == 410


# --- the feed ------------------------------------------------------------------------------------


def test_a_feed_is_secret_and_revocable(manufacturer, visitor, now):
    saved = save(manufacturer)
    assert saved.feed_url == ""
    manufacturer.client.post(f"/my/searches/{saved.pk}/feed/")
    saved.refresh_from_db()
    old = saved.feed_url[saved.feed_url.index("/alerts/") :]
    plot, gone = published(code="MOI-1"), published(code="RUT-1")
    actions.tell(now)
    withdraw(gone)
    answer = visitor.client.get(old)
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert "MOI-1" in feed and "RUT-1" not in feed and plot.get_absolute_url() in feed
    manufacturer.client.post(f"/my/searches/{saved.pk}/feed/")
    assert visitor.client.get(old).status_code == 404
    saved.refresh_from_db()
    new = saved.feed_url[saved.feed_url.index("/alerts/") :]
    assert visitor.client.get(new).status_code == 200
    manufacturer.client.post(f"/my/searches/{saved.pk}/feed/close/")
    assert visitor.client.get(new).status_code == 404
    assert visitor.client.get("/alerts/.atom").status_code == 404


# --- costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/my/saved/", "/my/searches/", "/my/alerts/"])
def test_what_is_kept_costs_the_same_for_one_and_for_twenty(manufacturer, now, address):
    def queries():
        manufacturer.client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert manufacturer.client.get(address).status_code == 200
        return len(caught)

    save(manufacturer)
    actions.keep(published(), by=manufacturer.user)
    actions.tell(now)
    one = queries()
    for n in range(19):
        save(manufacturer, f"?area_from={n + 1}")
        actions.keep(published(), by=manufacturer.user)
    actions.tell(now)
    assert queries() == one


def test_a_round_without_news_costs_a_handful_of_queries(manufacturer, now):
    for n in range(10):
        save(manufacturer, f"?area_from={n + 1}")
    actions.tell(now)
    columns.snapshot()
    with CaptureQueriesContext(connection) as caught:
        actions.tell(now)
    assert len(caught) <= 6


if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway

    @pytest.mark.django_db(transaction=True)
    def test_of_two_rounds_at_once_one_mails(manufacturer, now):
        save(manufacturer)
        for turn in range(4):
            published(code=f"MOI-{turn}")
            together = Barrier(2)

            def tell(_worker, together=together):
                together.wait()
                try:
                    return actions.tell(now)["mails"]
                finally:
                    connection.close()

            with ThreadPoolExecutor(2) as pool:
                assert sum(pool.map(tell, range(2))) == 1
            assert len(mail.outbox) == turn + 1
