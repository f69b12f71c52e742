"""Is it still available? The investor's answer, by link or signed in; the officers' table."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import officer_only
from accounts.models import Organisation, User, Verification
from clusters import actions, exports
from clusters.freshness import level
from clusters.links import holder
from clusters.models import Plot
from portal.common.exporting import download

TAKEN = ("held", "leased", "withdrawn")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever got the mail may answer for its investor's plots without signing in: confirm them or
    take them off the market, nothing else."""
    membership = holder(token)
    if membership is None:
        return render(request, "clusters/freshness_link_over.html", status=410)
    mine = Plot.objects.asked_of(membership.organisation)
    return _answer(request, mine, membership.user, membership.organisation)


@require_http_methods(["GET", "POST"])
@never_cache
def mine(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, Plot.objects.operated_by(request.user), request.user, None)


def _answer(
    request: HttpRequest, plots: QuerySet[Plot], by: User, investor: Organisation | None
) -> HttpResponseBase:
    """GET shows, POST acts on all or on one, and comes back."""
    rows = plots.to_confirm().with_fresh_since().select_related("cluster").without_drawing()
    if request.method == "POST":
        _act(request, rows, by)
        return redirect(request.path)
    rows = rows.order_by("since", "pk")
    if file := download(request, rows, exports.TO_CONFIRM, "con-trong"):
        return file
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "investor": investor, "limit": settings.FRESH_LIMIT_DAYS}
    return render(request, "clusters/freshness.html", context)


def _act(request: HttpRequest, rows: QuerySet[Plot], by: User) -> None:
    if "all" in request.POST:
        n = actions.confirm_all(rows, by=by)
        done = ngettext("%(n)s plot confirmed.", "%(n)s plots confirmed.", n) % {"n": n}
        messages.success(request, done)
    elif "confirm" in request.POST:
        plot = actions.confirm(_one(rows, request.POST["confirm"]), by=by)
        messages.success(request, _("%(plot)s is still available.") % {"plot": plot})
    else:
        for to in TAKEN:
            if to in request.POST:
                plot = actions.no_longer_available(_one(rows, request.POST[to]), to, by=by)
                messages.success(request, _("%(plot)s is no longer offered.") % {"plot": plot})


def _one(rows: QuerySet[Plot], pk: str) -> Plot:
    return get_object_or_404(rows, pk=pk if pk.isdecimal() else None)


# --- officers --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@officer_only
@never_cache
def ours(request: HttpRequest) -> HttpResponseBase:
    """Plots of clusters that no verified investor manages here: the Department answers for them."""
    department = Organisation.objects.of(request.user).filter(kind="department").first()
    return _answer(request, Plot.objects.asked_of(department), request.user, department)


@dataclass(frozen=True)
class Standing:
    """How the plots on the market of one investor stand (``None``: those that no verified investor
    manages here); shares are 0–1, ages whole days."""

    investor_id: int | None
    investor: str
    plots: int
    full: int
    empty: int
    hidden: int
    median_days: int

    @property
    def share(self) -> float:
        return self.full / self.plots


@require_safe
@officer_only
def league(request: HttpRequest) -> HttpResponseBase:
    """Investors by how much of what they offer is freshly confirmed, the least first."""
    standings = _standings()
    if file := download(request, standings, exports.LEAGUE, "xac-nhan-theo-chu-dau-tu"):
        return file
    page = Paginator(standings, 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "full": settings.FRESH_FULL_DAYS,
        "half": settings.FRESH_HALF_DAYS,
        "limit": settings.FRESH_LIMIT_DAYS,
    }
    return render(request, "clusters/freshness_league.html", context)


def _standings() -> list[Standing]:
    """One query, three values a plot; grouped here, because a median is no aggregate of both
    databases."""
    now = timezone.now()
    rows = Plot.objects.to_confirm().with_fresh_since()
    by_investor: dict[tuple[Any, str], list[tuple[int, bool]]] = {}
    values = rows.values_list(
        "cluster__investor",
        "cluster__investor__name",
        "cluster__investor__status",
        "since",
        "stale_hidden_at",
    )
    for pk, name, status, since, hidden in values.order_by("cluster__investor__name", "pk"):
        asked = (pk, name) if status == Verification.VERIFIED else (None, "")
        by_investor.setdefault(asked, []).append(((now - since).days, bool(hidden)))
    standings = [
        Standing(
            investor_id=pk,
            investor=name,
            plots=len(plots),
            full=sum(level(days) == "full" and not hidden for days, hidden in plots),
            empty=sum(level(days) == "empty" for days, _hidden in plots),
            hidden=sum(hidden for _days, hidden in plots),
            median_days=round(median(days for days, _hidden in plots)),
        )
        for (pk, name), plots in by_investor.items()
    ]
    return sorted(standings, key=lambda row: (row.share, -row.median_days, row.investor))
