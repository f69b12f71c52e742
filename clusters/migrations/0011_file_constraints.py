"""One owner, a described photo, nothing public that nobody has read, no file twice."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0010_hashes_of_papers'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cluster__isnull', False), ('plot__isnull', True)), models.Q(('cluster__isnull', True), ('plot__isnull', False)), _connector='OR'), name='file_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'paper', 'legal'])), name='file_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'photo'), _negated=True), models.Q(('height__gt', 0), ('width__gt', 0), models.Q(('alt', ''), _negated=True), models.Q(('small', ''), _negated=True), models.Q(('large', ''), _negated=True)), _connector='OR'), name='file_photo_described', violation_error_message='A photo says in words what it shows.'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('is_public', False), ('kind', 'photo'), models.Q(('approved_at__isnull', False), models.Q(('approved_by', ''), _negated=True)), _connector='OR'), name='file_document_public_only_approved', violation_error_message='An officer opens a document to the public.'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('sha256', ''), _negated=True), fields=('plot', 'sha256'), name='file_once_a_plot'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('sha256', ''), _negated=True), fields=('cluster', 'sha256'), name='file_once_a_cluster'),
        ),
    ]
