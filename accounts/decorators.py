"""Doors: who may open a page at all. Whose row it is, the querysets decide."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def officer_only(view: View) -> View:
    """Officers of the Department; to anybody else the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_officer:
            raise Http404
        return view(request, *args, **kwargs)

    return checked
