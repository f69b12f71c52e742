"""How long a firm waits for its first match: ``python -m benchmarks.first_match [TIMES]``.

Real web server, worker and beat, the real data and the demonstration set. The clock runs from
the POST that opens a land request to the page that shows a match, asked as a browser asks.
"""

import html
import http.cookiejar
import os
import re
import statistics
import sys
import time
import urllib.parse
import urllib.request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.conf import settings
from tqdm import tqdm

from benchmarks.portals import SET_UPS, portal, table

GIVE_UP_SECONDS = 60
IMPATIENT_SECONDS = 0.02


class Browser:
    """Cookies, the CSRF token, redirects; htmx where asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({})
        )

    def get(self, path: str, *, htmx: bool = False) -> str:
        headers = {"HX-Request": "true"} if htmx else {}
        request = urllib.request.Request(self.address + path, headers=headers)
        with self.opener.open(request, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        """The page that the answer redirects to, and its path."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.opener.open(self.address + path, body, timeout=30) as answer:
            return answer.read().decode(), urllib.parse.urlsplit(answer.url).path


def sign_in(address: str) -> Browser:
    browser = Browser(address)
    browser.get("/accounts/login/")
    browser.post(
        "/accounts/login/",
        login=settings.DEMO_SIGN_INS["manufacturer"],
        password=settings.DEMO_PASSWORD,
    )
    return browser


def wait(browser: Browser, n: int, *, patient: bool) -> float:
    """Seconds from opening a new request to its first match on the page.

    ``patient``: the page is asked when it says so, as htmx does; otherwise all the time, which
    shows what the work behind it takes.
    """
    organisation = re.search(r'name="organisation" value="(\d+)"', browser.get("/requests/new/"))
    assert organisation, "not signed in, or the form has changed"
    need = {"industry": "2220", "area_ideal_m2": str(4500 + n), "organisation": organisation[1]}
    _page, draft = browser.post("/requests/new/", **need)
    start = time.perf_counter()
    page, _path = browser.post(f"{draft}open/")
    while "<article" not in page:
        if time.perf_counter() - start > GIVE_UP_SECONDS:
            raise TimeoutError(f"no match within {GIVE_UP_SECONDS} s")
        asking = re.search(r'hx-get="([^"]+)" hx-trigger="every (\d+)s"', page)
        assert asking, "the page neither shows a match nor asks again"
        time.sleep(float(asking[2]) if patient else IMPATIENT_SECONDS)
        # An empty answer (204) leaves the page as it is.
        page = browser.get(html.unescape(asking[1]), htmx=True) or page
    seconds = time.perf_counter() - start
    browser.post(f"{draft}close/")
    return seconds


def main(times: int) -> None:
    rows = []
    for set_up in SET_UPS:
        with portal(set_up) as running:
            running.worker()
            running.beat()
            browser = sign_in(running.web())
            wait(browser, 0, patient=False)  # the first one waits for the worker to start, too
            for patient, asked in ((True, "when the page says so"), (False, "all the time")):
                waits = [
                    wait(browser, n, patient=patient)
                    for n in tqdm(range(times), desc=f"{set_up}, asked {asked}", disable=None)
                ]
                figures = (statistics.median(waits), min(waits), max(waits))
                rows.append((set_up, asked, *(f"{seconds:.3f}" for seconds in figures)))
    table(
        f"From opening a request to its first match on the page, in seconds, {times} times each",
        ("database, broker", "page asked", "median", "least", "most"),
        rows,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20)
