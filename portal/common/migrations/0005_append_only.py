"""Triggers refuse UPDATE and DELETE of the log, whoever asks.

On SQLite a later migration of this table copies it and drops its triggers: it must end with
``restore`` of this module's SQL (``audit verify`` and a test say so if it does not).
"""

from django.db import migrations

MESSAGE = "the log is append-only"
GUARD = {
    "sqlite": [
        f"""CREATE TRIGGER common_change_no_{verb.lower()} BEFORE {verb} ON common_change
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
        for verb in ("UPDATE", "DELETE")
    ]
    + [  # INSERT OR REPLACE deletes without telling the trigger of DELETE
        f"""CREATE TRIGGER common_change_no_replace BEFORE INSERT ON common_change
        WHEN EXISTS (SELECT 1 FROM common_change
                     WHERE id = NEW.id OR previous_hash = NEW.previous_hash)
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
    ],
    "postgresql": [
        f"""CREATE FUNCTION common_change_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END
        $$""",
        """CREATE TRIGGER common_change_no_update BEFORE UPDATE ON common_change
        FOR EACH STATEMENT EXECUTE FUNCTION common_change_refuse()""",
        """CREATE TRIGGER common_change_no_delete BEFORE DELETE OR TRUNCATE ON common_change
        FOR EACH STATEMENT EXECUTE FUNCTION common_change_refuse()""",
    ],
}
UNGUARD = {
    "sqlite": [
        f"DROP TRIGGER common_change_no_{name}" for name in ("update", "delete", "replace")
    ],
    "postgresql": [
        "DROP TRIGGER common_change_no_update ON common_change",
        "DROP TRIGGER common_change_no_delete ON common_change",
        "DROP FUNCTION common_change_refuse()",
    ],
}


def restore(apps, schema_editor):
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in UNGUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("common", "0004_no_fork")]

    operations = [migrations.RunPython(restore, remove)]
