"""Reads of the log."""

from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.common.vietnamese import Fold, fold


class ChangeQuerySet(models.QuerySet):
    """``of``, ``about`` and ``between`` have the names of the actors at hand."""

    def of(self, instance: models.Model) -> "ChangeQuerySet":
        """The history of one row, newest first."""
        return self.about(instance._meta.label_lower, str(instance.pk))

    def about(self, object_type: str, object_id: str) -> "ChangeQuerySet":
        """As ``of``, for a row that may be gone."""
        rows = self.filter(object_type=object_type, object_id=object_id)
        return rows.select_related("actor").order_by("-pk")

    def by(self, person: str) -> "ChangeQuerySet":
        """Of people whose name contains ``person``; diacritics do not matter."""
        words = fold(person.strip()) or ""
        rows = self.annotate(actor_folded=Fold(F("actor__name")))
        return rows.filter(actor_folded__contains=words)

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
        rows = self.select_related("actor")
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
