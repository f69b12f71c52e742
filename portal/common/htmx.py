"""One view, one context: a page for a browser, a part of it for an htmx swap."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, page: str, partial: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render ``page``, or only ``partial`` when htmx swaps a part."""
    htmx = request.htmx  # type: ignore[attr-defined]
    swap = htmx and not (htmx.boosted or htmx.history_restore_request)
    response = render(request, partial if swap else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
