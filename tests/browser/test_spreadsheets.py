"""An investor's spreadsheet in a real browser: template, upload, preview, apply, undo."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.test_journeys import sign_in

LONG = 30_000  # a worker has to come by


@pytest.mark.parametrize("width", [1280, 360])
def test_an_investor_imports_plots_and_takes_them_back(page, check, tmp_path, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "investor")
    page.goto("/my/clusters/bac-van-dinh/")
    page.get_by_role("link", name="Nhập từ bảng tính").click()
    check()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải tệp mẫu trống").click()
    file = tmp_path / f"lo-{width}.xlsx"
    taken.value.save_as(file)
    book = load_workbook(file)
    sheet = book["Lô đất"]
    sheet.append([f"NH-{width}", "Nhà xưởng xây sẵn", 5000, 3500000])
    sheet.append([f"SAI-{width}", "Đất", "1,234"])
    book.save(file)
    page.get_by_label("bảng tính").set_input_files(file)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_text("1 dòng mới hoặc có thay đổi")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("có thể hiểu theo hai cách")).to_be_visible()
    check()
    page.get_by_role("link", name=re.compile("^sai")).click()
    expect(page.get_by_role("cell", name=f"NH-{width}")).to_have_count(0)
    check()
    page.get_by_role("button", name="Áp dụng 1 dòng").click()
    expect(page.get_by_text("Đã áp dụng trong một bước: 1 mới")).to_be_visible(timeout=LONG)
    check()
    page.get_by_role("button", name="Hoàn tác tất cả").click()
    expect(page.get_by_text("rút lại 1 dòng")).to_be_visible()
    check()
