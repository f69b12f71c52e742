"""Keys with which an organisation's own programs reach the API."""

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opendata.querysets import ApiTokenQuerySet


class Scope(models.TextChoices):
    READ = "read", _("read, at a higher rate")
    PUSH = "push", _("read, and send in the plots of our clusters")


class ApiToken(models.Model):
    """One key. Only its SHA-256 is stored (it has 256 random bits, so no slow hash is needed);
    ``hint`` is its beginning, by which people tell two apart. It acts for whoever made it, and only
    while that person may speak for the organisation (``ApiTokenQuerySet.live``)."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("what it is for"), max_length=60)
    scope = models.CharField(_("what it may do"), max_length=4, choices=Scope)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    created_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_known"),
            models.CheckConstraint(condition=~Q(key_hash=""), name="token_hashed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @staticmethod
    def hashed(key: str) -> str:
        return sha256(key.encode()).hexdigest()
