"""The queue, the page of a version from both sides, bulk approval, facts of clusters, days off."""

import pytest
from django.urls import reverse

from clusters import actions
from clusters.boundaries import HANOI
from clusters.governing import RULES
from clusters.models import ListingVersion, Plot
from portal.common.models import Change
from reference.management.commands import load_reference
from reference.models import Holiday, LegalBasis
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    IndustryFactory,
    ListingVersionFactory,
    PlotFactory,
    rectangle,
)

SENT = {"code": "CN-03", "kind": "land", "area_m2": "4.900", "price_basis": "one_off", "note": "A"}


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation, readiness=2, total_area_ha=1)


@pytest.fixture
def plot(mine):
    return PlotFactory(cluster=mine, code="CN-03", published=True)


def page_of(person, version):
    name = "clusters:my_version" if person.user.is_investor else "clusters:review_version"
    return person.client.get(reverse(name, args=[version.pk]))


def test_the_public_sees_the_approved_plot_until_an_officer_decides(
    investor, officer, visitor, plot, queued
):
    address = reverse("clusters:plot_edit", args=[plot.pk])
    assert "Đã duyệt:" in investor.client.get(address).content.decode()
    said = investor.client.post(address, SENT, follow=True).content.decode()
    assert "Chờ Sở duyệt: diện tích" in said and "Đã hiển thị ngay: ghi chú" in said
    assert "5.000" in visitor.client.get(plot.get_absolute_url()).content.decode()
    version = plot.listing_versions.get()
    assert "4.900" in investor.client.get(address).content.decode()  # goes on from the proposal
    for person in (officer, investor):
        shown = page_of(person, version).content.decode()
        assert "5.000" in shown and "4.900" in shown and "is-changed" in shown
    officer.client.post(
        reverse("clusters:version_approve", args=[version.pk]), {"seen": version.seen}
    )
    assert "4.900" in visitor.client.get(plot.get_absolute_url()).content.decode()


def test_reasons_stand_beside_their_field_and_the_investor_answers(investor, officer, plot, queued):
    version = actions.propose(plot, {"area_m2": 4900}, by=investor.user).version
    back = reverse("clusters:version_return", args=[version.pk])
    officer.client.post(back, {"seen": version.seen, "reason_area_m2": "Khác bản vẽ quy hoạch."})
    mine = page_of(investor, version).content.decode()
    assert mine.count("Khác bản vẽ quy hoạch.") >= 2  # at the field and on top
    answer = reverse("clusters:version_answer", args=[version.pk])
    assert 'name="answer_area_m2"' in mine and "Ý kiến của Sở: Khác bản vẽ" in mine
    long = investor.client.post(answer, {"answer_area_m2": "x" * 501, "note": "Còn đây."})
    assert long.status_code == 422 and "Còn đây." in long.content.decode()
    investor.client.post(answer, {"answer_area_m2": "Theo bản đo mới.", "note": "Đã gửi bản vẽ."})
    version.refresh_from_db()
    assert version.status == "proposed"
    shown = page_of(officer, version)
    page = shown.content.decode()
    assert page.count("Theo bản đo mới.") >= 2 and "Đã gửi bản vẽ." in page
    assert str(officer.user) in page and str(investor.user) in page
    sides = [said.remark.side for said in shown.context["thread"]]
    assert sides == ["department", "investor"]
    assert investor.client.post(answer, {"note": "Lại."}).status_code == 409


def test_an_officer_with_an_old_page_is_told_and_loses_nothing(officer, plot, queued):
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    seen = version.seen
    actions.propose(plot, {"area_m2": 4800}, by=None)
    back = reverse("clusters:version_return", args=[version.pk])
    answer = officer.client.post(back, {"seen": seen, "reason_area_m2": "Khác bản vẽ."})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Chủ đầu tư đã sửa" in page
    assert "Khác bản vẽ." in page and "4.800" in page
    both = {"seen": ListingVersion.objects.get().seen, "note": "Xem lại."}
    forth = reverse("clusters:version_approve", args=[version.pk])
    assert officer.client.post(forth, both).status_code == 422


def test_a_second_officer_is_told_who_has_the_page_open(officer, second_officer, plot, queued):
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    other = second_officer
    address = reverse("clusters:version_look", args=[version.pk])
    assert "đang xem" not in officer.client.post(address).content.decode()
    assert f"{officer.user} đang xem từ" in other.client.post(address).content.decode()
    version.looks.filter(user=officer.user).update(seen_at="2026-01-01T00:00Z")
    assert "đang xem" not in other.client.post(address).content.decode()


