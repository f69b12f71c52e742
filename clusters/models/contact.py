"""Whom firms may ask."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reachable(models.Model):
    """Has a role that answers, not a person: all three empty, or what is known of it."""

    contact_role = models.CharField(_("who answers"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("mailbox"), blank=True)

    class Meta:
        abstract = True

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_role or self.contact_phone or self.contact_email)
