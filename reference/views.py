"""About the data."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reference.models import DatedFact, LegalBasis


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Sources, licences and the law that the portal cites."""
    context = {
        "facts": DatedFact.objects.all(),
        "bases": LegalBasis.objects.all(),
        "licences": (settings.BASE_DIR / "reference/data/LICENSES.txt").read_text("utf-8"),
    }
    return render(request, "reference/about.html", context)
