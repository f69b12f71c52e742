"""Each change gets a hash that covers the one before, and the log an end that can be locked."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.AlterField(
            "change",
            "at",
            models.DateTimeField(
                db_index=True, default=django.utils.timezone.now, verbose_name="at"
            ),
        ),
        migrations.AddField(
            "change", "previous_hash", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField("change", "hash", models.CharField(default="", max_length=64)),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("change_id", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(id=1), name="chain_head_single")
                ],
            },
        ),
    ]
