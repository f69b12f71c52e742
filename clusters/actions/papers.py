"""The documents of a plot or a cluster as part of its versions: which of them an officer has seen,
and how one goes away."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.actions.files import forget_files, log_field
from clusters.models import Attachment, Cluster, ListingVersion, Plot, VersionStatus
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record


def approved_values(subject: Plot | Cluster) -> dict[str, Any]:
    """The values that the approved versions add up to; empty: none was ever approved."""
    rows = ListingVersion.objects.of(subject).filter(status=VersionStatus.APPROVED)
    values: dict[str, Any] = {}
    for one in rows.order_by("number").values_list("values", flat=True):
        values |= one
    return values


def approved_papers(subject: Plot | Cluster) -> list[dict[str, Any]]:
    """The papers that an officer has seen: those of the versions. Where no version tells, of a
    plot those older than its publication, of a cluster those that an officer has opened."""
    known = approved_values(subject)
    if "papers" in known:
        return list(known["papers"])
    rows = subject.files.documents()
    if isinstance(subject, Plot):
        rows = rows.filter(added_at__lte=subject.published_at)
    else:
        rows = rows.filter(approved_at__isnull=False)
    return [{"id": paper.pk, "name": paper.name} for paper in rows]


@transaction.atomic
def remove_file(attachment: Attachment, *, by: Any) -> bool:
    """Take a file away. A document that an officer has seen stays until an officer approves that
    it goes; ``False`` then, and the caller proposes it. Bytes go once the transaction has held.
    """
    owner = lock(attachment.owner)
    attachment = lock(attachment)
    if _is_approved(attachment, owner):
        if attachment.leaving_at:
            raise RuleViolation("leaving", _("The removal waits for the Department already."))
        attachment.leaving_at = timezone.now()
        attachment.save(update_fields=["leaving_at"])
        record(owner, attachment.name, by=by, field="leaving")
        return False
    forget_files([attachment])
    record(owner, "", by=by, before=attachment.name, field=log_field(attachment))
    return True


@transaction.atomic
def keep_file(attachment: Attachment, *, by: Any) -> Attachment:
    """The investor takes the removal of a document back; the caller amends the version."""
    owner = lock(attachment.owner)
    attachment = lock(attachment)
    if attachment.leaving_at is None:
        raise RuleViolation("staying", _("Nobody has asked to remove this document."))
    attachment.leaving_at = None
    attachment.save(update_fields=["leaving_at"])
    record(owner, "", by=by, before=attachment.name, field="leaving")
    return attachment


def _is_approved(attachment: Attachment, owner: Plot | Cluster) -> bool:
    if attachment.is_photo or (isinstance(owner, Plot) and not owner.is_approved):
        return False
    return attachment.pk in {paper["id"] for paper in approved_papers(owner)}


def take_away(subject: Plot | Cluster, version: ListingVersion, *, by: Any) -> None:
    """What the approved ``version`` leaves out goes; the caller holds the locks."""
    if "papers" in version.values:
        kept = [paper["id"] for paper in version.values["papers"]]
        going = subject.files.documents().filter(leaving_at__isnull=False).exclude(pk__in=kept)
        rows = list(going)
        forget_files(rows)
        for row in rows:
            record(subject, "", by=by, before=row.name, field=log_field(row))


def stay(subject: Plot | Cluster) -> None:
    """A proposal is taken back, and with it the removals in it."""
    subject.files.filter(leaving_at__isnull=False).update(leaving_at=None)
