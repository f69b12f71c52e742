"""Who may open what: every address, walked as each of the six standing people.

The table is written by hand; an address without a row fails. 200 may read or do, 302 is sent on
(visitors to the sign-in page), 404 does not exist for this person, 422 an empty form.
"""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

import clusters.actions
import explore.actions
from clusters.uploads import Prepared
from explore.links import unsubscribe_token
from reference.models import Holiday
from tests import factories

PEOPLE = ("visitor", "manufacturer", "other_manufacturer", "investor", "other_investor", "officer")
SIGN_IN = 302
# What sends a visitor back to where they were, not to the sign-in page.
SENT_BACK = (
    "account_confirm_login_code",
    "account_logout",
    "explore:compare_add",
    "explore:compare_remove",
    "theme",
)

ALL = (200, 200, 200, 200, 200, 200)
MEMBERS = (SIGN_IN, 200, 200, 200, 200, 200)
MINE = (SIGN_IN, 200, 404, 404, 404, 404)  # the manufacturer's own
PLOTS = (SIGN_IN, 404, 404, 200, 404, 404)  # the investor's own
OFFICERS = (SIGN_IN, 404, 404, 404, 404, 200)
DRAFTS = (404, 404, 404, 200, 404, 404)  # not public yet, not sent to the officer either


def post(people):
    """A verb that sends the person on once done; 405 for GET is the test's own business."""
    return tuple(302 if status == 200 else status for status in people)


