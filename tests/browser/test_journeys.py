"""The journeys of product.md, in Vietnamese, on a running portal with a real worker."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

SECRET = "mật-khẩu-rất-dài-2026"


def sign_in(page, who):
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Địa chỉ thư điện tử").or_(page.get_by_label("Thư điện tử")).first.fill(
        settings.DEMO_SIGN_INS[who]
    )
    page.get_by_label("Mật khẩu").fill(settings.DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_visitor_states_a_need_and_reads_why(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    check()
    page.get_by_label("Tôi sản xuất").fill("2220")
    page.get_by_label("cần khoảng").fill("5.000")
    page.get_by_label("gần").fill("Đông Phương Yên")  # a former name
    page.get_by_role("button", name="Tìm đất phù hợp").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lô phù hợp")
    card = page.get_by_role("article").first
    expect(card).to_contain_text("Lô CN-")
    expect(card).to_contain_text("Dữ liệu minh họa")
    card.get_by_text("Điểm theo từng phần").click()
    expect(card.get_by_role("table").first).to_contain_text("Chi phí")
    check()
    page.get_by_role("link", name="vì sao?").click()
    expect(page.get_by_role("article").first).to_contain_text("không đạt")
    check()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_visitor_explores_plots_and_clusters(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/explore/")
    heading = page.locator("#explore-count")
    expect(heading).to_contain_text("lô")
    everything = heading.inner_text()
    expect(page.locator("[data-explore][data-features]")).to_be_attached()
    check()

    def unfold():
        if width == 360 and not page.get_by_label("Tên hoặc mã lô").is_visible():
            page.get_by_text("Bộ lọc", exact=True).click()

    unfold()
    page.get_by_label("Ngành được tiếp nhận").fill("22")
    page.get_by_label("Ngành được tiếp nhận").press("Enter")
    expect(page).to_have_url(re.compile("trade=22"))
    expect(heading).not_to_have_text(everything)
    by_trade = heading.inner_text()
    unfold()
    page.get_by_label("Diện tích từ").fill("5.000")
    page.get_by_label("Diện tích từ").press("Enter")
    expect(page).to_have_url(re.compile("area_from=5.000"))
    chips = page.get_by_role("list", name="Bộ lọc đang dùng")
    expect(chips).to_contain_text("Diện tích từ: 5.000")
    expect(heading).not_to_have_text(by_trade)
    check()
    chips.get_by_role("link", name="Diện tích từ").click()
    expect(page).not_to_have_url(re.compile("area_from"))
    expect(heading).to_have_text(by_trade)
    page.go_back()
    expect(page).to_have_url(re.compile("area_from=5.000"))
    expect(chips).to_contain_text("Diện tích từ: 5.000")
    expect(page.locator("#explore-area_from")).to_have_value("5.000")

    page.goto("/explore/?place=Dục+Tú")  # a former name
    expect(page.get_by_role("article").first).to_contain_text("Dục Tú")
    card = page.get_by_role("article").first
    card.get_by_role("link").first.focus()
    expect(page.locator("[data-explore]")).to_have_attribute(
        "data-lit", card.get_attribute("data-marker")
    )
    expect(page.locator(".leaflet-tooltip")).to_be_visible()

    page.goto("/explore/?trade=22&area_from=9.000.000")
    expect(page.get_by_text("Không có lô nào đạt tất cả các điều kiện lọc")).to_be_visible()
    check()
    page.get_by_role("link", name="bỏ “Diện tích từ").click()
    expect(heading).to_have_text(by_trade)

    page.goto("/explore/?show=clusters&q=duc+tu")
    expect(heading).to_have_text("1 cụm")
    check()
    page.get_by_role("link", name="CCN Dục Tú").click()
    expect(page.get_by_role("link", name=re.compile("vietnam.vn")).first).to_be_visible()
    expect(page.get_by_text("chưa có dữ liệu").first).to_be_attached()
    check()
    for address in ("/programme/", "/key-products/", "/about-the-data/", "/gallery/"):
        page.goto(address)
        check()


def test_land_is_found_without_javascript(browser, base_url):
    context = browser.new_context(base_url=base_url, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/explore/")
    everything = page.locator("#explore-count").inner_text()
    field = page.get_by_label("Ngành được tiếp nhận")
    if not field.is_visible():
        page.get_by_text("Bộ lọc", exact=True).click()
    field.fill("22")
    page.locator("#explore-form").get_by_role("button", name="Tìm").click()
    expect(page).to_have_url(re.compile("trade=22"))
    expect(page.locator("#explore-count")).not_to_have_text(everything)
    expect(page.get_by_role("article").first).to_contain_text("Lô")
    expect(page.get_by_role("list", name="Bộ lọc đang dùng")).to_contain_text("22")
    context.close()


def test_a_manufacturer_signs_up_and_sees_matches_arrive(page, check):
    page.goto("/accounts/signup/")
    check()
    page.locator("[name=email]").fill("nha-may@example.vn")
    page.locator("[name=password1]").fill(SECRET)
    page.locator("[name=password2]").fill(SECRET)
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    page.get_by_label("Tên theo đăng ký kinh doanh").fill("Công ty TNHH Nhựa Mới")
    page.get_by_label("Mã số thuế").fill("0100109107")
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text("gõ sai")).to_be_visible()
    expect(page.get_by_label("Tên theo đăng ký kinh doanh")).to_have_value("Công ty TNHH Nhựa Mới")
    check()
    page.get_by_label("Mã số thuế").fill("0100109106")
    page.get_by_role("main").get_by_role("button", name="Đăng ký").click()
    page.get_by_role("link", name="Nhập nhu cầu thuê đất").click()
    page.get_by_label("Ngành của bạn").fill("2220")
    page.get_by_label("Diện tích tốt nhất").fill("5.000")
    page.get_by_label("Diện tích nhỏ nhất").fill("6.000")
    check()
    page.get_by_role("button", name="Lưu và tìm đất").click()
    expect(page.get_by_text("Diện tích nhỏ nhất lớn hơn diện tích tốt nhất.")).to_be_visible()
    page.get_by_label("Diện tích nhỏ nhất").fill("4.000")
    page.get_by_role("button", name="Lưu và tìm đất").click()
    expect(page.get_by_role("heading", name="lô phù hợp")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("article").first).to_contain_text("Lô CN-")
    check()
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.get_by_role("article")).to_have_count(0)
    check()


def test_a_plot_is_posted_returned_published_matched_and_withdrawn(page, check, browser, base_url):
    sign_in(page, "investor")
    page.goto("/my/clusters/")
    check()
    # One whose facts the manufacturer's request passes, so that the plot leads its list.
    page.get_by_role("link", name="CCN Cơ kim khí Phùng Xá").click()
    check()
    page.get_by_role("link", name="Đăng lô đất").click()
    page.get_by_label("Mã lô").fill("MOI-01")
    page.get_by_label("Diện tích").fill("5.000")
    page.get_by_label("Giá", exact=False).first.fill("1.900.000")
    page.get_by_label("Sẵn sàng từ ngày").fill("2026-12-01")
    check()
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    row = page.get_by_role("row").filter(has_text="MOI-01")
    expect(row).to_contain_text("Chờ duyệt")
    mine = page.url

    sign_in(page, "officer")
    page.goto("/review/?state=proposed&page=999")  # oldest first: the new one is on the last page
    check()
    page.get_by_role("link", name="MOI-01").click()
    review = page.url
    check()
    page.get_by_text("Lý do trả lại: giá").first.click()
    page.get_by_label("Điều cần sửa").locator("visible=true").fill("Thiếu ghi chú về đường vào lô.")
    check()
    page.get_by_role("button", name="Trả lại để sửa").click()

    sign_in(page, "investor")
    page.goto(mine)
    expect(row).to_contain_text("Thiếu ghi chú về đường vào lô.")
    row.get_by_role("link", name="Sửa").click()
    page.get_by_label("Ghi chú cho người xem").fill("Đường vào rộng 12 m.")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()

    firm = browser.new_context(base_url=base_url, locale="vi-VN").new_page()  # stays open
    sign_in(firm, "manufacturer")
    firm.goto("/requests/1/")
    expect(firm.get_by_role("article").first).to_be_visible()
    expect(firm.get_by_text("Lô MOI-01")).to_have_count(0)

    sign_in(page, "officer")
    page.goto(review)
    page.get_by_role("button", name="Duyệt, công bố").click()
    expect(firm.get_by_text("Lô MOI-01")).to_be_visible(timeout=20_000)  # by itself

    sign_in(page, "investor")
    page.goto(mine)
    row.get_by_role("link", name="Đề xuất thay đổi").click()
    page.get_by_label("Diện tích").fill("4.500")
    page.get_by_label("Ghi chú cho người xem").fill("Đường vào rộng 15 m.")
    check()
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(page.get_by_text("Chờ Sở duyệt: diện tích")).to_be_visible()
    row.get_by_role("link", name="Thay đổi đề xuất").click()
    expect(page.get_by_role("row").filter(has_text="4.500")).to_contain_text("5.000")
    at_both_widths(page, check)
    page.goto(mine)
    row.get_by_role("link", name="MOI-01").click()
    expect(page.get_by_role("main")).to_contain_text("5.000")  # what is approved stays up
    expect(page.get_by_role("main")).to_contain_text("Đường vào rộng 15 m.")

    sign_in(page, "officer")
    page.goto("/review/?kind=changed&state=proposed&page=999")
    at_both_widths(page, check)
    page.get_by_role("link", name="MOI-01").click()
    expect(page.get_by_role("heading", name="Ranh giới")).to_have_count(0)
    at_both_widths(page, check)
    page.get_by_role("button", name="Duyệt, công bố").click()
    page.goto("/review/holidays/")
    at_both_widths(page, check)

    sign_in(page, "investor")
    page.goto(mine)
    row.get_by_role("link", name="MOI-01").click()
    expect(page.get_by_role("main")).to_contain_text("4.500")
    page.goto(mine)
    row.get_by_role("button", name="Rút").click()
    expect(firm.get_by_text("Lô MOI-01")).to_have_count(0, timeout=20_000)
    page.get_by_role("link", name="Thông tin của cụm").click()
    at_both_widths(page, check)


def at_both_widths(page, check):
    """Scan the page as it stands on a phone and on a desk."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        check()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_visitor_moves_a_slider_and_the_list_is_ranked_anew(page, check, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/match/?industry=22&area_ideal_m2=5000&place=Chương+Mỹ&max_cost_vnd_m2_year=350000")
    first = page.get_by_role("article").first.get_by_role("link").first
    before = first.inner_text()
    if width == 360:  # folded where there is no room beside the list
        page.get_by_text("Điều gì quan trọng hơn?").click()
    page.get_by_role("slider", name="Khoảng cách").focus()
    page.keyboard.press("Home")  # the far ones lose nothing any more
    expect(page.get_by_text("Khoảng cách 2 → 0")).to_be_visible()
    page.get_by_role("slider", name="Chi phí").focus()
    page.keyboard.press("End")
    expect(page.get_by_text("Chi phí 3 → 5")).to_be_visible()
    expect(page).to_have_url(re.compile("w_distance=0.*w_cost=5|w_cost=5.*w_distance=0"))
    expect(page.get_by_role("slider", name="Chi phí")).to_be_focused()
    status = page.get_by_role("main").get_by_role("status").first
    expect(status).to_contain_text("lô phù hợp")
    expect(first).not_to_have_text(before)
    after = first.inner_text()
    check()
    page.reload()  # the address carries them
    expect(first).to_have_text(after)
    page.get_by_role("link", name="Về mức mặc định").click()
    expect(first).to_have_text(before)
    for name in page.locator(".slider label").all_text_contents():
        slider = page.get_by_role("slider", name=name)
        if not slider.is_visible():
            page.get_by_text("Điều gì quan trọng hơn?").click()
        slider.focus()
        page.keyboard.press("Home")
    expect(page.get_by_text("Cần ít nhất một tiêu chí")).to_be_visible()
    check()


