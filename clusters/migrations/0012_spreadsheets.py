"""Uploaded spreadsheets and what became of each of their rows."""


import clusters.models.importing
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('clusters', '0011_file_constraints'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plots', 'plots'), ('clusters', 'clusters')], max_length=8)),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('file', models.FileField(upload_to=clusters.models.importing._import_path)),
                ('size_bytes', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=5)),
                ('status', models.CharField(choices=[('uploaded', 'Waiting to be read'), ('reading', 'Being read'), ('previewed', 'Read: nothing applied yet'), ('applying', 'Being applied'), ('applied', 'Applied'), ('undone', 'Undone'), ('discarded', 'Discarded'), ('failed', 'Cannot be read')], default='uploaded', max_length=10)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_total', models.PositiveIntegerField(blank=True, null=True)),
                ('notes', models.JSONField(default=list)),
                ('failure', models.JSONField(blank=True, null=True)),
                ('outcome', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by_label', models.CharField(max_length=200)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='clusters.cluster')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('code', models.CharField(blank=True, max_length=200)),
                ('verdict', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('wrong', 'wrong')], max_length=9)),
                ('values', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('errors', models.JSONField(default=list)),
                ('subject_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('subject_version', models.PositiveIntegerField(blank=True, null=True)),
                ('undo', models.JSONField(default=dict)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='clusters.importbatch')),
            ],
            options={
                'ordering': ['line'],
            },
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['plots', 'clusters'])), name='import_kind'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'reading', 'previewed', 'applying', 'applied', 'undone', 'discarded', 'failed'])), name='import_state'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cluster', None), ('kind', 'clusters'), ('organisation', None)), models.Q(('kind', 'plots'), ('organisation__isnull', False)), _connector='OR'), name='import_plots_of_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('status__in', ('applied', 'undone'))), models.Q(models.Q(('status__in', ('applied', 'undone')), _negated=True), ('applied_at__isnull', True)), _connector='OR'), name='import_applied_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'undone'), ('undone_at__isnull', False)), models.Q(models.Q(('status', 'undone'), _negated=True), ('undone_at__isnull', True)), _connector='OR'), name='import_undone_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failure__isnull', False), ('status', 'failed')), models.Q(models.Q(('status', 'failed'), _negated=True), ('failure__isnull', True)), _connector='OR'), name='import_failed_iff_said_why'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['batch', 'verdict', 'line'], name='import_row_verdict'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('batch', 'line'), name='import_row_once'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['new', 'changed', 'unchanged', 'wrong'])), name='import_row_verdict_known'),
        ),
    ]
