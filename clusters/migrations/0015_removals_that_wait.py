from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0014_imports_in_pieces")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="leaving_at",
            field=models.DateTimeField(blank=True, null=True),
        )
    ]
