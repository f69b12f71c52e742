"""What the keys were filled in for: a code names one plot of its cluster, however it is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0004_canonical_codes")]

    operations = [
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.UniqueConstraint(fields=("cluster", "code_key"), name="plot_code_key_unique_in_cluster", violation_error_message="This cluster already has a plot with this code."),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(condition=models.Q(("code_key", ""), _negated=True), name="plot_code_key_filled"),
        ),
    ]
