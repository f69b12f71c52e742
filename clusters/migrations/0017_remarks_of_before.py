"""The last return of each version and the last answer to it become remarks."""

from datetime import datetime

from django.db import migrations


def remark(apps, schema_editor):
    versions = apps.get_model("clusters", "ListingVersion").objects
    remarks = apps.get_model("clusters", "Remark").objects
    for version in versions.exclude(return_reason="").order_by("pk"):
        ended = [datetime.fromisoformat(end) for _start, end in version.intervals if end]
        answered = version.status != "returned" and len(version.intervals) > 1
        back = ended[-2] if answered and version.intervals[-1][1] and len(ended) > 1 else None
        remarks.create(
            version=version,
            side="department",
            note="" if version.reasons else version.return_reason,
            by_field=version.reasons,
            said_at=back or (ended[-1] if ended else version.submitted_at),
        )
        if version.answer:
            remarks.create(
                version=version,
                side="investor",
                note=version.answer,
                said_at=version.submitted_at,
                said_by=version.submitted_by,
            )


class Migration(migrations.Migration):
    dependencies = [("clusters", "0016_remarks")]

    operations = [migrations.RunPython(remark, migrations.RunPython.noop)]
