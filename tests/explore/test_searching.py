"""Text in, ranked things out, without a database."""

import pytest

from clusters.codes import code_key
from explore.searching import Codes, Entry, Names, plain, sound

NAMES = {
    "clusters": [
        ("Cụm công nghiệp Dục Tú", "Dục Tú, Đông Anh"),
        ("Cụm công nghiệp Di Trạch", "Di Trạch, Hoài Đức | Công ty CP Đầu tư Hạ tầng"),
        ("Cụm công nghiệp Phùng Xá (Mỹ Đức)", "Phùng Xá, Mỹ Đức"),
        ("Cụm công nghiệp Sơn Đồng", "Sơn Đồng, Hoài Đức"),
        ("Cụm công nghiệp Phú Xuyên", "Phú Xuyên"),
    ],
    "places": [
        ("Xã Đông Anh", "Huyện Đông Anh"),
        ("Huyện Đông Anh", ""),
        ("Phường Chương Mỹ", "Huyện Chương Mỹ"),
        ("Xã Trường Yên", "Huyện Chương Mỹ"),
        ("Xã Đông Phương Yên", "Huyện Chương Mỹ"),
        ("Xã Hòa Lạc", "Huyện Thạch Thất"),
        ("Xã Thạch Thất", "Huyện Thạch Thất"),
        ("Xã Sóc Sơn", "Huyện Sóc Sơn"),
        ("Xã Gia Lâm", "Huyện Gia Lâm"),
        ("Phường Yên Nghĩa", "Quận Hà Đông"),
    ],
    "enterprises": [("Rạng Đông", ""), ("Công ty CP Nhựa Hà Nội", "")],
}
BARE = ("cum cong nghiep ", "xa ", "huyen ", "phuong ")


def entry(kind, name, also):
    whole = plain(name)
    bare = next((whole.removeprefix(b) for b in BARE if whole.startswith(b)), whole)
    return Entry(kind, tuple(dict.fromkeys((whole, bare))), plain(also), name)


@pytest.fixture(scope="module")
def names():
    return Names(entry(kind, *row) for kind, rows in NAMES.items() for row in rows)


def first(names, typed, kind):
    hits = names.search(plain(typed)).hits.get(kind, [])
    return hits[0].entry.row if hits else None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        # with and without diacritics, đ as d, ð for đ, composed or not, any case, any signs
        ("dục tú", "Cụm công nghiệp Dục Tú"),
        ("duc tu", "Cụm công nghiệp Dục Tú"),
        ("DUC  TU!", "Cụm công nghiệp Dục Tú"),
        ("đông anh", "Xã Đông Anh"),
        ("dong anh", "Xã Đông Anh"),
        ("Ðông Anh", "Xã Đông Anh"),
        ("Đo\u0302ng Anh", "Xã Đông Anh"),
        ("hòa lạc", "Xã Hòa Lạc"),
        ("hoà lạc", "Xã Hòa Lạc"),
        ("xã Hoà Lạc", "Xã Hòa Lạc"),
        # beginnings of words, in any order
        ("dong phuo", "Xã Đông Phương Yên"),
        ("yen phuong dong", "Xã Đông Phương Yên"),
        ("huyện đông anh", "Huyện Đông Anh"),
        # letters turned, doubled, left out, struck beside
        ("dcu tu", "Cụm công nghiệp Dục Tú"),
        ("ducc tu", "Cụm công nghiệp Dục Tú"),
        ("đông ah", "Xã Đông Anh"),
        ("dong ang", "Xã Đông Anh"),
        ("thạch thấp", "Xã Thạch Thất"),
        ("thahc that", "Xã Thạch Thất"),
        ("ranh dong", "Rạng Đông"),
        ("nhua ha noii", "Công ty CP Nhựa Hà Nội"),
        # no spaces
        ("dongphuongyen", "Xã Đông Phương Yên"),
        ("hoalac", "Xã Hòa Lạc"),
        # what sounds alike in Hanoi: tr/ch, s/x, gi/d/r, l/n, i/y
        ("trương mỹ", "Phường Chương Mỹ"),
        ("chương mĩ", "Phường Chương Mỹ"),
        ("sóc xơn", "Xã Sóc Sơn"),
        ("xóc sơn", "Xã Sóc Sơn"),
        ("phú suyên", "Cụm công nghiệp Phú Xuyên"),
        ("phung sa", "Cụm công nghiệp Phùng Xá (Mỹ Đức)"),
        ("da lâm", "Xã Gia Lâm"),
        ("hòa nạc", "Xã Hòa Lạc"),
    ],
)
def test_a_name_is_found_however_it_is_typed(names, typed, name):
    kind = next(kind for kind, rows in NAMES.items() if name in [row[0] for row in rows])
    assert first(names, typed, kind) == name


