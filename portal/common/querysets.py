"""Reads of the log."""

from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.common.vietnamese import Fold, fold


class ChangeQuerySet(models.QuerySet):
    def of(self, instance: models.Model) -> "ChangeQuerySet":
        """The history of one row, newest first."""
        return self.about(instance._meta.label_lower, str(instance.pk))

    def about(self, object_type: str, object_id: str) -> "ChangeQuerySet":
        """As ``of``, for a row that may be gone."""
        return self.filter(object_type=object_type, object_id=object_id).order_by("-pk")

    def by(self, person: str) -> "ChangeQuerySet":
        """Of whom the log says a name that contains ``person``; diacritics do not matter."""
        return self._containing(person, "actor_label")

    def named(self, text: str) -> "ChangeQuerySet":
        return self._containing(text, "object_label")

    def saying(self, text: str) -> "ChangeQuerySet":
        """In the values or the reason."""
        return self._containing(text, "before", "after", "why")

    def _containing(self, text: str, *names: str) -> "ChangeQuerySet":
        words = fold(text.strip()) or ""
        rows = self.annotate(**{f"{name}_folded": Fold(F(name)) for name in names})
        anywhere = Q()
        for name in names:
            anywhere |= Q(**{f"{name}_folded__contains": words})
        return rows.filter(anywhere)

    def between(self, first: date | None, last: date | None) -> "ChangeQuerySet":
        """From the beginning of ``first`` through the end of ``last``, days in Hanoi."""
        rows = self
        if first:
            rows = rows.filter(at__gte=_midnight(first))
        if last:
            rows = rows.filter(at__lt=_midnight(last + timedelta(days=1)))
        return rows

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the log is append-only")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
