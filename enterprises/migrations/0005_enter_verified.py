"""Enterprises that were verified before there was a directory get their row of it."""

from django.db import migrations
from django.utils.text import slugify

HOUSEHOLD = 12  # digits of a tax code that is a person's number


def enter(apps, schema_editor):
    Organisation = apps.get_model("accounts", "Organisation")
    Enterprise = apps.get_model("enterprises", "Enterprise")
    for organisation in Organisation.objects.filter(kind="enterprise", status="verified"):
        household = len(organisation.tax_code or "") == HOUSEHOLD
        bare = slugify(organisation.name.replace("đ", "d").replace("Đ", "D"))[:100]
        base = "ho-kinh-doanh" if household else bare or "doanh-nghiep"
        Enterprise.objects.get_or_create(
            organisation=organisation,
            defaults={
                "slug": f"{base}-{organisation.pk}",
                "name": organisation.name,
                "is_listed": not household,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_directory")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
