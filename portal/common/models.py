"""The log of every move, and what several models share."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.querysets import ChangeQuerySet


class Change(models.Model):
    """One move, written once and never changed: who, when, from, to, why.

    Holds labels and ids instead of foreign keys, so that history never blocks a deletion.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    why = models.TextField(_("reason"), blank=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="change_of_object")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.object_label}: {self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a change is written once")
        super().save(*args, **kwargs)
