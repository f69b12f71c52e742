"""What a first visit may cost: bytes, the largest paint, what moves, how long a script holds up.

Times are the best of some visits: what the page needs, not what the machine was busy with.
"""

import gzip

import pytest

MOST_BYTES = 200_000  # compressed; the map and the fonts come later
MOST_LCP_MS, MOST_CLS, MOST_TASK_MS = 2500, 0.1, 200
VISITS = 3
LATER = ("leaflet", "map", ".woff2", ".geojson")
WATCH = """
window.seen = {lcp: 0, cls: 0, task: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("longtask", (entry) => { seen.task = Math.max(seen.task, entry.duration); });
"""
PAGES = ("/", "/explore/", "/explore/?show=clusters")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_keeps_within_its_budget(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    visits = []
    for _ in range(VISITS):
        page.goto(address, wait_until="networkidle")
        visits.append(page.evaluate("window.seen"))
    assert 0 < min(visit["lcp"] for visit in visits) <= MOST_LCP_MS, visits
    assert min(visit["cls"] for visit in visits) <= MOST_CLS, visits
    assert min(visit["task"] for visit in visits) <= MOST_TASK_MS, visits


@pytest.mark.parametrize("address", PAGES)
def test_a_first_page_is_light(page, address):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    first = [answer for answer in answers if answer.ok and not any(w in answer.url for w in LATER)]
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in first}
    assert len(weights) >= 3  # the page, the look, htmx
    assert sum(weights.values()) <= MOST_BYTES, weights
