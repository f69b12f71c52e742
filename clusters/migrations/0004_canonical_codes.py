"""One spelling of a plot's code, unique in its cluster by what is meant; former codes are kept."""

import re
import unicodedata

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def canonical(typed):
    text = unicodedata.normalize("NFKC", typed).upper()
    text = re.sub(r"\s*[-‐‑‒–—―−_]+\s*", "-", " ".join(text.split())).strip("-")
    return re.sub(r"(?<=[^\W\d]) (?=\d)", "-", text)


def key_of(code):
    runs = re.findall(r"\d+|[^\W\d_]+", canonical(code))
    return "-".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)


def fill(apps, schema_editor):
    """Only a code that is spelled otherwise, or means the same as an earlier one, changes."""
    Plot = apps.get_model("clusters", "Plot")
    PlotFormerCode = apps.get_model("clusters", "PlotFormerCode")
    taken = set()
    for plot in Plot.objects.order_by("cluster_id", "pk").only("pk", "cluster_id", "code"):
        code = canonical(plot.code) or f"LO-{plot.pk}"
        turn, free = 1, code if key_of(code) else f"LO-{plot.pk}"
        while (plot.cluster_id, key_of(free)) in taken:
            turn += 1
            free = f"{code[:16]}-{turn}"
        taken.add((plot.cluster_id, key_of(free)))
        if free != plot.code:
            PlotFormerCode.objects.create(
                plot_id=plot.pk, code=plot.code, code_key=key_of(plot.code) or plot.code[:40],
                until=timezone.now(),
            )  # fmt: skip
        Plot.objects.filter(pk=plot.pk).update(code=free, code_key=key_of(free))


class Migration(migrations.Migration):
    dependencies = [("clusters", "0003_plot_adjacency")]

    operations = [
        migrations.AddField(
            model_name="plot",
            name="code_key",
            field=models.CharField(default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="PlotFormerCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="plot code")),
                ("code_key", models.CharField(db_index=True, editable=False, max_length=40)),
                ("until", models.DateTimeField(auto_now_add=True)),
                ("plot", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_codes", to="clusters.plot")),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.AddConstraint(
            model_name="plotformercode",
            constraint=models.UniqueConstraint(fields=("plot", "code_key"), name="former_code_once"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
