"""The pages of a spreadsheet: what is shown, to whom, at what cost, and what is refused."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from clusters import material, tasks
from clusters.models import Cluster, ImportBatch, Plot
from reference.models import Industry
from tests.clusters.sheets import text, workbook
from tests.factories import (
    ClusterFactory,
    ClusterTradeFactory,
    ImportBatchFactory,
    IndustryFactory,
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    PlotFactory,
    PromiseFactory,
    ReadinessStepFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation, slug="cua-toi", total_area_ha=5)


def send(person, mine, file, prefix=""):
    url = prefix + reverse("clusters:import_plots", args=[mine.slug])
    return person.client.post(url, {"file": file})


def read_all():
    for pk in ImportBatch.objects.values_list("pk", flat=True):
        tasks.read_import(pk)


def test_upload_preview_apply_and_undo(investor, mine, queued, django_capture_on_commit_callbacks):
    PlotFactory(cluster=mine, code="CN-1", area_m2=5000)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(
            investor,
            mine,
            workbook(["CN-1", "land", "6.000", None, None], ["CN-2", "x", "1,234", 5, None]),
        )
    batch = ImportBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert queued == [("clusters.tasks.read_import", (batch.pk,))]
    page = investor.client.get(answer.url).content.decode()
    assert "Chờ đọc" in page and 'hx-trigger="every 1s"' in page
    read_all()
    page = investor.client.get(answer.url).content.decode()
    assert "<del>5.000</del> → <ins>6.000</ins>" in page
    assert "có thể hiểu theo hai cách" in page and "1,2340" in page
    assert "“x” không thuộc các mục: Đất, Nhà xưởng xây sẵn, Kho" in page
    assert investor.client.get(f"{answer.url}?verdict=wrong").context["page"].paginator.count == 1
    english = investor.client.get(f"/en{answer.url}").content.decode()
    assert "can be read in two ways" in english and "is not one of: Land" in english
    queued.clear()
    with django_capture_on_commit_callbacks(execute=True):
        investor.client.post(reverse("clusters:import_apply", args=[batch.pk]))
    assert queued == [("clusters.tasks.apply_import", (batch.pk,))]
    tasks.apply_import(batch.pk)
    page = investor.client.get(answer.url).content.decode()
    assert "Đã áp dụng trong một bước: 0 mới, 1 thay đổi." in page
    queued.clear()
    with django_capture_on_commit_callbacks(execute=True):
        investor.client.post(reverse("clusters:import_undo", args=[batch.pk]))
    assert queued == [("clusters.tasks.undo_import", (batch.pk,))]
    assert "0 %" in investor.client.get(answer.url).content.decode()
    tasks.undo_import(batch.pk)
    assert "Đã hoàn tác" in investor.client.get(answer.url).content.decode()
    assert Plot.objects.get().area_m2 == 5000


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (70 << 20))
    return SimpleUploadedFile("bom.xlsx", stream.getvalue())


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: bomb(), "giải nén ra gấp"),
        (lambda: SimpleUploadedFile("a.xlsx", b"PK but no zip"), "không phải XLSX"),
        (lambda: SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0 old"), "tệp .xls cũ"),
        (lambda: SimpleUploadedFile("a.csv", b"%PDF-1.7"), "không phải XLSX hay CSV"),
        (lambda: SimpleUploadedFile("a.csv", b"   \n"), "trống"),
    ],
)
def test_what_is_no_table_is_refused_by_name_and_nothing_is_kept(investor, mine, file, words):
    answer = send(investor, mine, file())
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_above_the_limit_is_refused(investor, mine, settings):
    settings.IMPORT_MOST_MB = 0
    answer = send(investor, mine, text("code,area_m2\nA-1,5\n"))
    assert answer.status_code == 422 and "tối đa 0 MB" in answer.content.decode()


def test_of_a_file_name_with_a_path_only_the_name_is_kept(investor, mine, queued):
    for name in ("../../etc/lo.csv", "C:\\Users\\x\\lo.csv"):
        send(investor, mine, text("code,area_m2\nA-1,5\n", name=name))
    for batch in ImportBatch.objects.all():
        assert batch.name == "lo.csv" and batch.file.name.startswith("imports/")


@pytest.mark.parametrize("rows", [1, 60])
def test_the_preview_costs_the_same_at_any_length(
    investor, mine, rows, django_assert_num_queries, queued
):
    send(investor, mine, text("code,area_m2\n" + "".join(f"A-{n},5\n" for n in range(rows))))
    read_all()
    # session, user, desks, batch, verdicts, count, page, messages of the sign-in
    with django_assert_num_queries(8):
        investor.client.get(ImportBatch.objects.get().get_absolute_url())


def test_somebody_elses_batch_does_not_exist(other_investor, officer, investor, mine):
    batch = ImportBatchFactory(previewed=True, organisation=investor.organisation, cluster=mine)
    for person in (other_investor, officer):
        assert person.client.get(batch.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "nonsense"},
        {"kind": "nonsense"},
        {"status": "applied"},
        {"status": "undone"},
        {"status": "failed"},
        {"organisation": None, "cluster": None},
        {"kind": "clusters"},
    ],
)
def test_a_batch_cannot_lie(investor, mine, wrong):
    ImportBatchFactory(previewed=True, organisation=investor.organisation, cluster=mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.update(**wrong)


def test_a_file_of_several_clusters_names_them(investor, mine, queued):
    other = ClusterFactory(investor=investor.organisation, name="Cụm công nghiệp Khác")
    ClusterFactory(slug="cua-nguoi-ta")
    file = text("cluster,code,area_m2\ncua-toi,A-1,5\nkhác,A-1,6\ncua-nguoi-ta,A-1,7\n")
    investor.client.post(reverse("clusters:import_all_plots"), {"file": file})
    read_all()
    batch = ImportBatch.objects.get()
    assert list(batch.rows.values_list("verdict", flat=True)) == ["new", "new", "wrong"]
    investor.client.post(reverse("clusters:import_apply", args=[batch.pk]))
    tasks.apply_import(batch.pk)
    assert set(Plot.objects.values_list("cluster", "area_m2")) == {(mine.pk, 5), (other.pk, 6)}


def test_who_speaks_for_several_investors_says_for_which(investor, other_investor, mine, queued):
    theirs = ClusterFactory(investor=other_investor.organisation, slug="cua-ban")
    MembershipFactory(user=investor.user, organisation=other_investor.organisation)
    url = reverse("clusters:import_all_plots")
    rows = "cluster,code,area_m2\ncua-toi,A-1,5\ncua-ban,A-1,6\n"
    unsaid = investor.client.post(url, {"file": text(rows)})
    assert unsaid.status_code == 422 and unsaid.context["form"].errors.keys() == {"organisation"}
    for cluster in (mine, theirs):
        sent = {"file": text(rows), "organisation": cluster.investor_id}
        assert investor.client.post(url, sent).status_code == 302
    stranger = OrganisationFactory(verified=True, investor=True)
    ClusterFactory(investor=stranger)
    sent = {"file": text(rows), "organisation": stranger.pk}
    assert investor.client.post(url, sent).status_code == 422
    read_all()
    batches = ImportBatch.objects.order_by("pk")
    assert [list(b.rows.values_list("verdict", flat=True)) for b in batches] == [
        ["new", "wrong"], ["wrong", "new"]
    ]  # fmt: skip
    assert "organisation" not in other_investor.client.get(url).context["form"].fields


# --- officers -----------------------------------------------------------------------------------


def test_officers_import_clusters_with_sources_and_undo(officer, queued):
    PlaceFactory(name="Đông Anh", full_name="Xã Đông Anh", code="00454")
    old = ClusterFactory(name="Cụm công nghiệp Dục Tú", total_area_ha=10, slug="duc-tu")
    file = text(
        "name,total_area_ha,place,stage,source_url,as_of\n"
        'CCN Dục Tú,"12,5",Xã Đông Anh,Operating,https://x.vn,06/2026\n'
        "Cụm công nghiệp Mới,5,,,https://x.vn,2026\n"
        "Cụm công nghiệp Sai,5,Xã Không Có,,,\n"
    )
    officer.client.post(reverse("clusters:import_clusters"), {"file": file})
    read_all()
    batch = ImportBatch.objects.get()
    assert list(batch.rows.values_list("verdict", flat=True)) == ["changed", "new", "wrong"]
    officer.client.post(reverse("clusters:import_apply", args=[batch.pk]))
    tasks.apply_import(batch.pk)
    changed = Cluster.objects.get(slug="duc-tu")
    assert changed.name == "Cụm công nghiệp Dục Tú"
    assert float(changed.total_area_ha) == 12.5 and changed.place.name == "Đông Anh"
    source = changed.fact_sources.get(field="total_area_ha")
    assert (source.url, source.as_of) == ("https://x.vn", "2026-06")
    assert Cluster.objects.filter(slug="moi").exists()
    officer.client.post(reverse("clusters:import_undo", args=[batch.pk]))
    tasks.undo_import(batch.pk)
    changed.refresh_from_db()
    assert changed.total_area_ha == old.total_area_ha and changed.place is None
    assert not changed.fact_sources.exists() and not Cluster.objects.filter(slug="moi").exists()


def test_the_filled_template_of_clusters_comes_back_unchanged(officer, queued):
    row = ClusterFactory(
        stage="operating", road_km="1.5", decision_on="2020-06", price_note="@x", readiness=2,
        wastewater_kinds=["industrial", "domestic"], serviced_ha="1.5",
    )  # fmt: skip
    ClusterTradeFactory(cluster=row)
    url = reverse("clusters:import_clusters_template") + "?filled=1"
    body = b"".join(officer.client.get(url).streaming_content)
    file = SimpleUploadedFile("cum.xlsx", body)
    officer.client.post(reverse("clusters:import_clusters"), {"file": file})
    read_all()
    row = ImportBatch.objects.get().rows.get()
    assert row.verdict == "unchanged", (row.before, row.errors)


def import_clusters(officer, content):
    officer.client.post(reverse("clusters:import_clusters"), {"file": text(content)})
    batch = ImportBatch.objects.first()
    tasks.read_import(batch.pk)
    batch.refresh_from_db()
    return batch


def run(officer, batch, verb):
    officer.client.post(reverse(f"clusters:import_{verb}", args=[batch.pk]))
    (tasks.apply_import if verb == "apply" else tasks.undo_import)(batch.pk)


def test_trades_wastewater_and_serviced_land_come_in_and_go_back(officer, queued):
    for code in ("22", "2511", "13"):
        IndustryFactory(code=code)
    row = ClusterFactory(slug="duc-tu", name="Cụm công nghiệp Dục Tú", wastewater_kinds=["none"])
    ClusterTradeFactory(cluster=row, industry=Industry.objects.get(code="13"))
    batch = import_clusters(
        officer,
        "name,serviced_ha,wastewater_kinds,permitted,refused,source_title\n"
        'Dục Tú,"7,5",công nghiệp; Chỉ sinh hoạt,22; 2511,13,Báo cáo 12\n',
    )
    assert batch.rows.get().errors == [] and batch.rows.get().verdict == "changed"
    page = officer.client.get(batch.get_absolute_url()).content.decode()
    assert "<del>13</del> → <ins>22; 2511</ins>" in page
    run(officer, batch, "apply")
    row.refresh_from_db()
    assert row.wastewater_kinds == ["domestic", "industrial"] and row.serviced_ha == Decimal("7.5")
    assert material.stored(row, "permitted") == ["22", "2511"]
    assert material.stored(row, "refused") == ["13"]
    assert row.fact_sources.get(field="permitted").title == "Báo cáo 12"
    run(officer, batch, "undo")
    row.refresh_from_db()
    assert row.wastewater_kinds == ["none"] and row.serviced_ha is None
    assert material.stored(row, "permitted") == ["13"] and not material.stored(row, "refused")


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        ("permitted", "99", "no_such_trade"),
        ("permitted", "13", "permitted_and_refused"),
        ("wastewater_kinds", "domestic; hóa chất", "not_a_choice"),
        ("serviced_ha", "-1", "too_small"),
    ],
)
def test_what_a_cluster_cannot_accept_is_named(officer, queued, column, typed, code):
    IndustryFactory(code="13")
    ClusterFactory(name="Cụm công nghiệp Dục Tú")
    batch = import_clusters(officer, f"name,{column},refused,source_title\nDục Tú,{typed},13,X\n")
    assert code in [each[1] for each in batch.rows.get().errors]


STEP = "name,readiness,readiness_document,readiness_number,readiness_dated\nDục Tú,"


def test_a_tier_comes_with_its_document_and_goes_with_it(officer, queued):
    row = ClusterFactory(name="Cụm công nghiệp Dục Tú", readiness=0)
    ReadinessStepFactory(cluster=row, tier=0)
    batch = import_clusters(officer, f"{STEP}1,establishment decision,12/QĐ-UBND,01/02/2024\n")
    run(officer, batch, "apply")
    row.refresh_from_db()
    step = row.steps.get(tier=1)
    assert row.readiness == 1 and (step.number, str(step.dated)) == ("12/QĐ-UBND", "2024-02-01")
    assert "12/QĐ-UBND" in row.fact_sources.get(field="readiness").title
    run(officer, batch, "undo")
    row.refresh_from_db()
    batch.refresh_from_db()
    assert batch.status == "undone" and row.readiness == 0 and row.steps.count() == 1


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ("1,,,", {"tier_without_document"}),
        ("1,established,,", {"tier_without_document"}),
        ("1,established,,01/02/2099", {"to_come"}),
        ("3,started,5,01/02/2024", {"lower_tiers_missing"}),
        (",,,", {"tier_taken_back"}),
        ("7,started,5,01/02/2024", {"not_a_choice"}),
    ],
)
def test_a_tier_without_its_evidence_is_refused_with_the_reason(officer, queued, cells, codes):
    row = ClusterFactory(name="Cụm công nghiệp Dục Tú", readiness=0)
    ReadinessStepFactory(cluster=row, tier=0)
    batch = import_clusters(officer, f"{STEP}{cells}\n")
    assert {each[1] for each in batch.rows.get().errors} == codes
    assert batch.rows.get().verdict == "wrong"


def test_a_tier_below_what_documents_prove_is_refused(officer, queued):
    row = ClusterFactory(name="Cụm công nghiệp Dục Tú", readiness=1)
    for tier in (0, 1):
        ReadinessStepFactory(cluster=row, tier=tier)
    batch = import_clusters(officer, f"{STEP}0,plan_listed,5,01/02/2024\n")
    assert [each[1] for each in batch.rows.get().errors] == ["higher_tier_proven"]


def test_the_template_of_clusters_offers_long_lists_too(officer):
    url = reverse("clusters:import_clusters_template")
    body = b"".join(officer.client.get(url).streaming_content)
    book = load_workbook(io.BytesIO(body))
    table, notes = book.worksheets
    heads = {cell.value: cell for cell in table[1]}
    assert heads["Mức sẵn sàng"].comment
    rules = {str(r.sqref).partition("2:")[0]: r for r in table.data_validations.dataValidation}
    for head in ("Mức sẵn sàng", "Giấy tờ của mức sẵn sàng"):
        place = heads[head].column_letter
        formula = rules[place].formula1
        if formula.startswith("'"):
            title, _sign, cells = formula.partition("!")
            assert title.strip("'") == notes.title
            offered = [cell.value for (cell,) in notes[cells.replace("$", "")]]
        else:
            offered = formula.strip('"').split(",")
        assert len(formula) <= 255 and len(offered) in (6, 12) and all(offered)


# --- the template and downloads ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "sheet", "kind"), [("", "Lô đất", "Đất"), ("/en", "Plots", "Land")]
)
def test_the_template_has_lists_notes_and_an_example_that_is_not_read(
    investor, mine, prefix, sheet, kind, queued
):
    url = prefix + reverse("clusters:import_plots_template", args=[mine.slug])
    body = b"".join(investor.client.get(url).streaming_content)
    book = load_workbook(io.BytesIO(body))
    table = book[sheet]
    assert table["A1"].value.endswith("*") and table["A1"].comment
    assert table["B2"].value == kind and len(book.sheetnames) == 2
    assert len(table.data_validations.dataValidation) == 2
    send(investor, mine, SimpleUploadedFile("mau.xlsx", body), prefix)
    read_all()
    assert ImportBatch.objects.get().failure[0] == "no_rows"


LISTS = {
    "explore:explore": "visitor",
    "clusters:programme": "visitor",
    "enterprises:key_products": "visitor",
    "enterprises:enterprises": "visitor",
    "clusters:my_clusters": "investor",
    "clusters:review_queue": "officer",
    "clusters:freshness": "investor",
    "clusters:freshness_league": "officer",
    "accounts:review_list": "officer",
    "accounts:organisations": "manufacturer",
    "enterprises:requests": "manufacturer",
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_file_for_those_who_see_it(request, name, kind):
    person = request.getfixturevalue(LISTS[name])
    owner = {"cluster__cohort": "2018-2020", "cluster__investor": person.organisation}
    PlotFactory(submitted=True, **owner)
    PlotFactory(published=True, **owner)
    OrganisationFactory()
    url = reverse(name)
    if not name.startswith("enterprises:"):  # empty here
        assert f"?download={kind}" in person.client.get(url).content.decode()
    answer = person.client.get(f"{url}?download={kind}")
    assert answer.status_code == 200 and f".{kind}" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)


def test_a_download_follows_the_filter_over_all_pages_and_is_harmless(visitor):
    for n in range(30):
        ClusterFactory(name=f"Cụm công nghiệp Lọc {n}", investor_name="=cmd|' /C calc'!A0")
    ClusterFactory(name="Cụm công nghiệp Khác")
    answer = visitor.client.get(reverse("explore:explore") + "?show=clusters&q=loc&download=csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert len(rows) == 31 and rows[0][0] == "Tên"
    assert all("'=cmd|' /C calc'!A0" in row for row in rows[1:])
    assert "20" in rows[1]


def test_my_plots_and_a_clusters_plots_are_files(investor, visitor, mine):
    PlotFactory(cluster=mine, code="KHO-1", area_m2="1234.5")
    PlotFactory(cluster=mine, code="MO-1", published=True)
    url = reverse("clusters:my_plots", args=[mine.slug])
    own = b"".join(investor.client.get(f"{url}?download=csv").streaming_content).decode()
    assert "KHO-1" in own and '"1234,5"' in own
    public = visitor.client.get(mine.get_absolute_url() + "?download=csv")
    assert "KHO-1" not in (text := b"".join(public.streaming_content).decode()) and "MO-1" in text
    assert visitor.client.get(f"{url}?download=csv").status_code == 302


def test_the_officers_tables_are_files_with_numbers(officer, investor, mine):
    PlotFactory(cluster=mine, code="A-1", published=True)
    promise = PromiseFactory(cluster=mine, promised_on=date(2026, 3, 1), kept_on=date(2026, 3, 11))
    url = reverse("clusters:freshness_league") + "?download=csv"
    (league,) = csv.DictReader(
        b"".join(officer.client.get(url).streaming_content).decode("utf-8-sig").splitlines()
    )
    assert (league["Lô đang chào"], league["Tỷ lệ đã xác nhận (0–1)"]) == ("1", "1")
    url = reverse("clusters:promises", args=[mine.investor_id])
    assert "download=xlsx" in officer.client.get(url).content.decode()
    answer = officer.client.get(f"{url}?download=xlsx")
    head, row = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values
    row = dict(zip(head, row, strict=True))
    assert row["Số ngày chậm (âm: sớm)"] == 10 and row["Cụm"] == mine.short_name
    assert row["Thực tế vào ngày"].date() == promise.kept_on
    assert investor.client.get(f"{url}?download=xlsx").status_code == 404


def test_half_a_list_is_never_taken_for_all_of_it(visitor, settings):
    settings.EXPORT_MOST_ROWS = 1
    ClusterFactory.create_batch(2)
    answer = visitor.client.get(reverse("explore:explore") + "?show=clusters&download=csv")
    assert answer.status_code == 409 and "tối đa 1" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_a_download_costs_the_same_at_any_length(visitor, rows, django_assert_num_queries):
    ClusterFactory.create_batch(rows)
    address = reverse("explore:explore") + "?show=clusters&download=csv"
    b"".join(visitor.client.get(address).streaming_content)  # the columns are read once
    with django_assert_num_queries(4):  # three stamps, rows
        answer = visitor.client.get(address)
        b"".join(answer.streaming_content)
