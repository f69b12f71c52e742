"""What every address of the API does: read the parameters, know the stamp, answer."""

import re
from typing import Any, ClassVar

from django.http import HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from opendata.api import paging, stamps
from opendata.api.serializers import absolute
from opendata.api.stamps import Stamp
from opendata.forms import QueryForm


class Spoken(APIView):
    """Speaks the language of ``Accept-Language``, Vietnamese unless English is asked for: what it
    refuses, it refuses in words."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        translation.activate(translation.get_language_from_request(request))
        return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Accept-Language"])
        return response


class Public(Spoken):
    """A read that needs no token, from any site. ``stamp`` says in a few aggregates whether the
    reader has the answer already; then no row is read."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]
    parameters: ClassVar[type[QueryForm]] = QueryForm
    about: ClassVar[Any] = ""  # what it is, for the schema and the page about it
    tells: ClassVar[Any] = None  # the shape of the answer, for the schema

    def stamp(self) -> Stamp | None:
        """``None``: rows without versions; the answer's own bytes are compared."""
        return None

    def answer(self, query: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        raise NotImplementedError

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        query = self.parameters.read(request.query_params)
        stamp = self.stamp()
        if stamp is None:
            return self.answer(query, **kwargs)
        etag = stamps.etag(request.get_full_path(), stamp)
        response = self.unchanged(request, etag) or self.answer(query, **kwargs)
        response["ETag"] = etag
        if stamp.moved_at:
            response["Last-Modified"] = http_date(stamp.moved_at.timestamp())
        return response

    @staticmethod
    def unchanged(request: Request, etag: str) -> HttpResponseBase | None:
        if "If-None-Match" not in request.headers:
            return None
        response: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response.setdefault("Cache-Control", "no-cache")
        return response


class Stamped(Public):
    """Of plots and clusters: the facts of either stand in the rows of both."""

    def stamp(self) -> Stamp | None:
        return stamps.of_both()


def page(view: Public, rows: Any, query: dict[str, Any], serializer: type[Any]) -> Response:
    """One page of ``rows`` with the address of the next."""
    found, last = paging.page(rows, query["after"], query["page_size"])
    return Response({"next": next_page(view, last), "results": serializer(found, many=True).data})


def next_page(view: Public, last: int | None) -> str | None:
    if last is None:
        return None
    sent: QueryDict = view.request.query_params.copy()
    sent["after"] = paging.cursor(last)
    return absolute(f"{view.request.path}?{sent.urlencode()}")


class FeatureRenderer(JSONRenderer):
    media_type = "application/geo+json"
    format = "geojson"
    charset = None


class FormSchema(AutoSchema):
    """Describes an address from what its view has anyway: the form that reads the parameters, and
    ``about`` and ``tells``, of each method where there are several."""

    def get_operation_id(self) -> str:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self.view).__name__).lower()
        return words if self.method == "GET" else f"{words}_{self.method.lower()}"

    def get_description(self) -> str:
        return str(self._of_method(self.view.about))

    def get_response_serializers(self) -> Any:
        return self._of_method(self.view.tells)

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "takes", {}).get(self.method)

    def _of_method(self, value: Any) -> Any:
        by_method = isinstance(value, dict) and self.method in value
        return value[self.method] if by_method else value

    def get_override_parameters(self) -> list[Any]:
        form = getattr(self.view, "parameters", None) if self.method == "GET" else None
        return [_parameter(name, field) for name, field in form().fields.items()] if form else []


def _parameter(name: str, field: Any) -> OpenApiParameter:
    schema: dict[str, Any] = dict(getattr(field, "schema", {"type": "string"}))
    choices = [value for value, _label in getattr(field, "choices", []) if value != ""]
    if choices:
        schema = {"type": "integer" if isinstance(choices[0], int) else "string", "enum": choices}
    elif getattr(field, "min_value", None) is not None:
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    return OpenApiParameter(name, schema, description=str(field.help_text), required=field.required)