# name: (method, keyword arguments by fixture name, expected status of each person)
TABLE = {
    "healthz": ("get", {}, ALL),
    "robots": ("get", {}, ALL),
    "sitemap": ("get", {}, ALL),
    "sitemap_part": ("get", {"part": "plots_part", "number": "zero"}, ALL),
    "catalogue": ("get", {}, ALL),
    "opendata:documentation": ("get", {}, ALL),
    "opendata:embedded_map": ("get", {}, ALL),
    "opendata:tokens": ("get", {"pk": "organisation"}, MINE),
    "opendata:token_revoke": ("post", {"pk": "organisation", "token_pk": "token"}, post(MINE)),
    "api:clusters": ("get", {}, ALL),
    "api:clusters_csv": ("get", {}, ALL),
    "api:clusters_geojson": ("get", {}, ALL),
    "api:cluster": ("get", {"slug": "slug"}, ALL),
    "api:plots": ("get", {}, ALL),
    "api:plots_csv": ("get", {}, ALL),
    "api:plots_geojson": ("get", {}, ALL),
    "api:plot": ("get", {"pk": "published"}, ALL),
    "api:enterprises": ("get", {}, ALL),
    "api:key_products": ("get", {}, ALL),
    "api:places": ("get", {}, ALL),
    "api:industries": ("get", {}, ALL),
    "api:facts": ("get", {}, ALL),
    "api:programme": ("get", {}, ALL),
    "api:changes": ("get", {}, ALL),
    "api:schema": ("get", {}, ALL),
    # A session opens nothing in the API: signed in or not, these need a token.
    "api:my_plots": ("get", {}, (401,) * 6),
    "api:my_plot": ("put", {"slug": "slug", "code": "code"}, (401,) * 6),
    "api:root": ("get", {}, (404,) * 6),
    "api:nothing": ("get", {"rest": "key"}, (404,) * 6),
    "home": ("get", {}, ALL),
    "gallery": ("get", {}, ALL),
    "theme": ("post", {}, (302,) * 6),
    "reference:about": ("get", {}, ALL),
    "clusters:list": ("get", {}, (301,) * 6),
    "clusters:points": ("get", {}, ALL),
    "clusters:occupancy": ("get", {}, ALL),
    "clusters:freshness_link": ("get", {"token": "key"}, (410,) * 6),
    "clusters:freshness": ("get", {}, MEMBERS),
    "clusters:freshness_league": ("get", {}, OFFICERS),
    "clusters:promises": ("get", {"pk": "investor"}, OFFICERS),
    "clusters:promise_kept": ("post", {"pk": "promise"}, post(OFFICERS)),
    "clusters:steps": ("get", {"slug": "slug"}, OFFICERS),
    "clusters:step_remove": ("post", {"pk": "step"}, post(OFFICERS)),
    "clusters:freshness_ours": ("get", {}, OFFICERS),
    "clusters:utility_edit": ("get", {"slug": "slug", "kind": "utility"}, OFFICERS),
    "clusters:component_edit": ("get", {"slug": "slug", "kind": "component"}, OFFICERS),
    "clusters:areas_edit": ("get", {"slug": "slug"}, OFFICERS),
    "clusters:cluster": ("get", {"slug": "slug"}, ALL),
    "clusters:point": ("get", {"slug": "slug"}, ALL),
    "clusters:geojson": ("get", {"slug": "slug"}, ALL),
    "clusters:corners": ("get", {"slug": "slug"}, ALL),
    "clusters:plot_geojson": ("get", {"slug": "slug", "pk": "drawn"}, DRAFTS),
    "clusters:plot_corners": ("get", {"slug": "slug", "pk": "drawn"}, DRAFTS),
    "clusters:plot": ("get", {"slug": "slug", "pk": "draft"}, DRAFTS),
    "clusters:programme": ("get", {}, ALL),
    "enterprises:key_products": ("get", {}, ALL),
    "explore:explore": ("get", {}, ALL),
    "explore:map": ("get", {}, ALL),
    "explore:demand": ("get", {}, OFFICERS),
    "explore:suggestions": ("get", {}, ALL),
    "explore:search": ("get", {}, ALL),
    "enterprises:enterprises": ("get", {}, ALL),
    "enterprises:enterprise": ("get", {"slug": "maker"}, ALL),
    "enterprises:public_facts": ("get", {"pk": "organisation"}, MINE),
    "enterprises:link": ("post", {"slug": "maker"}, (SIGN_IN, 404, 404, 404, 404, 422)),
    "enterprises:unlink": ("post", {"slug": "linked_maker"}, post(OFFICERS)),
    "explore:supply": ("get", {}, ALL),
    "explore:cluster_sheet": ("get", {"slug": "slug"}, ALL),
    "explore:cluster_pdf": ("get", {"slug": "slug"}, ALL),
    "explore:plot_sheet": ("get", {"slug": "slug", "pk": "published"}, ALL),
    "explore:plot_pdf": ("get", {"slug": "slug", "pk": "published"}, ALL),
    "explore:favourites": ("get", {}, MEMBERS),
    "explore:favourite_add": ("post", {}, (SIGN_IN, 404, 404, 404, 404, 404)),
    "explore:favourite_remove": ("post", {"pk": "favourite"}, post(MINE)),
    "explore:searches": ("get", {}, MEMBERS),
    "explore:search_new": ("get", {}, MEMBERS),
    "explore:search_edit": ("get", {"pk": "saved"}, MINE),
    "explore:search_delete": ("post", {"pk": "saved"}, post(MINE)),
    "explore:feed_open": ("post", {"pk": "saved"}, post(MINE)),
    "explore:feed_close": ("post", {"pk": "saved"}, post(MINE)),
    "explore:alerts": ("get", {}, MEMBERS),
    "explore:alerts_read": ("post", {}, post(MEMBERS)),
    "explore:alert_feed": ("get", {"key": "feed_key"}, ALL),
    "explore:stop_mail": ("get", {"token": "stop_token"}, ALL),
    "explore:compare": ("get", {}, ALL),
    "explore:compare_add": ("post", {}, (302,) * 6),
    "explore:compare_remove": ("post", {}, (302,) * 6),
    "opendata:statistics": ("get", {}, ALL),
    "opendata:statistics_part": ("get", {"part": "part"}, ALL),
    "matching:trial": ("get", {}, ALL),
    "matching:count": ("get", {}, ALL),
    "matching:trial_why_not": ("get", {}, (422,) * 6),
    "matching:trial_plot": ("get", {"pk": "published"}, ALL),
    "accounts:desk": ("get", {}, (SIGN_IN, 302, 302, 302, 302, 302)),
    "accounts:organisations": ("get", {}, MEMBERS),
    "accounts:organisation_new": ("get", {}, MEMBERS),
    "accounts:organisation": ("get", {"pk": "organisation"}, MINE),
    "accounts:organisation_edit": ("get", {"pk": "organisation"}, MINE),
    "accounts:audit": ("get", {}, OFFICERS),
    "accounts:audit_csv": ("get", {}, OFFICERS),
    "accounts:audit_object": ("get", {"object_type": "plot_type", "object_id": "draft"}, OFFICERS),
    "accounts:review_list": ("get", {}, OFFICERS),
    "accounts:review": ("get", {"pk": "organisation"}, OFFICERS),
    "accounts:verify": ("post", {"pk": "pending"}, post(OFFICERS)),
    "accounts:refuse": ("post", {"pk": "pending"}, (SIGN_IN, 404, 404, 404, 404, 422)),
    "enterprises:requests": ("get", {}, MEMBERS),
    "enterprises:request_new": ("get", {}, MEMBERS),
    "enterprises:request_edit": ("get", {"pk": "request"}, MINE),
    "enterprises:request_open": ("post", {"pk": "request"}, post(MINE)),
    "enterprises:request_pause": ("post", {"pk": "open_request"}, post(MINE)),
    "enterprises:request_close": ("post", {"pk": "open_request"}, post(MINE)),
    "matching:request": ("get", {"pk": "request"}, MINE),
    "matching:why_not": ("get", {"pk": "request"}, MINE),
    "matching:plot": ("get", {"pk": "request", "plot_pk": "published"}, MINE),
    "matching:set_weights": ("post", {"pk": "request"}, post(MINE)),
    "matching:save_change": ("post", {"pk": "request"}, post(MINE)),
    "matching:ask": (
        "post",
        {"pk": "open_request", "plot_pk": "published", "field": "fact"},
        post(MINE),
    ),
    "matching:request_questions": ("get", {"pk": "request"}, MINE),
    "matching:questions": ("get", {}, MEMBERS),
    "matching:answer": ("post", {"pk": "question"}, (SIGN_IN, 404, 404, 422, 404, 422)),
    "matching:cluster_demand": ("get", {"slug": "slug"}, (SIGN_IN, 404, 404, 200, 404, 200)),
    "clusters:my_clusters": ("get", {}, MEMBERS),
    "clusters:my_plots": ("get", {"slug": "slug"}, PLOTS),
    "clusters:plot_new": ("get", {"slug": "slug"}, PLOTS),
    "clusters:plot_edit": ("get", {"pk": "draft"}, PLOTS),
    "clusters:plot_files": ("get", {"pk": "draft"}, PLOTS),
    "clusters:cluster_files": ("get", {"slug": "slug"}, PLOTS),
    "clusters:plot_boundary": ("get", {"pk": "draft"}, PLOTS),
    "clusters:plot_clear_boundary": ("post", {"pk": "drawn"}, post(PLOTS)),
    "clusters:plot_declare_adjacent": ("post", {"pk": "draft"}, (SIGN_IN, 404, 404, 422, 404, 404)),
    "clusters:plot_undo_adjacent": ("post", {"pk": "draft", "other": "held"}, post(PLOTS)),
    "clusters:file": ("get", {"pk": "paper"}, (404, 404, 404, 200, 404, 200)),
    "clusters:thumbnail": ("get", {"pk": "photo", "size": "small"}, ALL),
    "clusters:file_edit": ("get", {"pk": "paper"}, PLOTS),
    "clusters:file_remove": ("post", {"pk": "paper"}, post(PLOTS)),
    "clusters:file_keep": ("post", {"pk": "leaving_file"}, post(PLOTS)),
    "clusters:file_earlier": ("post", {"pk": "paper"}, post(PLOTS)),
    "clusters:review_plot_files": ("get", {"pk": "submitted"}, OFFICERS),
    "clusters:review_cluster_files": ("get", {"slug": "slug"}, OFFICERS),
    "clusters:file_open": ("post", {"pk": "paper"}, post(OFFICERS)),
    "clusters:file_close": ("post", {"pk": "photo"}, post(OFFICERS)),
    "clusters:plot_submit": ("post", {"pk": "draft"}, post(PLOTS)),
    "clusters:plot_withdraw": ("post", {"pk": "published"}, post(PLOTS)),
    "clusters:plot_hold": ("post", {"pk": "published"}, post(PLOTS)),
    "clusters:plot_lease": ("post", {"pk": "published"}, post(PLOTS)),
    "clusters:plot_release": ("post", {"pk": "held"}, post(PLOTS)),
    "clusters:import_all_plots": ("get", {}, PLOTS),
    "clusters:import_all_plots_template": ("get", {}, PLOTS),
    "clusters:import_plots": ("get", {"slug": "slug"}, PLOTS),
    "clusters:import_plots_template": ("get", {"slug": "slug"}, PLOTS),
    "clusters:import_clusters": ("get", {}, OFFICERS),
    "clusters:import_clusters_template": ("get", {}, OFFICERS),
    "clusters:import": ("get", {"pk": "batch"}, PLOTS),
    "clusters:import_apply": ("post", {"pk": "batch"}, post(PLOTS)),
    "clusters:import_discard": ("post", {"pk": "batch"}, post(PLOTS)),
    "clusters:import_undo": ("post", {"pk": "applied_batch"}, post(PLOTS)),
    "clusters:review_queue": ("get", {}, OFFICERS),
    "clusters:review_plot": ("get", {"pk": "submitted"}, OFFICERS),
    "clusters:plot_by_code": ("get", {"slug": "slug", "code": "code"}, (301,) * 6),
    "clusters:cluster_facts": ("get", {"slug": "slug"}, PLOTS),
    "clusters:stated_list": ("get", {"slug": "slug"}, PLOTS),
    "clusters:stated_edit": ("get", {"slug": "slug", "name": "stated"}, PLOTS),
    "clusters:my_version": ("get", {"pk": "version"}, PLOTS),
    "clusters:version_answer": ("post", {"pk": "returned_version"}, post(PLOTS)),
    "clusters:version_withdraw": ("post", {"pk": "version"}, post(PLOTS)),
    "clusters:version_geojson": ("get", {"pk": "version"}, (SIGN_IN, 404, 404, 200, 404, 200)),
    "clusters:approve_simple": ("post", {}, post(OFFICERS)),
    "clusters:holidays": ("get", {}, OFFICERS),
    "clusters:holiday_remove": ("post", {"pk": "holiday"}, post(OFFICERS)),
    "clusters:review_version": ("get", {"pk": "version"}, OFFICERS),
    "clusters:version_approve": ("post", {"pk": "version"}, (SIGN_IN, 404, 404, 404, 404, 422)),
    "clusters:version_return": ("post", {"pk": "version"}, (SIGN_IN, 404, 404, 404, 404, 422)),
    "clusters:version_look": ("post", {"pk": "version"}, OFFICERS),
    "clusters:plot_suspend": ("post", {"pk": "published"}, (SIGN_IN, 404, 404, 404, 404, 422)),
    "clusters:plot_resume": ("post", {"pk": "suspended"}, post(OFFICERS)),
    "clusters:cluster_investor": ("get", {"slug": "slug"}, OFFICERS),
    "clusters:cluster_contact": ("get", {"slug": "slug"}, PLOTS),
    "clusters:my_cluster_boundary": ("get", {"slug": "slug"}, PLOTS),
    "clusters:my_cluster_clear_boundary": ("post", {"slug": "slug"}, post(PLOTS)),
    "clusters:cluster_boundary": ("get", {"slug": "slug"}, OFFICERS),
    "clusters:cluster_clear_boundary": ("post", {"slug": "slug"}, post(OFFICERS)),
    "account_login": ("get", {}, (200, 302, 302, 302, 302, 302)),
    "account_signup": ("get", {}, (200, 302, 302, 302, 302, 302)),
    "account_logout": ("get", {}, (302, 200, 200, 200, 200, 200)),
    "account_inactive": ("get", {}, ALL),
    "account_reauthenticate": ("get", {}, MEMBERS),
    "account_email": ("get", {}, MEMBERS),
    "account_email_verification_sent": ("get", {}, ALL),
    "account_change_password": ("get", {}, MEMBERS),
    "account_set_password": ("get", {}, (SIGN_IN, 302, 302, 302, 302, 302)),
    "account_reset_password": ("get", {}, ALL),
    "account_confirm_login_code": ("get", {}, (302,) * 6),
    "account_confirm_email": ("get", {"key": "key"}, ALL),
    "account_reset_password_from_key": ("get", {"uidb36": "key", "key": "key"}, ALL),
    "account_reset_password_from_key_done": ("get", {}, ALL),
    "account_reset_password_done": ("get", {}, ALL),
}


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(names(get_resolver())) == set(TABLE)


