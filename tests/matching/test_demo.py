"""The demonstration set: the same everywhere, marked everywhere, gone with one command."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.forms.models import model_to_dict

from accounts.models import Organisation, User
from clusters.models import Cluster, ClusterTrade, FactSource, Plot
from enterprises.models import LandRequest
from matching.models import Match
from tests.factories import PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(queued):
    call_command("load_reference")
    call_command("load_clusters")


def facts():
    return {
        cluster.slug: model_to_dict(cluster, exclude=["id"]) for cluster in Cluster.objects.all()
    }


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
