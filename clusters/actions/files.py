"""Documents and photos: added, described, put in order, opened to the public, forgotten."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Attachment, AttachmentKind, Cluster, Plot
from clusters.uploads import Prepared
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record, record_fields

WORDS = ("alt", "caption", "number", "issued_on", "issuer")


@transaction.atomic
def add_file(
    owner: Plot | Cluster,
    prepared: Prepared,
    kind: str,
    *,
    by: Any,
    words: Mapping[str, Any] | None = None,
    is_demo: bool = False,
) -> Attachment:
    """Keep a checked upload. A photo is a small edit and public at once; a document waits."""
    owner = lock(owner)
    files = Attachment.objects.of(owner)
    if files.filter(sha256=prepared.sha256).exists():
        raise RuleViolation("twice", _("This file is already here."))
    if files.total_bytes() + len(prepared.content) > settings.FILES_LARGEST_MB * 1024 * 1024:
        raise RuleViolation("full", _("All files together are larger than allowed."))
    last = files.aggregate(last=Max("position"))["last"]
    attachment = Attachment(
        plot=owner if isinstance(owner, Plot) else None,
        cluster=owner if isinstance(owner, Cluster) else None,
        kind=kind,
        name=prepared.name,
        content_type=prepared.content_type,
        size_bytes=len(prepared.content),
        sha256=prepared.sha256,
        width=prepared.width,
        height=prepared.height,
        position=0 if last is None else last + 1,
        is_public=kind == AttachmentKind.PHOTO,
        added_by=str(by or ""),
        is_demo=is_demo,
        **(words or {}),
    )
    try:
        attachment.file.save("", ContentFile(prepared.content), save=False)
        if prepared.small:
            attachment.small.save("", ContentFile(prepared.small), save=False)
            attachment.large.save("", ContentFile(prepared.large), save=False)
        attachment.save()
        record(owner, attachment.name, by=by, field=log_field(attachment))
    except Exception:
        _delete(attachment.file.storage, attachment.stored_names)
        raise
    return attachment


@transaction.atomic
def edit_file(attachment: Attachment, words: Mapping[str, Any], *, by: Any) -> Attachment:
    """What is said about a file; its bytes are never edited."""
    before = lock(attachment)
    after = lock(attachment)
    for name in WORDS:
        if name in words:
            setattr(after, name, words[name])
    after.save(update_fields=WORDS)
    record_fields(before, after, WORDS, by=by)
    return after


@transaction.atomic
def move_earlier(attachment: Attachment) -> None:
    """One place towards the front; the order is no fact, so the log does not hear of it."""
    owner = lock(attachment.owner)
    rows = list(Attachment.objects.of(owner))
    place = next((n for n, row in enumerate(rows) if row.pk == attachment.pk), 0)
    if place:
        rows.insert(place - 1, rows.pop(place))
    for n, row in enumerate(rows):
        row.position = n
    Attachment.objects.bulk_update(rows, ["position"])


@transaction.atomic
def open_file(attachment: Attachment, *, by: Any) -> Attachment:
    """An officer has read a document and lets the public read it."""
    attachment = lock(attachment)
    if attachment.is_public:
        raise RuleViolation("open", _("This file is public already."))
    return _set_public(attachment, True, by=by)


@transaction.atomic
def close_file(attachment: Attachment, *, by: Any) -> Attachment:
    """Only its investor and the officers read it from now on; photos too."""
    attachment = lock(attachment)
    if not attachment.is_public:
        raise RuleViolation("closed", _("This file is not public."))
    return _set_public(attachment, False, by=by)


def _set_public(attachment: Attachment, public: bool, *, by: Any) -> Attachment:
    attachment.is_public = public
    attachment.approved_at = timezone.now() if public else None
    attachment.approved_by = str(by or "") if public else ""
    attachment.save(update_fields=["is_public", "approved_at", "approved_by"])
    after, before = (attachment.name, "") if public else ("", attachment.name)
    record(attachment.owner, after, by=by, before=before, field="public_files")
    return attachment


@transaction.atomic
def forget_files(attachments: Iterable[Attachment]) -> None:
    """Rows and, once committed, bytes; without a word in the log."""
    rows = list(attachments)
    names = [name for row in rows for name in row.stored_names]
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        storage = rows[0].file.storage
        transaction.on_commit(lambda: _delete(storage, names))


def _delete(storage: Storage, names: Iterable[str]) -> None:
    for name in names:
        storage.delete(name)


def log_field(attachment: Attachment) -> str:
    """Under which field of its plot or cluster the log tells of a file."""
    return "photos" if attachment.is_photo else "files"
