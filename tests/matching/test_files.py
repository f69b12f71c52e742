"""match_files: spreadsheets in, JSON lines out, no database."""

import csv
import gc
import json
import os
import re
import subprocess
import sys
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from matching.files import answers, problems, run
from matching.files.columns import PLOTS, REQUESTS
from matching.files.tables import records
from matching.scoring import Demand, Offer, Offers, explain, helpful_changes, rank
from portal.common.sheets.tables import Table
from tests.matching.spreadsheets import PLOT, REQUEST, Outcome, as_workbook, csv_file

EXAMPLES = Path("docs/examples")

# --- what is written --------------------------------------------------------------------------


def test_the_examples_give_what_stands_beside_them(out):
    done = Outcome(EXAMPLES / "plots.csv", EXAMPLES / "requests.csv", out)
    assert done.failure == ""
    assert out.read_bytes() == (EXAMPLES / "matches.jsonl").read_bytes()


def test_a_workbook_gives_the_same_bytes_as_a_csv(tmp_path, out):
    books = [as_workbook(EXAMPLES / f"{name}.csv", tmp_path / f"{name}.xlsx")
             for name in ("plots", "requests")]  # fmt: skip
    assert Outcome(*books, out).failure == ""
    assert out.read_bytes() == (EXAMPLES / "matches.jsonl").read_bytes()


