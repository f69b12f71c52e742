"""What somebody with the database in their hands could do to the log."""

import contextlib

TABLE = "common_change"


@contextlib.contextmanager
def unguarded(connection):
    """Without the triggers that keep the log as it was written; they come back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [TABLE],
            )
            triggers = cursor.fetchall()
            off = [f"DROP TRIGGER {name}" for name, _sql in triggers]
            on = [sql for _name, sql in triggers]
        else:
            # The keys of rows just written are looked at before a table may be altered.
            keys = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]
            off = [*keys, f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"]
            on = [*keys, f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"]
        for statement in off:
            cursor.execute(statement)
        try:
            yield cursor
        finally:
            for statement in on:
                cursor.execute(statement)