def test_the_second_officer_is_told_without_a_script(officer, second_officer, plot, queued):
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    assert "đang xem" not in page_of(officer, version).content.decode()
    assert f"{officer.user} đang xem từ" in page_of(second_officer, version).content.decode()
    actions.return_version(version, by=officer.user, note="Xem lại.")
    actions.withdraw_version(version, by=None)
    assert "đang xem" not in page_of(officer, version).content.decode()  # nothing to decide


@pytest.mark.parametrize(
    ("values", "phrase"),
    [
        ({"area_m2": 20_000}, "Cả cụm chỉ có"),
        ({"area_m2": 3000}, "Trùng diện tích hoặc ranh giới với CN-30"),
        ({"price_vnd_m2": 7_000_000}, "ba lần"),
        ({"lease_end": "2080-01-01"}, "31/12/2070"),
        ({"ready_on": "2020-01-01"}, "chưa được nghiệm thu"),
        ({"density_max_pct": "80"}, "QCVN 01:2021/BXD, cần đối chiếu"),
        ({"density_max_pct": "60", "floors_max": 10}, "gấp 6,0 lần diện tích lô"),
        ({"floors_max": 5, "height_max_m": "12"}, "mỗi tầng chưa tới 3,0"),
        ({"permitted": ["22", "2592", "3100"]}, "Cụm không tiếp nhận ngành 22, 2592."),
    ],
)
def test_the_portal_finds_what_is_odd(officer, mine, plot, values, phrase, queued):
    type(mine).objects.filter(pk=mine.pk).update(master_lease_end="2070-12-31")
    PlotFactory(cluster=mine, code="CN-30", area_m2=3000)
    for code, role in (("31", "permitted"), ("25", "permitted"), ("2592", "refused")):
        ClusterTradeFactory(cluster=mine, industry=IndustryFactory(code=code), role=role)
    for code in ("22", "2592", "3100"):
        IndustryFactory(code=code)
    for price in (2_000_000, 2_200_000, 2_400_000):
        PlotFactory(published=True, price_vnd_m2=price)
    version = actions.propose(plot, values, by=None).version
    assert phrase in page_of(officer, version).content.decode()
    queue = officer.client.get(reverse("clusters:review_queue"))
    assert [len(row.findings) for row in queue.context["rows"]] == [1]


@pytest.mark.parametrize(
    ("values", "phrase"),
    [
        ({"master_lease_end": "2060-01-01"}, "lô CN-03 sẽ vượt quá"),
        ({"industrial_land_ha": "0.4"}, "Tổng diện tích các lô là 5.000,0"),
        (
            {"boundary": {"corners": rectangle(height=20), "epsg": HANOI}},
            "Lô CN-03 vượt ra ngoài ranh giới này",
        ),
    ],
)
def test_the_portal_finds_what_a_cluster_does_to_its_plots(officer, mine, values, phrase, queued):
    PlotFactory(cluster=mine, code="CN-03", lease_end="2070-01-01", drawn=True)
    version = actions.propose(mine, values, by=None).version
    assert phrase in page_of(officer, version).content.decode()


def test_the_rule_stands_beside_its_field_with_its_document(officer, plot, queued):
    LegalBasis.objects.create(
        number="32/2024/NĐ-CP", title="Nghị định về cụm", in_force_on="2024-05-01", source="x"
    )
    version = actions.propose(plot, {"price_vnd_m2": 2_000_000}, by=None).version
    page = page_of(officer, version).content.decode()
    assert "32/2024/NĐ-CP, Điều 18" in page and "01/05/2024" in page


def test_a_field_names_every_document_that_governs_it(officer, mine, queued):
    load_reference.legal_bases()
    version = actions.propose(mine, {"wastewater_kinds": ["domestic"]}, by=None).version
    row = page_of(officer, version).context["changed"][0]
    cited = [basis.number for basis, _clause in row.cited]
    assert cited == ["32/2024/NĐ-CP", "Luật 72/2020", "08/2022/NĐ-CP", "QCVN 40:2025/BTNMT"]
    page = page_of(officer, version).content.decode()
    assert "QCVN 40:2025/BTNMT" in page and "01/09/2025" in page


