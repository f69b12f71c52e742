from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clusters", "0017_remarks_of_before")]

    operations = [migrations.RemoveField(model_name="listingversion", name="answer")]
