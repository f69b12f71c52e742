"""Verbs on land requests: legal moves work, all others refuse and change nothing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from enterprises import actions
from enterprises.models import LandRequest, RequestStatus
from portal.common import history
from portal.common.errors import RuleViolation
from portal.common.models import Change
from reference.models import Industry
from tests.factories import IndustryFactory, LandRequestFactory

pytestmark = pytest.mark.django_db

VERBS = {
    RequestStatus.OPEN: actions.open_land_request,
    RequestStatus.PAUSED: actions.pause,
    RequestStatus.CLOSED: actions.close,
}


def in_state(status):
    opened_at = timezone.now() if status == RequestStatus.OPEN else None
    return LandRequestFactory(status=status, opened_at=opened_at)


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("status", RequestStatus.values)
def test_moves_follow_the_table_and_nothing_else(status, to, queued):
    row = in_state(status)
    before = LandRequest.objects.filter(pk=row.pk).values().get()
    if to in LandRequest.MOVES.get(status, ()):
        moved = VERBS[to](row, by=None)
        assert (moved.status, moved.version) == (to, before["version"] + 1)
        assert Change.objects.of(row).first().after == to
        return
    with pytest.raises(RuleViolation):
        VERBS[to](row, by=None)
    assert LandRequest.objects.filter(pk=row.pk).values().get() == before
    assert not Change.objects.of(row).exists()


@pytest.mark.parametrize("status", [RequestStatus.PLACED, RequestStatus.CLOSED])
def test_an_ended_request_stays_as_it_was(status, queued):
    row = in_state(status)
    row.area_ideal_m2 = 6000
    with pytest.raises(RuleViolation):
        actions.save_land_request(row, by=None)
    row.refresh_from_db()
    assert row.area_ideal_m2 == 5000


@pytest.mark.parametrize(
    "lie",
    [
        {"area_min_m2": 5001},
        {"area_max_m2": 4999},
        {"area_min_m2": 0},
        {"status": "odd"},
        {"status": "open"},
        {"opened_at": timezone.now()},
        {"max_distance_km": 5},
    ],
)
def test_a_request_cannot_lie(lie):
    row = LandRequestFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        LandRequest.objects.filter(pk=row.pk).update(**lie)


def test_an_edit_of_an_open_request_asks_for_matching_once_committed(
    queued, django_capture_on_commit_callbacks
):
    row = LandRequestFactory(opened=True)
    row.area_ideal_m2 = 6000
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_land_request(row, by=None)
    assert queued == [("matching.tasks.match_request", (row.pk,))]
    row.refresh_from_db()
    assert (row.status, row.version) == ("open", 2)


def weights(**others):
    names = ("area", "cost", "time", "distance", "access", "readiness", "headroom", "neighbours")
    return dict.fromkeys(names, 0.0) | others


def test_weights_are_stored_logged_and_announced(queued, django_capture_on_commit_callbacks):
    row = LandRequestFactory(opened=True)
    with django_capture_on_commit_callbacks(execute=True):
        stored = actions.set_weights(row, weights(area=2.5), by=None)
    assert (stored.weights["area"], stored.version) == (2.5, 2)
    assert queued == [("matching.tasks.match_request", (row.pk,))]
    log = Change.objects.of(row).first()
    assert log.field == "weights" and log.after.startswith("area=2.5, cost=0")


@pytest.mark.parametrize("left", [{}, {"cost": 5.0}, {"distance": 5.0}])
def test_weights_that_measure_nothing_are_refused(queued, left):
    row = LandRequestFactory(opened=True)  # no ceiling, no place
    with pytest.raises(RuleViolation):
        actions.set_weights(row, weights(**left), by=None)
    row.refresh_from_db()
    assert row.weights == {} and row.version == 1 and not Change.objects.of(row).exists()


@pytest.mark.parametrize("status", [RequestStatus.PLACED, RequestStatus.CLOSED])
def test_the_weights_of_an_ended_request_stay(status, queued):
    with pytest.raises(RuleViolation):
        actions.set_weights(in_state(status), weights(area=1), by=None)


def test_an_edit_that_takes_the_last_basis_away_brings_the_usual_weights_back(queued):
    row = LandRequestFactory(opened=True, weights=weights(time=3.0))
    row.need_by = None
    actions.save_land_request(row, by=None)
    row.refresh_from_db()
    assert row.weights == {}
    assert Change.objects.of(row).filter(field="weights").exists()


def test_an_edit_leaves_the_weights_alone(queued):
    row = LandRequestFactory(opened=True)
    stale = LandRequest.objects.get(pk=row.pk)
    actions.set_weights(row, weights(area=4.0), by=None)
    stale.area_ideal_m2 = 6000
    actions.save_land_request(stale, by=None)
    row.refresh_from_db()
    assert row.weights["area"] == 4 and row.area_ideal_m2 == 6000


def test_the_history_says_which_field_went_from_what_to_what(queued):
    IndustryFactory(code="2511", name_vi="Sản xuất cấu kiện kim loại", name_en="Metal structures")
    row = LandRequestFactory(area_ideal_m2=5000, kinds=[])
    row.industry = Industry.objects.get(code="2511")
    row.area_ideal_m2, row.kinds, row.need_by = 6000, ["warehouse", "land"], date(2027, 3, 1)
    actions.save_land_request(row, by=None)
    told = {change.field: text for change, text in history.tell(Change.objects.of(row))}
    assert set(told) == {"industry", "area_ideal_m2", "kinds", "need_by"}
    assert "→ 2511 Sản xuất cấu kiện kim loại (" in told["industry"]
    assert told["area_ideal_m2"].startswith("Diện tích tốt nhất: 5.000 m² → 6.000 m²")
    assert "trống → Đất, Kho" in told["kinds"] and "→ 01/03/2027" in told["need_by"]
    with translation.override("en"):
        assert "2511 Metal structures" in "".join(map(history.sentence, Change.objects.of(row)))


def test_an_edit_that_changes_nothing_leaves_no_word(queued):
    row = LandRequestFactory()
    actions.save_land_request(LandRequest.objects.get(pk=row.pk), by=None)
    assert not Change.objects.of(row).exists()


def test_a_page_of_trades_costs_one_query_for_their_names(queued, django_assert_num_queries):
    for code in ("2511", "2512", "2513"):
        IndustryFactory(code=code)
    row = LandRequestFactory()
    for code in ("2511", "2512", "2513"):
        row.industry = Industry.objects.get(code=code)
        actions.save_land_request(row, by=None)
    with django_assert_num_queries(2):
        assert len(list(history.tell(Change.objects.of(row)))) == 3
