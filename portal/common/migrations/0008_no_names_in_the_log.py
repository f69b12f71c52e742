"""Nothing of a person is left in the log but the pseudonym."""

from importlib import import_module

from django.db import migrations

ACTORS = import_module("portal.common.migrations.0006_actors")


class Migration(migrations.Migration):
    dependencies = [("common", "0007_pseudonyms_in_the_chain")]

    operations = [
        migrations.RunPython(ACTORS.unguard, ACTORS.guard),
        migrations.RemoveField("change", "user_id"),
        migrations.RemoveField("change", "actor_label"),
        migrations.RunPython(ACTORS.guard, ACTORS.unguard),
    ]
