"""When an enterprise is verified, it gets its row of the directory."""

from typing import Any

from django.dispatch import receiver

from accounts.models import OrganisationKind
from accounts.signals import organisation_verified
from enterprises import actions


@receiver(organisation_verified)
def enter_into_directory(sender: Any, organisation: Any, **kwargs: Any) -> None:
    if organisation.kind == OrganisationKind.ENTERPRISE:
        actions.enter(organisation)
