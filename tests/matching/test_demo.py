"""The demonstration set: the same everywhere, marked everywhere, gone with one command."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.forms.models import model_to_dict

from accounts.models import Organisation, User
from clusters import actions, surroundings
from clusters.boundaries import HANOI, share_edge
from clusters.models import (
    Attachment,
    Cluster,
    ClusterTrade,
    FactSource,
    ListingVersion,
    Plot,
    PlotAdjacency,
)
from enterprises.models import LandRequest
from matching.models import Match
from reference.models import Industry
from tests.factories import PlotFactory, rectangle

pytestmark = pytest.mark.django_db
FIRST = [
    ("CN-01", 1312, 4_150_000, "submitted"),
    ("CN-02", 1170, 2_200_000, "published"),
    ("CN-03", 11043, None, "published"),
    ("CN-04", 1096, 3_450_000, "published"),
]


@pytest.fixture
def real(queued):
    call_command("load_reference")
    call_command("load_clusters")


def facts():
    return {
        cluster.slug: model_to_dict(cluster, exclude=["id"]) for cluster in Cluster.objects.all()
    }


def test_clear_brings_back_what_a_demonstration_stood_over(real, queued):
    """A change of a sourced fact that was approved for the demonstration's investor."""
    call_command("demo", "load")
    cluster = Cluster.objects.filter(investor__is_demo=True, total_area_ha__isnull=False).first()
    trade = Industry.objects.get(code="22")
    ClusterTrade.objects.filter(cluster=cluster).delete()
    ClusterTrade.objects.create(cluster=cluster, industry=trade, role="permitted")
    area = cluster.total_area_ha
    sources = list(cluster.fact_sources.filter(field="total_area_ha").values("title", "url"))
    assert sources
    ListingVersion.objects.live().of(cluster).delete()
    for step in (1, 2):  # the second stands over the first
        corners = {"corners": rectangle(step), "epsg": HANOI}
        values = {"total_area_ha": area + step, "permitted": ["25"], "boundary": corners}
        version = actions.propose(cluster, values, by=None, evidence="Minh họa").version
        actions.approve(version, by=None)
    cluster.refresh_from_db()
    assert cluster.total_area_ha == area + 2 and cluster.has_boundary
    call_command("demo", "clear")
    cluster.refresh_from_db()
    assert cluster.total_area_ha == area and not cluster.has_boundary
    back = list(cluster.fact_sources.filter(field="total_area_ha").values("title", "url"))
    assert back == sources and not cluster.fact_sources.demo().exists()
    assert [(t.industry.code, t.is_demo) for t in cluster.trades.all()] == [("22", False)]


def test_clear_leaves_exactly_the_real_data(real, queued):
    before, sources = facts(), FactSource.objects.count()
    call_command("demo", "load")
    assert Plot.objects.count() > 300 and facts() != before
    mine = PlotFactory(cluster=Plot.objects.first().cluster, code="THAT-01", published=True)
    call_command("demo", "clear")
    assert facts() == before and FactSource.objects.count() == sources
    assert list(Plot.objects.all()) == [mine]
    for model in (Organisation, User, LandRequest, ClusterTrade, Match):
        assert not model.objects.exists()


def test_loading_twice_is_loading_once(real, queued):
    call_command("demo", "load")
    before = Plot.objects.count(), FactSource.objects.count(), LandRequest.objects.count()
    call_command("demo", "load")
    assert before == (
        Plot.objects.count(),
        FactSource.objects.count(),
        LandRequest.objects.count(),
    )


def test_all_of_it_is_marked_and_nothing_sourced_is_overwritten(real, queued):
    before = facts()
    call_command("demo", "load")
    assert not Plot.objects.filter(is_demo=False).exists()
    marked = set(FactSource.objects.filter(is_demo=True).values_list("cluster__slug", "field"))
    for slug, values in facts().items():
        for name, value in values.items():
            if value != before[slug][name] and name not in ("investor", "version"):
                assert (slug, name) in marked and before[slug][name] in (None, "")


def test_the_plots_lie_side_by_side_as_large_as_they_say(real, queued):
    call_command("demo", "load")
    drawn = Plot.objects.with_boundary().select_related("cluster")
    assert 0.7 < drawn.count() / Plot.objects.count() < 1
    for plot in drawn:
        survey = surroundings.stored_survey(plot)
        assert abs(survey.area_m2 / float(plot.area_m2) - 1) < 0.001
        assert survey.findings == []
    pairs = PlotAdjacency.objects.select_related("first", "second")
    assert {pair.source for pair in pairs} == {"boundary", "declared"}
    for pair in pairs:
        both = pair.first.has_boundary and pair.second.has_boundary
        assert both is (pair.source == "boundary")
        assert pair.first.cluster_id == pair.second.cluster_id
        if both:
            assert share_edge(pair.first.survey().grid, pair.second.survey().grid)


def test_the_earlier_numbers_have_not_moved(real, queued):
    """Journeys and worked examples rest on them: later ones come from their own sequence."""
    call_command("demo", "load")
    plots = Plot.objects.order_by("cluster__slug", "code")
    first = [(p.code, int(p.area_m2), p.price_vnd_m2, p.status) for p in plots[:4]]
    assert (first, plots.count()) == (FIRST, 380)


def test_the_manufacturer_has_something_to_look_at(real, queued):
    call_command("demo", "load")
    for land_request in LandRequest.objects.filter(status="open"):
        shown = Match.objects.filter(match_list__land_request=land_request).current()
        assert {"eligible", "to_confirm"} == set(shown.values_list("verdict", flat=True))


def test_production_has_no_demonstration_sign_ins(real, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo", "load")
    assert not User.objects.exists()


def test_drawn_plans_are_marked_and_leave_with_the_rest(real, django_capture_on_commit_callbacks):
    call_command("demo", "load")
    rows = list(Attachment.objects.all())
    assert len(rows) == 7 and all(row.is_demo and row.is_public for row in rows)
    storage, names = rows[0].file.storage, [name for row in rows for name in row.stored_names]
    assert all("minh họa" in row.caption and storage.exists(row.file.name) for row in rows)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("demo", "clear")
    assert not Attachment.objects.exists() and not any(map(storage.exists, names))
