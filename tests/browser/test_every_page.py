"""Every page that a link leads to, as each person: axe in the light on a phone and in the dark on a
desk, nothing scrolls sideways, no link is dead, the keyboard begins at the skip link."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.browser.test_journeys import sign_in

LOOKS = (("light", 360), ("dark", 1280))
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)"
NEED = {
    language: f"{prefix}/match/?industry=2220&area_ideal_m2=5000"
    for language, prefix in (("vi", ""), ("en", "/en"))
}
FILES = ("application/", "text/csv", "image/")


def view_of(address, base_url):
    """The name of the page behind a link of ours; ``None`` for other sites and for no page."""
    parts = urlsplit(address)
    if not address.startswith(base_url) or (parts.fragment and not parts.path):
        return None
    language = "en" if parts.path.startswith("/en/") else "vi"
    with translation.override(language):
        try:
            return language, resolve(parts.path).view_name
        except Resolver404:
            return language, parts.path  # dead: opening it will tell


def walk(page, check, base_url, start, language="vi"):
    """One address of each kind of page, in the order of the links; the kinds that were seen."""
    waiting, seen = [base_url + start, base_url + NEED[language]], set()
    while waiting:
        address = waiting.pop(0)
        kind = view_of(address, base_url)
        if kind is None or kind in seen or kind[0] != language:
            continue
        seen.add(kind)
        answer = page.request.get(address)
        assert answer.ok, f"{address}: {answer.status}"
        if answer.headers["content-type"].startswith(FILES):
            continue
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            check()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link", address
        waiting += page.evaluate(LINKS)
    return {name for _language, name in seen}


@pytest.mark.parametrize(
    ("who", "start", "among"),
    [
        (None, "/", {"clusters:cluster", "clusters:plot", "reference:about", "matching:trial"}),
        ("manufacturer", "/requests/", {"matching:request", "matching:plot"}),
        ("investor", "/my/clusters/", {"clusters:my_plots", "clusters:plot_edit"}),
        ("officer", "/review/", {"clusters:review_version", "accounts:audit"}),
    ],
)
def test_every_page_is_for_everyone(page, check, base_url, who, start, among):
    if who:
        sign_in(page, who)
    seen = walk(page, check, base_url, start)
    assert among <= seen, f"no link leads to {among - seen}"


def test_the_english_pages_of_a_visitor(page, check, base_url):
    assert "clusters:plot" in walk(page, check, base_url, "/en/", "en")
