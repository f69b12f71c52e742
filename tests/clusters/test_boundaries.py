"""Boundaries without a database: worked values of domain.md §9.5, every reading and finding."""

from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj.transformer import TransformerGroup

from clusters.boundaries import (
    HANOI,
    UTM_48N,
    ZONES,
    Neighbour,
    Surroundings,
    Survey,
    area_m2,
    corners_of_ring,
    from_wgs84,
    read,
    regrid,
    sides_m,
    swap,
    to_wgs84,
    write,
    zones,
)

# The sample plot: X (north), Y (east).
SAMPLE = [
    ("2310000.00", "575000.00"),
    ("2310004.52", "575099.80"),
    ("2310063.10", "575097.35"),
    ("2310071.88", "575041.20"),
    ("2310060.02", "575001.76"),
]
POINTS = [(float(north), float(east)) for north, east in SAMPLE]
TEXT = write(SAMPLE)
HERE = to_wgs84([(2310030, 575050)], HANOI)[0]
NORTH = st.floats(2_274_000, 2_366_000)
EAST = st.floats(529_000, 606_000)


def square(north=2_310_000.0, east=575_000.0, side=100.0, width=None):
    width = width or side
    return [
        (north, east),
        (north, east + width),
        (north + side, east + width),
        (north + side, east),
    ]


def codes(survey):
    return [found.code for found in survey.findings]


def survey(text=TEXT, epsg=HANOI, **around):
    return Survey.of_text(text, epsg, Surroundings(**around))


# --- the worked values -----------------------------------------------------------------------


def test_a_point_lands_where_the_worked_example_says():
    lon, lat = to_wgs84([(2_310_000.0, 575_000.0)], HANOI)[0]
    assert (f"{lat:.8f}", f"{lon:.8f}") == ("20.88147075", "105.72273527")


def test_hoan_kiem_comes_back_as_the_worked_example_says():
    north, east = from_wgs84([(105.8524, 21.0285)], HANOI)[0]
    assert (f"{north:.3f}", f"{east:.3f}") == ("2326344.312", "588404.837")


def test_the_sample_plot_has_its_area_its_sides_and_its_third_corner():
    assert f"{area_m2(POINTS):.1f}" == "6300.7"
    assert [f"{side:.2f}" for side in sides_m(POINTS)] == [
        "99.90", "58.63", "56.83", "41.18", "60.05",
    ]  # fmt: skip
    lon, lat = to_wgs84(POINTS, HANOI)[2]
    assert (f"{lat:.7f}", f"{lon:.7f}") == ("20.8820367", "105.7236736")


@pytest.mark.parametrize(
    ("epsg", "km"), [(9209, "52"), (9210, "78"), (5898, "312"), (UTM_48N, "0.69")]
)
def test_the_same_numbers_in_a_wrong_zone_are_this_far_off(epsg, km):
    right, wrong = (to_wgs84([(2_310_000.0, 575_000.0)], zone)[0] for zone in (HANOI, epsg))
    places = len(km.partition(".")[2])
    assert f"{zones.distance_km(right, wrong):.{places}f}" == km


def test_the_operation_is_the_pinned_one_of_the_two_candidates():
    """PROJ knows two; the one of its choice could change with its data, ours does not."""
    group = TransformerGroup(f"EPSG:{HANOI}", "EPSG:4326", always_xy=True).transformers
    by_name = {
        step.name: candidate.transform(575_000, 2_310_000)
        for candidate in group
        for step in candidate.operations
        if step.name.startswith("VN-2000 to WGS 84")
    }
    pinned, older = by_name["VN-2000 to WGS 84 (2)"], by_name["VN-2000 to WGS 84 (1)"]
    assert f"{zones.distance_km(pinned, older) * 1000:.2f}" == "0.69"
    assert to_wgs84([(2_310_000.0, 575_000.0)], HANOI)[0] == pytest.approx(pinned, abs=1e-11)


def test_skipping_the_datum_shift_would_be_224_m_off():
    lon, lat = zones._projection(HANOI).transform(575_000, 2_310_000, direction="INVERSE")
    assert f"{zones.distance_km((lon, lat), HERE_0) * 1000:.0f}" == "224"


HERE_0 = to_wgs84([(2_310_000.0, 575_000.0)], HANOI)[0]