def test_the_columns_in_the_readme_are_the_columns_of_the_code():
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for layout in (PLOTS, REQUESTS):
        section = text.partition(f"## {layout.name}.csv")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)` \| ([^|]*?) \|.*\| (yes|no) \|", section, re.MULTILINE)
        expected = [(c.name, c.unit or "–", "yes" if c.required else "no") for c in layout.columns]
        assert rows == expected


def test_every_line_equals_what_scoring_says_of_the_same_rows(out):
    def facts(row):
        texts = ("plot", "cluster", "kind", "price_basis", "status", "request", "industry")
        lists = ("permitted", "refused", "wastewater_kinds", "neighbours", "kinds")
        found = {}
        for name, text in row.items():
            if not text:
                continue
            if name in (*texts, "wastewater_kind"):
                found[name] = text
            elif name in lists:
                found[name] = tuple(text.split(";"))
            elif name == "weights":
                pairs = (pair.split("=") for pair in text.split(";"))
                found[name] = {label: float(value) for label, value in pairs}
            else:
                found[name] = date.fromisoformat(text) if "-" in text else float(text)
        return found

    def rows(name):
        with (EXAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [facts(row) for row in csv.DictReader(file)]

    offers = Offers.of(
        [Offer(key=row["plot"], code=row.pop("plot"), **row) for row in rows("plots")], 0.05
    )
    demands = [Demand(key=row.pop("request"), **row) for row in rows("requests")]
    done = Outcome(
        EXAMPLES / "plots.csv",
        EXAMPLES / "requests.csv",
        out,
        explain="VD-E-01",
        discount_rate=0.05,
    )
    assert done.requests == [demand.key for demand in demands]
    for demand, line in zip(demands, done.lines, strict=True):
        keys = ["request", "eligible", "to_confirm", "excluded_count", "changes", "explain"]
        assert list(line) == keys
        found = rank(demand, offers, best=20)
        assert line["excluded_count"] == found.excluded_count
        for kind in ("eligible", "to_confirm"):
            assert line[kind] == [
                {
                    "plot": s.code,
                    "score": s.score,
                    "score_lo": s.score_lo,
                    "score_hi": s.score_hi,
                    "parts": s.parts,
                    "unknown": list(s.unknown),
                }
                for s in getattr(found, kind)
            ]
        singles = [c for c in helpful_changes(demand, offers) if len(c.steps) == 1]
        assert [(c["field"], c["opens"]) for c in line["changes"]] == [
            (c.steps[0].field, c.opens) for c in singles
        ]
        gates = explain(demand, offers, offers.index("VD-E-01"))
        assert [(g["gate"], g["answer"]) for g in line["explain"]] == [
            (g.gate, g.answer.name.lower()) for g in gates
        ]


def test_a_change_put_into_the_request_opens_what_was_promised(tmp_path, out):
    with (EXAMPLES / "requests.csv").open(encoding="utf-8", newline="") as file:
        asked = {row["request"]: row for row in csv.DictReader(file)}
    first = Outcome(EXAMPLES / "plots.csv", EXAMPLES / "requests.csv", out)
    tried = 0
    for line in first.lines:
        for change in line["changes"]:
            to = change["to"]
            cell = ";".join(to) if isinstance(to, list) else str(to)
            changed = {**asked[line["request"]], change["field"]: cell}
            again = Outcome(
                EXAMPLES / "plots.csv", csv_file(tmp_path / "one.csv", changed), tmp_path / "again"
            )
            opened = len(again.lines[0]["eligible"]) - len(line["eligible"])
            assert opened == change["opens"] > 0
            tried += 1
    assert tried >= 5


def test_only_twenty_of_each_kind_are_listed_and_the_rest_still_counts(with_plots):
    done = with_plots(
        *({**PLOT, "plot": f"P-{n:02}"} for n in range(25)),
        *({**PLOT, "plot": f"Q-{n:02}", "permitted": ""} for n in range(25)),
        {**PLOT, "plot": "held", "status": "held"},
    )
    (line,) = done.lines
    assert [len(line["eligible"]), len(line["to_confirm"]), line["excluded_count"]] == [20, 20, 1]
    assert set(line["eligible"][0]["parts"]) == {
        "area", "access", "readiness", "headroom", "neighbours",
    }  # fmt: skip


def test_explain_tells_both_values_of_each_gate_as_plain_json(tmp_path, out):
    plot = {**PLOT, "ready_on": "2027-01-31", "price_vnd_m2": "100", "price_basis": "one_off",
            "term_years": "0"}  # fmt: skip
    asked = {**REQUEST, "need_by": "2026-12-31", "max_cost_vnd_m2_year": "9", "kinds": "land"}
    done = Outcome(
        csv_file(tmp_path / "p.csv", plot), csv_file(tmp_path / "r.csv", asked), out, explain="P-1"
    )
    gates = {gate.pop("gate"): gate for gate in done.lines[0]["explain"]}
    assert gates["ready"] == {"answer": "fail", "needed": "2026-12-31", "offered": "2027-01-31"}
    assert gates["area"] == {"answer": "pass", "needed": [4000.0, 8000.0], "offered": 5000.0}
    assert gates["industry"]["offered"] == [["22"], []]
    # a price that no year is left to spread over is endless, and JSON knows no such number
    assert gates["cost"] == {"answer": "fail", "needed": 9.0, "offered": None}


def test_explain_names_the_nearest_plot_if_there_is_no_such_one(plots, requests, out):
    done = Outcome(plots, requests, out, explain="P-11")
    assert "has no good row for the plot “P-11” (did you mean P-1?)" in done.failure
    assert not out.exists()


def test_the_dash_writes_lines_to_standard_output_and_the_summary_elsewhere(plots, requests):
    done = Outcome(plots, requests, "-")
    assert done.requests == ["R-1"] and len(done.stdout.splitlines()) == 1
    assert "1 requests matched with 1 plots, discount rate 0.08" in done.stderr


def test_the_exit_status_tells_whether_a_row_was_bad_and_no_database_is_asked(tmp_path, out):
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:9/none"}
    good = csv_file(tmp_path / "p.csv", PLOT)
    bad = csv_file(tmp_path / "r.csv", {**REQUEST, "area_min_m2": "x"}, {**REQUEST, "request": "é"})
    for requests, status in ((csv_file(tmp_path / "g.csv", REQUEST), 0), (bad, 1)):
        done = subprocess.run(
            [
                sys.executable,
                "manage.py",
                "match_files",
                "--out=-",
                f"--plots={good}",
                f"--requests={requests}",
            ],
            env={**nowhere, "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
    assert json.loads(done.stdout)["request"] == "é"
    assert b"r.csv:2 area_min_m2: " in done.stderr


@pytest.mark.parametrize("rate", ["8", "-0.1", "nan", "8%"])
def test_a_discount_rate_that_is_no_share_is_refused(plots, requests, out, rate):
    with pytest.raises(CommandError, match=r"is not a rate from 0 to 1, such as 0\.08"):
        call_command(
            "match_files", "--plots", str(plots), "--requests", str(requests), "--out", str(out),
            "--discount-rate", rate,
        )  # fmt: skip


# --- streams and files --------------------------------------------------------------------------


def test_requests_are_read_one_by_one():
    offers = Offers.of([Offer(key="P", code="P", cluster="K", kind="land", area_m2=5000)])
    taken = count()

    def endless():
        for n in taken:
            yield n + 2, [f"R-{n}", "2220", "4000", "5000", "8000"]

    table = Table(Path("endless.csv"), list(REQUEST), 1, endless())
    lines = answers.lines(records(table, REQUESTS, problems.Problems()), offers)
    assert [json.loads(next(lines))["request"] for _ in range(3)] == ["R-0", "R-1", "R-2"]
    assert next(taken) == 3


def test_a_row_is_not_kept_once_its_line_is_written(tmp_path):
    def demands_alive():
        return sum(type(thing) is Demand for thing in gc.get_objects())

    before = demands_alive()
    requests = csv_file(
        tmp_path / "r.csv", *({**REQUEST, "request": f"R-{n}"} for n in range(3_000))
    )
    offers = Offers.of([Offer(key="P", code="P", cluster="K", kind="land", area_m2=5000)])
    for _line in answers.lines(
        run.open_records(requests, REQUESTS, None, problems.Problems(), quiet=True), offers
    ):
        pass
    assert demands_alive() < before + 10


def test_plots_of_a_cluster_share_their_facts_in_memory(tmp_path):
    plots = csv_file(tmp_path / "p.csv", PLOT, {**PLOT, "plot": "P-2"})
    one, two = run.open_records(plots, PLOTS, None, problems.Problems(), quiet=True)
    assert one.permitted is two.permitted and one.cluster is two.cluster


@pytest.mark.parametrize("bad", ["plots", "requests", "both"])
def test_with_bad_rows_the_good_ones_are_written_whole(tmp_path, out, bad):
    plots, requests = [PLOT], [REQUEST]
    if bad in ("plots", "both"):
        plots.append({**PLOT, "plot": "P-2", "area_m2": "x"})
    if bad in ("requests", "both"):
        requests.append({**REQUEST, "request": "R-2", "area_max_m2": "x"})
    out.write_text("older")
    out.chmod(0o640)
    done = Outcome(
        csv_file(tmp_path / "plots.csv", *plots),
        csv_file(tmp_path / "requests.csv", *requests),
        out,
    )
    assert done.requests == ["R-1"] and done.plots == ["P-1"]
    assert f"{2 if bad == 'both' else 1} bad rows were left out; the rest is matched" in done.said
    assert out.stat().st_mode & 0o777 == 0o640


def test_what_fails_leaves_the_target_as_it_was_and_nothing_beside_it(
    tmp_path, plots, requests, out, monkeypatch
):
    out.write_text("older")
    before = sorted(path.name for path in tmp_path.iterdir())

    def broken(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "helpful_changes", broken)
    with pytest.raises(KeyboardInterrupt):
        Outcome(plots, requests, out)
    assert out.read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_nothing_stands_at_the_target_before_the_end(plots, requests, out, monkeypatch):
    seen = []
    plain = answers.helpful_changes
    monkeypatch.setattr(
        answers, "helpful_changes", lambda *given: seen.append(out.exists()) or plain(*given)
    )
    Outcome(plots, requests, out)
    assert seen == [False] and out.exists()


def test_the_output_may_be_a_link_or_a_device(tmp_path, plots, requests):
    target, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(target)
    assert Outcome(plots, requests, link).failure == ""
    assert link.is_symlink() and target.read_text().startswith("{")
    assert Outcome(plots, requests, Path(os.devnull)).failure == ""


def test_the_output_cannot_be_an_input_or_a_folder(tmp_path, plots, requests):
    before = plots.read_bytes()
    assert "is one of the files to read" in Outcome(plots, requests, plots).failure
    assert plots.read_bytes() == before
    for target, words in (
        (tmp_path, "is a folder; name a file in it"),
        (tmp_path / "none" / "m.jsonl", "cannot be written: No such file or directory"),
    ):
        try:
            call_command("match_files", plots=plots, requests=requests, out=str(target))
        except CommandError as wrong:
            assert words in str(wrong)
        else:
            pytest.fail("was written")


def test_files_that_are_not_there_are_named(tmp_path, plots, requests, out):
    assert "no.csv: there is no such file" in Outcome(tmp_path / "no.csv", requests, out).failure
    assert f"{tmp_path}: is no plain file" in Outcome(plots, tmp_path, out).failure
