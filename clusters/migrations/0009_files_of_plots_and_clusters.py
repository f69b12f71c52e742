"""Papers become files: of a plot or a cluster, with a kind, a hash, thumbnails, words."""

from django.db import migrations, models

import clusters.models


# Text without a default of its own: "" is for the rows that are there.
CLEAN = ("sha256", "small", "large", "alt", "caption", "number", "issuer", "approved_by")


class Migration(migrations.Migration):
    dependencies = [("clusters", "0008_versions_of_waiting_plots")]

    operations = [
        migrations.RenameModel("PlotPaper", "Attachment"),
        migrations.AlterModelOptions(
            "attachment", {"ordering": ["position", "pk"], "verbose_name": "file"}
        ),
        migrations.AlterField(
            "attachment",
            "plot",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=models.CASCADE,
                related_name="files",
                to="clusters.plot",
            ),
        ),
        migrations.AlterField(
            "attachment", "file", models.FileField(upload_to=clusters.models._file_path)
        ),
        migrations.AddField(
            "attachment",
            "cluster",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=models.CASCADE,
                related_name="files",
                to="clusters.cluster",
            ),
        ),
        *(
            migrations.AddField("attachment", name, field, preserve_default=name not in CLEAN)
            for name, field in {
                "kind": models.CharField(
                    choices=[("photo", "photo"), ("paper", "paper"), ("legal", "legal document")],
                    default="paper",
                    max_length=5,
                    verbose_name="kind",
                ),
                "sha256": models.CharField(blank=True, default="", max_length=64),
                "width": models.PositiveIntegerField(blank=True, null=True),
                "height": models.PositiveIntegerField(blank=True, null=True),
                "small": models.FileField(blank=True, default="", upload_to=clusters.models._file_path),
                "large": models.FileField(blank=True, default="", upload_to=clusters.models._file_path),
                "alt": models.CharField(
                    blank=True, default="", max_length=200, verbose_name="what the photo shows"
                ),
                "caption": models.CharField(
                    blank=True, default="", max_length=300, verbose_name="caption"
                ),
                "number": models.CharField(
                    blank=True, default="", max_length=60, verbose_name="document number"
                ),
                "issued_on": models.DateField(
                    blank=True, null=True, verbose_name="document date"
                ),
                "issuer": models.CharField(
                    blank=True, default="", max_length=200, verbose_name="issued by"
                ),
                "position": models.PositiveIntegerField(default=0),
                "is_public": models.BooleanField(default=False),
                "approved_at": models.DateTimeField(blank=True, null=True),
                "approved_by": models.CharField(blank=True, default="", max_length=200),
                "is_demo": models.BooleanField(default=False),
            }.items()
        ),
    ]
