"""What a visitor has put aside to compare: up to four, kept in the session under their names, so
that the tray on every page costs no query of its own."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from explore.comparing import MOST

KEY = "compare"


def put_aside(request: HttpRequest) -> list[dict[str, str]]:
    """Dicts of kind, key (a plot's id, a cluster's slug) and name."""
    kept = request.session.get(KEY, [])
    return kept if isinstance(kept, list) else []


def add(request: HttpRequest, kind: str, key: str, name: str) -> bool:
    """``False``: there are four already. One that is there stays where it is."""
    kept = put_aside(request)
    if any(one["kind"] == kind and one["key"] == key for one in kept):
        return True
    if len(kept) >= MOST:
        return False
    request.session[KEY] = [*kept, {"kind": kind, "key": key, "name": name}]
    return True


def remove(request: HttpRequest, kind: str, key: str) -> None:
    request.session[KEY] = [
        one for one in put_aside(request) if (one["kind"], one["key"]) != (kind, key)
    ]


def clear(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def address(things: list[dict[str, Any]], **more: str) -> str:
    """The page that compares them; it can be sent to somebody."""
    query = {
        "plots": ",".join(one["key"] for one in things if one["kind"] == "plot"),
        "clusters": ",".join(one["key"] for one in things if one["kind"] == "cluster"),
        **more,
    }
    given = urlencode({name: value for name, value in query.items() if value}, safe=",")
    return f"{reverse('explore:compare')}?{given}" if given else reverse("explore:compare")
