"""The documents that back a plot."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.plot import Plot
from clusters.querysets import PaperQuerySet


def _paper_path(paper: "PlotPaper", name: str) -> str:
    """Nothing of the uploader's file name reaches the disk."""
    return f"plots/{paper.plot_id}/{uuid4().hex}"


class PlotPaper(models.Model):
    """A document that backs a plot: for its investor and the officers, never for the public.

    ``content_type`` is what the bytes are, not what the name says; ``name`` is for people only.
    """

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="papers")
    name = models.CharField(_("file name"), max_length=150)
    file = models.FileField(upload_to=_paper_path)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=200)
    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
