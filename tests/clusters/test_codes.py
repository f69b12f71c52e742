"""One spelling of a code, one plot for what is meant, and old codes that still find it."""

from importlib import import_module

import pytest
from django.urls import reverse

from clusters import actions
from clusters.codes import canonical_code, code_key
from clusters.models import Plot
from portal.common.errors import RuleViolation
from tests.factories import ClusterFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "shown", "key"),
    [
        ("CN-03", "CN-03", "CN-3"),
        (" cn – 03 ", "CN-03", "CN-3"),
        ("cn 3", "CN-3", "CN-3"),
        ("CN–03", "CN-03", "CN-3"),
        ("cn_03", "CN-03", "CN-3"),
        ("CN3", "CN3", "CN-3"),
        ("lô  a1-2", "LÔ A1-2", "LÔ-A-1-2"),
        ("a12", "A12", "A-12"),
        ("00", "00", "0"),
        ("–", "", ""),
    ],
)
def test_spellings(typed, shown, key):
    assert (canonical_code(typed), code_key(typed)) == (shown, key)
    assert canonical_code(shown) == shown and code_key(shown) == key


@pytest.mark.parametrize("typed", ["CN-03", " cn – 03 ", "cn 3", "lô  a1-2", "00", "–"])
def test_the_migration_writes_what_the_code_writes(typed):
    written = import_module("clusters.migrations.0004_canonical_codes")
    assert written.canonical(typed) == canonical_code(typed)
    assert written.key_of(typed) == code_key(typed)


@pytest.mark.parametrize("typed", ["cn 3", "CN–03", "CN03"])
def test_what_means_the_same_is_taken(investor, typed):
    cluster = ClusterFactory(investor=investor.organisation)
    PlotFactory(cluster=cluster, code="CN-03")
    sent = {"code": typed, "kind": "land", "area_m2": "5.000", "price_basis": "one_off"}
    answer = investor.client.post(reverse("clusters:plot_new", args=[cluster.slug]), sent)
    assert answer.context["form"].errors.as_data()["code"][0].code == "taken"


def test_a_renamed_plot_is_found_by_its_old_code(investor, visitor, queued):
    cluster = ClusterFactory(investor=investor.organisation)
    plot = PlotFactory(cluster=cluster, code="CN-03", published=True)
    renamed = actions.rename_plot(plot, "b 7", by=None)
    assert renamed.code == "B-7" and [c.code for c in plot.former_codes.all()] == ["CN-03"]
    for code in ("cn 3", "CN-03", "b7", "B-7"):
        answer = visitor.client.get(reverse("clusters:plot_by_code", args=[cluster.slug, code]))
        assert (answer.status_code, answer["Location"]) == (301, plot.get_absolute_url())
    mine = reverse("clusters:my_plots", args=[cluster.slug])
    assert "B-7" in investor.client.get(mine, {"code": "cn3"}).content.decode()
    assert "B-7" not in investor.client.get(mine, {"code": "CN-4"}).content.decode()
    found = visitor.client.get(reverse("explore:search"), {"q": "CN 03"}).content.decode()
    assert plot.get_absolute_url() in found
    PlotFactory(cluster=cluster, code="CN-3", published=True)  # a present code wins
    answer = visitor.client.get(reverse("clusters:plot_by_code", args=[cluster.slug, "CN-03"]))
    assert answer["Location"] == Plot.objects.get(code="CN-3").get_absolute_url()
    unknown = reverse("clusters:plot_by_code", args=[cluster.slug, "X-9"])
    assert visitor.client.get(unknown).status_code == 404


@pytest.mark.parametrize(("code", "why"), [("CN 04", "code_taken"), ("—", "no_code")])
def test_a_rename_that_cannot_be_changes_nothing(code, why, queued):
    plot = PlotFactory(code="CN-03")
    PlotFactory(cluster=plot.cluster, code="CN-4")
    with pytest.raises(RuleViolation) as refused:
        actions.rename_plot(plot, code, by=None)
    assert refused.value.code == why
    plot.refresh_from_db()
    assert plot.code == "CN-03"
