"""Real data: loaded whole, loaded twice, and bad rows named while the good ones are kept."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clusters.models import Cluster, FactSource
from enterprises.models import Enterprise, KeyProduct, ProgrammeYear
from reference.models import (
    CityFigure,
    DatedFact,
    Industry,
    LegalBasis,
    Place,
    Succession,
    SupplyLink,
)

pytestmark = pytest.mark.django_db

CLUSTERS = Path("reference/data/clusters.csv")


@pytest.fixture
def reference():
    call_command("load_reference")


def test_everything_is_loaded_and_twice_changes_nothing(reference):
    for _round in range(2):
        call_command("load_clusters")
        call_command("load_key_products")
        counts = {
            Industry: 239,
            Succession: 794,
            DatedFact: 8,
            LegalBasis: 16,
            Cluster: 80,
            SupplyLink: 74,
            CityFigure: 32,
            KeyProduct: 21,
            Enterprise: 20,
            ProgrammeYear: 8,
        }
        assert {model: model.objects.count() for model in counts} == counts
        assert Place.objects.filter(era="current").count() == 126
        assert Place.objects.filter(era="former").count() == 526
        assert set(Cluster.objects.values_list("version", flat=True)) == {1}
        call_command("load_reference")


def test_every_fact_of_a_real_cluster_has_its_source(reference):
    call_command("load_clusters")
    cluster = Cluster.objects.get(slug="duc-tu")
    sources = FactSource.objects.filter(cluster=cluster, field="total_area_ha")
    assert [s.as_of for s in sources] == ["2023-09", "2023-09"]
    assert all(s.url for s in sources)
    assert not FactSource.objects.filter(is_demo=True).exists()


def test_a_value_entered_on_the_portal_survives_another_load(reference):
    call_command("load_clusters")
    cluster = Cluster.objects.get(slug="duc-tu")
    Cluster.objects.filter(pk=cluster.pk).update(total_area_ha=17)
    FactSource.objects.filter(cluster=cluster, field="total_area_ha").delete()
    FactSource.objects.create(cluster=cluster, field="total_area_ha", title="Chủ đầu tư")
    call_command("load_clusters")
    cluster.refresh_from_db()
    assert cluster.total_area_ha == 17


def changed(tmp_path, **cells):
    """The first two real rows, the second with other ``cells``."""
    with CLUSTERS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:2]
    rows[1].update(cells)
    path = tmp_path / "clusters.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"area_ha": "wide"}, "area_ha: “wide” is not a number"),
        ({"area_ha": "-3"}, "area_ha: must be above 0"),
        ({"status": "flourishing"}, "status: “flourishing” is not a known stage"),
        ({"commune_new_code": "99999"}, "commune_new_code: there is no commune or ward 99999"),
        ({"lat": ""}, "lat: half a position"),
        ({"lat": "1.5"}, "lat: this position is not in Hanoi"),
        ({"decision_date": "soon"}, "decision_date: “soon” is not a date"),
        ({"name_vi": ""}, "name_vi: is empty"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_loaded(reference, tmp_path, capsys, cells, words):
    path = changed(tmp_path, **cells)
    with pytest.raises(CommandError):
        call_command("load_clusters", path)
    assert f"{path}:3 {words}" in capsys.readouterr().err
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "columns missing"),
        (b"a,b\n1,2\n", "columns missing"),
        ("tên\n".encode("utf-16"), "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "no text file"),
        (CLUSTERS.read_bytes().splitlines(keepends=True)[0], "no row below the header"),
        (CLUSTERS.read_bytes().splitlines(keepends=True)[0] + b'"never closed', "not a CSV"),
    ],
)
def test_a_broken_file_is_refused_in_plain_words(reference, tmp_path, content, words):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("load_clusters", path)
    assert words in str(refused.value)
    assert not Cluster.objects.exists()


def test_a_file_that_is_not_there_is_said(reference):
    with pytest.raises(CommandError):
        call_command("load_clusters", "nowhere.csv")
