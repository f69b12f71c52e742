"""Changes from before the chain get their hashes, in the order in which they were written."""

import json
from datetime import UTC
from hashlib import sha256

from django.db import migrations

TEXTS = ("object_type", "object_id", "object_label", "field", "before", "after", "why")


def chain(apps, schema_editor):
    """As ``portal.common.chain.digest`` was when this was written."""
    change = apps.get_model("common", "Change")
    last, last_hash, some = 0, "", []
    for row in change.objects.order_by("pk").iterator(chunk_size=1000):
        instant = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        texts = [getattr(row, name) for name in (*TEXTS, "actor_id", "actor_label")]
        line = json.dumps(
            [last_hash, row.pk, instant, *texts], ensure_ascii=False, separators=(",", ":")
        )
        row.previous_hash, row.hash = last_hash, sha256(line.encode()).hexdigest()
        last, last_hash = row.pk, row.hash
        some.append(row)
        if len(some) == 1000:
            change.objects.bulk_update(some, ["previous_hash", "hash"])
            some = []
    change.objects.bulk_update(some, ["previous_hash", "hash"])
    apps.get_model("common", "ChainHead").objects.update_or_create(
        pk=1, defaults={"change_id": last, "hash": last_hash}
    )


def unchain(apps, schema_editor):
    apps.get_model("common", "Change").objects.update(previous_hash="", hash="")
    apps.get_model("common", "ChainHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("common", "0002_change_hashes")]

    operations = [migrations.RunPython(chain, unchain)]
