"""Documents and photos of plots and clusters."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.plot import Plot
from clusters.querysets import AttachmentQuerySet


def _paper_path(paper: Any, name: str) -> str:
    """Nothing of the uploader's file name reaches the disk."""
    return f"plots/{paper.plot_id}/{uuid4().hex}"


def _file_path(attachment: "Attachment", name: str) -> str:
    """As above, for clusters too."""
    owner = (
        f"plots/{attachment.plot_id}" if attachment.plot_id else f"clusters/{attachment.cluster_id}"
    )
    return f"{owner}/{uuid4().hex}"


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    PAPER = "paper", _("paper")
    LEGAL = "legal", _("legal document")


class Attachment(models.Model):
    """A file of a plot or of a cluster. Photos are public with it; a document is for the investor
    and the officers until an officer opens it.

    A document that an officer has seen does not go at once: from ``leaving_at`` on it waits in a
    version to be taken away. ``content_type`` is what the bytes are, not what the name says;
    ``name`` is for people only.
    Pictures are stored as the portal encoded them, so nothing of the camera's is left; ``sha256``
    is of the stored bytes. ``small`` and ``large`` are thumbnails.
    """

    plot = models.ForeignKey(
        Plot, models.CASCADE, null=True, blank=True, related_name="files", editable=False
    )
    cluster = models.ForeignKey(
        Cluster, models.CASCADE, null=True, blank=True, related_name="files", editable=False
    )
    kind = models.CharField(
        _("kind"), max_length=5, choices=AttachmentKind, default=AttachmentKind.PAPER
    )
    name = models.CharField(_("file name"), max_length=150)
    file = models.FileField(upload_to=_file_path)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    small = models.FileField(upload_to=_file_path, blank=True)
    large = models.FileField(upload_to=_file_path, blank=True)
    alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("document date"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    leaving_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plot__isnull=True, cluster__isnull=False)
                | Q(plot__isnull=False, cluster__isnull=True),
                name="file_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AttachmentKind.values), name="file_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AttachmentKind.PHOTO)
                | (
                    Q(width__isnull=False, height__isnull=False, width__gt=0, height__gt=0)
                    & ~Q(alt="")
                    & ~Q(small="")
                    & ~Q(large="")
                ),
                name="file_photo_described",
                violation_error_message=_("A photo says in words what it shows."),
            ),
            models.CheckConstraint(
                condition=Q(is_public=False)
                | Q(kind=AttachmentKind.PHOTO)
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="file_document_public_only_approved",
                violation_error_message=_("An officer opens a document to the public."),
            ),
            models.UniqueConstraint(
                fields=["plot", "sha256"], condition=~Q(sha256=""), name="file_once_a_plot"
            ),
            models.UniqueConstraint(
                fields=["cluster", "sha256"], condition=~Q(sha256=""), name="file_once_a_cluster"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clusters:file", args=[self.pk])

    @property
    def owner(self) -> Plot | Cluster:
        return self.plot or self.cluster  # type: ignore[return-value]  # a constraint: one is there

    @property
    def is_photo(self) -> bool:
        return self.kind == AttachmentKind.PHOTO

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def stored_names(self) -> list[str]:
        """Everything of it in the storage."""
        return [str(file.name) for file in (self.file, self.small, self.large) if file]
