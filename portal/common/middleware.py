"""What is refused is a page that says why: a rule (409), a body that is too large (413)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.common.errors import RuleViolation


class RuleViolationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleViolation):
            return None
        return render(request, "409.html", {"violation": exception}, status=409)


class BodyLimitMiddleware:
    """A request that brings more than all files of one form may have is answered before a byte of
    its body is read, so nothing of it reaches memory or disk: 413.

    Its header says how much is coming. One that does not say (chunked) is refused as well: 411;
    browsers always say. Stands behind everything that a page needs; nothing before it reads a body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "HTTP_TRANSFER_ENCODING" in request.META:
            return _too_large(request, None, 411)
        if length.isdecimal() and int(length) > settings.UPLOAD_LARGEST_MB * 1024 * 1024:
            return _too_large(request, int(length), 413)
        return self.get_response(request)


def _too_large(request: HttpRequest, size_bytes: int | None, status: int) -> HttpResponse:
    context = {
        "size_mb": size_bytes / 1024 / 1024 if size_bytes else None,
        "most_mb": settings.UPLOAD_LARGEST_MB,
    }
    return render(request, "413.html", context, status=status)
