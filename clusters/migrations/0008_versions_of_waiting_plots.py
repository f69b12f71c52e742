"""Plots that wait for an officer or their investor get the version that says so."""

from django.db import migrations
from django.utils import timezone


def text(value):
    return None if value is None else value.isoformat()


def decimal(value):
    return format(value.normalize(), "f")


def fill(apps, schema_editor):
    Plot = apps.get_model("clusters", "Plot")
    ListingVersion = apps.get_model("clusters", "ListingVersion")
    now = timezone.now()
    waiting = Plot.objects.filter(status__in=("submitted", "returned"))
    for plot in waiting.prefetch_related("papers").iterator(chunk_size=500):
        drawn = plot.boundary_epsg is not None
        returned = plot.status == "returned"
        since = plot.submitted_at or now
        ListingVersion.objects.create(
            plot=plot,
            number=1,
            kind="new",
            status="returned" if returned else "proposed",
            values={
                "kind": plot.kind,
                "area_m2": decimal(plot.area_m2),
                "price_vnd_m2": plot.price_vnd_m2,
                "price_basis": plot.price_basis,
                "fee_vnd_m2_year": plot.fee_vnd_m2_year,
                "ready_on": text(plot.ready_on),
                "lease_end": text(plot.lease_end),
                "boundary": {"corners": plot.boundary_corners, "epsg": plot.boundary_epsg}
                if drawn
                else None,
                "papers": [{"id": paper.pk, "name": paper.name} for paper in plot.papers.all()],
            },
            return_reason=plot.return_reason,
            submitted_at=since,
            intervals=[[since.isoformat(), since.isoformat() if returned else None]],
            clock_since=None if returned else since,
            is_demo=plot.is_demo,
        )


class Migration(migrations.Migration):
    dependencies = [("clusters", "0007_listing_versions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