def test_every_document_that_a_rule_cites_is_loaded(db):
    load_reference.legal_bases()
    known = set(LegalBasis.objects.values_list("number", flat=True))
    assert {cite.number for rule in RULES.values() for cite in rule.cites} <= known


def test_the_longest_waiting_comes_first_and_filters_narrow(officer, mine, plot, queued):
    late = actions.propose(plot, {"area_m2": 4900}, by=None).version
    old = ListingVersionFactory(clock_since="2026-01-05T00:00Z")
    returned = ListingVersionFactory(returned=True)
    facts = ListingVersionFactory(of_cluster=True)
    address = reverse("clusters:review_queue")

    def shown(**query):
        return [row.version for row in officer.client.get(address, query).context["rows"]]

    assert shown() == [old, late, facts, returned]
    assert shown(kind="cluster") == [facts]
    assert shown(state="returned") == [returned]
    assert shown(investor=mine.investor_id) == [late]
    assert len(shown(kind="odd", investor="x", page="999")) == 4


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_of_a_version_costs_the_same_among_few_and_many(
    officer, investor, mine, plot, rows, django_assert_num_queries, queued
):
    for n in range(rows):
        PlotFactory(cluster=mine, published=True, drawn=True, price_vnd_m2=2_000_000 + n)
    version = actions.propose(plot, {"area_m2": 4900}, by=None).version
    officer.client.get("/")
    # who (3), version, looks (5), days off, plots around, trades (2), prices, papers (2), talk,
    # law, log, who manages it
    with django_assert_num_queries(20):
        page_of(officer, version)


def test_ticked_changes_are_approved_together(officer, mine, queued):
    plots = [PlotFactory(cluster=mine, published=True, fee_vnd_m2_year=7000) for _n in range(2)]
    versions = [actions.propose(p, {"fee_vnd_m2_year": 7100}, by=None).version for p in plots]
    large = actions.propose(PlotFactory(published=True), {"area_m2": 4900}, by=None).version
    page = officer.client.get(reverse("clusters:review_queue")).content.decode()
    assert page.count('name="chosen"') == 2
    address = reverse("clusters:approve_simple")
    chosen = [f"{v.pk}:{v.seen}" for v in versions]
    wrong = officer.client.post(address, {"chosen": [*chosen, f"{large.pk}:{large.seen}"]})
    assert wrong.status_code == 409 and not Plot.objects.filter(fee_vnd_m2_year=7100).exists()
    said = officer.client.post(address, {"chosen": chosen}, follow=True).content.decode()
    assert "Đã duyệt 2 thay đổi" in said
    assert Plot.objects.filter(fee_vnd_m2_year=7100).count() == 2
    logged = Change.objects.filter(field="status", after="approved", actor__name=str(officer.user))
    assert logged.count() == 2
    assert officer.client.post(address, {"chosen": ["x", "1", "9:9"]}).status_code == 302


def test_an_investor_proposes_facts_of_the_cluster(investor, officer, visitor, mine, queued):
    address = reverse("clusters:cluster_facts", args=[mine.slug])
    assert "chưa có dữ liệu" in investor.client.get(address).content.decode()
    sent = {"power_kva": "635", "readiness": "2", "total_area_ha": "1"}
    assert investor.client.post(address, sent).status_code == 422  # without a source
    sent |= {"evidence": "Biên bản nghiệm thu", "as_of": "2026-13"}
    assert investor.client.post(address, sent).status_code == 422
    assert investor.client.post(address, sent | {"as_of": "2026-11"}).status_code == 302
    version = mine.listing_versions.get()
    assert version.values == {"power_kva": "635"}
    assert "635" not in visitor.client.get(mine.get_absolute_url()).content.decode()
    officer.client.post(
        reverse("clusters:version_approve", args=[version.pk]), {"seen": version.seen}
    )
    page = visitor.client.get(mine.get_absolute_url()).content.decode()
    assert "635" in page and "Biên bản nghiệm thu" in page and "11/2026" in page


