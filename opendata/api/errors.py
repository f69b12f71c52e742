"""Every refusal as ``application/problem+json`` (RFC 9457), in the language that was asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.common.errors import RuleViolation

Fields = Mapping[str, list[dict[str, str]]]


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"
    charset = None


class Invalid(APIException):
    """Something was sent that cannot be read: 400, with a sentence for each field."""

    status_code = 400
    default_code = "invalid"

    def __init__(self, fields: Fields) -> None:
        super().__init__(_("Something in the request cannot be read; each field says what."))
        self.fields = fields

    @classmethod
    def one(cls, field: str, message: Any, code: str = "invalid") -> "Invalid":
        return cls({field: [{"message": str(message), "code": code}]})

    @classmethod
    def of_form(cls, form: forms.BaseForm) -> "Invalid":
        found = form.errors.get_json_data()
        return cls(
            {
                name: [{**one, "code": one["code"] or "invalid"} for one in errors]
                for name, errors in found.items()
            }
        )


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's answer to ``error``, rewritten; ``None`` (a bug) is left to crash."""
    if isinstance(error, RuleViolation):
        return _answer(409, error.code, error.message)
    response = exception_handler(error, context)
    if response is None:
        return None
    status, detail = response.status_code, getattr(error, "detail", "")
    code = getattr(detail, "code", None) or {404: "not_found"}.get(status, "error")
    words = _words(status) or (force_str(detail) if isinstance(detail, str) else "")
    answer = _answer(status, code, words, getattr(error, "fields", None))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response:
            answer[name] = response[name]
    return answer


def _words(status: int) -> str:
    """Our own sentence where the library's is not in the catalogue."""
    return {
        401: _("The token is missing, wrong, revoked, or its organisation is not verified."),
        403: _("This token may not do that."),
        404: _("There is nothing at this address for you."),
        405: _("This address does not take that method."),
        406: _("The answer is JSON; ask for application/json."),
        415: _("Send JSON, with Content-Type: application/json."),
        429: _("Too many requests. Try again after the seconds named in Retry-After."),
    }.get(status, "")


def _title(status: int) -> str:
    return {
        400: _("The request cannot be read"),
        401: _("A token is needed"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Wrong method"),
        406: _("No such format"),
        409: _("Not possible now"),
        413: _("Too large"),
        415: _("Wrong format"),
        429: _("Too many requests"),
    }.get(status, _("The request was refused"))


def _answer(status: int, code: str, detail: Any, fields: Fields | None = None) -> Response:
    data: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/open-data/#errors",
        "title": _title(status),
        "status": status,
        "code": code,
        "detail": str(detail),
    }
    if fields:
        data["errors"] = fields
    return Response(data, status=status, content_type=ProblemRenderer.media_type)
