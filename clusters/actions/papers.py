"""The documents that back a plot."""

from pathlib import PurePath
from typing import Any

from django.db import transaction

from clusters.models import Plot, PlotPaper
from portal.common.lifecycle import lock, record


@transaction.atomic
def add_paper(plot: Plot, file: Any, *, by: Any) -> PlotPaper:
    """Keep a checked upload (``PaperForm``) with the plot."""
    plot = lock(plot)
    paper = PlotPaper.objects.create(
        plot=plot,
        name=PurePath(file.name).name[:150],
        file=file,
        content_type=file.content_type,
        size_bytes=file.size,
        added_by=str(by),
    )
    record(plot, paper.name, by=by, field="papers")
    return paper


@transaction.atomic
def remove_paper(paper: PlotPaper, *, by: Any) -> None:
    """Take a document away; the file goes once the transaction has held."""
    record(paper.plot, "", by=by, before=paper.name, field="papers")
    storage, name = paper.file.storage, str(paper.file.name)
    paper.delete()
    transaction.on_commit(lambda: storage.delete(name))
