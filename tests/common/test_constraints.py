"""Every constraint of every model is tried by a raw update; a new one without a row here fails.

A check has the row to make and what to set on it; what must be unique has two rows that differ, of
which the second then takes the first one's columns.
"""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from clusters.models import (
    Attachment,
    FactSource,
    ImportRow,
    PlotFormerCode,
    PlotTrade,
    Remark,
    Reminder,
    ReviewLook,
)
from enterprises.models import KeyProduct
from explore.models import Alerted, Favourite, SavedSearch
from matching.models import FactQuestion, FullRun, Match, MatchList, MatchMember, RunRange
from portal.common.lifecycle import record
from portal.common.models import Actor, ChainHead
from reference.models import CityFigure, DatedFact, Succession, SupplyLink
from tests import factories as make
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db

NOW, DAY = timezone.now(), date(2026, 1, 31)
ODD = "odd"


def photo(**more):
    plot = more.pop("plot", None) or make.PlotFactory()
    words = {"alt": "Cổng", "small": "s", "large": "l", "width": 9, "height": 9}
    return file(plot=plot, kind="photo", **words, **more)


def file(**more):
    if "cluster" not in more:
        more.setdefault("plot", make.PlotFactory())
    return Attachment.objects.create(
        name="a", file="f", content_type="x/y", size_bytes=1, added_by="x", **more
    )


def two_files(**owner):
    return [file(sha256=letter * 64, **owner) for letter in "ab"]


def batch(**more):
    more.setdefault("organisation", make.OrganisationFactory())
    return make.ImportBatchFactory(**more)


def officers_batch():
    return make.ImportBatchFactory(kind="clusters")


def match(code="A", match_list=None):
    match_list = match_list or MatchList.objects.create(
        land_request=make.LandRequestFactory(), as_of=DAY
    )
    figures = {"score": 0.5, "score_lo": 0.4, "score_hi": 0.6, "parts": {}, "unknown": []}
    versions = {"plot_version": 1, "cluster_version": 1}
    plot = make.PlotFactory()
    return Match.objects.create(
        match_list=match_list, plot=plot, code=code, verdict="eligible", **figures, **versions
    )


def two_matches():
    first = match()
    return [first, match("B", first.match_list)]


def two_members():
    one = match()
    return [
        MatchMember.objects.create(match=one, plot=make.PlotFactory(), plot_version=1)
        for _turn in range(2)
    ]


def run_range(first=1, run=None):
    run = run or FullRun.objects.create()
    return RunRange.objects.create(run=run, first=first, last=9, requests=1, sent_at=NOW)


def two_ranges():
    one = run_range()
    return [one, run_range(2, one.run)]


def question(field="power_kva", **more):
    more = more or {"land_request": make.LandRequestFactory(), "plot": make.PlotFactory()}
    return FactQuestion.objects.create(field=field, asked_by="x", **more)


def two_questions():
    one = question()
    return [one, question("lat", land_request=one.land_request, plot=one.plot)]


def adjacency(**more):
    first, second = sorted(make.PlotFactory.create_batch(2), key=lambda plot: plot.pk)
    return make.PlotAdjacencyFactory(first=first, second=second)


def remark():
    return Remark.objects.create(version=make.ListingVersionFactory(), side="investor")


def reminder(plot=None, step=1):
    plot = plot or make.PlotFactory(published=True)
    investor = make.OrganisationFactory(investor=True)
    return Reminder.objects.create(plot=plot, investor=investor, step=step, since=NOW, sent_at=NOW)


def two_reminders():
    one = reminder()
    return [one, reminder(one.plot, 2)]


def two_looks():
    version = make.ListingVersionFactory()
    users = make.UserFactory.create_batch(2)
    return [
        ReviewLook.objects.create(version=version, user=user, since=NOW, seen_at=NOW)
        for user in users
    ]


def two_former():
    plot = make.PlotFactory()
    return [PlotFormerCode.objects.create(plot=plot, code=c, code_key=c) for c in ("A1", "A2")]


def two_plot_trades():
    plot = make.PlotFactory()
    codes = [make.IndustryFactory(code=code) for code in ("22", "25")]
    return [PlotTrade.objects.create(plot=plot, industry=industry) for industry in codes]


def two_sources():
    cluster = make.ClusterFactory()
    return [FactSource.objects.create(cluster=cluster, field=f) for f in ("lat", "stage")]


def two_rows():
    one = batch()
    return [ImportRow.objects.create(batch=one, line=line, verdict="new") for line in (1, 2)]


def succession():
    former, current = make.PlaceFactory(era="former"), make.PlaceFactory()
    return Succession.objects.create(former=former, current=current, share="whole")


