"""Tokens made and revoked, and plots that come in by them."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import clusters.actions
from accounts.models import Membership, Organisation, OrganisationKind, Role, Verification
from clusters import material
from clusters.codes import code_key
from clusters.models import Cluster, Plot, PlotStatus
from opendata.models import ApiToken, Scope
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record

PREFIX = "ccn_"  # by which scanners of code find a key that was published by mistake
MOST_TOKENS = 20  # of one organisation, not counting revoked ones


class Pushed(NamedTuple):
    """The plot as it is now; whether it is new, whether anything moved, and the fields whose
    proposed value waits for an officer."""

    plot: Plot
    created: bool
    changed: bool
    waiting: list[str]


@transaction.atomic
def create_token(
    organisation: Organisation, *, name: str, scope: str, by: Any
) -> tuple[ApiToken, str]:
    """A new token and its key, which is not stored and cannot be shown again."""
    organisation = lock(organisation)
    if organisation.status != Verification.VERIFIED:
        raise RuleViolation("not_verified", _("Only a verified organisation can have tokens."))
    if scope == Scope.PUSH and organisation.kind != OrganisationKind.INVESTOR:
        raise RuleViolation("no_clusters", _("Only a cluster investor has plots to send in."))
    there = ApiToken.objects.filter(organisation=organisation, revoked_at__isnull=True)
    if there.count() >= MOST_TOKENS:
        raise RuleViolation("too_many", _("Revoke a token that nobody uses before making another."))
    key = f"{PREFIX}{token_urlsafe(32)}"
    token = ApiToken.objects.create(
        organisation=organisation,
        name=name,
        scope=scope,
        key_hash=ApiToken.hashed(key),
        hint=key[: len(PREFIX) + 4],
        created_by=by,
    )
    record(token, "created", by=by, field="token")
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Any) -> ApiToken:
    """It opens nothing from now on; revoking it twice changes nothing."""
    token = lock(token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(token, "revoked", by=by, field="token")
    return token


@transaction.atomic
def push_plot(
    cluster: Cluster, code: str, values: Mapping[str, Any], *, submit: bool, token: ApiToken
) -> Pushed:
    """Make the plot with this code what ``values`` says, as its investor would by hand: a new one
    is a draft, an edit of what was checked waits for an officer. The same again changes nothing.

    ``submit`` sends a draft for checking; a plot that was returned or withdrawn is sent only with
    something changed, so that a nightly run does not undo what people decided.
    """
    _refuse_unless_live(token)
    cluster = lock(cluster)
    by = token.created_by
    plot = Plot.objects.filter(cluster=cluster, code_key=code_key(code)).first()
    created = plot is None
    if plot is None:
        columns = {name: value for name, value in values.items() if name not in material.DERIVED}
        plot = clusters.actions.save_plot(
            Plot(cluster=cluster, code=code, **columns), by=by, permitted=values.get("permitted")
        )
        waiting: list[str] = []
        changed = True
    else:
        plot.cluster = cluster
        plot, waiting, changed = _edited(plot, values, by=by)
    sends = plot.status == PlotStatus.DRAFT or (changed and plot.is_editable)
    if submit and sends:
        plot = clusters.actions.submit(plot, by=by)
        changed = True
    if changed:
        record(plot, "created" if created else "changed", by=by, why=token.name, field="api")
    return Pushed(plot, created, changed, waiting)


def _edited(plot: Plot, values: Mapping[str, Any], *, by: Any) -> tuple[Plot, list[str], bool]:
    """``propose``, unless all of it is there already. A version that waits is amended only by
    something new: its officer would have to read it again."""
    before = clusters.actions.live_version(plot)
    small = [name for name in values if name in material.SMALL[Plot]]
    known = {name: material.stored(plot, name) for name in values if name not in small}
    if before and plot.is_approved:
        known |= before.values
    wanted = {name: material.normal(plot, name, values[name]) for name in known if name in values}
    same = wanted == {name: known[name] for name in wanted}
    if same and all(values[name] == getattr(plot, name) for name in small):
        return plot, sorted(before.values) if before and plot.is_approved else [], False
    proposal = clusters.actions.propose(plot, values, by=by)
    plot.refresh_from_db()
    return plot, proposal.waiting, True


def _refuse_unless_live(token: ApiToken) -> None:
    """Whoever made the token may have left, or it may be revoked, since the request came."""
    organisation = lock(token.organisation)
    speaks = Membership.objects.filter(
        organisation=organisation, user=token.created_by, role__in=(Role.OWNER, Role.EDITOR)
    )
    revoked = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=False).exists()
    if organisation.status != Verification.VERIFIED or revoked or not speaks.exists():
        raise RuleViolation("token", _("This token opens nothing any more."))
