"""Every date that an investor has promised, and when it came true."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.evidence import ComponentKind
from clusters.models.plot import Plot
from clusters.querysets import PromiseQuerySet

READY = "ready"


class Promise(models.Model):
    """One promised date, as stated on ``stated_at``. Written once; a later date is a later row.

    ``what`` is ``ready`` for a plot, else the component of the cluster. Only ``kept_on`` is
    filled in afterwards, once, by the verb that learns of it. ``investor`` is who managed the
    cluster here when the date was stated.
    """

    WHATS = [(READY, _("plot ready")), *ComponentKind.choices]

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="promises")
    plot = models.ForeignKey(Plot, models.CASCADE, null=True, blank=True, related_name="promises")
    investor = models.ForeignKey(
        "accounts.Organisation", models.SET_NULL, null=True, related_name="promises"
    )
    what = models.CharField(max_length=10, choices=WHATS)
    promised_on = models.DateField(_("promised"))
    stated_at = models.DateTimeField(_("stated"))
    stated_by = models.CharField(max_length=200, blank=True)
    kept_on = models.DateField(_("came true"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["stated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what=READY, plot__isnull=False)
                | Q(what__in=ComponentKind.values, plot__isnull=True),
                name="promise_of_a_plot_or_a_component",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.promised_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a promise is written once")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> tuple[int, int | None, str]:
        """What the date is about: rows with the same subject supersede one another."""
        return self.cluster_id, self.plot_id, self.what