def two_facts():
    return [
        DatedFact.objects.create(topic="programme", happened="2023", text=text, source="x")
        for text in "ab"
    ]


def two_links():
    one, other = (make.IndustryFactory(code=code) for code in ("22", "25"))
    return [
        SupplyLink.objects.create(buyer=buyer, supplier=supplier)
        for buyer, supplier in ((one, other), (other, one))
    ]


def two_figures():
    return [
        CityFigure.objects.create(topic="growth", period=period, measure="m", value=1)
        for period in ("2023", "2024")
    ]


def two_products():
    return [KeyProduct.objects.create(holder_name="A", product=p, year="2023") for p in "xy"]


def plot(**more):
    return lambda: make.PlotFactory(**more)


def version(**more):
    return lambda: make.ListingVersionFactory(**more)


def favourite(**of):
    return Favourite.objects.create(user=make.UserFactory(), **of)


def saved_search(**more):
    return SavedSearch.objects.create(user=make.UserFactory(), name="x", feed_key=None, **more)


def alerted():
    return Alerted.objects.create(
        saved_search=saved_search(), plot=make.PlotFactory(), found_at=NOW
    )


def two(factory, **more):
    return lambda: factory.create_batch(2, **more)


CHECKS = {
    "actor_with_user_named": (
        lambda: Actor.objects.create(user_id="1", name="A"),
        [{"name": ""}],
    ),
    "change_chained": (
        lambda: record(make.PlotFactory(), "x", by=None),
        [{"hash": ""}],
    ),
    "chain_head_single": (
        lambda: ChainHead.objects.get_or_create()[0],
        [{"id": 2}],
    ),
    "place_era_known": (make.PlaceFactory, [{"era": ODD}]),
    "succession_share_known": (succession, [{"share": ODD}]),
    "organisation_kind_known": (make.OrganisationFactory, [{"kind": ODD}]),
    "organisation_decided_iff_dated": (
        make.OrganisationFactory,
        [{"decided_at": NOW}, {"status": "verified"}, {"status": ODD}],
    ),
    "organisation_refused_with_reason": (
        make.OrganisationFactory,
        [{"status": "refused", "decided_at": NOW}],
    ),
    "membership_role_known": (make.MembershipFactory, [{"role": ODD}]),
    "cluster_boundary_whole": (
        lambda: make.ClusterFactory(drawn=True),
        [{"boundary": None}, {"boundary_corners": None}, {"boundary_epsg": None}],
    ),
    "cluster_boundary_zone_known": (
        lambda: make.ClusterFactory(drawn=True),
        [{"boundary_epsg": 4326}],
    ),
    "cluster_stage_known": (make.ClusterFactory, [{"stage": ODD}]),
    "cluster_readiness_known": (make.ClusterFactory, [{"readiness": 6}]),
    "cluster_area_positive": (make.ClusterFactory, [{"total_area_ha": 0}]),
    "cluster_position_whole": (make.ClusterFactory, [{"lat": None}, {"lon": None}]),
    "cluster_trade_role_known": (make.ClusterTradeFactory, [{"role": ODD}]),
    "plot_boundary_whole": (
        plot(drawn=True),
        [{"boundary": None}, {"boundary_corners": None}, {"boundary_epsg": None}],
    ),
    "plot_boundary_zone_known": (plot(drawn=True), [{"boundary_epsg": 4326}]),
    "plot_code_key_filled": (plot(), [{"code_key": ""}]),
    "plot_area_positive": (plot(), [{"area_m2": 0}, {"area_m2": -1}]),
    "plot_status_known": (plot(), [{"status": ODD}]),
    "plot_market_known": (plot(published=True), [{"market": ODD}]),
    "plot_price_never_zero": (plot(), [{"price_vnd_m2": 0}]),
    "plot_building_limits_possible": (
        plot(density_max_pct=60, floors_max=3, height_max_m=15),
        [{"density_max_pct": 0}, {"density_max_pct": 101}, {"floors_max": 0}, {"height_max_m": 0}],
    ),
    "plot_published_iff_dated": (
        plot(),
        [{"status": "published"}, {"published_at": NOW}],
    ),
    "plot_returned_with_reason": (
        plot(returned=True),
        [{"return_reason": ""}, {"return_reason": "", "status": "suspended", "published_at": NOW}],
    ),
    "plot_taken_only_when_published": (plot(), [{"market": "held"}, {"market": "leased"}]),
    "plot_confirmed_by_somebody": (plot(published=True), [{"confirmed_at": NOW}]),
    "plot_hidden_only_when_published": (plot(), [{"stale_hidden_at": NOW}]),
    "plot_adjacency_source_known": (adjacency, [{"source": ODD}]),
    "plot_adjacency_smaller_id_first": (
        adjacency,
        [{"first": models.F("second")}, {"second": models.F("first")}],
    ),
    "file_of_one_thing": (
        file,
        [{"plot": None}, {"cluster": lambda: make.ClusterFactory().pk}],
    ),
    "file_kind_known": (file, [{"kind": ODD}]),
    "file_photo_described": (
        photo,
        [{"alt": ""}, {"small": ""}, {"large": ""}, {"width": None}, {"height": 0}],
    ),
    "file_document_public_only_approved": (
        file,
        [
            {"is_public": True},
            {"is_public": True, "approved_by": "x"},
            {"is_public": True, "approved_at": NOW},
        ],
    ),
    "readiness_step_tier_known": (make.ReadinessStepFactory, [{"tier": 6}]),
    "readiness_step_document_known": (make.ReadinessStepFactory, [{"document": ODD}]),
    "utility_kind_known": (make.UtilityFactory, [{"kind": ODD}]),
    "utility_connected_known": (make.UtilityFactory, [{"connected_beyond_fence": ODD}]),
    "utility_in_use_within_design": (make.UtilityFactory, [{"design": 1, "in_use": 2}]),
    "utility_available_within_design": (make.UtilityFactory, [{"design": 1, "available": 2}]),
    "component_kind_known": (make.ComponentFactory, [{"kind": ODD}]),
    "component_percent_within_100": (make.ComponentFactory, [{"percent": 101}]),
    "component_completed_is_whole": (make.ComponentFactory, [{"completed_on": DAY}]),
    "import_kind": (batch, [{"kind": ODD}]),
    "import_state": (batch, [{"status": ODD}]),
    "import_plots_of_an_organisation": (
        officers_batch,
        [{"kind": "plots"}, {"organisation": lambda: make.OrganisationFactory().pk}],
    ),
    "import_applied_iff_dated": (batch, [{"applied_at": NOW}, {"status": "applied"}]),
    "import_undone_iff_dated": (
        batch,
        [{"undone_at": NOW}, {"status": "undone", "applied_at": NOW}],
    ),
    "import_failed_iff_said_why": (batch, [{"status": "failed"}, {"failure": ["x", {}, 1]}]),
    "import_row_verdict_known": (lambda: two_rows()[0], [{"verdict": ODD}]),
    "promise_of_a_plot_or_a_component": (
        make.PromiseFactory,
        [{"what": "ready"}, {"what": ODD}, {"plot": lambda: make.PlotFactory().pk}],
    ),
    "reminder_step_known": (reminder, [{"step": 3}]),
    "version_of_one_thing": (
        version(),
        [
            {"plot": None},
            {"cluster": lambda: make.ClusterFactory().pk},
            {"kind": "cluster"},
            {"kind": ODD},
        ],
    ),
    "version_status_known": (version(), [{"status": ODD, "clock_since": None}]),
    "version_decided_iff_dated": (
        version(),
        [{"decided_at": NOW}, {"status": "approved", "clock_since": None}],
    ),
    "version_returned_with_reason": (version(returned=True), [{"return_reason": ""}]),
    "version_clock_runs_iff_proposed": (
        version(),
        [{"clock_since": None}, {"status": "returned", "return_reason": "x"}],
    ),
    "remark_side_known": (remark, [{"side": ODD}]),
    "enterprise_switches_are_its_own": (
        make.EnterpriseFactory,
        [
            {switch: True}
            for switch in (
                "is_listed",
                "shows_place",
                "shows_contact",
                "shows_capacity",
                "shows_products",
            )
        ],
    ),
    "enterprise_registered_became_nothing": (
        lambda: make.EnterpriseFactory(registered=True),
        [{"became": lambda: make.EnterpriseFactory().pk}],
    ),
    "request_areas_in_order": (
        make.LandRequestFactory,
        [{"area_min_m2": 0}, {"area_min_m2": 5001}, {"area_max_m2": 4999}],
    ),
    "request_status_known": (make.LandRequestFactory, [{"status": ODD}]),
    "request_open_iff_dated": (
        make.LandRequestFactory,
        [{"status": "open"}, {"opened_at": NOW}],
    ),
    "request_distance_needs_place": (make.LandRequestFactory, [{"max_distance_km": 5}]),
    "match_verdict_known": (match, [{"verdict": ODD}]),
    "match_score_within_interval": (match, [{"score": 0.7}, {"score": 0.3}]),
    "run_range_in_order": (run_range, [{"first": 10}]),
    "fact_question_fact_known": (question, [{"field": ODD}]),
    "fact_question_answered_iff_dated": (
        question,
        [{"answer": "x"}, {"answered_by": "x"}, {"answered_at": NOW}],
    ),
    "token_scope_known": (make.ApiTokenFactory, [{"scope": ODD}]),
    "token_hashed": (make.ApiTokenFactory, [{"key_hash": ""}]),
    "favourite_of_one_thing": (
        lambda: favourite(plot=make.PlotFactory()),
        [{"plot": None}, {"cluster": lambda: make.ClusterFactory().pk}],
    ),
    "saved_search_how_often_known": (saved_search, [{"how_often": ODD}]),
    "saved_search_named": (saved_search, [{"name": ""}]),
    "saved_search_feed_key_filled": (saved_search, [{"feed_key": ""}]),
}
# What refuses an odd state as well, and may be the one that is named.
ALSO = {"version_status_known": "version_decided_iff_dated"}
UNIQUE = {
    "place_code_unique_in_era": two(make.PlaceFactory),
    "succession_once": lambda: [succession(), succession()],
    "fact_once": two_facts,
    "supply_link_once": two_links,
    "city_figure_once": two_figures,
    "membership_once": two(make.MembershipFactory),
    "fact_source_once": two_sources,
    "cluster_trade_once": two(make.ClusterTradeFactory),
    "plot_code_unique_in_cluster": two(make.PlotFactory),
    "plot_code_key_unique_in_cluster": two(make.PlotFactory),
    "former_code_once": two_former,
    "plot_trade_once": two_plot_trades,
    "plot_adjacency_once": lambda: [adjacency(), adjacency()],
    "file_once_a_plot": lambda: two_files(plot=make.PlotFactory()),
    "file_once_a_cluster": lambda: two_files(cluster=make.ClusterFactory()),
    "readiness_step_once": two(make.ReadinessStepFactory),
    "utility_once": two(make.UtilityFactory),
    "component_once": two(make.ComponentFactory),
    "import_row_once": two_rows,
    "reminder_once": two_reminders,
    "version_number_of_plot": two(make.ListingVersionFactory, decided=True),
    "version_number_of_cluster": two(make.ListingVersionFactory, decided=True, of_cluster=True),
    "version_one_live_of_plot": two(make.ListingVersionFactory),
    "version_one_live_of_cluster": two(make.ListingVersionFactory, of_cluster=True),
    "review_look_once": two_looks,
    "key_product_once": two_products,
    "match_once": two_matches,
    "match_member_once": two_members,
    "run_range_once": two_ranges,
    "fact_question_open_once": two_questions,
    "favourite_plot_once": lambda: [favourite(plot=make.PlotFactory()) for _ in "ab"],
    "favourite_cluster_once": lambda: [favourite(cluster=make.ClusterFactory()) for _ in "ab"],
    "saved_search_once": lambda: [saved_search(query=query) for query in ("?q=a", "?q=b")],
    "alerted_once": lambda: [alerted(), alerted()],
}