@pytest.fixture
def things(manufacturer, investor):
    """One row of each kind, in the state that the table's verbs expect."""
    cluster = factories.ClusterFactory(
        investor=investor.organisation, slug="cum-cua-toi", drawn=True
    )
    draft = factories.PlotFactory(cluster=cluster)
    held = factories.PlotFactory(cluster=cluster, published=True, market="held")
    factories.PlotAdjacencyFactory(first=draft, second=held)
    version = factories.ListingVersionFactory(
        plot=factories.PlotFactory(cluster=cluster, published=True)
    )
    paper = clusters.actions.add_file(
        draft, Prepared("a.pdf", b"%PDF", "application/pdf"), "paper", by=None
    )
    photo = clusters.actions.add_file(
        cluster,
        Prepared("a.jpg", b"x", "image/jpeg", 1, 1, b"s", b"l"),
        "photo",
        by=None,
        words={"alt": "Cổng"},
    )
    leaving = clusters.actions.add_file(
        cluster, Prepared("b.pdf", b"%PDF-1", "application/pdf"), "legal", by=None
    )
    type(leaving).objects.filter(pk=leaving.pk).update(leaving_at=timezone.now())
    scope = {"organisation": investor.organisation, "cluster": cluster}
    batch = factories.ImportBatchFactory(previewed=True, **scope)
    batch.rows.create(line=2, code="Z-1", verdict="new", values={"code": "Z-1", "area_m2": "5"})
    mine = {"organisation": manufacturer.organisation}
    published = factories.PlotFactory(cluster=cluster, published=True)
    open_request = factories.LandRequestFactory(opened=True, **mine)
    question = open_request.questions.create(plot=published, field="power_kva", asked_by="x")
    saved = explore.actions.save_search(
        "?area_from=1", "Mọi lô", "never", language="vi", by=manufacturer.user
    )
    explore.actions.open_feed(saved, by=manufacturer.user)
    saved.refresh_from_db()
    explore.actions.keep(cluster, by=manufacturer.user)
    return {
        "saved": saved.pk,
        "feed_key": saved.feed_key,
        "stop_token": unsubscribe_token(saved),
        "favourite": manufacturer.user.favourites.get().pk,
        "slug": cluster.slug,
        "draft": draft.pk,
        "drawn": factories.PlotFactory(cluster=cluster, drawn=True).pk,
        "published": published.pk,
        "submitted": factories.PlotFactory(cluster=cluster, submitted=True).pk,
        "held": held.pk,
        "batch": batch.pk,
        "applied_batch": factories.ImportBatchFactory(applied=True, **scope).pk,
        "code": held.code,
        "suspended": factories.PlotFactory(cluster=cluster, suspended=True).pk,
        "version": version.pk,
        "returned_version": factories.ListingVersionFactory(
            plot=factories.PlotFactory(cluster=cluster, published=True), returned=True
        ).pk,
        "holiday": Holiday.objects.create(on="2026-09-02", name="Quốc khánh").pk,
        "paper": paper.pk,
        "photo": photo.pk,
        "leaving_file": leaving.pk,
        "small": "small",
        "plot_type": "clusters.plot",
        "organisation": manufacturer.organisation.pk,
        "pending": factories.OrganisationFactory().pk,
        "request": factories.LandRequestFactory(**mine).pk,
        "open_request": open_request.pk,
        "question": question.pk,
        "fact": "ready_on",
        "investor": investor.organisation.pk,
        "promise": factories.PromiseFactory(cluster=cluster).pk,
        "step": factories.ReadinessStepFactory(cluster=cluster).pk,
        "utility": "power",
        "stated": "component_roads",
        "component": "roads",
        "maker": factories.KeyProductFactory().holder.slug,
        "linked_maker": factories.EnterpriseFactory(
            became=factories.EnterpriseFactory(registered=True)
        ).slug,
        "part": "plots",
        "key": "abc",
        "plots_part": "plots",
        "zero": "0",
        "token": factories.ApiTokenFactory(created_by=manufacturer.user, **mine).pk,
    }


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may(name, who, things, queued, request):
    person = request.getfixturevalue(who)
    method, arguments, expected = TABLE[name]
    address = reverse(name, kwargs={key: things[value] for key, value in arguments.items()})
    answer = getattr(person.client, method)(address)
    assert answer.status_code == expected[PEOPLE.index(who)]
    if who == "visitor" and name not in SENT_BACK:
        assert answer.status_code != 302 or "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("name", sorted(n for n, row in TABLE.items() if row[0] == "post"))
def test_a_verb_refuses_to_be_read(name, things, officer):
    arguments = {key: things[value] for key, value in TABLE[name][1].items()}
    assert officer.client.get(reverse(name, kwargs=arguments)).status_code == 405


def test_an_unverified_investor_reaches_no_cluster(investor, things):
    type(investor.organisation).objects.filter(pk=investor.organisation.pk).update(
        status="pending", decided_at=None
    )
    address = reverse("clusters:my_plots", args=["cum-cua-toi"])
    assert investor.client.get(address).status_code == 404