def test_limits_trades_and_contact_of_a_plot(investor, officer, visitor, mine, plot, queued):
    for code in ("22", "31"):
        ClusterTradeFactory(cluster=mine, industry=IndustryFactory(code=code))
    address = reverse("clusters:plot_edit", args=[plot.pk])
    assert "22 Ngành 22; 31 Ngành 31" in investor.client.get(address).content.decode()
    limits = {"density_max_pct": "60", "floors_max": "3", "height_max_m": "15,5"}
    own = {"permitted": "31", "contact_role": "Phòng kinh doanh", "contact_phone": "12"}
    sent = SENT | {"area_m2": "5.000"} | limits | own
    wrong = investor.client.post(address, sent | {"permitted": "99x"})
    assert wrong.status_code == 422
    assert {"permitted", "contact_phone"} <= wrong.context["form"].errors.keys()
    said = investor.client.post(address, sent | {"contact_phone": "024 3826 1234"}, follow=True)
    assert "Đã hiển thị ngay: bộ phận phụ trách, điện thoại, ghi chú" in said.content.decode()
    page = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "Phòng kinh doanh" in page and "tel:02438261234" in page  # at once
    assert "như cụm được tiếp nhận" in page and "mật độ 60" not in page
    version = plot.listing_versions.get()
    assert version.values == {
        "density_max_pct": "60", "floors_max": 3, "height_max_m": "15.5", "permitted": ["31"],
    }  # fmt: skip
    review = page_of(officer, version).content.decode()
    assert "60,0%" in review and "15,5" in review
    assert 'value="31"' in investor.client.get(address).content.decode()  # goes on from it
    actions.approve(version, by=officer.user)
    page = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "mật độ 60,0%" in page and "Hẹp hơn ngành nghề cụm" in page
    assert {"permitted", "floors_max"} <= set(
        Change.objects.of(plot).values_list("field", flat=True)
    )
    investor.client.post(address, sent | {"permitted": "", "contact_phone": ""})
    assert plot.listing_versions.live().get().values == {"permitted": []}


def test_a_draft_keeps_its_trades_at_once(investor, mine, queued):
    IndustryFactory(code="31")
    new = reverse("clusters:plot_new", args=[mine.slug])
    sent = SENT | {"code": "CN-07", "permitted": "31"}
    investor.client.post(new, sent)
    draft = mine.plots.get(code="CN-07")
    assert [trade.industry.code for trade in draft.trades.all()] == ["31"]
    edit = reverse("clusters:plot_edit", args=[draft.pk])
    assert 'value="31"' in investor.client.get(edit).content.decode()
    investor.client.post(edit, sent | {"submit": "1"})
    assert draft.listing_versions.get().values["permitted"] == ["31"]
    assert draft.listing_versions.get().values["papers"] == []


def test_the_contact_of_a_cluster_is_live_at_once(investor, visitor, mine, plot, queued):
    address = reverse("clusters:cluster_contact", args=[mine.slug])
    wrong = investor.client.post(address, {"contact_phone": "abc", "contact_email": "x"})
    assert wrong.status_code == 422 and "abc" in wrong.content.decode()
    sent = {"contact_role": "Ban quản lý cụm", "contact_email": "ccn@example.vn"}
    investor.client.post(address, sent)
    for page in (mine, plot):
        shown = visitor.client.get(page.get_absolute_url()).content.decode()
        assert "Ban quản lý cụm" in shown and "mailto:ccn@example.vn" in shown
    assert not mine.listing_versions.exists()


def test_a_suspended_plot_is_gone_from_the_public_and_comes_back(officer, visitor, plot, queued):
    suspend = reverse("clusters:plot_suspend", args=[plot.pk])
    officer.client.post(suspend, {"reason": "Giá ghi sai đơn vị."})
    assert visitor.client.get(plot.get_absolute_url()).status_code == 404
    assert (
        "Giá ghi sai"
        in officer.client.get(reverse("clusters:review_plot", args=[plot.pk])).content.decode()
    )
    officer.client.post(reverse("clusters:plot_resume", args=[plot.pk]))
    assert visitor.client.get(plot.get_absolute_url()).status_code == 200


def test_officers_keep_the_days_off(officer):
    address = reverse("clusters:holidays")
    officer.client.post(address, {"on": "2027-02-05", "name": "Tết Nguyên đán"})
    assert officer.client.post(address, {"on": "2027-02-05", "name": "Tết"}).status_code == 422
    day = Holiday.objects.get()
    assert "Tết Nguyên đán" in officer.client.get(address).content.decode()
    officer.client.post(reverse("clusters:holiday_remove", args=[day.pk]))
    assert not Holiday.objects.exists()
