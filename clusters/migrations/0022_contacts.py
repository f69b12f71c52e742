from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0021_plot_versions_index")]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="contact_role",
            field=models.CharField(blank=True, max_length=120, verbose_name="who answers"),
        ),
        migrations.AddField(
            model_name="cluster",
            name="contact_phone",
            field=models.CharField(blank=True, max_length=30, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="cluster",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="mailbox"),
        ),
        migrations.AddField(
            model_name="plot",
            name="contact_role",
            field=models.CharField(blank=True, max_length=120, verbose_name="who answers"),
        ),
        migrations.AddField(
            model_name="plot",
            name="contact_phone",
            field=models.CharField(blank=True, max_length=30, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="plot",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="mailbox"),
        ),
    ]