def constraints():
    """Those of our own models, by name."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] != "allauth"]
    return {one.name: (model, one) for model in ours for one in model._meta.constraints}


def test_every_constraint_has_its_row():
    kinds = {models.CheckConstraint: set(), models.UniqueConstraint: set()}
    for name, (_model, one) in constraints().items():
        kinds[type(one)].add(name)
    assert kinds[models.CheckConstraint] == set(CHECKS)
    assert kinds[models.UniqueConstraint] == set(UNIQUE)


@pytest.mark.parametrize(
    ("name", "lie"),
    [
        pytest.param(name, lie, id=f"{name}-{n}")
        for name, (_make, lies) in CHECKS.items()
        for n, lie in enumerate(lies)
    ],
)
def test_a_check_refuses_a_raw_update(name, lie):
    row = CHECKS[name][0]()
    values = {field: value() if callable(value) else value for field, value in lie.items()}
    named = f"{name}|{ALSO.get(name, name)}"
    log = unguarded(connection)  # tried without its triggers
    with log, pytest.raises(IntegrityError, match=named), transaction.atomic():
        QuerySet(type(row)).filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("name", UNIQUE)
def test_a_second_row_like_the_first_is_refused(name):
    first, second = UNIQUE[name]()
    model, one = constraints()[name]
    columns = [model._meta.get_field(field) for field in one.fields]
    values = {column.attname: getattr(first, column.attname) for column in columns}
    # PostgreSQL says which constraint it was, SQLite which columns.
    table = model._meta.db_table
    said = ", ".join(f"{table}.{column.column}" for column in columns)
    with pytest.raises(IntegrityError) as wrong, transaction.atomic():
        QuerySet(model).filter(pk=second.pk).update(**values)
    assert str(wrong.value).endswith(said) or name in str(wrong.value)
