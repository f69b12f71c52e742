"""The box in the header by the keyboard, comparing, and a saved search that tells what is new."""

import re

from playwright.sync_api import expect

from tests.browser.test_journeys import sign_in


def test_the_box_is_used_by_the_keyboard_alone(page, check):
    page.goto("/programme/")
    box = page.get_by_role("combobox", name="Tìm cụm, lô đất")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("dcu tu")  # two letters turned
    option = page.get_by_role("option", name="CCN Dục Tú")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#site-search-count")).to_contain_text("kết quả")
    check()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(box).to_have_value("dcu tu")  # the second Escape empties it
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/clusters/duc-tu/"))
    expect(box).to_be_visible()  # by this role only once the page's script has run
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("dong phuong yen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("dong phuong yen")
    expect(page.get_by_role("main")).to_contain_text("nay là:")
    check()


def test_clusters_are_put_aside_and_compared(page, check):
    for slug in ("duc-tu", "la-phu"):
        page.goto(f"/clusters/{slug}/")
        page.get_by_role("button", name="So sánh").first.click()
        expect(page.get_by_role("button", name="So sánh").first).to_have_attribute(
            "aria-pressed", "true"
        )
    check()
    page.get_by_role("link", name="So sánh 2 mục").click()
    expect(page.get_by_role("columnheader", name="CCN Dục Tú").first).to_be_visible()
    check()
    page.get_by_label("Chỉ hiện điểm khác nhau").check()
    page.get_by_role("button", name="Xem").click()
    expect(page).to_have_url(re.compile("differing=1"))
    page.set_viewport_size({"width": 360, "height": 900})
    check()


def test_a_saved_search_tells_of_a_plot_that_is_published(page, check):
    sign_in(page, "manufacturer")
    page.goto("/explore/?area_from=7000&area_to=7000")
    page.get_by_role("link", name="Lưu tìm kiếm này").click()
    expect(page.get_by_role("main")).to_contain_text("7.000")
    check()
    page.get_by_label("Tên của tìm kiếm").fill("Đúng 7.000 m²")
    page.get_by_label("ngay khi có").check()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", name="Đúng 7.000 m²")).to_be_visible()
    page.get_by_role("button", name="Mở nguồn tin").click()
    feed = page.get_by_label("Địa chỉ nguồn tin").input_value()
    check()

    sign_in(page, "investor")
    page.goto("/my/clusters/")
    page.get_by_role("link", name="CCN Cơ kim khí Phùng Xá").click()
    page.get_by_role("link", name="Đăng lô đất").click()
    page.get_by_label("Mã lô").fill("BAO-7")
    page.get_by_label("Diện tích").fill("7.000")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()

    sign_in(page, "officer")
    page.goto("/review/?state=proposed&page=999")
    page.get_by_role("link", name="BAO-7").click()
    page.get_by_role("button", name="Duyệt, công bố").click()

    sign_in(page, "manufacturer")
    alert = page.get_by_role("main").get_by_role("link", name="BAO-7")
    for _turn in range(20):  # the round of the workers
        page.goto("/my/alerts/")
        if alert.count():
            break
        page.wait_for_timeout(1000)
    expect(alert).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("1 chưa đọc")
    check()
    page.set_viewport_size({"width": 360, "height": 900})
    check()
    assert "BAO-7" in page.request.get(re.sub(r"^https?://[^/]+", "", feed)).text()
    page.get_by_role("button", name="Đánh dấu đã đọc").click()
    expect(page.get_by_role("main")).not_to_contain_text("chưa đọc")
    alert.click()
    page.get_by_role("button", name="Lưu").first.click()
    page.goto("/my/saved/")
    expect(page.get_by_role("main").get_by_role("link", name="BAO-7")).to_be_visible()
    check()
