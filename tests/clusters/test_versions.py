"""Verbs on listing versions: what waits, what is live, who may decide what, and when not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clusters import actions, material
from clusters.boundaries import HANOI
from clusters.models import (
    ClusterTrade,
    ListingVersion,
    Plot,
    PlotStatus,
    VersionKind,
    VersionStatus,
)
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    ListingVersionFactory,
    PlotFactory,
    drawing,
    rectangle,
)

pytestmark = pytest.mark.django_db

STATES = {
    VersionStatus.PROPOSED: {},
    VersionStatus.RETURNED: {"returned": True},
    VersionStatus.APPROVED: {"decided": True},
    VersionStatus.WITHDRAWN: {"decided": True, "status": VersionStatus.WITHDRAWN},
}
VERBS = {
    VersionStatus.PROPOSED: lambda version: actions.answer(version, by=None, note="Đã sửa."),
    VersionStatus.RETURNED: lambda version: actions.return_version(version, by=None, note="Sai."),
    VersionStatus.APPROVED: lambda version: actions.approve(version, by=None),
    VersionStatus.WITHDRAWN: lambda version: actions.withdraw_version(version, by=None),
}


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("status", STATES)
def test_moves_follow_the_table_and_nothing_else(status, to, queued):
    version = ListingVersionFactory(**STATES[status])
    plot = Plot.objects.values().get(pk=version.plot_id)
    before = ListingVersion.objects.values().get(pk=version.pk)
    if to in ListingVersion.MOVES.get(status, ()):
        assert VERBS[to](version).status == to
        assert Change.objects.of(version).first().after == to
        return
    with pytest.raises(RuleViolation):
        VERBS[to](version)
    assert ListingVersion.objects.values().get(pk=version.pk) == before
    assert Plot.objects.values().get(pk=version.plot_id) == plot


@pytest.mark.parametrize(
    "lie",
    [
        {"status": "odd"},
        {"status": "returned", "clock_since": None},  # without a reason
        {"status": "approved", "clock_since": None},  # without its date
        {"decided_at": timezone.now()},  # still waiting
        {"clock_since": None},  # waiting without a clock
        {"kind": "cluster"},  # of a plot
        {"plot": None},  # of nothing
    ],
)
def test_a_version_cannot_lie(lie):
    version = ListingVersionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ListingVersion.objects.filter(pk=version.pk).update(**lie)


@pytest.mark.parametrize("extra", [{"of_cluster": True}, {}])
def test_one_live_version_and_one_of_each_number(extra):
    first = ListingVersionFactory(**extra)
    of = {"plot": first.plot, "cluster": first.cluster}
    fields = {"kind": first.kind, "values": first.values, **of}
    ListingVersionFactory(**fields, decided=True, number=first.number + 1)
    for more in ({"number": first.number + 2}, {"number": first.number, "decided": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListingVersionFactory(**fields, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListingVersionFactory(plot=PlotFactory(), cluster=ClusterFactory())


def test_a_material_change_waits_and_a_small_one_is_live(
    queued, django_capture_on_commit_callbacks
):
    plot = PlotFactory(published=True, note="")
    with django_capture_on_commit_callbacks(execute=True):
        proposal = actions.propose(plot, {"area_m2": 4900, "note": "Gần cổng"}, by=None)
    assert (proposal.waiting, proposal.live) == (["area_m2"], ["note"])
    plot.refresh_from_db()
    assert (plot.area_m2, plot.note, plot.version) == (5000, "Gần cổng", 2)
    assert queued == [("matching.tasks.match_plot", (plot.pk,))]
    version = proposal.version
    assert (version.number, version.values, version.before) == (
        1, {"area_m2": "4900"}, {"area_m2": "5000"},
    )  # fmt: skip
    actions.approve(version, by=None, seen=version.seen)
    plot.refresh_from_db()
    assert (plot.area_m2, plot.version, plot.status) == (4900, 3, PlotStatus.PUBLISHED)
    log = Change.objects.of(plot).filter(field="area_m2").get()
    assert (log.after, log.why) == ("4900", "v1")


def test_a_waiting_change_alone_tells_matching_nothing(queued, django_capture_on_commit_callbacks):
    plot = PlotFactory(published=True)
    with django_capture_on_commit_callbacks(execute=True):
        version = actions.propose(plot, {"price_vnd_m2": 2_000_000}, by=None).version
        actions.return_version(version, by=None, reasons={"price_vnd_m2": "Đơn vị?"})
    plot.refresh_from_db()
    assert not queued and plot.version == 1 and plot.price_vnd_m2 is None


def test_what_equals_the_approved_value_waits_for_nobody(queued):
    plot = PlotFactory(published=True)
    assert actions.propose(plot, {"area_m2": "5000.0"}, by=None).version is None
    version = actions.propose(plot, {"area_m2": 4900, "kind": "factory"}, by=None).version
    again = actions.propose(plot, {"area_m2": 5000}, by=None).version
    assert again.pk == version.pk and again.values == {"kind": "factory"}
    assert actions.propose(plot, {"kind": "land"}, by=None).version is None
    version.refresh_from_db()
    assert version.status == VersionStatus.WITHDRAWN


@pytest.mark.parametrize(
    "values",
    [
        {"area_m2": 0},
        {"area_m2": None},
        {"kind": "castle"},
        {"boundary": {"corners": [["1", "2"]], "epsg": HANOI}},
    ],
)
def test_a_value_that_cannot_be_is_refused_whole(values, queued):
    plot = PlotFactory(published=True, note="")
    with pytest.raises(ValidationError):
        actions.propose(plot, {**values, "note": "mới"}, by=None)
    plot.refresh_from_db()
    assert plot.note == "" and not ListingVersion.objects.exists()


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn"])
def test_what_nobody_sees_is_edited_at_once(status, queued):
    plot = PlotFactory(**{} if status == "draft" else {status: True})
    proposal = actions.propose(plot, {"area_m2": 4800}, by=None)
    plot.refresh_from_db()
    assert (plot.area_m2, proposal.waiting) == (4800, [])


def test_an_edit_of_what_was_sent_makes_the_officers_page_stale(queued):
    plot = PlotFactory(submitted=True)
    version = plot.listing_versions.get()
    seen = version.seen
    actions.propose(plot, {"area_m2": 4800}, by=None)
    with pytest.raises(RuleViolation) as refused:
        actions.approve(version, by=None, seen=seen)
    assert refused.value.code == "stale"
    version.refresh_from_db()
    assert version.values["area_m2"] == "4800"
    actions.approve(version, by=None, seen=version.seen)
    plot.refresh_from_db()
    assert (plot.status, plot.area_m2) == (PlotStatus.PUBLISHED, 4800)


def test_a_first_submission_holds_every_material_field(queued):
    plot = actions.submit(PlotFactory(), by=None)
    version = plot.listing_versions.get()
    assert (version.number, version.kind, version.before) == (1, VersionKind.NEW, {})
    assert set(version.values) == {field.name for field in material.PLOT}
    actions.return_version(version, by=None, reasons={"area_m2": "Khác bản vẽ."})
    plot.refresh_from_db()
    assert plot.status == PlotStatus.RETURNED and "Khác bản vẽ." in plot.return_reason
    plot.area_m2 = 4700
    actions.save_plot(plot, by=None)
    actions.submit(plot, by=None)
    version.refresh_from_db()
    assert (version.values["area_m2"], version.status) == ("4700", VersionStatus.PROPOSED)
    assert plot.listing_versions.count() == 1


def test_a_withdrawn_plot_comes_back_compared_with_what_was_approved(queued):
    plot = actions.publish(actions.submit(PlotFactory(), by=None), by=None)
    actions.withdraw(plot, by=None)
    actions.propose(plot, {"area_m2": 4600}, by=None)
    plot = actions.submit(Plot.objects.get(pk=plot.pk), by=None)
    version = plot.listing_versions.get(number=2)
    assert (version.before["area_m2"], version.values["area_m2"]) == ("5000", "4600")


def test_a_return_says_why(queued):
    version = ListingVersionFactory()
    with pytest.raises(RuleViolation) as refused:
        actions.return_version(version, by=None, reasons={"area_m2": "  "})
    assert refused.value.code == "no_reason"
    returned = actions.return_version(
        version, by=None, reasons={"area_m2": "Sai."}, note="Xem lại."
    )
    assert returned.reasons == {"area_m2": "Sai."}
    assert "Sai." in returned.return_reason and "Xem lại." in returned.return_reason


def test_an_answer_may_bring_other_values(queued):
    version = ListingVersionFactory(returned=True)
    answered = actions.answer(version, by=None, note="Theo bản đo mới.", values={"area_m2": 4950})
    assert answered.values == {"area_m2": "4950"}
    assert answered.remarks.get().note == "Theo bản đo mới."
    assert answered.revision > version.revision


def test_both_sides_talk_in_one_thread(queued):
    version = ListingVersionFactory()
    reasons = {"area_m2": "Sai."}
    actions.return_version(version, by=None, reasons=reasons, note="Xem lại.")
    actions.answer(version, by=None, answers={"area_m2": "Theo bản đo mới.", "kind": " "})
    actions.return_version(version, by=None, note="Chưa rõ.")
    actions.propose(version.plot, {"area_m2": 4800}, by=None)  # sends it again without a word
    said = [(r.side, r.note, r.by_field) for r in version.remarks.all()]
    assert said == [
        ("department", "Xem lại.", {"area_m2": "Sai."}),
        ("investor", "", {"area_m2": "Theo bản đo mới."}),
        ("department", "Chưa rõ.", {}),
        ("investor", "", {}),
    ]


def test_a_new_plot_that_is_sent_again_says_why(queued):
    plot = PlotFactory(submitted=True)
    actions.return_to_investor(plot, by=None, reason="Thiếu giá.")
    version = plot.listing_versions.get()
    actions.answer(version, by=None, note="Đã bổ sung.", values={"price_vnd_m2": 2_000_000})
    assert [r.note for r in version.remarks.all()] == ["Thiếu giá.", "Đã bổ sung."]
    plot.refresh_from_db()
    assert (plot.status, plot.price_vnd_m2) == ("submitted", 2_000_000)


def test_an_approved_boundary_tells_the_neighbours(queued):
    cluster = ClusterFactory()
    plot = PlotFactory(cluster=cluster, published=True, **drawing(rectangle(right=400)))
    other = PlotFactory(cluster=cluster, published=True, **drawing(rectangle(right=100)))
    wanted = {"boundary": {"corners": rectangle(), "epsg": HANOI}, "area_m2": 5001}
    version = actions.propose(plot, wanted, by=None).version
    assert not Plot.objects.adjacent_to(other).exists()
    actions.approve(version, by=None)
    plot.refresh_from_db()
    assert plot.boundary_corners == rectangle() and plot.area_m2 == 5001
    assert list(Plot.objects.adjacent_to(other)) == [plot] and plot.version == 2


def test_a_clusters_facts_wait_and_bring_their_source(queued, django_capture_on_commit_callbacks):
    cluster = ClusterFactory()
    cluster.fact_sources.create(field="power_kva", url="https://cu.vn", title="Cũ")
    IndustryFactory(code="25", level=2)
    ClusterTradeFactory(cluster=cluster)
    values = {"power_kva": 630, "permitted": ["25"], "wastewater_kinds": ["none", "domestic"]}
    version = actions.propose(
        cluster, values, by=None, evidence="Biên bản nghiệm thu", as_of="2026-10"
    ).version
    cluster.refresh_from_db()
    assert cluster.power_kva is None
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(version, by=None)
    cluster.refresh_from_db()
    assert (cluster.power_kva, cluster.version) == (630, 2)
    source = cluster.fact_sources.get(field="power_kva")
    assert (source.title, source.as_of, source.url) == ("Biên bản nghiệm thu", "2026-10", "")
    codes = ClusterTrade.objects.filter(cluster=cluster).values_list("industry__code", flat=True)
    assert list(codes) == ["25"]
    assert queued == [("matching.tasks.match_cluster", (cluster.pk,))]
    with pytest.raises(ValidationError):
        actions.propose(cluster, {"permitted": ["99"]}, by=None)


def test_a_suspension_hides_and_keeps(queued):
    plot = PlotFactory(published=True, market="held", stale_hidden_at=timezone.now())
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    plot = actions.suspend(plot, by=None, reason="Giá ghi sai đơn vị.")
    assert not Plot.objects.visible_to(AnonymousUser()).filter(pk=plot.pk).exists()
    assert plot.published_at and plot.market == "held"
    actions.approve(version, by=None)
    plot.refresh_from_db()
    assert (plot.status, plot.area_m2) == (PlotStatus.SUSPENDED, 4900)
    assert actions.resume(plot, by=None).status == PlotStatus.PUBLISHED
    with pytest.raises(RuleViolation):
        actions.suspend(plot, by=None, reason=" ")


def test_trivial_ones_are_approved_together_or_not_at_all(queued):
    today = date(2026, 11, 24)
    plots = [PlotFactory(published=True, ready_on=today, fee_vnd_m2_year=7000) for _n in range(3)]
    later = {"ready_on": today + timedelta(days=30), "fee_vnd_m2_year": 7300}
    chosen = [actions.propose(plot, later, by=None).version for plot in plots[:2]]
    large = actions.propose(plots[2], {"area_m2": 4900}, by=None).version
    with pytest.raises(RuleViolation):
        actions.approve_trivial([(v, v.seen) for v in [*chosen, large]], by=None)
    assert ListingVersion.objects.live().count() == 3
    assert actions.approve_trivial([(v, v.seen) for v in chosen], by=None) == 2
    assert ListingVersion.objects.live().get() == large
    assert Change.objects.filter(field="status", after="approved").count() == 2


@pytest.mark.parametrize(
    ("values", "before", "trivial"),
    [
        ({"ready_on": "2026-12-24"}, {"ready_on": "2026-11-24"}, True),
        ({"ready_on": "2026-12-25"}, {"ready_on": "2026-11-24"}, False),
        ({"ready_on": "2026-11-23"}, {"ready_on": "2026-11-24"}, False),
        ({"ready_on": None}, {"ready_on": "2026-11-24"}, False),
        ({"fee_vnd_m2_year": 7349}, {"fee_vnd_m2_year": 7000}, True),
        ({"fee_vnd_m2_year": 7350}, {"fee_vnd_m2_year": 7000}, False),
        ({"fee_vnd_m2_year": 7000}, {"fee_vnd_m2_year": None}, False),
        ({"area_m2": "4999"}, {"area_m2": "5000"}, False),
        ({}, {}, False),
    ],
)
def test_what_is_trivial(values, before, trivial):
    assert material.is_trivial("changed", values, before) is trivial
    assert not material.is_trivial("new", values, before)


def test_the_clock_goes_on_where_it_stood(queued):
    version = ListingVersionFactory()
    now = timezone.now()
    came, went = now - timedelta(days=30), now - timedelta(days=20)
    version.intervals = [[came.isoformat(), went.isoformat()]]
    version.status, version.clock_since = VersionStatus.RETURNED, None
    version.return_reason = "Sai."
    version.save()
    days = version.working_days(now, set())
    answered = actions.answer(version, by=None)
    assert answered.working_days(now, set()) == days
    spent = ListingVersion(intervals=[[answered.clock_since.isoformat(), None]]).working_days(
        now, set()
    )
    assert spent == days


if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway

    @pytest.mark.django_db(transaction=True)
    def test_of_two_officers_at_once_one_decides(queued):
        def decide(verb):
            try:
                verb()
                return "done"
            except RuleViolation as refused:
                return refused.code
            finally:
                connection.close()

        for _turn in range(6):
            version = ListingVersionFactory()
            seen = version.seen
            verbs = [
                lambda v=version, s=seen: actions.approve(v, by=None, seen=s),
                lambda v=version, s=seen: actions.return_version(v, by=None, note="Sai.", seen=s),
            ]
            with ThreadPoolExecutor(2) as pool:
                assert sorted(pool.map(decide, verbs)) == ["done", "stale"]
