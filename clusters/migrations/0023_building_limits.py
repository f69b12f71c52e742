from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("clusters", "0022_contacts")]

    operations = [
        migrations.AddField(
            model_name="plot",
            name="density_max_pct",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                max_digits=4,
                null=True,
                validators=[MinValueValidator(1), MaxValueValidator(100)],
                verbose_name="building density, at most (%)",
            ),
        ),
        migrations.AddField(
            model_name="plot",
            name="floors_max",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[MinValueValidator(1), MaxValueValidator(100)],
                verbose_name="storeys, at most",
            ),
        ),
        migrations.AddField(
            model_name="plot",
            name="height_max_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=1,
                max_digits=4,
                null=True,
                validators=[MinValueValidator(1), MaxValueValidator(300)],
                verbose_name="building height, at most (m)",
            ),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(
                condition=(
                    Q(density_max_pct__isnull=True)
                    | Q(density_max_pct__gt=0, density_max_pct__lte=100)
                )
                & (Q(floors_max__isnull=True) | Q(floors_max__gt=0))
                & (Q(height_max_m__isnull=True) | Q(height_max_m__gt=0)),
                name="plot_building_limits_possible",
            ),
        ),
    ]
