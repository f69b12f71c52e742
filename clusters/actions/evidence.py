"""Tiers and their documents, utilities, components, areas: what is known of a cluster."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.actions.plots import announce
from clusters.actions.promises import came_true, promise
from clusters.models import Cluster, Component, FactSource, Promise, ReadinessStep, Utility
from clusters.readiness import documented_tier
from clusters.signals import cluster_changed
from portal.common.errors import RuleViolation
from portal.common.lifecycle import as_logged, lock, record


@transaction.atomic
def add_step(step: ReadinessStep, *, by: Any) -> ReadinessStep:
    """One more document. The cluster's tier becomes what its documents prove, if they do."""
    cluster = lock(step.cluster)
    same = ReadinessStep.objects.filter(
        cluster=cluster,
        tier=step.tier,
        document=step.document,
        number=step.number,
        dated=step.dated,
    )
    if same.exists():
        raise RuleViolation("twice", _("This document already backs this tier."))
    step.save()
    record(cluster, _coded(step), by=by, field="readiness_step")
    _follow_documents(cluster, by=by, documented=None)
    return step


@transaction.atomic
def remove_step(step: ReadinessStep, *, by: Any, why: str = "") -> None:
    """Take a wrong document back: the tier falls to what the others prove."""
    cluster = lock(step.cluster)
    documented = documented_tier(cluster.steps.values_list("tier", flat=True))
    record(cluster, "", by=by, before=_coded(step), why=why, field="readiness_step")
    step.delete()
    _follow_documents(cluster, by=by, documented=documented)


def _coded(step: ReadinessStep) -> str:
    """For the log, the same in every language."""
    return f"{step.tier}; {step.document}; {step.number}"


def _follow_documents(cluster: Cluster, *, by: Any, documented: int | None) -> None:
    """``documented``: the tier that the documents proved before, which must not outlive them."""
    steps = list(cluster.steps.order_by("tier", "dated"))
    tier = documented_tier(step.tier for step in steps)
    if tier is None and (documented is None or cluster.readiness != documented):
        return  # what was stated stays, and pages say that no document backs it
    proof = next((step for step in reversed(steps) if step.tier == tier), None)
    state(
        cluster,
        {"readiness": tier},
        title=str(proof or ""),
        as_of=proof.dated if proof else None,
        by=by,
    )


@transaction.atomic
def set_utility(utility: Utility, *, by: Any, is_demo: bool = False, covers: Any = None) -> Utility:
    """What one utility gives; what is available is what matching reads from now on.
    ``covers``: what a demonstration stands over (``FactSource.covers``)."""
    cluster = lock(utility.cluster)
    before = Utility.objects.filter(cluster=cluster, kind=utility.kind).first()
    utility.pk = before.pk if before else None
    utility.is_demo = is_demo
    utility.save()
    record(
        cluster,
        _amounts(utility),
        by=by,
        before=_amounts(before) if before else "",
        field=f"utility_{utility.kind}",
    )
    facts = {utility.cluster_field: utility.available}
    state(
        cluster,
        facts,
        title=utility.source,
        as_of=utility.as_of,
        by=by,
        is_demo=is_demo,
        covers=covers,
    )
    return utility


def _amounts(utility: Utility) -> str:
    amounts = (utility.design, utility.in_use, utility.available)
    return f"{' / '.join(map(as_logged, amounts))}, {utility.as_of}"


@transaction.atomic
def set_component(component: Component, *, by: Any, is_demo: bool = False) -> Component:
    """How far a component is. A new promised date joins the ledger; an actual one closes it."""
    cluster = lock(component.cluster)
    before = Component.objects.filter(cluster=cluster, kind=component.kind).first()
    component.pk = before.pk if before else None
    component.is_demo = is_demo
    component.save()
    record(
        cluster,
        f"{component.percent}%, {component.as_of}",
        by=by,
        before=f"{before.percent}%, {before.as_of}" if before else "",
        field=f"component_{component.kind}",
    )
    if component.promised_on:
        promise(cluster, component.kind, component.promised_on, by=by)
    if component.completed_on:
        came_true(cluster, component.kind, component.completed_on)
    return component


@transaction.atomic
def keep_promise(kept: Promise, on: date, *, by: Any) -> None:
    """What was promised came true ``on`` that day: the plot or the component says so, too."""
    cluster = lock(kept.cluster)
    kept = lock(kept)
    if kept.kept_on is not None:
        raise RuleViolation("already_kept", _("This promise already has its actual date."))
    if on > timezone.localdate():
        raise RuleViolation("not_yet", _("A day that is still to come cannot be the actual one."))
    if kept.plot:
        plot = lock(kept.plot)
        plot.ready_on = on
        announce(plot, ["ready_on"])
    else:
        Component.objects.filter(cluster=cluster, kind=kept.what).update(
            percent=100, completed_on=on, as_of=on
        )
    came_true(cluster, kept.what, on, plot=kept.plot)
    record(kept.plot or cluster, on.isoformat(), by=by, field=f"kept_{kept.what}")


@transaction.atomic
def state_areas(
    cluster: Cluster, areas: Mapping[str, Any], *, title: str, as_of: date, by: Any
) -> Cluster:
    """The components of occupancy (hectares, ``None`` for not known), all as of one day."""
    return state(lock(cluster), areas, title=title, as_of=as_of, by=by)


def state(
    cluster: Cluster,
    facts: Mapping[str, Any],
    *,
    title: str,
    as_of: date | None,
    by: Any,
    is_demo: bool = False,
    covers: Any = None,
) -> Cluster:
    """Write facts with their source; the caller has locked the cluster. What was stated for
    demonstration gives way, so that ``demo clear`` leaves the real value alone."""
    changed = {name: value for name, value in facts.items() if getattr(cluster, name) != value}
    FactSource.objects.demo().filter(cluster=cluster, field__in=facts).delete()
    for name, value in facts.items():
        sources = FactSource.objects.filter(cluster=cluster, field=name, url="")
        if value is None:
            sources.delete()
        elif title:
            FactSource.objects.update_or_create(
                cluster=cluster,
                field=name,
                url="",
                defaults={
                    "title": title,
                    "as_of": as_of.isoformat() if as_of else "",
                    "is_demo": is_demo,
                    "covers": covers,
                },
            )
    if not changed:
        return cluster
    for name, value in changed.items():
        before, after = (as_logged(v) for v in (getattr(cluster, name), value))
        record(cluster, after, by=by, before=before, field=name)
        setattr(cluster, name, value)
    cluster.version += 1
    cluster.save(update_fields=[*changed, "version"])
    cluster_changed.send(sender=Cluster, cluster=cluster)
    return cluster
