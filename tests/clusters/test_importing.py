"""A spreadsheet of plots: read, previewed, applied in one step and undone in one step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters import actions, tasks
from clusters.actions import importing_plots, versions
from clusters.actions.reading import MOST_ATTEMPTS
from clusters.boundaries import HANOI, Survey
from clusters.models import ImportBatch, ListingVersion, Plot, PlotAdjacency
from portal.common import chain
from portal.common.errors import RuleViolation
from tests.clusters.sheets import text, workbook
from tests.factories import ClusterFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation, slug="cua-toi", total_area_ha=5)


@pytest.fixture
def read(mine, investor, queued):
    def through(file, language="vi"):
        batch = actions.upload(
            file,
            by=investor.user,
            kind="plots",
            language=language,
            organisation=investor.organisation,
            cluster=mine,
        )
        tasks.read_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return through


def applied(batch, by):
    actions.start_applying(batch, by=by)
    tasks.apply_import(batch.pk)
    batch.refresh_from_db()
    return batch


def undone(batch, by):
    actions.start_undoing(batch, by=by)
    tasks.undo_import(batch.pk)
    batch.refresh_from_db()
    return batch


def verdicts(batch):
    return list(batch.rows.values_list("code", "verdict"))


def faults(batch):
    return [
        (column, code) for errors in batch.rows.values_list("errors", flat=True)
        for column, code, _params in errors
    ]  # fmt: skip


def test_rows_are_new_changed_unchanged_or_wrong_and_nothing_is_stored_yet(read, mine):
    PlotFactory(cluster=mine, code="CN-1", area_m2=5000)
    PlotFactory(cluster=mine, code="CN-2", area_m2=5000)
    batch = read(
        workbook(
            ["Ví dụ: CN-03", "Đất", 1, None, None],
            ["cn 01", "Đất", 5000, None, None],
            ["CN-2", "warehouse", "6.000", "3500000", "Gần cổng"],
            ["CN-3", "Ready-built factory", "1.234,5", None, None],
            ["CN-4", "bãi đỗ", "12m", None, None],
        )
    )
    assert batch.status == "previewed"
    assert verdicts(batch) == [
        ("CN-01", "unchanged"),
        ("CN-2", "changed"),
        ("CN-3", "new"),
        ("CN-4", "wrong"),
    ]
    assert batch.rows.get(code="CN-2").before == {
        "kind": "land", "area_m2": "5000", "price_vnd_m2": None, "note": None
    }  # fmt: skip
    assert faults(batch) == [("kind", "not_a_choice"), ("area_m2", "not_a_number")]
    assert Plot.objects.count() == 2 and not ListingVersion.objects.exists()


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("1.234,5", "vi", "1234.5"),
        ("1,234.5", "vi", "1234.5"),
        ("1.234", "vi", "1234"),
        ("1,234", "vi", "ambiguous"),
        ("1.5", "vi", "ambiguous"),
        ("1,234", "en", "1234"),
        ("1.234", "en", "ambiguous"),
        ("12a4", "vi", "not_a_number"),
        ("1234,56", "vi", "too_many_decimals"),
        ("-5", "vi", "too_small"),
        ("9999999", "vi", "too_large"),
        ("60.000", "vi", "larger_than_cluster"),
        ("", "vi", "required"),
    ],
)
def test_numbers_are_told_apart_or_asked_about(read, typed, language, expected):
    batch = read(text(f'code,area_m2\nCN-1,"{typed}"\n'), language)
    row = batch.rows.get()
    assert expected in (row.values["area_m2"], *(code for _column, code, _params in row.errors))


def test_what_is_applied_waits_for_an_officer_and_the_approved_plot_stays(read, mine, investor):
    approved = PlotFactory(cluster=mine, code="CN-1", area_m2=5000, published=True)
    draft = PlotFactory(cluster=mine, code="CN-2", area_m2=5000)
    batch = applied(
        read(
            workbook(
                ["CN-1", "land", 6000, None, None],
                ["CN-2", "land", 7000, None, None],
                ["CN-3", "land", 8000, None, None],
            )
        ),
        investor.user,
    )
    assert batch.status == "applied" and batch.outcome == {"new": 1, "changed": 2, "stale": 0}
    approved.refresh_from_db(), draft.refresh_from_db()
    assert approved.area_m2 == 5000 and approved.status == "published"
    assert draft.area_m2 == 7000 and draft.status == "submitted"
    assert Plot.objects.get(code="CN-3").status == "submitted"
    assert [
        (version.plot.code, version.kind, version.status, version.values["area_m2"])
        for version in ListingVersion.objects.order_by("plot__code").select_related("plot")
    ] == [
        ("CN-1", "changed", "proposed", "6000"),
        ("CN-2", "new", "proposed", "7000"),
        ("CN-3", "new", "proposed", "8000"),
    ]


def test_undo_takes_everything_back_in_one_step(read, mine, investor):
    approved = PlotFactory(cluster=mine, code="CN-1", area_m2=5000, published=True)
    draft = PlotFactory(cluster=mine, code="CN-2", area_m2=5000)
    batch = applied(
        read(
            workbook(
                ["CN-1", "land", 6000, None, "Góc"],
                ["CN-2", "factory", 7000, None, None],
                ["CN-3", "land", 8000, None, None],
            )
        ),
        investor.user,
    )
    undone(batch, investor.user)
    approved.refresh_from_db(), draft.refresh_from_db()
    assert (approved.area_m2, approved.note, approved.status) == (5000, "", "published")
    assert (draft.area_m2, draft.kind, draft.status) == (5000, "land", "draft")
    assert draft.submitted_at is None
    assert not Plot.objects.filter(code="CN-3").exists()
    assert set(ListingVersion.objects.values_list("status", flat=True)) == {"withdrawn"}
    batch.refresh_from_db()
    assert batch.outcome["removed"] == 1 and batch.outcome["staying"] == []


def test_what_an_officer_has_decided_stays_and_is_named(read, mine, investor, officer):
    batch = applied(
        read(workbook(["CN-1", "land", 6000, None, None], ["CN-2", "land", 7000, None, None])),
        investor.user,
    )
    actions.publish(Plot.objects.get(code="CN-1"), by=officer.user)
    undone(batch, investor.user)
    assert batch.status == "undone" and batch.outcome["staying"] == ["CN-1"]
    assert list(Plot.objects.values_list("code", flat=True)) == ["CN-1"]


def test_nothing_is_undone_once_all_is_decided(read, mine, investor, officer):
    batch = applied(read(workbook(["CN-1", "land", 6000, None, None])), investor.user)
    actions.publish(Plot.objects.get(code="CN-1"), by=officer.user)
    assert undone(batch, investor.user).status == "applied"
    assert batch.outcome["staying"] == ["CN-1"] and batch.undone_at is None


def test_what_changed_since_the_preview_is_named_and_not_overwritten(read, mine, investor):
    one = PlotFactory(cluster=mine, code="CN-1", area_m2=5000)
    batch = read(
        workbook(
            ["CN-1", "land", 6000, None, None],
            ["CN-2", "land", 6000, None, None],
            ["CN-3", "land", 6000, None, None],
        )
    )
    one.area_m2 = 5500
    actions.save_plot(one, by=investor.user)
    PlotFactory(cluster=mine, code="CN-2", area_m2=1)
    batch = applied(batch, investor.user)
    assert verdicts(batch) == [("CN-1", "wrong"), ("CN-2", "wrong"), ("CN-3", "new")]
    assert faults(batch) == [("area_m2", "changed_since"), ("code", "taken_since")]
    one.refresh_from_db()
    assert one.area_m2 == 5500 and batch.outcome["stale"] == 2


def test_corners_become_the_boundary_and_neighbours_are_found(read, mine, investor):
    left = "2323000 572800; 2323000 572900; 2323050 572900; 2323050 572800"
    right = "2323000 572900; 2323000 573000; 2323050 573000; 2323050 572900"
    batch = applied(
        read(text(f"code,area_m2,corners\nA-1,5000,{left}\nA-2,5000,{right}\nA-3,5000,1 2\n")),
        investor.user,
    )
    assert faults(batch) == [("corners", "corners")]
    one, two = Plot.objects.order_by("code")
    assert one.has_boundary and len(one.boundary_corners) == 4
    assert list(Plot.objects.adjacent_to(one)) == [two]


@pytest.mark.parametrize(
    "state", ["uploaded", "reading", "applying", "applied", "undoing", "undone", "failed"]
)
def test_only_a_preview_is_applied_or_discarded(read, investor, state, queued):
    batch = read(workbook(["CN-1", "land", 6000, None, None]))
    dates = {"applied_at": batch.created_at} if state in ("applied", "undone") else {}
    dates |= {"undone_at": batch.created_at} if state == "undone" else {}
    dates |= {"failure": ["empty", {}, None]} if state == "failed" else {}
    ImportBatch.objects.update(status=state, **dates)
    with pytest.raises(RuleViolation):
        actions.start_applying(batch, by=investor.user)
    if state != "uploaded":
        with pytest.raises(RuleViolation):
            actions.discard(batch, by=investor.user)
    if state != "applied":
        with pytest.raises(RuleViolation):
            actions.start_undoing(batch, by=investor.user)
    assert ImportBatch.objects.get().status == state


def test_tasks_twice_or_late_change_nothing(read, investor):
    batch = applied(read(workbook(["CN-1", "land", 6000, None, None])), investor.user)
    before = Plot.objects.values().get()
    tasks.read_import(batch.pk), tasks.apply_import(batch.pk), tasks.apply_import(0)
    tasks.undo_import(batch.pk)
    assert Plot.objects.values().get() == before and ListingVersion.objects.count() == 1


def test_a_killed_reader_goes_on_where_it_stopped(read, investor, settings, monkeypatch, queued):
    settings.IMPORT_CHUNK = 2
    store, calls = actions.reading._store, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(*args)

    monkeypatch.setattr("clusters.actions.reading._store", dies)
    rows = [[f"CN-{n}", "land", 5000, None, None] for n in (1, 2, 3, 1, 5)]
    with pytest.raises(KeyboardInterrupt):
        read(workbook(*rows))
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.rows_read) == ("reading", 2)
    tasks.read_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_read) == ("previewed", 5)
    assert faults(batch) == [("code", "twice")]


def dying_at(monkeypatch, module, name, call):
    """The worker is gone at the so-many-th call of an action."""
    verb, calls = getattr(module, name), []

    def dies(*args, **kwargs):
        calls.append(args)
        if len(calls) == call:
            raise KeyboardInterrupt
        return verb(*args, **kwargs)

    monkeypatch.setattr(module, name, dies)


def test_a_killed_worker_is_followed_by_one_that_goes_on(
    read, mine, investor, settings, monkeypatch
):
    settings.IMPORT_CHUNK = 2
    PlotFactory(cluster=mine, code="CN-2", area_m2=4000)
    batch = read(workbook(*[[f"CN-{n}", "land", 5000, None, None] for n in range(1, 6)]))
    actions.start_applying(batch, by=investor.user)
    dying_at(monkeypatch, importing_plots, "propose_rows", 2)
    with pytest.raises(KeyboardInterrupt):
        tasks.apply_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.percent, batch.applied_at) == ("applying", 40, None)
    assert ListingVersion.objects.count() == 2
    tasks.apply_import(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "applied" and batch.outcome == {"new": 4, "changed": 1, "stale": 0}
    assert ListingVersion.objects.count() == Plot.objects.count() == 5
    actions.start_undoing(batch, by=investor.user)
    dying_at(monkeypatch, importing_plots, "take_back_rows", 3)
    with pytest.raises(KeyboardInterrupt):
        tasks.undo_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.percent, batch.undone_at) == ("undoing", 80, None)
    tasks.undo_import(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "undone" and batch.outcome["removed"] == 4
    assert Plot.objects.get().area_m2 == 4000
    assert chain.first_break() is None


def test_what_cannot_be_applied_as_a_whole_is_taken_back(
    read, mine, investor, settings, monkeypatch
):
    settings.IMPORT_CHUNK = 2
    old = PlotFactory(cluster=mine, code="CN-1", area_m2=4000)
    batch = read(workbook(*[[f"CN-{n}", "land", 5000, None, None] for n in range(1, 5)]))
    actions.start_applying(batch, by=investor.user)
    with monkeypatch.context() as broken:
        dying_at(broken, importing_plots, "propose_rows", 2)
        with pytest.raises(KeyboardInterrupt):
            tasks.apply_import(batch.pk)
        broken.setattr(importing_plots, "propose_rows", None)
        for _attempt in range(MOST_ATTEMPTS):
            with pytest.raises(TypeError):
                tasks.apply_import(batch.pk)
    assert Plot.objects.count() == 2
    tasks.apply_import(batch.pk)  # once too often
    tasks.undo_import(batch.pk)
    batch.refresh_from_db()
    assert batch.status == "previewed" and batch.outcome["given_up"]
    old.refresh_from_db()
    assert (Plot.objects.get(), old.area_m2, old.status) == (old, 4000, "draft")
    assert applied(batch, investor.user).outcome == {"new": 3, "changed": 1, "stale": 0}
    assert undone(batch, investor.user).outcome["taken_back"] == 4


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn", "published"])
def test_undo_gives_back_the_state_of_before(read, mine, investor, state):
    traits = {state: True} if state != "draft" else {}
    plot = PlotFactory(cluster=mine, code="CN-1", area_m2=5000, **traits)
    if state == "returned":
        plot = PlotFactory(cluster=mine, code="CN-1B", area_m2=5000, submitted=True)
        actions.return_to_investor(plot, by=None, reason="Sai diện tích.")
    plot.refresh_from_db()
    waits = versions.live_version(plot)
    batch = applied(read(workbook([plot.code, "factory", 6000, None, "Góc"])), investor.user)
    undone(batch, investor.user)
    assert batch.status == "undone" and batch.outcome["staying"] == []
    again = Plot.objects.get(pk=plot.pk)
    for name in ("area_m2", "kind", "note", "status", "return_reason", "published_at"):
        assert getattr(again, name) == getattr(plot, name), name
    left = versions.live_version(again)
    assert left == waits and (waits is None or left.status == waits.status)


def test_a_second_file_over_what_waits_amends_it_and_is_undone(read, mine, investor):
    public = PlotFactory(cluster=mine, code="CN-1", area_m2=5000, published=True)
    applied(read(workbook(["CN-1", "land", 6000, None, None], ["CN-2", "land", 6000, None, None])),
            investor.user)  # fmt: skip
    second = applied(
        read(workbook(["CN-1", "land", 7000, 9, None], ["CN-2", "land", 7000, None, None])),
        investor.user,
    )
    values = [v.values["area_m2"] for v in ListingVersion.objects.live().order_by("plot__code")]
    assert values == ["7000", "7000"] and ListingVersion.objects.count() == 2
    undone(second, investor.user)
    first, other = ListingVersion.objects.live().order_by("plot__code")
    assert first.values == {"area_m2": "6000"} and other.values["area_m2"] == "6000"
    public.refresh_from_db()
    assert public.area_m2 == 5000 and Plot.objects.get(code="CN-2").status == "submitted"


def test_drafts_drawn_anew_in_pieces_meet_and_part_again(read, mine, investor, settings):
    settings.IMPORT_CHUNK = 1
    squares = [
        f"2323000 {572800 + 100 * n}; 2323000 {572900 + 100 * n}; "
        f"2323050 {572900 + 100 * n}; 2323050 {572800 + 100 * n}"
        for n in range(3)
    ]
    drafts = [PlotFactory(cluster=mine, code=f"A-{n}", area_m2=5000) for n in range(2)]
    beside = PlotFactory(cluster=mine, code="B-1", area_m2=5000, published=True)
    corners = [part.split() for part in squares[2].split("; ")]
    ring = Survey.of_corners(corners, HANOI).ring
    Plot.objects.filter(pk=beside.pk).update(
        boundary_corners=corners, boundary_epsg=HANOI, boundary=ring
    )
    lines = "".join(f"A-{n},5000,{squares[n]}\n" for n in range(2))
    batch = applied(
        read(text(f"code,area_m2,corners\n{lines}B-1,6000,{squares[2]}\n")), investor.user
    )
    one, two = (Plot.objects.get(pk=draft.pk) for draft in drafts)
    assert set(Plot.objects.adjacent_to(two)) == {one, beside}
    undone(batch, investor.user)
    assert batch.outcome["staying"] == []
    assert not PlotAdjacency.objects.exists()
    assert not Plot.objects.filter(code__startswith="A").with_boundary().exists()


def test_the_sweep_sends_again_what_nobody_works_on(read, investor, queued, settings):
    batch = read(workbook(["CN-1", "land", 6000, None, None]))
    actions.start_applying(batch, by=investor.user)
    queued.clear()
    tasks.sweep_imports()
    assert queued == []
    settings.IMPORT_STUCK_SECONDS = -1
    tasks.sweep_imports()
    assert queued == [("clusters.tasks.apply_import", (batch.pk,))]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (text("code\nCN-1\n"), "column_missing"),
        (text("code,area_m2,diện tích\nCN-1,1,1\n"), "column_twice"),
        (text("code,area_m2\n"), "no_rows"),
        (text("code,area_m2\nCN-\0,1\n"), "nul"),
        (text("mã lô;diện tích\n"), "no_rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(read, file, code):
    batch = read(file)
    assert batch.status == "failed" and batch.failure[0] == code and not batch.rows.exists()


def test_a_semicolon_file_from_a_vietnamese_machine_is_read(read):
    batch = read(text("Mã lô;Diện tích;Giá\nCN-1;1234,5;3.500.000\n"))
    row = batch.rows.get()
    assert (row.verdict, row.values["area_m2"], row.values["price_vnd_m2"]) == (
        "new", "1234.5", "3500000"
    )  # fmt: skip


def test_a_formula_is_named_with_its_cell(read):
    batch = read(workbook(["CN-1", "land", "=2*3", None, "=A1"]))
    assert faults(batch) == [("area_m2", "formula"), ("note", "formula")]


def test_too_many_rows_are_refused(read, settings):
    settings.IMPORT_MOST_ROWS = 2
    batch = read(text("code,area_m2\nA-1,1\nA-2,1\nA-3,1\n"))
    assert batch.status == "failed" and batch.failure[0] == "too_many_rows"


def test_the_filled_template_comes_back_unchanged(read, mine, investor):
    PlotFactory(cluster=mine, code="CN-1", area_m2="1234.5", price_vnd_m2=3_500_000, note="-5 m",
                ready_on="2027-01-31", price_basis="annual", drawn=True)  # fmt: skip
    for prefix in ("", "/en"):
        url = reverse("clusters:import_plots_template", args=[mine.slug]) + "?filled=1"
        answer = investor.client.get(prefix + url)
        body = b"".join(answer.streaming_content)
        batch = read(SimpleUploadedFile("x.xlsx", body))
        assert verdicts(batch) == [("CN-1", "unchanged")], batch.rows.values()
