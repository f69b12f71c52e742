"""match_files reads workbooks: values only, one sheet, and never more than it can hold."""

import re
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from matching.files import problems, run
from matching.files.columns import PLOTS
from portal.common.sheets import workbooks
from tests.matching.spreadsheets import PLOT, Outcome, sheet_changed, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED_PART = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/>'
)
GOOD = ["P-1", "K", "land", 5000, 22, "published"]


def cells(**changed):
    return [changed.get(name, value) for name, value in zip(PLOT, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (cells(plot="P-2", area_m2="=2*2500"), "area_m2: D3 holds a formula; put its value"),
        (cells(plot="=A2"), "plot: A3 holds a formula"),
        (cells(plot="P-2", area_m2=True), "area_m2: D3 holds TRUE, not a value"),
        (cells(plot="P-2", area_m2="#N/A"), "area_m2: D3 holds the error #N/A"),
        (cells(plot="P-2", area_m2=datetime(2027, 1, 1)), "area_m2: the date 2027-01-01 is not a"),
        (cells(plot="P-2", area_m2=time(8, 30)), "area_m2: D3 holds a time or a duration"),
        (cells(plot="P-2", area_m2=-5), "area_m2: “-5” is negative"),
        (cells(plot="P-2", area_m2="1.234,5"), "area_m2: “1.234,5” is not a number"),
        (cells(plot="P-2", area_m2=None), "area_m2: is empty"),
        (cells(plot=date(2027, 2, 1)), "plot: the date 2027-02-01 is not text"),
        (cells(plot=1.5), "plot: “1.5” is not text"),
        (cells(plot="P-2", permitted=22.5), "permitted: “22.5” is not text"),
        ([*cells(plot="P-2"), None, "x"], "(row): H3 stands beyond the last column of the header"),
        (cells(), "plot: “P-1” stands in line 2 already"),
    ],
)
def test_a_bad_cell_of_a_workbook_is_named_and_the_rest_is_matched(with_cells, row, words):
    done = with_cells(GOOD, row, cells(plot="P-9"))
    assert f"plots.xlsx:3 {words}" in done.stderr
    assert done.plots == ["P-1", "P-9"]


def test_the_stored_result_of_a_formula_is_never_used(tmp_path, requests, out):
    source = workbook(tmp_path / "a.xlsx", PLOT, GOOD, cells(plot="P-2", area_m2=7777))
    stored = sheet_changed(
        source,
        tmp_path / "plots.xlsx",
        lambda xml: xml.replace(b"<v>7777</v>", b"<f>7000+777</f><v>7777</v>"),
    )
    done = Outcome(stored, requests, out)
    assert "plots.xlsx:3 area_m2: D3 holds a formula" in done.stderr and done.plots == ["P-1"]


def test_dates_and_numbers_may_be_cells_or_text(tmp_path):
    header = [*PLOT, "ready_on", "neighbours"]
    path = workbook(
        tmp_path / "p.xlsx",
        header,
        [*cells(plot=101), date(2027, 3, 31), "2220;25"],
        [*cells(plot="102", area_m2="4800.5", permitted="22"), "2027-03-31", 25],
        [*cells(plot="103"), datetime(2027, 3, 31, 8), None],
    )
    faults = problems.Problems()
    one, two = run.open_records(path, PLOTS, None, faults, quiet=True)
    assert (one.code, one.ready_on, one.permitted) == ("101", date(2027, 3, 31), ("22",))
    assert (two.code, two.ready_on, two.area_m2) == ("102", date(2027, 3, 31), 4800.5)
    assert one.neighbours == ("2220", "25") and two.neighbours == ("25",)
    assert "I4 holds a time of day; a date is needed" not in faults.lines()[0]
    assert "G4 holds a time of day; a date is needed" in faults.lines()[0]


def test_a_code_kept_as_a_number_has_the_zeros_it_is_shown_with(tmp_path):
    book = Workbook()
    book.active.append(list(PLOT))
    book.active.append(cells(permitted=121))
    book.active["E2"].number_format = "0000"
    book.save(tmp_path / "p.xlsx")
    (offer,) = run.open_records(tmp_path / "p.xlsx", PLOTS, None, problems.Problems(), quiet=True)
    assert offer.permitted == ("0121",)


def test_the_sheet_is_the_one_asked_for_or_named_like_the_file_or_the_first(
    tmp_path, requests, out
):
    book = Workbook()
    book.active.title = "Ghi chú"
    book.active.append(["not", "a", "table"])
    for title, code in (("plots", "P-named"), ("Lô đất", "P-asked")):
        sheet = book.create_sheet(title)
        sheet.append(list(PLOT))
        sheet.append(cells(plot=code))
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert Outcome(path, requests, out).plots == ["P-named"]
    assert Outcome(path, requests, out, sheet="Lô đất").plots == ["P-asked"]
    wrong = Outcome(path, requests, out, sheet="Lô")
    assert "has no sheet “Lô”; there are “Ghi chú”, “plots”, “Lô đất”" in wrong.failure
    del book["plots"]
    book.save(path)
    assert "“not” is no column of plots" in Outcome(path, requests, out).failure


