import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0023_building_limits"), ("reference", "0002_holidays")]

    operations = [
        migrations.CreateModel(
            name="PlotTrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "industry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="reference.industry"
                    ),
                ),
                (
                    "plot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trades",
                        to="clusters.plot",
                    ),
                ),
            ],
            options={
                "ordering": ["industry__code"],
                "constraints": [
                    models.UniqueConstraint(fields=("plot", "industry"), name="plot_trade_once")
                ],
            },
        )
    ]
