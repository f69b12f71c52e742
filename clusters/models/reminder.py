"""Who was asked whether a plot is still available, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models.plot import Plot


class ReminderStep(models.IntegerChoices):
    FIRST = 1, _("first reminder")
    SECOND = 2, _("second reminder")


class Reminder(models.Model):
    """One plot in one mail to its investor, or to the Department where none manages the cluster
    here. ``since`` is the confirmation that has grown old, so
    that each is followed by at most one reminder of each step."""

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="reminders")
    investor = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    step = models.PositiveSmallIntegerField(choices=ReminderStep)
    since = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plot", "step", "since"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(step__in=ReminderStep.values), name="reminder_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plot} {self.step}"
