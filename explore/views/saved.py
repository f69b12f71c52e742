"""My desk: what I have kept, the searches I have saved, and what they have found."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Cluster, Plot
from explore import actions
from explore.forms import SavedSearchForm
from explore.links import search_of
from explore.models import Alerted, Favourite, HowOften, SavedSearch
from explore.watching import in_a_line, in_words, tidied

A_PAGE = 20
IN_A_FEED = 50
NAMED = 80  # letters of a name that is suggested


# --- favourites ----------------------------------------------------------------------------------


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    rows = Favourite.objects.of(request.user).for_cards()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "explore/favourites.html", {"page": page, **_unread(request)})


@require_POST
def favourite_add(request: HttpRequest) -> HttpResponse:
    """A plot (its id) or a cluster (its slug) that the person may see."""
    thing = _thing(request.POST.get("kind", ""), request.POST.get("key", ""))
    new = actions.keep(thing, by=request.user)
    text = _("%(thing)s is kept.") if new else _("%(thing)s was kept already.")
    messages.success(request, text % {"thing": _name(thing)})
    return redirect(_back(request, "explore:favourites"))


@require_POST
def favourite_remove(request: HttpRequest, pk: int) -> HttpResponse:
    favourite = get_object_or_404(Favourite.objects.of(request.user).for_cards(), pk=pk)
    actions.let_go(favourite, by=request.user)
    thing = favourite.plot or favourite.cluster
    messages.success(request, _("%(thing)s is no longer kept.") % {"thing": _name(thing)})
    return redirect("explore:favourites")


def _thing(kind: str, key: str) -> Plot | Cluster:
    if kind == "plot" and key.isdecimal() and len(key) < 19:
        return get_object_or_404(Plot.objects.public().select_related("cluster"), pk=key)
    if kind == "cluster":
        return get_object_or_404(Cluster, slug=key[:80])
    raise Http404


def _name(thing: Any) -> str:
    return thing.short_name if isinstance(thing, Cluster) else str(thing)


# --- saved searches ------------------------------------------------------------------------------


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    rows = SavedSearch.objects.of(request.user).with_unread().defer("known")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "explore/searches.html", {"page": page, **_unread(request)})


@require_http_methods(["GET", "POST"])
def search_new(request: HttpRequest) -> HttpResponse:
    """``?`` and the address of a search of explore."""
    query = tidied(request.GET.urlencode())
    summary = "; ".join(in_words(query))
    name = summary[:NAMED] or _("Every plot")
    form = SavedSearchForm(
        request.POST or None, initial={"name": name, "how_often": HowOften.DAILY}
    )
    if SavedSearch.objects.of(request.user).filter(query=query).exists():
        messages.info(request, _("You have saved this search already."))
        return redirect("explore:searches")
    if request.method == "POST" and form.is_valid():
        saved = actions.save_search(
            query, **form.cleaned_data, language=translation.get_language(), by=request.user
        )
        messages.success(request, _("“%(name)s” is saved.") % {"name": saved})
        return redirect("explore:searches")
    status = 422 if form.is_bound else 200
    context = {"form": form, "summary": summary, "query": query}
    return render(request, "explore/search_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def search_edit(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _mine(request, pk)
    form = SavedSearchForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        actions.change_search(saved, **form.cleaned_data, by=request.user)
        return redirect("explore:searches")
    status = 422 if form.is_bound else 200
    context = {"form": form, "summary": saved.summary, "query": saved.query, "saved": saved}
    return render(request, "explore/search_form.html", context, status=status)


@require_POST
def search_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _mine(request, pk)
    actions.delete_search(saved, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved})
    return redirect("explore:searches")


@require_POST
def feed_open(request: HttpRequest, pk: int) -> HttpResponse:
    actions.open_feed(_mine(request, pk), by=request.user)
    messages.success(request, _("The feed has a new address; an earlier one no longer works."))
    return redirect("explore:searches")


@require_POST
def feed_close(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close_feed(_mine(request, pk), by=request.user)
    messages.success(request, _("The feed is closed."))
    return redirect("explore:searches")


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.of(request.user), pk=pk)


# --- alerts --------------------------------------------------------------------------------------


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    rows = Alerted.objects.of(request.user).for_cards()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "explore/alerts.html", {"page": page, **_unread(request)})


@require_POST
def alerts_read(request: HttpRequest) -> HttpResponse:
    n = actions.mark_read(by=request.user)
    done = ngettext("%(n)s alert marked as read.", "%(n)s alerts marked as read.", n) % {"n": n}
    messages.success(request, done)
    return redirect("explore:alerts")


@require_safe
@login_not_required
@never_cache
def alert_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What a saved search has found, for a feed reader. The secret is the address; 404 once it is
    revoked."""
    saved = get_object_or_404(SavedSearch.objects.defer("known"), feed_key=key)
    with translation.override(saved.language):
        return _feed(saved)


def _feed(saved: SavedSearch) -> HttpResponse:
    feed = Atom1Feed(
        title=f"{saved.name} · {_('Hanoi Industrial Clusters')}",
        link=_whole(saved.get_absolute_url()),
        description="",
        language=saved.language,
        feed_url=saved.feed_url,
    )
    for alert in Alerted.objects.public().filter(saved_search=saved).for_cards()[:IN_A_FEED]:
        plot = alert.plot
        address = _whole(plot.get_absolute_url())
        feed.add_item(
            title=str(plot),
            link=address,
            description=in_a_line(plot) + (f" · {_('demonstration data')}" if plot.is_demo else ""),
            unique_id=f"{address}#{saved.pk}",
            pubdate=alert.found_at,
            updateddate=alert.found_at,
        )
    answer = HttpResponse(content_type=feed.content_type)
    feed.write(answer, "utf-8")
    return answer


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed address is the proof
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail. Reading the page stops nothing: programs that check links do that;
    the button does, and the POST of a mail program."""
    saved = search_of(token)
    if saved is None:
        return render(request, "explore/stop_mail.html", {"saved": None}, status=410)
    if request.method == "POST":
        saved = actions.stop_mail(saved, by=saved.user)
    context = {"saved": saved, "stopped": saved.how_often == HowOften.NEVER}
    return render(request, "explore/stop_mail.html", context)


# --- shared --------------------------------------------------------------------------------------


def _unread(request: HttpRequest) -> dict[str, int]:
    return {"unread": Alerted.objects.of(request.user).unread().count()}


def _whole(path: str) -> str:
    return settings.SITE_URL + path


def _back(request: HttpRequest, otherwise: str) -> str:
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if inside else reverse(otherwise)