def test_a_sheet_cannot_be_asked_of_csv_files(plots, requests, out):
    assert "a CSV has no sheet “x”" in Outcome(plots, requests, out, sheet="x").failure


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not an XLSX"),
        (b"plot,cluster\n", "is not an XLSX: “File is not a zip file”"),
        (b"PK\x03\x04 and then nothing", "is not an XLSX"),
    ],
)
def test_an_xlsx_that_is_none_is_refused(tmp_path, requests, out, content, words):
    (tmp_path / "plots.xlsx").write_bytes(content)
    assert words in Outcome(tmp_path / "plots.xlsx", requests, out).failure


def test_another_zip_or_a_damaged_workbook_is_refused(tmp_path, requests, out):
    path = tmp_path / "plots.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert "is not a readable XLSX" in Outcome(path, requests, out).failure
    workbook(tmp_path / "a.xlsx", PLOT, GOOD, cells(plot="P-2"))
    sheet_changed(tmp_path / "a.xlsx", path, lambda xml: xml[: xml.index(b"P-2") - 40])
    assert "plots.xlsx" in Outcome(path, requests, out).failure
    sheet_changed(tmp_path / "a.xlsx", path, lambda xml: xml.replace(b"<v>5000</v>", b"<v>?</v>"))
    assert "plots.xlsx:1: cannot be read below this row" in Outcome(path, requests, out).failure
    assert not out.exists()


def test_any_byte_of_a_workbook_may_be_wrong_without_a_crash(tmp_path, requests, out):
    whole = workbook(tmp_path / "a.xlsx", PLOT, GOOD).read_bytes()
    for place in range(0, len(whole), 97):
        path = tmp_path / "plots.xlsx"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        done = Outcome(path, requests, out)
        assert done.failure == "" or "plots.xlsx" in done.said


def test_a_workbook_with_nothing_in_it_is_empty(tmp_path, requests, out):
    assert "the sheet is empty" in Outcome(workbook(tmp_path / "p.xlsx"), requests, out).failure
    only = workbook(tmp_path / "p.xlsx", PLOT)
    assert "there is no row below the header" in Outcome(only, requests, out).failure
    formula = workbook(tmp_path / "p.xlsx", [*PLOT, '="no"&"te"'], GOOD)
    assert "p.xlsx:1: header: G1 holds a formula" in Outcome(formula, requests, out).failure


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path, requests, out, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", PLOT, GOOD)
    bomb = sheet_changed(path, tmp_path / "bomb.xlsx", lambda xml: xml + b" " * (70 << 20))
    failure = Outcome(bomb, requests, out).failure
    assert "times its size; above 67,108,864 bytes the limit is 100 times" in failure
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1_000)
    assert re.search(r"unpacks to [\d,]+ bytes; the limit is 1,000", Outcome(
        path, requests, out).failure)  # fmt: skip


def test_entities_that_multiply_are_refused(tmp_path, requests, out):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    path = sheet_changed(
        workbook(tmp_path / "a.xlsx", PLOT, cells(plot="P-bomb")),
        tmp_path / "plots.xlsx",
        lambda xml: f"<!DOCTYPE w [{levels}]>".encode() + xml.replace(b"P-bomb", b"&e8;"),
    )
    assert "limit on input amplification factor" in Outcome(path, requests, out).failure


def test_a_workbook_may_keep_its_texts_in_a_table_of_their_own(tmp_path, requests, out):
    source = workbook(tmp_path / "a.xlsx", PLOT, cells(plot=" Lô 1 "))
    texts = []

    def shared(found):
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for part in old.namelist():
            text = old.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                text = re.sub(r't="inlineStr"><is>(.*?)</is>', shared, text)
            if part == "[Content_Types].xml":
                text = text.replace("</Types>", SHARED_PART + "</Types>")
            new.writestr(part, text)
        table = "".join(f"<si>{text}</si>" for text in texts)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{table}</sst>')
    assert len(texts) > 6
    assert Outcome(tmp_path / "b.xlsx", requests, out).plots == ["Lô 1"]


@pytest.mark.parametrize(
    "rows",
    [
        b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_000)),  # each of them written out
        b"",  # or left out
        b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 50_000)),
    ],
)
def test_a_million_empty_rows_are_passed_over(tmp_path, requests, out, rows):
    last = (
        b'<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>P-2</t></is></c>'
        b'<c r="C1000000" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    path = sheet_changed(
        workbook(tmp_path / "a.xlsx", PLOT, GOOD),
        tmp_path / "plots.xlsx",
        lambda xml: xml.replace(b"</sheetData>", rows + last + b"</sheetData>"),
    )
    done = Outcome(path, requests, out)
    assert "plots.xlsx:1000000 kind: “x” is not one of" in done.stderr and done.plots == ["P-1"]


def test_more_rows_than_a_sheet_can_have_are_refused(tmp_path, requests, out):
    path = sheet_changed(
        workbook(tmp_path / "a.xlsx", PLOT, GOOD),
        tmp_path / "plots.xlsx",
        lambda xml: xml.replace(b"</sheetData>", b'<row r="9000000000"/></sheetData>'),
    )
    assert "has more than 1,048,576 rows" in Outcome(path, requests, out).failure


def test_a_wrong_size_in_the_sheet_hides_no_row(tmp_path, requests, out):
    path = sheet_changed(
        workbook(tmp_path / "a.xlsx", PLOT, GOOD, cells(plot="P-2")),
        tmp_path / "plots.xlsx",
        lambda xml: re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:B2"', xml),
    )
    assert Outcome(path, requests, out).plots == ["P-1", "P-2"]
