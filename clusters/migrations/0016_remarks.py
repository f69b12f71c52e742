import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0015_removals_that_wait")]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("department", "Department"), ("investor", "investor")],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("by_field", models.JSONField(default=dict)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("said_by", models.CharField(blank=True, max_length=200)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="clusters.listingversion",
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["department", "investor"])),
                        name="remark_side_known",
                    )
                ],
            },
        )
    ]
