"""A running portal with the demonstration set, Debian's Chromium, and axe."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.processes import ROOT, Portal

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)  # a shared machine is slow, not wrong
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(base_url):
    return {"base_url": base_url, "locale": "vi-VN", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def portal_address(tmp_path_factory):
    """As ``make run`` leaves it: real data, the demonstration set, web, worker and beat."""
    folder = tmp_path_factory.mktemp("portal")
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
        "MATCH_SWEEP_SECONDS": "10",  # nothing gets lost here: workers are for the journeys
        "ALERT_SWEEP_SECONDS": "5",
    }
    portal = Portal(folder, environment, "threads")
    try:
        portal.manage("migrate")
        for command in ("load_reference", "load_clusters", "load_key_products"):
            portal.manage(command)
        portal.manage("demo", "load")
        portal.worker()
        portal.beat()
        yield portal.web()
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def base_url(portal_address):
    return portal_address


@pytest.fixture
def check(page):
    """Scan the page with axe; nothing may scroll sideways, no script may fail."""
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")

    def scan():
        page.evaluate(source)
        found = page.evaluate(
            "async (tags) => (await axe.run({runOnly: tags})).violations"
            ".map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | '))",
            RULES,
        )
        assert not found, f"{page.url}: {found}"
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider), f"{page.url} scrolls sideways"

    return scan
