"""Where the names of the log will stand: a row for each person, a pseudonym in each change."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import portal.common.models

GUARDS = import_module("portal.common.migrations.0005_append_only")


def guard(apps, schema_editor):
    """SQLite copies a table that gets a key, and drops its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        GUARDS.restore(apps, schema_editor)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        GUARDS.remove(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("common", "0005_append_only")]

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=portal.common.models._pseudonym,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "user_id",
                    models.CharField(editable=False, max_length=40, null=True, unique=True),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(user_id__isnull=True) | ~Q(name=""),
                        name="actor_with_user_named",
                    )
                ],
            },
        ),
        migrations.RunPython(unguard, guard),
        migrations.RenameField("change", "actor_id", "user_id"),
        migrations.AddField(
            "change",
            "actor",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.actor",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
