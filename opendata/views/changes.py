"""The change feed."""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers as fields
from rest_framework.response import Response

from opendata import feed, forms
from opendata.api import paging, serializers
from opendata.api.stamps import Stamp
from opendata.views.base import Public

PAGE = inline_serializer(
    "EventPage",
    {
        "next": fields.CharField(),
        "more": fields.BooleanField(),
        "results": serializers.EventSerializer(many=True),
    },
)


class Changes(Public):
    about = _(
        "What came, changed and went, oldest first, for whoever keeps a copy. Ask for the latest "
        "cursor, then the lists, then changes after that cursor: again while “more” is true, and "
        "later for news. An answer may be empty and still move the cursor."
    )
    tells = PAGE
    parameters = forms.ChangesQuery

    def stamp(self) -> Stamp:
        return Stamp((feed.end(),))

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        if query["after"] is None:
            return Response({"next": paging.cursor(feed.end()), "more": False, "results": []})
        events, last, more = feed.read(query["after"], query["page_size"])
        results = serializers.EventSerializer([_shape(event) for event in events], many=True)
        return Response({"next": paging.cursor(last), "more": more, "results": results.data})


def _shape(event: feed.Event) -> dict[str, Any]:
    if event.thing == "plot":
        path = reverse("api:plot", args=[event.id])
    else:
        path = reverse("api:cluster", args=[event.slug]) if event.slug else ""
    return {
        "cursor": paging.cursor(event.cursor),
        "at": event.at,
        "thing": event.thing,
        "id": event.id,
        "kind": event.kind,
        "fields_changed": event.fields,
        "url": serializers.absolute(path) if path else "",
        "is_demo": event.is_demo,
    }
