from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0018_answers_are_remarks")]

    operations = [
        migrations.AddField(
            model_name="factsource",
            name="covers",
            field=models.JSONField(blank=True, null=True),
        )
    ]
