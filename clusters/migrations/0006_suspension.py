"""The Department may suspend a published plot: hidden, its date and market state kept."""

from django.db import migrations, models

APPROVED = ("published", "suspended")


class Migration(migrations.Migration):
    dependencies = [("clusters", "0005_code_unique_by_key")]

    operations = [
        migrations.AlterField(
            model_name="plot",
            name="status",
            field=models.CharField(choices=[("draft", "Draft"), ("submitted", "Waiting for checking"), ("returned", "Correction asked for"), ("published", "Published"), ("withdrawn", "Withdrawn"), ("suspended", "Suspended by the Department")], default="draft", editable=False, max_length=10),
        ),
        *[
            migrations.RemoveConstraint(model_name="plot", name=name)
            for name in (
                "plot_status_known",
                "plot_published_iff_dated",
                "plot_returned_with_reason",
                "plot_taken_only_when_published",
            )
        ],
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(condition=models.Q(("status__in", ["draft", "submitted", "returned", "published", "withdrawn", "suspended"])), name="plot_status_known"),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("published_at__isnull", False), ("status__in", APPROVED)), models.Q(models.Q(("status__in", APPROVED), _negated=True), ("published_at__isnull", True)), _connector="OR"), name="plot_published_iff_dated", violation_error_message="A published plot, and only one, carries its date."),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("status__in", ("returned", "suspended")), _negated=True), models.Q(("return_reason", ""), _negated=True), _connector="OR"), name="plot_returned_with_reason", violation_error_message="A returned or suspended plot carries a reason."),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(condition=models.Q(("market", "open"), ("status__in", APPROVED), _connector="OR"), name="plot_taken_only_when_published"),
        ),
    ]
