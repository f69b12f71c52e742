"""The front page, the component gallery and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clusters.programme import PROGRAMME
from matching.forms import TrialForm


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers when the process is alive; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"form": TrialForm(), "programme": PROGRAMME})


@require_GET
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html")
