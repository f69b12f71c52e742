"""A cluster, one of its plots, and on to a trial: at a desk, on a phone, and from the printer."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_visitor_reads_a_cluster_and_a_plot_and_goes_on(page, check, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/clusters/ha-binh-phuong/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cụm công nghiệp Hà Bình Phương")
    expect(page.locator(".headline")).to_contain_text("Chi phí quy đổi mỗi năm")
    expect(page.locator(".timeline svg").first).to_be_visible()
    expect(page.locator(".plan svg[role=img]")).to_be_visible()
    check()
    page.get_by_role("link", name="CN-05", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CN-05")
    expect(page.locator(".headline")).to_contain_text("đ/m²/năm")
    expect(page.locator(".plan svg[role=img]")).to_be_visible()
    check()
    page.get_by_role("link", name="Có hợp nhu cầu của tôi?").click()
    expect(page).to_have_url(re.compile(r"/match/plots/\d+/"))


def test_a_printed_page_has_the_plan_for_the_map_and_cuts_nothing_off(page):
    page.goto("/clusters/ha-binh-phuong/")
    pages = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    text = "".join("".join(sheet.extract_text().split()) for sheet in pages)
    assert "HàBìnhPhương" in text and "CN-08" in text and "Nguồnđầyđủ" in text
    assert "Bướctiếptheo" not in text and "Đăngnhập" not in text
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within the margins, at 96 dpi
    page.emulate_media(media="print")
    expect(page.locator(".boundary-map")).to_be_hidden()
    expect(page.locator(".plan svg[role=img]")).to_be_visible()
    wide = (
        "[...document.querySelectorAll('table')]"
        ".filter(t => t.scrollWidth > t.parentElement.clientWidth + 1).length"
    )
    assert page.evaluate(wide) == 0
