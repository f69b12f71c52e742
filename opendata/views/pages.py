"""The page about the API and its data sets, the catalogue for programs, the map for other sites."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from opendata import catalogue, describing, examples


@require_safe
@login_not_required
def documentation(request: HttpRequest) -> HttpResponse:
    """No query: all of it is told from the schema."""
    operations = describing.operations()
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    context = {
        "datasets": catalogue.DATASETS,
        "read": [one for one in operations if not one.needs_token],
        "push": [one for one in operations if one.needs_token],
        "read_examples": examples.READ,
        "push_examples": examples.PUSH,
        "shapes": describing.shapes(operations),
        "rates": {name: rate.partition("/")[0] for name, rate in rates.items()},
        "snippet": _snippet(),
        "embed_origins": settings.EMBED_ORIGINS,
        "json_ld": catalogue.schema_org(),
    }
    return render(request, "opendata/documentation.html", context)


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def dcat(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(
        catalogue.dcat(), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Type"] = "application/ld+json"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@login_not_required
def embedded_map(request: HttpRequest) -> HttpResponse:
    """The one page that others may frame, and only those of ``EMBED_ORIGINS``."""
    policy = csp_replace({"frame-ancestors": settings.EMBED_ORIGINS or [NONE]})
    page = policy(_map)
    return (xframe_options_exempt(page) if settings.EMBED_ORIGINS else page)(request)


def _snippet() -> str:
    """What another site puts into its page."""
    address = f"{settings.SITE_URL}{reverse('opendata:embedded_map')}"
    title = _("Industrial clusters of Hanoi")
    return (
        f'<iframe src="{address}" title="{title}"\n'
        '        width="100%" height="480" loading="lazy" style="border:0"></iframe>'
    )


def _map(request: HttpRequest) -> HttpResponse:
    return render(request, "opendata/embedded_map.html")
