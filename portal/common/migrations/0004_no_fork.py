"""Now that every change is chained: none without a hash, and no two after the same row."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("common", "0003_chain_old_changes")]

    operations = [
        migrations.AlterField(
            "change", "previous_hash", models.CharField(blank=True, max_length=64, unique=True)
        ),
        migrations.AlterField("change", "hash", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "change", models.CheckConstraint(condition=~Q(hash=""), name="change_chained")
        ),
    ]
