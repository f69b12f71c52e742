"""The project as a whole: nothing missing, nothing unused, nothing half-configured."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
EXTRACTOR = "portal.common.messages:extract_template"
OURS = (
    "portal",
    "reference",
    "accounts",
    "clusters",
    "enterprises",
    "matching",
    "explore",
    "opendata",
    "templates",
)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_template_is_used():
    """By a view, another template, a form widget, Django or allauth, under its full name."""
    sources = [p.read_text("utf-8") for app in OURS for p in (ROOT / app).rglob("*.py")]
    sources += [p.read_text("utf-8") for p in TEMPLATES]
    text = "\n".join(sources)
    by_convention = re.compile(r"^(account/|40[0-9].*\.html|500\.html)")
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        assert by_convention.match(name) or f'"{name}"' in text, f"{name} is used by nothing"


def test_every_partial_says_what_it_takes():
    for path in TEMPLATES:
        if path.name.startswith("_"):
            assert path.read_text("utf-8").startswith("{# Takes"), path


def messages():
    """Every msgid of code and templates, as ``make messages`` collects them."""
    keywords = {
        "_": None,
        "gettext": None,
        "gettext_lazy": None,
        "ngettext": (1, 2),
        "ngettext_lazy": (1, 2),
        "pgettext": ((1, "c"), 2),
    }
    for folder in OURS:
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            [
                ("**.html", EXTRACTOR),
                ("**.txt", EXTRACTOR),
                ("**.py", "python"),
            ],
            keywords=keywords,
        ):
            yield message[0] if isinstance(message, tuple) else message


def test_every_string_is_translated_into_vietnamese():
    with (ROOT / "locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="vi")
    found = set(messages())
    assert len(found) > 500
    for msgid in sorted(found):
        message = catalogue.get(msgid)
        translation = message and message.string
        words = translation[0] if isinstance(translation, tuple | list) else translation
        assert words, f"no Vietnamese for “{msgid}”"
        assert not message.fuzzy, f"fuzzy: “{msgid}”"
        names = set(re.findall(r"%\(\w+\)[sd]", msgid))
        assert names == set(re.findall(r"%\(\w+\)[sd]", words)), f"other names in “{msgid}”"


ALLOWED = re.compile(
    r"m²|kVA|VI|EN|km|ha|×|÷|≤|·|–|—|…|Cổng.*|Không.*|Lỗi.*|Error|The portal made.*"
)


def test_no_word_stands_in_a_template_untranslated():
    for path in TEMPLATES:
        if path.name == "500.html":  # shown when nothing works, so it holds both languages
            continue
        text = path.read_text("utf-8")
        text = re.sub(r"\{#.*?#\}", " ", text, flags=re.S)
        text = re.sub(r"\{% blocktranslate.*?endblocktranslate %\}", " ", text, flags=re.S)
        text = re.sub(r"<(script|style).*?</\1>", " ", text, flags=re.S)
        text = re.sub(r"\{[%{].*?[%}]\}", " ", text, flags=re.S)
        text = re.sub(r"<[^>]*>", " ", text, flags=re.S)
        text = ALLOWED.sub(" ", re.sub(r"&\w+;", " ", text))
        assert not re.search(r"[A-Za-zÀ-ỹ]{2,}", text), f"{path.name}: {text.split()}"


COMPLETE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://u:p@localhost/p",
    "REDIS_URL": "redis://localhost",
    "EMAIL_URL": "smtp://localhost:25",
}


def start(**environment):
    code = "import portal.settings"
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True
    )


def test_complete_production_settings_start():
    assert start(**COMPLETE).returncode == 0


@pytest.mark.parametrize("missing", sorted(set(COMPLETE) - {"PORTAL_ENV"}))
def test_production_refuses_to_start_half_configured(missing):
    result = start(**{name: value for name, value in COMPLETE.items() if name != missing})
    assert result.returncode != 0 and missing in result.stderr


def test_production_refuses_debug():
    assert start(**COMPLETE, DEBUG="1").returncode != 0


def test_the_health_check_needs_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_the_policy_admits_our_own_files_only(client):
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    page = answer.content.decode()
    assert not re.search(r" (style|onclick|onload|onchange)=", page)
    assert not re.search(r"<script(?![^>]*src=)[^>]*>", page)


def test_nothing_points_outside_the_project():
    for path in ROOT.rglob("*.py"):
        if ".venv" not in path.parts and "node_modules" not in path.parts:
            outside = "/".join(["..", "shared"])
            assert outside not in path.read_text("utf-8"), path
