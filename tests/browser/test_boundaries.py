"""A boundary typed and drawn in a real browser, under the real policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import sign_in

TABLE = (
    "STT\tX (m)\tY (m)\n"
    "1\t2293700,00\t580100,00\n"
    "2\t2293700,00\t58O200,00\n"
    "3\t2293750,00\t580200,00"
)


@pytest.mark.parametrize("width", [1280, 360])
def test_an_investor_types_a_boundary_and_is_told_what_is_wrong(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "investor")
    page.goto("/my/clusters/bac-van-dinh/plots/new/")
    code = f"RG-{width}"
    page.get_by_label("Mã lô").fill(code)
    page.get_by_label("Diện tích").fill("5.000")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("row", name=code).get_by_role("link", name="Ranh giới").click()
    check()
    page.get_by_label("Tọa độ các điểm góc").fill(TABLE)
    expect(page.get_by_text("“58O200,00” không phải là số")).to_be_visible()
    check()
    page.get_by_role("button", name="Lưu ranh giới").click()
    expect(page.get_by_text("Chưa thể lưu ranh giới")).to_be_visible()
    expect(page.get_by_label("Tọa độ các điểm góc")).to_have_value(TABLE)
    page.get_by_label("Tọa độ các điểm góc").fill(TABLE.replace("O", "0"))
    expect(page.get_by_text("Diện tích theo tọa độ")).to_be_visible()
    page.get_by_role("button", name="Lưu ranh giới").click()
    expect(page.get_by_text("Đã lưu ranh giới")).to_be_visible()
    expect(page.get_by_text("chênh lệch -50,00%")).to_be_visible()
    check()


def test_an_investor_draws_a_boundary(page, check):
    sign_in(page, "investor")
    page.goto("/my/clusters/bac-van-dinh/plots/new/")
    page.get_by_label("Mã lô").fill("VE-1")
    page.get_by_label("Diện tích").fill("5.000")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("row", name="VE-1").get_by_role("link", name="Ranh giới").click()
    draw = page.get_by_role("button", name="Bấm để vẽ điểm góc")
    draw.click()
    expect(draw).to_have_attribute("aria-pressed", "true")
    table = page.get_by_label("Tọa độ các điểm góc")
    drawing = page.get_by_role("region", name="Bản đồ ranh giới")
    box = drawing.bounding_box()
    for number, (x, y) in enumerate(((0.1, 0.8), (0.25, 0.8), (0.25, 0.95), (0.1, 0.95)), start=1):
        drawing.click(position={"x": box["width"] * x, "y": box["height"] * y})
        expect(table).to_have_value(re.compile(rf"\n{number}\t|^{number}\t"))
    page.get_by_role("button", name="Bỏ điểm vừa vẽ").click()
    expect(table).not_to_have_value(re.compile(r"\n4\t"))
    check()
    page.get_by_role("button", name="Lưu ranh giới").click()
    expect(page.get_by_text("Đã lưu ranh giới")).to_be_visible()


def test_a_visitor_sees_a_boundary_and_unfolds_its_corners(page, check):
    page.goto("/clusters/bac-van-dinh/")
    page.get_by_role("row", name="CN-02").get_by_role("link").click()
    expect(page.get_by_role("region", name="Bản đồ ranh giới")).to_be_visible()
    page.get_by_text("Bảng kê tọa độ (VN-2000)").click()
    expect(page.get_by_role("cell", name="2.293.680,48")).to_be_visible()
    check()
