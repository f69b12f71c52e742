"""match_files names what is wrong with a cell, a row or a CSV, and matches the rest."""

from datetime import date
from pathlib import Path

import pytest

from matching.files import problems, run
from matching.files.columns import PLOTS
from portal.common.rows import RowError
from tests.matching.spreadsheets import PLOT, REQUEST, Outcome, csv_file

# --- cells ----------------------------------------------------------------------------------------

NUMBER = "expected digits with a point before decimals and nothing between thousands"
BAD_PLOT_CELLS = [
    ("area_m2", "", "is empty"),
    ("area_m2", "NaN", "“NaN” is not a finite number; leave an unknown value empty"),
    ("power_kva", "inf", "is not a finite number"),
    ("power_kva", "-Infinity", "is not a finite number"),
    ("power_kva", "1e999", "is not a finite number"),
    ("power_kva", "-5", "“-5” is negative"),
    ("area_m2", "10000001", "is not between 1 and 10,000,000 m²"),
    ("area_m2", "0", "is not between 1 and 10,000,000 m²"),
    ("price_vnd_m2", "1e12", "is not between 0 and 1,000,000,000 VND"),
    ("term_years", "2066", "is not between 0 and 200 years"),
    ("road_km", "40000", "is not between 0 and 20,016 km"),
    ("readiness", "6", "is not between 0 and 5"),
    ("lat", "105.8", "is not between -90 and 90 degrees (are lat and lon swapped?)"),
    ("lon", "-181", "is not between -180 and 180 degrees"),
    ("area_m2", "1.234,5", f"“1.234,5” is not a number; {NUMBER}, such as 1234.5"),
    ("area_m2", "1,234.5", NUMBER),
    ("area_m2", "1 234", NUMBER),
    ("area_m2", "1_234", NUMBER),
    ("area_m2", "١٢٣٤", NUMBER),
    ("area_m2", "0x1F", NUMBER),
    ("area_m2", "5000 m2", NUMBER),
    ("area_m2", "5.000", "“5.000” can be read in two ways; write 5000 or 5.0000"),
    ("price_vnd_m2", "350.000", "“350.000” can be read in two ways; write 350000 or 350.0000"),
    ("ready_on", "31/03/2027", "“31/03/2027” is not a date; expected a date such as 2027-03-31"),
    ("ready_on", "2027-02-30", "“2027-02-30” is not in the calendar"),
    ("ready_on", "1899-12-31", "is not between 1900-01-01 and 2200-12-31"),
    ("ready_on", "2201-01-01", "is not between 1900-01-01 and 2200-12-31"),
    ("ready_on", "46000", "is not a date"),
    ("kind", "Land", "“Land” is not one of land, factory, warehouse (did you mean land?)"),
    ("price_basis", "yearly", "is not one of one_off, annual"),
    ("status", "sold", "is not one of published, held, leased"),
    ("status", "", "is empty"),
    ("wastewater_kinds", "none;industry", "“industry” is not one of"),
    ("permitted", "C22", "“C22” is not a VSIC code; expected 1 to 5 digits, such as 2220"),
    ("permitted", "22,25", "is not a VSIC code"),
    ("neighbours", "222000", "is not a VSIC code"),
    ("refused", "２２", "is not a VSIC code"),
    ("plot", "", "is empty"),
    ("plot", "=1+1", "is a formula; write its value instead"),
    ("plot", "P\x1b[31m", "“P\\x1b[31m” holds a control character"),
    ("cluster", "K" * 201, "is longer than 200 characters"),
]
BAD_REQUEST_CELLS = [
    ("industry", "", "is empty"),
    ("industry", "2220;25", "is not a VSIC code"),
    ("kinds", "land;house", "“house” is not one of land, factory, warehouse"),
    ("area_min_m2", "6000", "is more than area_ideal_m2"),
    ("area_max_m2", "4500", "is less than area_ideal_m2"),
    ("lat", "21", "lon: is empty; lat and lon go together"),
    ("wastewater_kind", "domestic;industrial", "is not one of"),
    ("weights", "cost", "“cost” is not a weight; expected name=value, as cost=3"),
    ("weights", "cots=3", "“cots” is not a criterion (did you mean cost?)"),
    ("weights", "cost=3;cost=4", "cost is given twice"),
    ("weights", "cost=-1", "cost: “-1” is negative"),
    ("weights", "cost=many", "cost: “many” is not a number"),
    ("weights", "cost=", "cost: “” is not a number"),
    (
        "weights",
        "area=0;access=0;readiness=0;headroom=0;neighbours=0",
        "every weight that counts for this request is 0",
    ),
]


@pytest.mark.parametrize(("column", "cell", "words"), BAD_PLOT_CELLS)
def test_a_bad_cell_of_a_plot_is_named_and_the_good_plots_are_matched(
    with_plots, column, cell, words
):
    done = with_plots({**PLOT, "plot": "good"}, {**PLOT, column: cell})
    assert f"plots.csv:3 {column}: " in done.stderr and words in done.stderr
    assert done.plots == ["good"]
    assert done.failure == "1 bad rows were left out; the rest is matched"


