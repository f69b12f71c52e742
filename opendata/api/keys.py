"""Who asks, and how often they may: tokens in the ``Authorization`` header, never a session."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from opendata.models import ApiToken, Scope

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``; a request without the header is anonymous."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        hashed = ApiToken.hashed(key.strip()[:200])
        live = ApiToken.objects.live().select_related("created_by", "organisation")
        token = live.filter(key_hash=hashed).first() if scheme.title() == SCHEME else None
        if token is None:
            raise AuthenticationFailed(_("There is no such token."))
        ApiToken.objects.filter(pk=token.pk).note_use()
        return token.created_by, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes it."""

    target_class = "opendata.api.keys.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class MayPush(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.auth) and request.auth.scope == Scope.PUSH


class _Throttle(SimpleRateThrottle):
    """By token, or by address for whoever has none; what fails to count lets through."""

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except (OSError, RuntimeError):  # the store of the counts is away, the portal is not
            return True

    def wait(self) -> float | None:
        return max(1.0, super().wait() or 1.0)


class AnonymousThrottle(_Throttle):
    scope = "anonymous"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return None if request.auth else f"api-anonymous-{self.get_ident(request)}"


class TokenThrottle(_Throttle):
    scope = "token"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"api-token-{request.auth.pk}" if request.auth else None


class PushThrottle(_Throttle):
    """For writes; a view that takes them asks this one besides."""

    scope = "push"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or not request.auth:
            return None
        return f"api-push-{request.auth.pk}"