def test_a_firm_asks_the_investor_and_reads_the_answer(page, check, browser, base_url):
    firm = browser.new_context(base_url=base_url, locale="vi-VN").new_page()  # stays open
    sign_in(firm, "manufacturer")
    firm.goto("/requests/2/")
    panel = firm.get_by_role("complementary", name="Điều gì giúp được")
    expect(panel).to_contain_text("lên hạng")
    panel.get_by_role("button", name="Hỏi chủ đầu tư").click()
    expect(firm.get_by_text("Đã gửi chủ đầu tư.")).to_be_visible()
    expect(panel).to_contain_text("Đang chờ trả lời")
    expect(panel.get_by_role("button", name="Hỏi chủ đầu tư")).to_have_count(0)

    sign_in(page, "investor")
    page.get_by_role("link", name="Câu hỏi của doanh nghiệp").click()
    question = page.get_by_role("article").first
    expect(question).to_contain_text("2220 Sản xuất sản phẩm từ plastic")
    expect(page.get_by_role("main")).not_to_contain_text("Công ty Nhựa minh họa")
    at_both_widths(page, check)
    question.get_by_role("button", name="Gửi trả lời").click()
    expect(question).to_contain_text("bắt buộc")
    check()
    question.get_by_label("Trả lời").fill("Trạm xử lý còn 120 m³/ngày từ quý III.")
    question.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("Doanh nghiệp đọc câu trả lời")).to_be_visible()

    expect(panel.get_by_text("Trạm xử lý còn 120 m³/ngày")).to_be_visible(timeout=20_000)
    firm.close()


