"""Reads of the log."""

from typing import Any, NoReturn

from django.db import models


class ChangeQuerySet(models.QuerySet):
    def of(self, instance: models.Model) -> "ChangeQuerySet":
        """The history of one row, newest first."""
        return self.filter(
            object_type=instance._meta.label_lower, object_id=str(instance.pk)
        ).order_by("-pk")

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the log is append-only")
