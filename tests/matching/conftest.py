"""Files of one plot and one request, and runs of match_files over other rows."""

import pytest

from tests.matching.spreadsheets import PLOT, REQUEST, Outcome, csv_file, workbook


@pytest.fixture
def plots(tmp_path):
    return csv_file(tmp_path / "plots.csv", PLOT)


@pytest.fixture
def requests(tmp_path):
    return csv_file(tmp_path / "requests.csv", REQUEST)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "matches.jsonl"


@pytest.fixture
def with_plots(tmp_path, requests, out):
    """A run over these rows of plots."""
    return lambda *rows: Outcome(csv_file(tmp_path / "plots.csv", *rows), requests, out)


@pytest.fixture
def with_requests(tmp_path, plots, out):
    return lambda *rows: Outcome(plots, csv_file(tmp_path / "requests.csv", *rows), out)


@pytest.fixture
def with_text(tmp_path, requests, out):
    """A run over a file of plots with exactly this content."""

    def outcome(content):
        path = tmp_path / "plots.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Outcome(path, requests, out)

    return outcome


@pytest.fixture
def with_cells(tmp_path, requests, out):
    """A run over a workbook of plots with these rows of cells below the usual header."""
    return lambda *rows: Outcome(workbook(tmp_path / "plots.xlsx", PLOT, *rows), requests, out)