@given(NORTH, EAST, st.sampled_from(sorted(ZONES)))
def test_there_and_back_is_within_a_millimetre(north, east, epsg):
    point = regrid([(north, east)], HANOI, epsg)[0]
    back = from_wgs84(to_wgs84([point], epsg), epsg)[0]
    assert hypot(back[0] - point[0], back[1] - point[1]) < 0.001


@given(st.integers(227_400_000, 236_600_000), st.integers(52_900_000, 60_600_000))
def test_a_corner_survives_the_map_to_the_centimetre(north_cm, east_cm):
    pairs = [[f"{north_cm / 100:.2f}", f"{east_cm / 100:.2f}"]]
    ring = Survey.of_corners(pairs, HANOI).ring
    assert corners_of_ring(ring, HANOI) == pairs


def test_a_ring_is_closed_has_ten_decimals_and_loses_its_closing_position():
    ring = Survey.of_corners(SAMPLE, HANOI).ring
    assert ring[0] == ring[-1] and len(ring) == 6
    assert all(len(f"{value!r}".partition(".")[2]) >= 8 for position in ring for value in position)
    assert corners_of_ring(ring, HANOI) == [list(pair) for pair in SAMPLE]
    assert corners_of_ring([], HANOI) == []


# --- reading a table -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "2310004.52\t575099.8",
        "2310004,52\t575099,8",
        "1\t2310004.52\t575099.80",
        "M1;2310004,52;575099,80",
        "2 2310004.52 575099.80",
        "2   2310004,52   575099,80",
        "1\t2.310.004,52\t575.099,80",
        "1\t2,310,004.52\t575,099.80",
        "1;2 310 004,52;575 099,80",
        "1\t2310004.52\t575099.80\t99.90",
        "2310004.52, 575099.80",
        "1,2310004.52,575099.80",
        "1,2310004.52,575099.80,5897,0",
        "２３１０００４.52\t575099.80",
        "\t2310004.52\t575099.80\t",
        " 2310004.52  575099.80 ",
    ],
)
def test_a_corner_is_read_in_each_of_its_forms(line):
    reading = read(line)
    assert not reading.findings
    assert [(c.north, c.east) for c in reading.corners] == [("2310004.52", "575099.80")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("23l0004.52\t575099.80", "not_a_number"),
        ("2310004.52\t5750O9.80", "not_a_number"),
        ("2,31E+06\t575099.80", "not_a_number"),
        ("2.31.0004,52\t575099.80", "not_a_number"),
        ("-2310004.52\t575099.80", "not_a_number"),
        ("2310004.52", "cells"),
        ("1\t2310004.52", "out_of_range"),
        ("1\t2310004.52\t", "out_of_range"),
        ("2 310 004,52 575 099,80", "cells"),
        ("1\t2310004.52\t575099.80\tcạnh\t4", "cells"),
        ("575099.80\t2310004.52", "swapped_axes"),
        ("310004.52\t575099.80", "out_of_range"),
        ("2310004.52\t75099.80", "out_of_range"),
        ("2310004.52\t575.099", "not ambiguous: the other number tells"),
        ("2310004\t575.099", "ambiguous"),
        ("2310004\t575,099", "ambiguous"),
        ("2310004.523\t575099.80", "rounded"),
    ],
)
def test_a_line_that_cannot_be_read_names_its_line_and_why(line, code):
    # The second of three, under a heading and an empty line.
    whole = [("2310000", "575000"), ("2310090", "575090")]
    text = "\n".join(["STT\tX (m)\tY (m)", "", "\t".join(whole[0]), line, "\t".join(whole[1])])
    reading = read(text)
    if code.startswith("not ambiguous"):
        assert "ambiguous" not in [found.code for found in reading.findings]
        return
    assert [(found.code, found.line) for found in reading.findings] == [(code, 4)]
    assert len(reading.corners) == (3 if code == "rounded" else 2)
    assert len(reading.rows) == 3


def test_an_ambiguous_number_is_settled_by_the_rest_of_the_table_or_asked_about():
    settled = read("2.310.000\t575.000\n2.310.100\t575.100")
    assert [(c.north, c.east) for c in settled.corners][1] == ("2310100.00", "575100.00")
    unsettled = read("2310000\t575.000\n2310000,5\t575000.5")  # the signs disagree
    found = unsettled.findings[0]
    assert (found.code, found.params["one"], found.params["two"]) == (
        "ambiguous", "575000", "575.00",
    )  # fmt: skip
    assert read("2310000\t575.123").findings[0].params["two"] == "575.1230"


