"""Listing versions: proposed, answered, approved, returned, taken back.

Locks in this order: cluster, plot, version; all of them before the first log row.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import material
from clusters.actions.applying import apply, save_unseen
from clusters.actions.papers import approved_papers, approved_values, stay, take_away
from clusters.actions.plots import announce
from clusters.actions.promises import note_ready
from clusters.models import (
    Cluster,
    ListingVersion,
    Plot,
    PlotStatus,
    Remark,
    Side,
    VersionKind,
    VersionStatus,
)
from clusters.signals import cluster_changed
from portal.common.clock import working_days_before
from portal.common.errors import RuleViolation
from portal.common.lifecycle import as_logged, lock, move, record
from reference.models import Holiday


class Proposal(NamedTuple):
    """What became of an edit: the version that waits (``None``: nothing does), the fields in it,
    and the fields that are live already."""

    version: ListingVersion | None
    waiting: list[str]
    live: list[str]


@transaction.atomic
def propose(
    subject: Plot | Cluster,
    values: Mapping[str, Any],
    *,
    by: Any,
    evidence: str = "",
    as_of: str = "",
) -> Proposal:
    """Edit a plot or a cluster: ``values`` maps material and small fields to what they shall be.

    Small fields, and every field of a plot that the public does not see, are stored at once.
    Material changes of what was checked wait as one version: a waiting one is amended, a returned
    one goes back to the officers. A value equal to the approved one leaves the version. Raises
    ``ValidationError`` for a value that the field cannot have; nothing is stored then.
    """
    subject, version = locked(subject)
    wanted = {
        name: material.normal(subject, name, value)
        for name, value in values.items()
        if name not in material.SMALL[type(subject)]
    }
    small = {name: value for name, value in values.items() if name not in wanted}
    if isinstance(subject, Plot) and not subject.is_approved:
        live = save_unseen(subject, {**small, **wanted}, by=by)
        if version and subject.status == PlotStatus.SUBMITTED:
            _amend(version, material.snapshot(subject))
        return Proposal(version, [], live)
    proposed = {**(version.values if version else {}), **wanted}
    approved = {name: material.stored(subject, name) for name in proposed if name != "papers"}
    proposed["papers"] = material.stored(subject, "papers")
    approved["papers"] = approved_papers(subject)
    proposed = {name: value for name, value in proposed.items() if value != approved[name]}
    live = _save_small(subject, small, by=by)
    before = {name: approved[name] for name in proposed}
    if not proposed:
        if version:
            close(version, VersionStatus.WITHDRAWN, by=by)
        return Proposal(None, [], live)
    source = {"evidence": evidence, "as_of": as_of} if evidence or as_of else {}
    if version is None:
        kind = VersionKind.CHANGED if isinstance(subject, Plot) else VersionKind.CLUSTER
        version = _new(subject, kind, proposed, before, by=by, **source)
    elif (proposed, before) != (version.values, version.before) or source:
        for name, value in source.items():
            setattr(version, name, value)
        _amend(version, proposed, before)
        if version.status == VersionStatus.RETURNED:
            _resubmit(version, by=by)
    return Proposal(version, sorted(proposed), live)


@transaction.atomic
def submit(
    plot: Plot, *, by: Any, note: str = "", answers: Mapping[str, str] | None = None
) -> Plot:
    """Send a plot that the public does not see for checking: all its values, as one version.
    A returned one comes back as the answer, with what is said (``answer``)."""
    plot, version = locked(plot)
    values = material.snapshot(plot)
    before = approved_values(plot)
    move(plot, PlotStatus.SUBMITTED, by=by)
    if version is None:
        _new(plot, VersionKind.NEW, values, before, by=by)
    else:
        _amend(version, values, before)
        _resubmit(version, by=by, note=note, answers=answers)
    plot.submitted_at, plot.return_reason = timezone.now(), ""
    return announce(plot, ["status", "submitted_at", "return_reason"])


@transaction.atomic
def answer(
    version: ListingVersion,
    *,
    by: Any,
    note: str = "",
    answers: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> ListingVersion:
    """The investor's reply to a return, for all and for each field, with or without other values;
    the clock runs again."""
    subject, version = _locked_version(version)
    if version.status != VersionStatus.RETURNED:
        raise RuleViolation("not_returned", _("Nobody has asked for a correction of this."))
    if isinstance(subject, Plot) and version.kind == VersionKind.NEW:
        if values:
            save_unseen(
                subject, {n: material.normal(subject, n, v) for n, v in values.items()}, by=by
            )
        submit(subject, by=by, note=note, answers=answers)
        version.refresh_from_db()
        return version
    if values:
        wanted = {name: material.normal(subject, name, value) for name, value in values.items()}
        now = {name: material.stored(subject, name) for name in wanted}
        kept = {n: v for n, v in (version.values | wanted).items() if v != now.get(n, ...)}
        _amend(version, kept, {n: (version.before | now)[n] for n in kept})
    _resubmit(version, by=by, note=note, answers=answers)
    return version


@transaction.atomic
def approve(version: ListingVersion, *, by: Any, seen: str | None = None) -> ListingVersion:
    """The Department has checked the information: what is proposed becomes what the public sees.

    ``seen`` is what the officer's page showed (``ListingVersion.seen``); another state by now is
    refused. Of two officers at once one wins and the other is told.
    """
    subject, version = _locked_version(version, seen)
    _lock_others(subject, version)
    close(version, VersionStatus.APPROVED, by=by)
    if version.kind == VersionKind.NEW:
        move(subject, PlotStatus.PUBLISHED, by=by)
        subject.published_at, subject.return_reason = timezone.now(), ""
        announce(subject, ["status", "published_at", "return_reason"])
    else:
        apply(subject, version, by=by)
    take_away(subject, version, by=by)
    if isinstance(subject, Plot):
        note_ready(subject, by=by)  # what the public reads is a promise from now on
    return version


@transaction.atomic
def return_version(
    version: ListingVersion,
    *,
    by: Any,
    reasons: Mapping[str, str] | None = None,
    note: str = "",
    seen: str | None = None,
) -> ListingVersion:
    """Ask for a correction: a reason for each field concerned, a note for the whole, or both."""
    subject, version = _locked_version(version, seen)
    said, note = _said(reasons), note.strip()
    summary = _summary(subject, said, note)
    if not summary:
        raise RuleViolation("no_reason", _("Say what is to be corrected, for a field or for all."))
    move(version, VersionStatus.RETURNED, by=by, why=summary)
    _stop_clock(version)
    version.reasons, version.return_reason = said, summary
    version.save()
    _remark(version, Side.DEPARTMENT, note, said, by=by)
    if version.kind == VersionKind.NEW:
        move(subject, PlotStatus.RETURNED, by=by, why=summary)
        subject.return_reason = summary
        announce(subject, ["status", "return_reason"])
    return version


@transaction.atomic
def withdraw_version(
    version: ListingVersion, *, by: Any, seen: str | None = None
) -> ListingVersion:
    """The investor takes a proposal back; what is approved stays as it is."""
    subject, version = _locked_version(version, seen)
    if version.kind == VersionKind.NEW and subject.status == PlotStatus.SUBMITTED:
        move(subject, PlotStatus.WITHDRAWN, by=by)
        announce(subject, ["status"])
    close(version, VersionStatus.WITHDRAWN, by=by)
    return version


@transaction.atomic
def take_back(version: ListingVersion, to: str, *, by: Any) -> ListingVersion:
    """As if a plot had not been sent for checking: it is again what it was (``to``), the version
    withdrawn, or returned with the reasons that it had."""
    subject, version = _locked_version(version)
    move(subject, to, by=by)
    if to == PlotStatus.RETURNED:
        move(version, VersionStatus.RETURNED, by=by, why=version.return_reason)
        _stop_clock(version)
        version.revision += 1
        version.save()
        subject.return_reason = version.return_reason
    else:
        close(version, VersionStatus.WITHDRAWN, by=by)
    if to == PlotStatus.DRAFT:
        subject.submitted_at = None
    announce(subject, ["status", "submitted_at", "return_reason"])
    return version


@transaction.atomic
def approve_trivial(chosen: Iterable[tuple[ListingVersion, str]], *, by: Any) -> int:
    """Approve several trivial versions (with what was seen of each) or none of them."""
    chosen = list(chosen)
    for cluster in sorted({version.of_cluster.pk for version, _seen in chosen}):
        lock(Cluster(pk=cluster))
    order = sorted(chosen, key=lambda pair: (pair[0].plot_id or 0, pair[0].pk))
    for plot in [version.plot for version, _seen in order if version.plot]:
        lock(plot)
    for version, _seen in order:
        lock(version)
    for version, seen in order:
        if not material.is_trivial(version.kind, version.values, version.before):
            raise RuleViolation("not_trivial", _("One of these needs to be read on its own page."))
        approve(version, by=by, seen=seen)
    return len(order)


# --- what the verbs share ------------------------------------------------------------------------


def live_version(subject: Plot | Cluster) -> ListingVersion | None:
    return ListingVersion.objects.of(subject).live().first()


def locked(subject: Any) -> tuple[Any, ListingVersion | None]:
    """The subject and its live version, re-read under locks; a plot's cluster is locked first,
    because boundaries of one cluster are compared with each other."""
    if isinstance(subject, Plot):
        cluster = lock(Cluster(pk=subject.cluster_id))
        subject = lock(subject)
        subject.cluster = cluster
    else:
        subject = lock(subject)
    version = live_version(subject)
    return subject, lock(version) if version else None


def _locked_version(version: ListingVersion, seen: str | None = None) -> tuple[Any, ListingVersion]:
    subject, _live = locked(version.plot or version.cluster)
    version = lock(version)
    if isinstance(subject, Plot):
        version.plot = subject
    else:
        version.cluster = subject
    if seen is not None and seen != version.seen:
        raise RuleViolation("stale", stale_words(version))
    return subject, version


def stale_words(version: ListingVersion) -> Any:
    """What the second officer is told."""
    if version.status == VersionStatus.PROPOSED:
        return _(
            "The investor has changed this proposal since you opened it. Please read it again."
        )
    if version.status == VersionStatus.RETURNED:
        return _("This was returned to the investor in the meantime.")
    return _("%(who)s has decided this at %(when)s.") % {
        "who": version.decided_by or _("the portal"),
        "when": f"{timezone.localtime(version.decided_at):%H:%M, %d/%m/%Y}",
    }


def _new(
    subject: Plot | Cluster, kind: str, values: Any, before: Any, *, by: Any, **more: Any
) -> ListingVersion:
    now = timezone.now()
    last = ListingVersion.objects.of(subject).aggregate(last=Max("number"))["last"] or 0
    plot = subject if isinstance(subject, Plot) else None
    investor = (subject.cluster if isinstance(subject, Plot) else subject).investor
    version = ListingVersion.objects.create(
        plot=plot,
        cluster=None if isinstance(subject, Plot) else subject,
        number=last + 1,
        kind=kind,
        values=values,
        before=before,
        submitted_at=now,
        submitted_by=str(by) if by else "",
        intervals=[[now.isoformat(), None]],
        clock_since=now,
        is_demo=plot.is_demo if plot else bool(investor and investor.is_demo),
        **more,
    )
    record(version, VersionStatus.PROPOSED, by=by)
    return version


def _amend(version: ListingVersion, values: Any, before: Any = None) -> None:
    version.values = values
    version.before = version.before if before is None else before
    version.revision += 1
    version.save()


def _resubmit(
    version: ListingVersion, *, by: Any, note: str = "", answers: Mapping[str, str] | None = None
) -> None:
    """Back to the officers: the clock goes on from where it stood."""
    said, note = _said(answers), note.strip()
    move(version, VersionStatus.PROPOSED, by=by, why=_summary(version.subject, said, note))
    _remark(version, Side.INVESTOR, note, said, by=by)
    now = timezone.now()
    holidays = set(Holiday.objects.values_list("on", flat=True))
    today = timezone.localdate(now)
    since = working_days_before(today, version.working_days(now, holidays), holidays)
    version.clock_since = now - (today - since)
    version.intervals = [*version.intervals, [now.isoformat(), None]]
    version.submitted_at, version.submitted_by = now, str(by) if by else version.submitted_by
    version.revision += 1
    version.save()


def _said(by_field: Mapping[str, str] | None) -> dict[str, str]:
    return {name: text.strip() for name, text in (by_field or {}).items() if text.strip()}


def _summary(subject: Plot | Cluster, by_field: Mapping[str, str], note: str) -> str:
    """In one line, for the log and for lists."""
    lines = [f"{material.label(subject, name)}: {text}" for name, text in by_field.items()]
    return "; ".join([*lines, note] if note else lines)


def _remark(
    version: ListingVersion, side: str, note: str, by_field: dict[str, str], *, by: Any
) -> None:
    Remark.objects.create(
        version=version, side=side, note=note, by_field=by_field, said_by=str(by) if by else ""
    )


def _stop_clock(version: ListingVersion) -> None:
    if version.intervals and version.intervals[-1][1] is None:
        version.intervals[-1][1] = timezone.now().isoformat()
    version.clock_since = None


def close(version: ListingVersion, to: str, *, by: Any) -> None:
    move(version, to, by=by)
    if to == VersionStatus.WITHDRAWN:
        stay(version.subject)
    _stop_clock(version)
    version.decided_at, version.decided_by = timezone.now(), str(by) if by else ""
    version.save()


def _save_small(subject: Plot | Cluster, values: Mapping[str, Any], *, by: Any) -> list[str]:
    changed = [name for name, value in values.items() if getattr(subject, name) != value]
    for name in changed:
        old = getattr(subject, name)
        setattr(subject, name, values[name])
        record(subject, as_logged(values[name]), by=by, before=as_logged(old), field=name)
    if changed and isinstance(subject, Plot):
        announce(subject, changed)
    elif changed:
        subject.version += 1
        subject.save(update_fields=[*changed, "version"])
        cluster_changed.send(sender=Cluster, cluster=subject)
    return changed


def _lock_others(subject: Any, version: ListingVersion) -> None:
    """Every plot of the cluster, when a boundary is about to change: they may gain or lose a
    neighbour, and all locks come before the log."""
    if isinstance(subject, Plot) and "boundary" in version.values:
        plots = Plot.objects.filter(cluster=subject.cluster_id).order_by("pk")
        list(plots.select_for_update(of=("self",)).values_list("pk"))
