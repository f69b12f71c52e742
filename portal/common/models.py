"""The log of every move, and what several models share."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.querysets import ChangeQuerySet


class Change(models.Model):
    """One move, written once and never changed: who, when, from, to, why.

    Holds labels and ids instead of foreign keys, so that history never blocks a deletion. Rows
    form a chain (``portal.common.chain``, the only writer); triggers refuse UPDATE and DELETE.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    why = models.TextField(_("reason"), blank=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True, unique=True)
    hash = models.CharField(max_length=64)
    objects = ChangeQuerySet.as_manager()

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
