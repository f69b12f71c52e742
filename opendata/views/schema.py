"""The API's own description (OpenAPI 3), and what answers where there is nothing."""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.views.decorators.http import conditional_page
from drf_spectacular.generators import SchemaGenerator
from rest_framework.response import Response

from opendata.views.base import Public


@lru_cache(maxsize=4)
def described(language: str) -> dict[str, Any]:
    """The whole schema in one language; worked out once per process."""
    with override(language):
        schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@method_decorator(conditional_page, name="dispatch")
class Schema(Public):
    """This description, in the language of Accept-Language."""

    schema = None

    def answer(self, query: dict[str, Any]) -> HttpResponseBase:
        return Response(described(get_language() or "vi"))


class Nothing(Public):
    """An address that the API does not have."""

    schema = None

    def get(self, request: Any, rest: str = "") -> HttpResponseBase:
        raise Http404
