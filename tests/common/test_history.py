"""Whatever is recorded has a sentence in both languages, without a code in it."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from accounts.actions import LOGGED as OF_ORGANISATIONS
from accounts.models import Role, Verification
from clusters import material
from clusters.actions.files import WORDS
from clusters.actions.plots import LOGGED as OF_PLOTS
from clusters.models import (
    Cluster,
    ComponentKind,
    Document,
    ImportState,
    Market,
    PlotStatus,
    Readiness,
    UtilityKind,
    VersionStatus,
)
from enterprises.actions import LOGGED as OF_REQUESTS
from enterprises.models import RequestStatus
from matching.models import Fact
from matching.scoring.rules import CRITERIA
from portal.common import history
from portal.common.models import Actor, Change
from reference.models import PlotKind, WastewaterKind
from tests.factories import IndustryFactory

pytestmark = pytest.mark.django_db

PERSON = "0123456789abcdef" * 2
# What is recorded under each field that is not simply one of the model's: (before, after).
RECORDED = {
    ("accounts.organisation", "status"): [("", state) for state in Verification],
    ("accounts.organisation", "members"): [("", f"{PERSON} {role}") for role in Role],
    ("clusters.cluster", "boundary"): [("", "EPSG:3405, 5000.0 m²"), ("EPSG:3405, 1.0 m²", "")],
    ("clusters.cluster", "component_"): [("", "40%, 2026-01-31"), ("40%, 2026-01-31", "")],
    ("clusters.cluster", "files"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.cluster", "import"): [("Cụm A", "")],
    ("clusters.cluster", "investor"): [("", "Công ty A"), ("Công ty A", ""), ("A", "B")],
    ("clusters.cluster", "kept_"): [("", "2026-01-31")],
    ("clusters.cluster", "leaving"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.cluster", "permitted"): [("2220", "")],
    ("clusters.cluster", "photos"): [("", "A.jpg"), ("A.jpg", "")],
    ("clusters.cluster", "public_files"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.cluster", "readiness"): [("", str(tier.value)) for tier in Readiness],
    ("clusters.cluster", "readiness_step"): [
        *(("", f"3; {document}; 12/QĐ") for document in Document),
        ("3; accepted; ", ""),
    ],
    ("clusters.cluster", "refused"): [("", "2220")],
    ("clusters.cluster", "utility_"): [("", "500 /  / 400.5, 2026-01-31")],
    ("clusters.cluster", "wastewater_kinds"): [("", ", ".join(WastewaterKind.values))],
    ("clusters.importbatch", "status"): [("", state) for state in ImportState],
    ("clusters.listingversion", "status"): [("", state) for state in VersionStatus],
    ("clusters.plot", "adjacent"): [("", "CN-2"), ("CN-2", "")],
    ("clusters.plot", "api"): [("", "created"), ("", "changed")],
    ("clusters.plot", "availability"): [("", "confirmed"), ("", "hidden")],
    ("clusters.plot", "boundary"): [("", "EPSG:3405, 5000.0 m²"), ("EPSG:3405, 1.0 m²", "")],
    ("clusters.plot", "code"): [("CN-1", "CN-2")],
    ("clusters.plot", "files"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.plot", "import"): [(state, "") for state in PlotStatus],
    ("clusters.plot", "kept_ready"): [("", "2026-01-31")],
    ("clusters.plot", "leaving"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.plot", "market"): [("", state) for state in Market],
    ("clusters.plot", "photos"): [("", "A.jpg"), ("A.jpg", "")],
    ("clusters.plot", "public_files"): [("", "A.pdf"), ("A.pdf", "")],
    ("clusters.plot", "status"): [("", state) for state in PlotStatus],
    ("common.actor", "name"): [("", "erased")],
    ("common.chainhead", "hash"): [("a" * 64, "b" * 64)],
    ("enterprises.enterprise", "became"): [("", "Công ty A"), ("Công ty A", "")],
    ("enterprises.landrequest", "industry"): [("", "2220")],
    ("enterprises.landrequest", "kinds"): [("", ", ".join(PlotKind.values))],
    ("enterprises.landrequest", "status"): [("", state) for state in RequestStatus],
    ("enterprises.landrequest", "weights"): [("", ", ".join(f"{c}=4.5" for c in CRITERIA))],
    ("matching.factquestion", "answered"): [("", fact) for fact in Fact],
    ("matching.factquestion", "asked"): [("", fact) for fact in Fact],
    ("reference.holiday", "on"): [("", "2026-01-31"), ("2026-01-31", "")],
    ("opendata.apitoken", "token"): [("", "created"), ("", "revoked")],
}
ENDINGS = {"component_": ComponentKind, "kept_": ComponentKind, "utility_": UtilityKind}
CODES = {
    *(code for choices in (Role, Market, PlotStatus, VersionStatus, ImportState, Document, Fact,
                           RequestStatus, Verification, WastewaterKind, PlotKind)
      for code in choices.values),
    *CRITERIA, "confirmed", "erased",
}  # fmt: skip


def rows():
    for (object_type, field), values in RECORDED.items():
        kinds = ENDINGS.get(field, [""]) if field != "kept_ready" else [""]
        for kind in kinds:
            for before, after in values:
                yield object_type, f"{field}{kind}", str(before), str(after)


@pytest.mark.parametrize(("object_type", "field", "before", "after"), list(rows()))
def test_a_recorded_code_has_a_sentence_in_both_languages(object_type, field, before, after):
    IndustryFactory(code="2220", name_vi="Nhựa", name_en="Plastics")
    change = Change(
        object_type=object_type,
        object_label="CN-1 · A",
        field=field,
        before=before,
        after=after,
        actor=Actor.objects.create(key=PERSON, name="Bà Đỗ"),
    )
    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            told[language] = text = history.sentence(change)
        assert not re.search(r"[a-z]_[a-z]|EPSG|None|%\(|[\[\]{}]", text), text
        assert PERSON not in text and "2026-01" not in text
        trade = {"vi": "Nhựa", "en": "Plastics"}[language]
        assert "2220" not in f"{before}{after}" or trade in text
    words = set(re.findall(r"\w+", told["vi"]))
    assert told["vi"] != told["en"] and not words & CODES, told["vi"]


def columns():
    yield from (("accounts.organisation", name) for name in OF_ORGANISATIONS)
    yield from (("clusters.plot", name) for name in OF_PLOTS)
    yield from (("clusters.attachment", name) for name in WORDS)
    yield from (("enterprises.landrequest", name) for name in OF_REQUESTS)
    small = material.SMALL[Cluster]
    named = [one.name for one in material.CLUSTER if one.name not in material.DERIVED]
    yield from (("clusters.cluster", name) for name in (*named, *small))


@pytest.mark.parametrize(("object_type", "field"), list(columns()))
def test_a_column_that_is_logged_has_a_name_and_its_choices_have_words(object_type, field):
    column = apps.get_model(object_type)._meta.get_field(field)
    codes = [str(code) for code, _name in column.choices or [("", "")]]
    for code in codes:
        change = Change(object_type=object_type, field=field, before="", after=code)
        told = []
        for language in ("vi", "en"):
            with translation.override(language):
                told.append(history.sentence(change))
        assert told[0] != told[1] and field not in told[0], told
        assert not set(re.findall(r"[\w_]+", told[0])) & (CODES | set(codes) - {""}), told


def written():
    """Every field that a verb names where it records: of ``record(…, field="x")`` the x, of an
    f-string its beginning, of a call without one "status"."""
    found = set()
    folders = {Path(app.path) for app in apps.get_app_configs() if ".venv" not in app.path}
    for folder in folders:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(getattr(node, "func", None), "id", "")
                if not isinstance(node, ast.Call) or name not in ("move", "record", "record_many"):
                    continue
                value = {word.arg: word.value for word in node.keywords}.get("field")
                if isinstance(value, ast.JoinedStr):
                    value = value.values[0]
                if value is None or isinstance(value, ast.Constant):
                    found.add(value.value if value else "status")
    return found


def test_every_field_that_a_verb_records_is_in_the_table():
    assert written() - {field for _object_type, field in RECORDED} == set()
