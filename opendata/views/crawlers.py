"""robots.txt and the site maps."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from opendata import crawling

XML = "application/xml; charset=utf-8"


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(crawling.robots(), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(crawling.index(), content_type=XML)


@require_safe
@login_not_required
def sitemap_part(request: HttpRequest, part: str, number: str) -> HttpResponseBase:
    if int(number) and part != "plots":
        raise Http404
    return StreamingHttpResponse(crawling.part(part, int(number)), content_type=XML)
