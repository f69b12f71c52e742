"""Papers from before get the hash of their bytes, where these can be read."""

from hashlib import sha256

from django.db import migrations


def hash_papers(apps, schema_editor):
    seen = set()
    for paper in apps.get_model("clusters", "Attachment").objects.filter(sha256="").order_by("pk"):
        try:
            with paper.file.open() as file:
                digest = sha256(file.read()).hexdigest()
        except (OSError, ValueError):
            continue  # gone from the disk
        if (paper.plot_id, digest) not in seen:  # a paper that was added twice stays
            seen.add((paper.plot_id, digest))
            paper.sha256 = digest
            paper.save(update_fields=["sha256"])


class Migration(migrations.Migration):
    dependencies = [("clusters", "0009_files_of_plots_and_clusters")]

    operations = [migrations.RunPython(hash_papers, migrations.RunPython.noop)]