def test_a_firm_tries_a_change_and_sees_what_was_promised(page, check):
    sign_in(page, "manufacturer")
    page.goto("/requests/2/")
    at_both_widths(page, check)
    heading = page.get_by_role("heading", name="lô phù hợp").first
    fitting = int(heading.inner_text().split()[0])
    help_ = page.locator(".helps li").first
    promised = int(re.search(r"\+(\d+) lô", help_.inner_text()).group(1))
    help_.get_by_role("link", name="Thử").click()
    expect(heading).to_contain_text(f"{fitting + promised} lô phù hợp")
    trying = page.get_by_role("region", name="Đang thử, chưa lưu")
    expect(trying).to_contain_text(f"+{promised} lô phù hợp thêm nhờ thay đổi này")
    new = page.get_by_role("article").filter(has_text="nhờ thay đổi này")
    expect(new.first).to_be_visible()
    at_both_widths(page, check)
    page.get_by_role("slider", name="Mức sẵn sàng").focus()
    page.keyboard.press("End")
    expect(trying.get_by_role("button", name="Lưu trọng số này")).to_be_visible()
    expect(trying).to_contain_text(f"+{promised} lô")
    check()
    trying.get_by_role("button", name="Lưu trọng số này").click()
    expect(page.get_by_text("Đã lưu trọng số.")).to_be_visible()
    expect(page.get_by_role("slider", name="Mức sẵn sàng")).to_have_value(re.compile("5"))
    trying.get_by_role("link", name="Bỏ tất cả").click()
    expect(heading).to_contain_text(f"{fitting} lô phù hợp", timeout=20_000)
    help_.get_by_role("link", name="Thử").click()
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_text("Đã lưu thay đổi.")).to_be_visible()
    expect(heading).to_contain_text(f"{fitting + promised} lô phù hợp", timeout=20_000)