@given(st.lists(st.tuples(NORTH, EAST), min_size=1, max_size=12), st.sampled_from("\t; "))
def test_what_is_written_is_read(points, sign):
    text = write(points).replace("\t", sign)
    for typed in (text, text.replace(".", ",")):
        reading = read(f"Điểm{sign}X{sign}Y\n{typed}")
        assert not reading.findings
        expected = [(f"{north:.2f}", f"{east:.2f}") for north, east in points]
        for corner, (north, east) in zip(reading.corners, expected, strict=False):
            assert abs(float(corner.north) - float(north)) <= 0.0101
            assert abs(float(corner.east) - float(east)) <= 0.0101


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    one = Survey.of_text(text, HANOI)
    assert one.findings or one.is_storable
    swap(text)


def test_a_heading_is_passed_over_but_a_mistyped_corner_is_not():
    assert read("Bảng kê tọa độ\nSố hiệu\tX (m)\tY (m)").rows == ()
    assert read("23l0000.00\t57S000.00").findings[0].code == "not_a_number"


def test_axes_can_be_swapped_back():
    swapped = "\n".join(f"{n}\t{east}\t{north}" for n, (north, east) in enumerate(SAMPLE, 1))
    found = survey(swapped)
    assert codes(found) == ["swapped_axes"] * 5 and not found.is_storable
    again = survey(swap("STT\tX\tY\n" + swapped))
    assert again.pairs == [list(pair) for pair in SAMPLE]


def test_a_table_has_its_limit():
    long = write([(2_310_000 + n, 575_000 + n * n / 100) for n in range(400)])
    assert "too_many_corners" in codes(survey(long))


# --- findings ----------------------------------------------------------------------------------


def test_a_sound_boundary_has_no_finding():
    sound = survey(declared_m2=6300.7, position=HERE, boundary=square(2_309_900, 574_900, 300))
    assert sound.findings == [] and sound.is_storable
    assert f"{sound.area_m2:.1f}" == "6300.7"


def test_the_closing_corner_may_stand_or_not():
    closed = survey(TEXT + "\n1\t2310000.00\t575000.00")
    assert codes(closed) == [] and len(closed.corners) == 5


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", None),
        (write(SAMPLE[:2]), "too_few_corners", None),
        (write(SAMPLE[:1]), "too_few_corners", None),
        (TEXT + "\n6\t2310000.03\t575000.00", "not_closed", 6),
        (TEXT + "\n1\t2310100.00\t575000.00", "not_closed", 6),  # said to be corner 1, is not
        (write([*SAMPLE[:3], SAMPLE[1], *SAMPLE[3:]]), "repeated_corner", 4),
        (write([SAMPLE[0], SAMPLE[2], SAMPLE[1], SAMPLE[3], SAMPLE[4]]), "crosses_itself", 3),
        (write([(2_310_000 + n, 575_000 + n) for n in (0, 50, 100)]), "crosses_itself", 3),
        (
            write([(2_310_000, 575_000), (2_310_000.9, 575_000), (2_310_000, 575_001)]),
            "no_area",
            None,
        ),
    ],
)
def test_what_is_no_boundary_cannot_be_stored(text, code, line):
    found = survey(text)
    assert [(one.code, one.line) for one in found.findings] == [(code, line)]
    assert not found.is_storable


def test_a_wrong_zone_is_named_with_the_one_that_fits():
    for shift, storable in ((0, False), (15_000, True)):  # the second is still in Hanoi's box
        points = [(north, east + shift) for north, east in POINTS]
        around = {"position": to_wgs84(points, HANOI)[0]}
        found = survey(write(regrid(points, HANOI, 9209)), HANOI, **around)
        hits = [(one.code, one.params["fits"]) for one in found.findings]
        assert hits == [("wrong_zone", 9209)]
        assert round(found.findings[0].params["apart_km"]) == 52
        assert found.is_storable is storable
    away = survey(TEXT, 5898)
    assert [(one.code, one.params["fits"]) for one in away.findings] == [("wrong_zone", HANOI)]
    assert not away.is_storable


