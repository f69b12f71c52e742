"""Reads of what everyone cites."""

from django.db import models

from portal.common.vietnamese import fold


class IndustryQuerySet(models.QuerySet):
    def choosable(self):
        """What a person may pick: divisions, groups and classes (2 to 4 digits)."""
        return self.filter(level__gte=2).order_by("code")

    def named(self, text: str):
        """What one may mean that types ``text``: a code's beginning, or a part of a name."""
        words = fold(text) or ""
        return self.choosable().filter(
            models.Q(code__startswith=words) | models.Q(name_folded__contains=words)
        )

    def names(self, codes):
        """By code, in the reader's language; one query."""
        return {row.code: str(row) for row in self.filter(code__in=list(codes))}


class PlaceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(era="current").order_by("name_sort")

    def named(self, text: str):
        """Units, current or former, whose name or former district contains ``text``."""
        words = fold(text) or ""
        return self.filter(
            models.Q(name_folded__contains=words) | models.Q(district_folded__contains=words)
        )
