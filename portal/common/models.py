"""The log of every move, and what several models share."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.querysets import ChangeQuerySet


def _pseudonym() -> str:
    return uuid4().hex


class Actor(models.Model):
    """Somebody in the log. The log has the ``key`` only; who that is stands here and can be erased
    (``portal.common.actors``), and every hash of the log stays right."""

    key = models.CharField(primary_key=True, max_length=32, default=_pseudonym)
    user_id = models.CharField(max_length=40, unique=True, null=True, editable=False)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user_id__isnull=True) | ~Q(name=""), name="actor_with_user_named"
            )
        ]

    def __str__(self) -> str:
        """Without the name: this text may itself be written into the log."""
        return self.key[:8]


class Change(models.Model):
    """One move, written once and never changed: who, when, from, to, why.

    Holds labels and ids instead of foreign keys, so that history never blocks a deletion; of
    people it holds pseudonyms. Rows form a chain (``portal.common.chain``, the only writer);
    triggers refuse UPDATE and DELETE.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    why = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    previous_hash = models.CharField(max_length=64, blank=True, unique=True)
    hash = models.CharField(max_length=64)
    objects = ChangeQuerySet.as_manager()

    # What codes among the values are called, while the row is told (``portal.common.history``).
    names: Mapping[str, str] = MappingProxyType({})

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="change_of_object")]
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(hash=""), name="change_chained")]

    def __str__(self) -> str:
        return f"{self.object_label}: {self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a change is written once")
        super().save(*args, **kwargs)


class ChainHead(models.Model):
    """The end of the log: whoever writes a change holds this one row until commit."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    change_id = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="chain_head_single")]

    def __str__(self) -> str:
        return f"#{self.change_id} {self.hash[:12]}"