@pytest.mark.parametrize(("column", "cell", "words"), BAD_REQUEST_CELLS)
def test_a_bad_cell_of_a_request_is_named_and_the_good_requests_are_matched(
    with_requests, column, cell, words
):
    done = with_requests({**REQUEST, column: cell}, {**REQUEST, "request": "good"})
    named = column if column != "lat" else "lon"
    assert f"requests.csv:2 {named}: " in done.stderr and words in done.stderr
    assert done.requests == ["good"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(with_plots):
    done = with_plots(PLOT, {**PLOT, "plot": "P-2", "area_m2": "x", "kind": "y", "lat": "99"})
    assert [line.split()[1] for line in done.stderr.splitlines() if ".csv:3" in line] == [
        "kind:", "area_m2:", "lat:",
    ]  # fmt: skip


def test_well_written_cells_are_read_as_they_are_meant(tmp_path):
    row = {**PLOT, "area_m2": "4.8e3", "power_kva": "0.500", "lat": "21.028", "term_years": "43.5",
           "permitted": " 22 ; 01;", "wastewater_kinds": "none;none", "neighbours": "2220;2220",
           "ready_on": "2027-01-31", "cluster": "Cụm"}  # fmt: skip
    (offer,) = run.open_records(
        csv_file(tmp_path / "p.csv", row), PLOTS, None, problems.Problems(), quiet=True
    )
    assert (offer.area_m2, offer.power_kva, offer.lat) == (4800.0, 0.5, 21.028)
    assert offer.permitted == ("22", "01") and offer.wastewater_kinds == ("none",)
    assert offer.neighbours == ("2220", "2220") and offer.ready_on == date(2027, 1, 31)
    assert offer.cluster == "Cụm" and offer.road_km is None


def test_a_code_used_twice_names_the_line_of_the_first(with_plots, with_requests):
    twice = with_plots(PLOT, {**PLOT, "plot": "P-2"}, {**PLOT, "area_m2": "6000"})
    assert "plots.csv:4 plot: “P-1” stands in line 2 already" in twice.stderr
    assert twice.plots == ["P-1", "P-2"]
    twice = with_requests(REQUEST, {**REQUEST, "area_ideal_m2": "6000"})
    assert "requests.csv:3 request: “R-1” stands in line 2 already" in twice.stderr
    assert twice.requests == ["R-1"]


def test_a_code_in_another_unicode_form_is_the_same_code(with_plots):
    done = with_plots({**PLOT, "plot": "Lô ế"}, {**PLOT, "plot": "Lô ế"})
    assert "“Lô ế” stands in line 2 already" in done.stderr


def test_a_flood_of_errors_is_counted_not_printed(tmp_path, requests, out):
    rows = [{**PLOT, "plot": f"Q-{n}", "area_m2": "x"} for n in range(1_500)]
    done = Outcome(csv_file(tmp_path / "plots.csv", PLOT, *rows), requests, out)
    said = done.stderr.splitlines()
    assert len([line for line in said if "is not a number" in line]) == 1_000
    assert "plots.csv area_m2: 500 more, not shown" in done.stderr
    assert done.failure == "1500 bad rows were left out; the rest is matched"


def test_without_one_good_row_nothing_is_written(with_plots, with_requests, out):
    done = with_plots({**PLOT, "area_m2": "x"})
    assert "plots.csv:2 area_m2" in done.failure
    assert "plots.csv: no row of it can be used" in done.failure
    csv_file(out.parent / "plots.csv", PLOT)
    done = with_requests({**REQUEST, "industry": "x"})
    assert "requests.csv: no row of it can be used" in done.failure
    assert not out.exists()


# --- CSV files ------------------------------------------------------------------------------------

HEADER, ROW = ",".join(PLOT), ",".join(PLOT.values())
TWO = ROW.replace("P-1", "P-2")
QUOTED = "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in (HEADER, ROW))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "plots.csv: is empty"),
        ("\n\n  \n", "plots.csv: is empty"),
        ("\ufeff", "plots.csv: is empty"),
        (f"{HEADER}\n", "plots.csv: there is no row below the header"),
        (f"{HEADER}\n,,,,,\n\n", "plots.csv: there is no row below the header"),
        (f"{HEADER},plot\n{ROW},P\n", "plots.csv:1: header: “plot” stands twice"),
        (f"{HEADER},,road_km\n{ROW},,1\n", "header: a column without a name"),
        (
            f"{HEADER.replace('area_m2', 'aera_m2')}\n{ROW}\n",
            "header: “aera_m2” is no column of plots (did you mean area_m2?); area_m2 is missing",
        ),
        (f"{HEADER},note\n{ROW},x\n", "header: “note” is no column of plots"),
        ("cluster\nK\n", "plot is missing; kind is missing; area_m2 is missing; status is missing"),
        (f"{HEADER}\n{ROW}\n".replace(",", ";"), "plots.csv:1: is separated by semicolons; save"),
        (f"{HEADER}\n{ROW}\n".replace(",", "\t"), "plots.csv:1: is separated by tabs; save"),
        (f'"{HEADER}\n{ROW}\n', "plots.csv:1: header: a quote is opened and not closed"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), "plots.csv: byte 0: this is UTF-16, not UTF-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-32"), "plots.csv: byte 0: this is UTF-32, not UTF-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "byte 1 is NUL: this is UTF-16 without its"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-be"), "byte 0 is NUL: this is UTF-16 without its"),
        (f"{HEADER}\n{ROW}\n\0", f"plots.csv:3: byte {len(HEADER + ROW) + 2} is NUL: this is no"),
        (b"\xf1\xbe\x01\xcb" * 5 + b"\0\0" + b"\x85\x00\x80\x13" * 5, "plots.csv"),
        (
            f"{HEADER}\nP-1,Cu\u0323m,land,1,22,held\n".encode("cp1258"),
            f"plots.csv:2: byte {len(HEADER) + 7} is not UTF-8 but looks like Windows-1258; save",
        ),
        (
            f"{HEADER}\nP-1,Café,land,1,22,held\n".encode("cp1252"),
            f"plots.csv:2: byte {len(HEADER) + 8} is not UTF-8 but looks like Windows-1252; save",
        ),
        (f"{HEADER}\n{ROW}\n".encode() + "ế".encode()[:2], "the file ends inside a letter"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .xls or has a password; save it as .xlsx"),
    ],
)
def test_a_file_that_is_no_table_of_plots_is_refused_as_a_whole(with_text, out, content, words):
    done = with_text(content)
    assert words in done.failure
    assert not out.exists()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('"P-3,K,land,5000,22,published', "(row): a quote is opened and not closed on this line"),
        ('"P-3"x,K,land,5000,22,published', "(row): is not CSV"),
        ("P-3,K,land,5000,22", "(row): has 5 cells and the header 6"),
        (
            "P-3,K,land,5000,5,22,published",
            "(row): has 7 cells and the header 6; a comma inside a cell needs quotes",
        ),
        (HEADER, "(row): the header stands here again"),
        ("x" * 1_100_000, "(row): is longer than 1,048,576 characters"),
        (f'P-3,"{"K" * 200_000}",land,5000,22,published', "(row): is not CSV: field larger than"),
    ],
)
def test_a_line_that_is_no_row_spoils_itself_alone(with_text, bad, words):
    done = with_text(f"{HEADER}\n{ROW}\n{bad}\n{TWO}\n")
    assert f"plots.csv:3 {words}" in done.stderr
    assert done.plots == ["P-1", "P-2"]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADER}\n{ROW}\n{TWO}",
        f"{HEADER}\r\n{ROW}\r\n\r\n{TWO}\r\n",
        f"{HEADER}\r{ROW}\r{TWO}\r",
        f"\n{HEADER}\n,,,,,\n{ROW}\n   \n{TWO}\n",
        f"{QUOTED}\n{TWO}\n",
        f" {HEADER.replace(',', ' , ')}\n{ROW.replace(',', ' , ')}\n{TWO}\n",
    ],
)
def test_marks_line_ends_blanks_and_quotes_do_not_matter(with_text, content):
    done = with_text(content)
    assert (done.failure, done.plots) == ("", ["P-1", "P-2"])


