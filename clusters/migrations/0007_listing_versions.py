"""Proposals about plots and clusters, and which officer looks at one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

LIVE = ("proposed", "returned")


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0006_suspension"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListingVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("kind", models.CharField(choices=[("new", "new plot"), ("changed", "changed plot"), ("cluster", "cluster")], max_length=8, verbose_name="kind")),
                ("status", models.CharField(choices=[("proposed", "Waiting for checking"), ("returned", "Correction asked for"), ("approved", "Approved"), ("withdrawn", "Taken back")], default="proposed", max_length=9, verbose_name="state")),
                ("values", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="where this comes from")),
                ("as_of", models.CharField(blank=True, max_length=10, verbose_name="as of")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("reasons", models.JSONField(default=dict)),
                ("return_reason", models.TextField(blank=True, verbose_name="reason")),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submitted_by", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("intervals", models.JSONField(default=list)),
                ("clock_since", models.DateTimeField(blank=True, null=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("cluster", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="listing_versions", to="clusters.cluster")),
                ("plot", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="listing_versions", to="clusters.plot")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["status", "clock_since"], name="version_queue")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(("cluster__isnull", False), ("kind", "cluster"), ("plot__isnull", True)), models.Q(("cluster__isnull", True), ("kind__in", ("new", "changed")), ("plot__isnull", False)), _connector="OR"), name="version_of_one_thing"),
                    models.UniqueConstraint(fields=("plot", "number"), name="version_number_of_plot"),
                    models.UniqueConstraint(fields=("cluster", "number"), name="version_number_of_cluster"),
                    models.UniqueConstraint(condition=models.Q(("status__in", LIVE)), fields=("plot",), name="version_one_live_of_plot"),
                    models.UniqueConstraint(condition=models.Q(("status__in", LIVE)), fields=("cluster",), name="version_one_live_of_cluster"),
                    models.CheckConstraint(condition=models.Q(("status__in", ["proposed", "returned", "approved", "withdrawn"])), name="version_status_known"),
                    models.CheckConstraint(condition=models.Q(models.Q(("decided_at__isnull", True), ("status__in", LIVE)), models.Q(("decided_at__isnull", False), ("status__in", ("approved", "withdrawn"))), _connector="OR"), name="version_decided_iff_dated"),
                    models.CheckConstraint(condition=models.Q(models.Q(("status", "returned"), _negated=True), models.Q(("return_reason", ""), _negated=True), _connector="OR"), name="version_returned_with_reason"),
                    models.CheckConstraint(condition=models.Q(models.Q(("clock_since__isnull", False), ("status", "proposed")), models.Q(models.Q(("status", "proposed"), _negated=True), ("clock_since__isnull", True)), _connector="OR"), name="version_clock_runs_iff_proposed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="clusters.listingversion")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "user"), name="review_look_once")
                ],
            },
        ),
    ]
