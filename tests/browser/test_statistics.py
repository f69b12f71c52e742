"""The directory, suppliers, statistics and sheets in a real browser, wide and narrow."""

import pytest
from playwright.sync_api import expect

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("width", [1280, 360])
def test_charts_are_drawn_from_their_tables_and_can_be_taken_away(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/statistics/")
    expect(page.locator("figure[data-chart] canvas").first).to_be_visible()
    check()
    stage = page.get_by_role("region", name="Quỹ đất theo giai đoạn")
    with page.expect_download() as download:
        stage.first.get_by_role("button", name="biểu đồ PNG").click()
    assert download.value.suggested_filename == "thong-ke-stage.png"
    assert download.value.path().read_bytes().startswith(PNG)
    with page.expect_download() as download:
        stage.first.get_by_role("link", name="bảng CSV").click()
    assert download.value.suggested_filename.startswith("thong-ke-stage-")
    for part in ("Lô đất và chi phí", "Xu hướng", "Chương trình và thành phố"):
        page.get_by_role("link", name=part).click()
        expect(page.locator("figure[data-chart] canvas").first).to_be_visible()
        check()


def test_without_javascript_there_are_tables_and_nothing_empty(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/statistics/city/")
    expect(page.get_by_role("cell", name="43").first).to_be_visible()
    expect(page.locator("figure[data-chart]").first).to_be_hidden()
    expect(page.get_by_role("button", name="biểu đồ PNG")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_firm_looks_for_its_suppliers_near_a_cluster(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/enterprises/?q=rang+dong")
    check()
    page.get_by_role("link", name="Rạng Đông").click()
    expect(page.get_by_text("QĐ 5012/QĐ-UBND")).to_be_visible()
    check()
    page.get_by_role("link", name="Ai cung ứng cho ngành này?").click()
    expect(page.get_by_text("giả định làm việc")).to_be_visible()
    check()
    page.get_by_label("Gần cụm").fill("duc tu")
    page.get_by_label("Gần cụm").press("Enter")
    expect(page.get_by_role("columnheader", name="Cách CCN Dục Tú").first).to_be_attached()
    check()


def test_a_sheet_is_printed_for_the_meeting_table(page, check):
    page.goto("/clusters/duc-tu/")
    page.get_by_role("link", name="Tờ thông tin để in").first.click()
    expect(page.get_by_role("heading", name="Sơ đồ các lô đã công bố")).to_be_visible()
    check()
    address = page.get_by_role("link", name="PDF, một trang").get_attribute("href")
    assert page.request.get(address).body().startswith(b"%PDF")
