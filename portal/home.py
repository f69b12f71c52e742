"""The front page, the component gallery and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import ReasonForm
from accounts.models import Verification
from clusters.models import Market, PlotStatus, Stage
from clusters.programme import PROGRAMME
from enterprises.models import LandRequest
from matching.forms import TrialForm, WeightsForm, example_need
from portal.common.context import THEME_COOKIE

A_YEAR_S = 365 * 24 * 3600


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers when the process is alive; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the device has it; kept for a year, and back to the page one came from."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("home")
    response = redirect(back)
    if request.POST.get("theme") in ("light", "dark"):
        response.set_cookie(
            THEME_COOKIE, request.POST["theme"], max_age=A_YEAR_S, samesite="Lax", httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_safe
@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    form = TrialForm(initial=example_need(timezone.localdate()))
    return render(request, "home.html", {"form": form, "programme": PROGRAMME})


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every shared component once, with values that show its edges."""
    samples = {
        "states": [*PlotStatus.choices, *Market.choices, *Verification.choices, *Stage.choices],
        "score": 0.79,
        "score_lo": 0.72,
        "score_hi": 0.9,
        "parts": {
            "area": [0.2, 0.2, 0.2],
            "cost": [0.24, 0.24, 0.24],
            "readiness": [0.21, 0.14, 0.28],
            "distance": [0.14, 0.14, 0.18],
        },
        "weights": WeightsForm(QueryDict(), LandRequest()),
        "fact": {"label": "kVA", "value": None, "unit": "kva", "sources": []},
        "form": ReasonForm({"reason": ""}),
        "changes": [],
        "page": Paginator(range(100), 10).get_page(request.GET.get("page")),
    }
    return render(request, "gallery.html", {"samples": samples})
