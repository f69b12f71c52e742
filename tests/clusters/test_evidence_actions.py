"""Documents, utilities, components and promises: what the verbs keep and what they refuse."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters import actions
from clusters.models import (
    READY,
    Cluster,
    Component,
    FactSource,
    Plot,
    Promise,
    ReadinessStep,
    Reminder,
    Utility,
)
from clusters.readiness import documented_tier
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.factories import (
    ClusterFactory,
    ComponentFactory,
    PlotFactory,
    PromiseFactory,
    ReadinessStepFactory,
    UtilityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("tiers", "tier"),
    [([], None), ([0], 0), ([1, 2], None), ([0, 1, 3], 1), ([0, 0, 1, 2, 3, 4, 5], 5)],
)
def test_the_highest_tier_without_a_gap_below(tiers, tier):
    assert documented_tier(tiers) == tier


def step(cluster, tier, **kwargs):
    return actions.add_step(
        ReadinessStepFactory.build(cluster=cluster, tier=tier, **kwargs), by=None
    )


def test_the_tier_follows_its_documents(queued):
    cluster = ClusterFactory(readiness=4)
    step(cluster, 1)
    cluster.refresh_from_db()
    assert (cluster.readiness, cluster.version) == (4, 1)  # nothing proven: what was stated stays
    step(cluster, 0)
    cluster.refresh_from_db()
    assert (cluster.readiness, cluster.version) == (1, 2)
    second = step(cluster, 2)
    actions.remove_step(second, by=None)
    cluster.refresh_from_db()
    assert cluster.readiness == 1
    actions.remove_step(cluster.steps.get(tier=0), by=None)
    cluster.refresh_from_db()
    assert cluster.readiness is None  # what was proven does not outlive its proof


def test_one_document_backs_a_tier_once(queued):
    cluster = ClusterFactory()
    step(cluster, 0)
    with pytest.raises(RuleViolation):
        step(cluster, 0)
    assert cluster.steps.count() == 1


def test_what_is_available_reaches_matching(queued):
    cluster = ClusterFactory(power_kva=10)
    FactSource.objects.create(cluster=cluster, field="power_kva", is_demo=True)
    utility = UtilityFactory.build(cluster=cluster, design=500, in_use=100, available=300)
    utility.source = "Báo cáo 12/BC"
    actions.set_utility(utility, by=None)
    cluster.refresh_from_db()
    assert (cluster.power_kva, cluster.version) == (300, 2)
    source = FactSource.objects.get(cluster=cluster, field="power_kva")
    assert (source.title, source.as_of, source.is_demo) == ("Báo cáo 12/BC", "2026-01-31", False)
    assert Change.objects.of(cluster).filter(field="power_kva").exists()
    actions.set_utility(UtilityFactory.build(cluster=cluster, design=500), by=None)
    cluster.refresh_from_db()
    assert cluster.power_kva is None and cluster.utilities.count() == 1


def test_every_promised_completion_is_kept(investor, queued):
    cluster = ClusterFactory(investor=investor.organisation)
    for day in (date(2026, 3, 1), date(2026, 3, 1), date(2026, 6, 1)):
        actions.set_component(
            ComponentFactory.build(cluster=cluster, promised_on=day), by=investor.user
        )
    promised = Promise.objects.about(cluster, None, "roads")
    assert [p.promised_on for p in promised] == [date(2026, 3, 1), date(2026, 6, 1)]
    assert {p.investor for p in promised} == {investor.organisation}
    done = ComponentFactory.build(
        cluster=cluster,
        percent=100,
        promised_on=date(2026, 6, 1),
        completed_on=date(2026, 7, 1),
    )
    actions.set_component(done, by=None)
    assert {p.kept_on for p in promised.all()} == {date(2026, 7, 1)}
    assert cluster.components.count() == 1


def test_a_published_ready_date_is_a_promise(queued):
    today = timezone.localdate()
    later = today + timedelta(days=90)
    plot = PlotFactory(submitted=True, ready_on=later)
    actions.publish(plot, by=None)
    assert [p.promised_on for p in plot.promises.all()] == [later]
    plot.ready_on = today - timedelta(days=1)
    actions.note_ready(plot, by=None)  # said to be ready since yesterday
    assert [p.kept_on for p in plot.promises.all()] == [plot.ready_on]


def test_a_promised_day_that_passes_in_silence_is_not_kept(queued):
    day = timezone.localdate() - timedelta(days=30)
    plot = PlotFactory(ready_on=day)
    PromiseFactory(cluster=plot.cluster, plot=plot, what=READY, promised_on=day)
    actions.note_ready(plot, by=None)
    assert plot.promises.get().kept_on is None


def test_an_actual_date_is_told_once_and_not_ahead(queued):
    today = timezone.localdate()
    plot = PlotFactory(published=True, ready_on=date(2026, 3, 1))
    row = PromiseFactory(cluster=plot.cluster, plot=plot, what=READY)
    with pytest.raises(RuleViolation):
        actions.keep_promise(row, today + timedelta(days=1), by=None)
    actions.keep_promise(row, today, by=None)
    plot.refresh_from_db()
    assert plot.ready_on == today and plot.promises.get().kept_on == today
    with pytest.raises(RuleViolation):
        actions.keep_promise(row, today, by=None)


def test_a_kept_component_is_complete(queued):
    component = ComponentFactory()
    row = PromiseFactory(cluster=component.cluster)
    actions.keep_promise(row, date(2026, 5, 1), by=None)
    component.refresh_from_db()
    assert (component.percent, component.completed_on) == (100, date(2026, 5, 1))


def test_a_promise_is_never_written_over():
    row = PromiseFactory()
    row.promised_on = date(2030, 1, 1)
    with pytest.raises(TypeError):
        row.save()


def test_areas_carry_their_source_and_day(queued):
    cluster = ClusterFactory()
    areas = {"industrial_land_ha": 14, "leased_ha": 8, "certificate_ha": None, "serviced_ha": 10}
    actions.state_areas(cluster, areas, title="Biểu 02", as_of=date(2026, 6, 14), by=None)
    cluster.refresh_from_db()
    assert (cluster.industrial_land_ha, cluster.certificate_ha) == (14, None)
    found = FactSource.objects.filter(cluster=cluster, as_of="2026-06-14", title="Biểu 02")
    assert found.count() == 3


BROKEN = [
    (ReadinessStep, ReadinessStepFactory, {"tier": 6}),
    (ReadinessStep, ReadinessStepFactory, {"document": "x"}),
    (Utility, UtilityFactory, {"kind": "gas"}),
    (Utility, UtilityFactory, {"connected_beyond_fence": "maybe"}),
    (Utility, UtilityFactory, {"design": 1, "in_use": 2}),
    (Utility, UtilityFactory, {"design": 1, "available": 2}),
    (Component, ComponentFactory, {"kind": "x"}),
    (Component, ComponentFactory, {"percent": 101}),
    (Component, ComponentFactory, {"completed_on": date(2026, 1, 1)}),
    (Promise, PromiseFactory, {"what": READY}),
    (Promise, PromiseFactory, {"what": "x"}),
    (Plot, PlotFactory, {"confirmed_at": "2026-01-01T00:00Z"}),
    (Plot, PlotFactory, {"stale_hidden_at": "2026-01-01T00:00Z"}),
]


@pytest.mark.parametrize(("model", "factory", "values"), BROKEN)
def test_the_database_refuses(model, factory, values):
    row = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("factory", "field", "one", "other"),
    [
        (UtilityFactory, "kind", "power", "water"),
        (ComponentFactory, "kind", "roads", "green"),
        (ReadinessStepFactory, "number", "1/QĐ", "2/QĐ"),
    ],
)
def test_there_is_one_of_each(factory, field, one, other):
    cluster = Cluster.objects.get(pk=factory(**{field: one}).cluster_id)
    row = factory(cluster=cluster, **{field: other})
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{field: one})


def test_a_reminder_exists_once_and_at_a_known_step(investor):
    plot, now = PlotFactory(published=True), timezone.now()
    common = {"plot": plot, "investor": investor.organisation, "since": now, "sent_at": now}
    Reminder.objects.create(step=1, **common)
    row = Reminder.objects.create(step=2, **common)
    for step_no in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.filter(pk=row.pk).update(step=step_no)
