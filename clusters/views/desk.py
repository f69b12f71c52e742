"""The investor's plots and the officer's check of them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import officer_only
from clusters import actions, exports, material
from clusters.comparing import approved_beside
from clusters.forms import ContactForm, InvestorForm, PlotForm
from clusters.freshness import LEVELS
from clusters.models import Cluster, ListingVersion, Market, Plot
from clusters.views.versions import waiting_words
from portal.common.exporting import download
from portal.common.models import Change

FRESH = (*LEVELS, "hidden")

# --- the investor --------------------------------------------------------------------------


@require_safe
def my_clusters(request: HttpRequest) -> HttpResponseBase:
    rows = Cluster.objects.operated_by(request.user).for_cards().order_by("name_sort")
    if file := download(request, rows, exports.MY_CLUSTERS, "cum-cua-toi"):
        return file
    page = Paginator(rows, per_page=20).get_page(request.GET.get("page"))
    return render(request, "clusters/my_clusters.html", {"page": page})


@require_safe
def my_plots(request: HttpRequest, slug: str) -> HttpResponseBase:
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    rows = cluster.plots.select_related("cluster").without_drawing().order_by("code")
    if wanted := request.GET.get("code", "").strip()[:40]:
        rows = rows.coded(wanted)
    if (fresh := request.GET.get("fresh", "")) in FRESH:
        rows = rows.confirmed_like(fresh)
    if file := download(request, rows, exports.MY_PLOTS, f"lo-dat-{cluster.slug}"):
        return file
    live = ListingVersion.objects.live()
    rows = rows.prefetch_related(Prefetch("listing_versions", live, to_attr="live_versions"))
    page = Paginator(rows, per_page=50).get_page(request.GET.get("page"))
    context = {
        "cluster": cluster,
        "page": page,
        "wanted": wanted,
        "fresh": fresh,
        "fresh_words": [*settings.FRESH_WORDS.items(), ("hidden", _("hidden until confirmed"))],
    }
    return render(request, "clusters/my_plots.html", context)


@require_http_methods(["GET", "POST"])
def plot_new(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    return _edit(request, Plot(cluster=cluster))


@require_http_methods(["GET", "POST"])
def plot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _my_plot(request, pk))


def _edit(request: HttpRequest, plot: Plot) -> HttpResponse:
    """One form for a new plot and an old one; "save and send" does both. What was checked is
    proposed instead."""
    live = actions.live_version(plot) if plot.is_approved else None
    form = PlotForm(request.POST or None, instance=plot, initial=_proposed_values(plot, live))
    if plot.is_approved:
        for name, words in approved_beside(plot, form.fields).items():
            form.fields[name].approved = words
    if request.method == "POST" and form.is_valid():
        if plot.is_approved:
            return _propose(request, plot, form)
        permitted = form.cleaned_data["permitted"]
        plot = actions.save_plot(form.save(commit=False), by=request.user, permitted=permitted)
        if "submit" in request.POST:
            actions.submit(plot, by=request.user)
            messages.success(request, _("Sent for checking."))
        else:
            messages.success(request, _("Saved as a draft."))
        return redirect("clusters:my_plots", plot.cluster.slug)
    status = 422 if request.method == "POST" else 200
    version = live or (actions.live_version(plot) if plot.pk else None)
    context = {"form": form, "cluster": plot.cluster, "plot": plot, "version": version}
    return render(request, "clusters/plot_form.html", context, status=status)


def _proposed_values(plot: Plot, live: ListingVersion | None) -> dict[str, Any]:
    values = live.values if live else {}
    codes = values["permitted"] if "permitted" in values else _own_trades(plot)
    return {
        "permitted": ", ".join(codes),
        **{
            name: material.python(plot, name, value)
            for name, value in values.items()
            if name not in material.DERIVED
        },
    }


def _own_trades(plot: Plot) -> list[str]:
    return list(material.stored(plot, "permitted")) if plot.pk else []


def _propose(request: HttpRequest, plot: Plot, form: PlotForm) -> HttpResponse:
    values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    proposal = actions.propose(plot, values, by=request.user)
    actions.rename_plot(plot, form.cleaned_data["code"], by=request.user)
    messages.success(request, waiting_words(plot, proposal))
    return redirect("clusters:my_plots", plot.cluster.slug)


@require_http_methods(["GET", "POST"])
def cluster_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom firms may ask; live at once."""
    cluster = get_object_or_404(Cluster.objects.operated_by(request.user), slug=slug)
    now = {name: getattr(cluster, name) for name in material.CONTACT}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.propose(cluster, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("clusters:my_plots", cluster.slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "cluster": cluster}
    return render(request, "clusters/cluster_contact.html", context, status=status)


def _my_plot(request: HttpRequest, pk: int) -> Plot:
    mine = Plot.objects.operated_by(request.user).select_related("cluster")
    return get_object_or_404(mine, pk=pk)


def _back(request: HttpRequest, plot: Plot, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("clusters:my_plots", plot.cluster.slug)


@require_POST
def plot_submit(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.submit(_my_plot(request, pk), by=request.user)
    return _back(request, plot, _("Sent for checking."))


@require_POST
def plot_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.withdraw(_my_plot(request, pk), by=request.user)
    return _back(request, plot, _("Withdrawn: nobody is offered it any more."))


@require_POST
def plot_hold(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.set_market(_my_plot(request, pk), Market.HELD, by=request.user)
    return _back(request, plot, _("Marked as held."))


@require_POST
def plot_lease(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.set_market(_my_plot(request, pk), Market.LEASED, by=request.user)
    return _back(request, plot, _("Marked as leased."))


@require_POST
def plot_release(request: HttpRequest, pk: int) -> HttpResponse:
    plot = actions.set_market(_my_plot(request, pk), Market.OPEN, by=request.user)
    return _back(request, plot, _("Available again."))


# --- the officer ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@officer_only
def cluster_investor(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = get_object_or_404(Cluster.objects.select_related("investor"), slug=slug)
    form = InvestorForm(request.POST or None, initial={"investor": cluster.investor})
    if request.method == "POST" and form.is_valid():
        actions.assign_investor(cluster, form.cleaned_data["investor"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect(cluster)
    status = 422 if request.method == "POST" else 200
    context = {"cluster": cluster, "form": form, "changes": Change.objects.of(cluster)[:20]}
    return render(request, "clusters/cluster_investor.html", context, status=status)