def test_what_is_called_that_comes_before_what_is_merely_near_it(names):
    found = names.search("dong anh").hits
    assert [hit.entry.row for hit in found["places"]] == ["Xã Đông Anh", "Huyện Đông Anh"]
    assert [hit.entry.row for hit in found["clusters"]] == ["Cụm công nghiệp Dục Tú"]
    assert found["places"][0].points > found["clusters"][0].points


def test_words_of_different_neighbours_are_no_name(names):
    """Hoài Đức and đầu tư stand beside Di Trạch; Dục Tú does not."""
    assert [hit.entry.row for hit in names.search("duc tu").hits["clusters"]] == [
        "Cụm công nghiệp Dục Tú"
    ]


def test_a_near_name_is_said_to_be_near(names):
    assert names.search("dcu tu").near and not names.search("duc tu").near


def test_where_nothing_has_all_words_those_with_most_of_them_are_shown(names):
    found = names.search("may moc thiet bi rang dong phich nuoc")
    assert not found.near and not found.hits
    found = names.search("rang dong phich")
    assert found.some and found.hits["enterprises"][0].entry.row == "Rạng Đông"


@pytest.mark.parametrize("typed", ["", "   ", "!?", "\x00", "%_", "'; drop table", "𝔇", "a" * 100])
def test_nonsense_finds_nothing_and_breaks_nothing(names, typed):
    assert not names.search(plain(typed)).hits


def test_a_short_name_inside_a_long_query_is_not_near_to_it(names):
    assert first(names, "rang dong cong ty co phan bong den phich nuoc", "places") is None


def test_sounds():
    assert sound("truong my") == sound("chuong mi")
    assert sound("gia lam") == sound("da nam") == sound("ra nam")
    assert sound("gi") == "gi"  # no vowel after it: the i is one
    assert sound("nghia") == sound("ngia")


@pytest.fixture
def codes():
    rows = [("CN-03", 1), ("CN-3", 2), ("CN-30", 2), ("CN-31", 1), ("A1-2", 1), ("NX-07", 3)]
    keyed = [
        (code_key(code), cluster, n, (code, cluster)) for n, (code, cluster) in enumerate(rows)
    ]
    return Codes(keyed, code_key)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("CN-03", [("CN-03", 1), ("CN-3", 2), ("CN-30", 2), ("CN-31", 1)]),
        ("cn3", [("CN-03", 1), ("CN-3", 2), ("CN-30", 2), ("CN-31", 1)]),
        ("cn 3", [("CN-03", 1), ("CN-3", 2), ("CN-30", 2), ("CN-31", 1)]),
        ("lô cn 3 hai", [("CN-3", 2), ("CN-30", 2)]),
        ("hai cn-30", [("CN-30", 2)]),
        ("mã lô NX7", [("NX-07", 3)]),
        ("nx 7 hai", []),
        ("a1-2", [("A1-2", 1)]),
        ("a12", []),
        ("hai", []),
        ("", []),
        ("9" * 100, []),
    ],
)
def test_a_plot_is_found_by_its_code(codes, typed, expected):
    named = {"mot": [1], "hai": [2]}
    found = codes.search(typed, lambda words: named.get(" ".join(words), []))
    assert [codes.rows[place] for place in found] == expected


def test_many_readings_of_a_query_cost_no_more_than_a_few(codes):
    asked = []
    codes.search("cn 3 " * 12, lambda words: asked.append(words) or [])
    assert 0 < len(asked) <= 4