def test_lines_are_counted_as_a_spreadsheet_shows_them(with_text):
    done = with_text(f"{HEADER}\n\n\n{ROW}\n,,,,,\n{TWO.replace('land', 'x')}\n")
    assert "plots.csv:6 kind:" in done.stderr


def test_a_letter_cut_by_the_edge_of_a_block_is_no_error(with_text):
    filler = ",,,,,\n" * ((1 << 20) // 6)
    start = f"{HEADER}\n{filler}"
    start = start[: (1 << 20) - 5]
    start = start[: start.rindex("\n") + 1]
    row = "ế" * 5 + ROW[3:]
    for shift in range(6):
        done = with_text(f"{start}{' ' * shift}{row}\n")
        assert done.plots == ["ế" * 5]


def test_a_wrong_byte_behind_the_first_block_is_found_where_it_is(with_text):
    start = f"{HEADER}\n{ROW}\n".encode() + b",,,,,\n" * 200_000
    done = with_text(start + b"P-2,Caf\xe9,land,5000,22,published\n")
    assert f"plots.csv:200003: byte {len(start) + 7} is not UTF-8" in done.failure


def test_a_row_error_names_its_column_like_every_loader():
    faults = problems.Problems(limit=1)
    faults.add(Path("a.csv"), 2, [RowError("kind", "is odd")])
    faults.add(Path("a.csv"), 3, [RowError("kind", "is odd"), RowError("lat", "is odd")])
    assert faults.lines() == [
        "a.csv:2 kind: is odd",
        "a.csv kind: 1 more, not shown",
        "a.csv lat: 1 more, not shown",
    ]
    assert faults.bad_rows == 2
