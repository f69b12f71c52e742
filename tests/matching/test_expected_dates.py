"""Requests that count expected dates: the same day on every page, and again when a record moves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters import actions as cluster_actions
from clusters.models import Promise
from enterprises.models import LandRequest
from matching import actions
from matching.features import open_requests, snapshot
from matching.models import MatchList
from matching.querysets import stale_requests
from matching.scoring import RULES_VERSION
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    ComponentFactory,
    IndustryFactory,
    LandRequestFactory,
    PlotFactory,
    PromiseFactory,
)
from tests.matching.test_actions import from_scratch, stored

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
PROMISED_DAYS, USUALLY_DAYS = 250, 120  # needed within 300: in time as promised, not as expected


def in_days(days):
    return TODAY() + timedelta(days=days)


@pytest.fixture
def cluster(investor, queued):
    """Of an investor whose three dates so far came 120 days late."""
    row = ClusterFactory(investor=investor.organisation)
    ClusterTradeFactory(cluster=row)
    for what in ("roads", "water", "power"):
        PromiseFactory(
            cluster=row,
            investor=investor.organisation,
            what=what,
            promised_on=in_days(-300),
            kept_on=in_days(-300 + USUALLY_DAYS),
        )
    return row


@pytest.fixture
def plot(cluster):
    return PlotFactory(cluster=cluster, published=True, ready_on=in_days(PROMISED_DAYS))


def request_of(person, **facts):
    return LandRequestFactory(organisation=person.organisation, opened=True, **facts)


def eligible(land_request):
    return MatchList.objects.get(land_request=land_request).eligible_count


def test_the_promised_day_counts_unless_the_firm_says_otherwise(plot, manufacturer):
    promised = request_of(manufacturer)
    expected = request_of(manufacturer, count_expected_dates=True)
    patient = request_of(manufacturer, count_expected_dates=True, need_by=in_days(370))
    actions.sweep()
    assert [eligible(one) for one in (promised, expected, patient)] == [1, 0, 1]


def test_a_plot_that_is_ready_is_not_late(cluster, manufacturer):
    PlotFactory(cluster=cluster, published=True, ready_on=in_days(-1))
    land_request = request_of(manufacturer, count_expected_dates=True, need_by=TODAY())
    actions.sweep()
    assert eligible(land_request) == 1


def one_more_outcome(cluster, days):
    """Several dates at once, so that the median moves."""
    for what in ("drainage", "fire", "green", "telecom"):
        PromiseFactory(
            cluster=cluster, investor=cluster.investor, what=what, promised_on=in_days(-200)
        )
    for what in ("drainage", "fire", "green", "telecom"):
        row = Promise.objects.get(cluster=cluster, what=what)
        ComponentFactory(cluster=cluster, kind=what)
        cluster_actions.keep_promise(row, in_days(-200 + days), by=None)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_better_record_ranks_the_lists_that_count_with_it_again(
    plot, manufacturer, investor, elsewhere
):
    land_request = request_of(manufacturer, count_expected_dates=True)
    other = request_of(manufacturer)
    actions.sweep()
    version = other.version
    place = ClusterFactory(investor=investor.organisation) if elsewhere else plot.cluster
    one_more_outcome(place, 0)
    stale = stale_requests(LandRequest.objects.all(), rules_version=RULES_VERSION, today=TODAY())
    assert list(stale) == [land_request]
    other.refresh_from_db()
    assert other.version == version
    actions.sweep()
    assert eligible(land_request) == 1
    assert stored() == from_scratch()


def test_a_worker_is_asked_as_soon_as_the_record_moves(
    plot, manufacturer, queued, django_capture_on_commit_callbacks
):
    request_of(manufacturer, count_expected_dates=True)
    with django_capture_on_commit_callbacks(execute=True):
        one_more_outcome(plot.cluster, 0)
    assert ("matching.tasks.sweep", ()) in queued


def test_another_investor_brings_its_own_record(plot, manufacturer, other_investor):
    land_request = request_of(manufacturer, count_expected_dates=True)
    actions.sweep()
    cluster_actions.assign_investor(plot.cluster, other_investor.organisation, by=None)
    actions.sweep()
    assert eligible(land_request) == 1


@pytest.mark.parametrize("days", [PROMISED_DAYS - 100, PROMISED_DAYS + 30, -1, None])
def test_a_moved_date_leaves_the_lists_as_from_nothing(plot, manufacturer, days):
    for counts in (False, True):
        request_of(manufacturer, count_expected_dates=counts)
        request_of(manufacturer, count_expected_dates=counts, need_by=in_days(380))
    PlotFactory(cluster=plot.cluster, published=True, ready_on=in_days(-30))
    actions.sweep()
    plot.ready_on = None if days is None else in_days(days)
    plot.version += 1
    plot.save()
    actions.match_plots([plot.pk])
    assert stored() == from_scratch()


def test_the_market_reads_what_is_expected_anew_and_no_plot(plot, django_assert_num_queries):
    before = snapshot()
    assert before.rows[plot.pk].expected_on == in_days(PROMISED_DAYS + USUALLY_DAYS)
    one_more_outcome(ClusterFactory(investor=plot.cluster.investor), 0)
    assert snapshot().rows[plot.pk].expected_on == in_days(PROMISED_DAYS)
    with django_assert_num_queries(2):
        snapshot()


# --- pages -------------------------------------------------------------------------------------


def test_the_form_stores_the_choice(manufacturer, plot):
    land_request = request_of(manufacturer)
    url = reverse("enterprises:request_edit", args=[land_request.pk])
    typed = {"organisation": manufacturer.organisation.pk, "industry": "2220"}
    typed |= {"area_ideal_m2": "5000", "count_expected_dates": "on"}
    assert manufacturer.client.post(url, typed).status_code == 302
    land_request.refresh_from_db()
    assert land_request.count_expected_dates
    actions.sweep()
    assert open_requests().demands.dates.tolist() == [1]


def test_each_page_says_which_day_counts(manufacturer, plot):
    patient = request_of(manufacturer, count_expected_dates=True, need_by=in_days(380))
    other = request_of(manufacturer)
    actions.sweep()
    day, promised = (
        f"{in_days(d):%d/%m/%Y}" for d in (PROMISED_DAYS + USUALLY_DAYS, PROMISED_DAYS)
    )
    page = manufacturer.client.get(reverse("matching:request", args=[patient.pk])).content.decode()
    assert f"dự kiến {day}, hứa {promised}, thường trễ 4 tháng" in page
    assert "Tính theo ngày dự kiến." in page
    page = manufacturer.client.get(reverse("matching:request", args=[other.pk])).content.decode()
    assert "Tính theo ngày đã hứa." in page


def test_why_not_names_both_days(manufacturer, plot):
    land_request = request_of(manufacturer, count_expected_dates=True)
    url = reverse("matching:why_not", args=[land_request.pk])
    (judged,) = manufacturer.client.get(url).context["judged"]
    (reason,) = judged.missing
    day, promised = (
        f"{in_days(d):%d/%m/%Y}" for d in (PROMISED_DAYS + USUALLY_DAYS, PROMISED_DAYS)
    )
    assert reason.offered == f"dự kiến {day}, hứa {promised}, thường trễ 4 tháng"


def test_what_would_help_is_the_day_that_is_to_be_expected(manufacturer, plot):
    land_request = request_of(manufacturer, count_expected_dates=True)
    actions.sweep()
    page = manufacturer.client.get(reverse("matching:request", args=[land_request.pk]))
    (found,) = page.context["helps"]
    day = in_days(PROMISED_DAYS + USUALLY_DAYS)
    assert f"try_need_by={day:%Y-%m-%d}" in found.query
    assert found.condition == f"nhận mặt bằng muộn hơn, theo ngày dự kiến: {day:%d/%m/%Y}"


def test_a_visitor_may_count_expected_dates(visitor, plot):
    typed = {"industry": "2220", "area_ideal_m2": "5000", "need_by": in_days(300).isoformat()}
    IndustryFactory()
    url = reverse("matching:trial")
    assert visitor.client.get(url, typed).context["counts"].eligible_count == 1
    counted = visitor.client.get(url, typed | {"count_expected_dates": "on"})
    assert counted.context["counts"].eligible_count == 0