def test_why_not_is_told_of_any_plot(page, check):
    sign_in(page, "manufacturer")
    page.goto("/requests/1/why-not/")
    at_both_widths(page, check)
    page.get_by_label("Mã lô hoặc tên cụm").fill("cn-02 phung xa")
    page.get_by_role("button", name="Vì sao chưa phù hợp?").click()
    found = page.get_by_role("article").first
    expect(found).to_contain_text("Phùng Xá")
    at_both_widths(page, check)
    found.get_by_role("link", name="Xem mọi điều kiện").click()
    expect(page.get_by_role("heading", name="Riêng lô CN-02")).to_be_visible()
    at_both_widths(page, check)
    page.get_by_role("link", name="CN-02").first.click()
    page.get_by_role("link", name="có phù hợp không, nếu không thì vì sao?").first.click()
    expect(page.get_by_role("heading", name="Riêng lô CN-02")).to_be_visible()
    at_both_widths(page, check)


def test_an_investor_reads_what_firms_need(page, check):
    sign_in(page, "investor")
    page.goto("/my/clusters/")
    page.get_by_role("link", name="Doanh nghiệp cần gì").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Doanh nghiệp cần gì ở CCN")
    expect(page.get_by_text("nhu cầu đang tìm đất trong thành phố")).to_be_visible()
    at_both_widths(page, check)


def test_an_officer_verifies_an_organisation(page, check):
    sign_in(page, "officer")
    page.goto("/review/organisations/")
    check()
    page.get_by_role("link", name="Công ty May minh họa").click()
    check()
    page.get_by_role("button", name="Xác minh").click()
    expect(page.get_by_text("Đã xác minh Công ty May minh họa.")).to_be_visible()


def test_every_page_can_be_reached_by_keyboard_first(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Tôi sản xuất")).to_be_focused()


def test_the_other_language_is_one_link_away(page, check):
    page.goto("/explore/?show=clusters&q=duc+tu")
    page.get_by_title("English").click()
    expect(page).to_have_url(re.compile(r"/en/explore/\?show=clusters&q=duc"))
    expect(page.get_by_role("heading", name="1 cluster", exact=True)).to_be_visible()
    check()