def test_a_place_that_fits_no_zone_is_said_to_be_elsewhere():
    south = write([(north - 900_000, east) for north, east in POINTS])
    assert codes(survey(south)) == ["outside_hanoi"] and not survey(south).is_storable
    far = to_wgs84([(2_340_000, 545_000)], HANOI)[0]
    found = survey(position=far)
    assert codes(found) == ["far_from_cluster"] and found.is_storable
    assert round(found.findings[0].params["off_km"]) == 42


UTM_TEXT = write(regrid(POINTS, HANOI, UTM_48N))


@pytest.mark.parametrize(
    ("around", "evidence"),
    [
        ({"boundary": square(2_309_900, 574_900, 300)}, "boundary"),
        ({"neighbours": (Neighbour("CN-02", 1e4, square(2_310_080, 575_000)),)}, "plots"),
        ({"position": HERE}, "position"),
        ({"declared_m2": 6300.7}, "area"),
    ],
)
def test_utm_taken_for_tm3_is_told_by_what_is_near_and_by_the_area(around, evidence):
    found = survey(UTM_TEXT, HANOI, **around)
    hit = next(one for one in found.findings if one.code == "utm_for_tm3")
    assert (hit.params["fits"], hit.params["evidence"]) == (UTM_48N, evidence)
    assert "utm_for_tm3" not in codes(survey(UTM_TEXT, UTM_48N, **around))
    assert "utm_for_tm3" not in codes(survey(TEXT, HANOI, **around))


def test_tm3_taken_for_utm_is_told_as_well():
    found = survey(TEXT, UTM_48N, boundary=square(2_309_900, 574_900, 300))
    hit = next(one for one in found.findings if one.code == "utm_for_tm3")
    assert hit.params["fits"] == HANOI


@pytest.mark.parametrize(
    ("declared", "expected"),
    [(6300.7, []), (6330.0, []), (6335.0, ["area_differs"]), (6265.0, ["area_differs"])],
)
def test_an_area_may_differ_by_half_a_percent(declared, expected):
    assert codes(survey(declared_m2=declared)) == expected


def test_plots_may_overlap_by_half_a_square_metre():
    touching = Neighbour("CN-02", 1e4, square(2_310_000, 575_200))
    for width, expected in ((200.004, []), (200.006, ["overlaps"])):
        text = write(square(width=width))
        assert codes(survey(text, neighbours=(touching,))) == (expected if width > 200.005 else [])
    found = survey(write(square(width=210)), neighbours=(touching,)).findings[0]
    assert (found.params["plot"], round(found.params["area_m2"])) == ("CN-02", 1000)


def test_a_plot_beyond_the_clusters_boundary_is_said_so():
    found = survey(boundary=square(2_310_020, 575_000, 300)).findings
    assert [one.code for one in found] == ["outside_cluster"]
    assert found[0].severity == "warning"


def test_a_plot_beyond_the_boundary_by_a_strip_is_measured():
    found = survey(write(square()), boundary=square(2_309_990, 574_990, 100)).findings
    assert round(found[0].params["area_m2"]) == 1900


def test_the_plots_together_fit_on_the_industrial_land():
    others = (Neighbour("CN-02", 9_000, None), Neighbour("CN-03", 1_000, None))
    for land, expected in ((16_301, []), (16_300, ["above_industrial_land"])):
        around = {"declared_m2": 6300.7, "neighbours": others, "industrial_land_m2": land}
        assert codes(survey(**around)) == expected


def test_a_clusters_boundary_is_checked_against_its_plots():
    plots = (Neighbour("CN-01", 1e4, square()), Neighbour("CN-02", 1, None))
    inside = survey(write(square(2_309_900, 574_900, 300)), is_cluster=True, neighbours=plots)
    assert codes(inside) == []
    shifted = survey(write(square(2_310_050, 574_900, 300)), is_cluster=True, neighbours=plots)
    assert [(f.code, f.params["plot"]) for f in shifted.findings] == [("plot_outside", "CN-01")]


def test_sides_belong_to_the_corner_they_begin_at():
    ring = square(side=30, width=40)
    assert sides_m(ring) == [40, 30, 40, 30]
    assert all(a != b for a, b in pairwise(ring))
