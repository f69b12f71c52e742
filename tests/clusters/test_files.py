"""Documents and photos: what is let in, what is made of it, who gets it back."""

import io

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse
from PIL import Image

from clusters.models import Attachment
from clusters.uploads import safe_name
from portal.common.models import Change
from tests.clusters.uploads import pdf, picture, upload
from tests.factories import ClusterFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plot(investor):
    cluster = ClusterFactory(investor=investor.organisation)
    return PlotFactory(cluster=cluster, published=True)


def address(owner):
    if isinstance(owner, type(PlotFactory.build())):
        return reverse("clusters:plot_files", args=[owner.pk])
    return reverse("clusters:cluster_files", args=[owner.slug])


def add(person, owner, *uploads, what="photos", **fields):
    given = {"photos": {"alt": "Cổng cụm"}, "document": {"kind": "paper"}}[what]
    data = {"files": list(uploads), "add": what, **given, **fields}
    return person.client.post(address(owner), data)


def message(answer, form):
    return answer.context[form].errors["files"][0]


def test_a_photo_loses_its_place_and_stands_upright(investor, plot):
    content = picture((640, 480), turned=True, place=True)
    assert b"ba X" in content
    assert add(investor, plot, upload("IMG_1.JPG", content)).status_code == 302
    row = plot.files.get()
    assert (row.width, row.height) == (480, 640) and row.is_public
    for stored in (row.file, row.small, row.large):
        image = Image.open(stored.open())
        assert not image.getexif() and "exif" not in image.info
    assert (Image.open(row.small.open()).width, row.content_type) == (240, "image/jpeg")


def test_a_picture_that_something_shows_through_becomes_webp(investor, plot):
    add(investor, plot, upload("a.png", picture(form="PNG", colour=(1, 2, 3, 9))))
    assert plot.files.get().content_type == "image/webp"


def test_a_large_photo_is_made_smaller(investor, plot):
    add(investor, plot, upload("a.jpg", picture((4000, 3000))))
    row = plot.files.get()
    assert (row.width, row.height) == (2560, 1920)
    assert Image.open(row.large.open()).width == 1280


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
POLYGLOT = picture() + b"<script>alert(document.cookie)</script>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", SVG, "“a.svg” có chứa mã lệnh hoặc trang web."),
        ("a.png", SVG, "“a.png” có chứa mã lệnh hoặc trang web."),
        ("a.jpg", b"<html><body>x", "“a.jpg” có chứa mã lệnh hoặc trang web."),
        ("a.jpg", POLYGLOT, "“a.jpg” có chứa mã lệnh hoặc trang web."),
        ("a.jpg", b"alert(1)//" * 9, "“a.jpg” không phải JPEG, PNG hay WebP."),
        ("a.gif", picture(form="GIF"), "“a.gif” không phải JPEG, PNG hay WebP."),
        ("a.jpg", pdf(), "“a.jpg” không phải JPEG, PNG hay WebP."),
        ("a.png", picture(), "“a.png” không đúng như tên tệp: nội dung là image/jpeg."),
        ("a.html", picture(), "“a.html” không đúng như tên tệp: nội dung là image/jpeg."),
        ("a.jpg", picture()[:300], "Không mở được “a.jpg” như một ảnh."),
        ("a.jpg", b"", "Tập tin được gửi là rỗng."),
        ("a.jpg", picture() + b"x" * (10 * 1024 * 1024), "“a.jpg” lớn hơn 10 MB."),
    ],
)
def test_a_photo_that_is_none_is_refused_by_name(investor, plot, name, content, words):
    answer = add(investor, plot, upload("tot.jpg", picture()), upload(name, content))
    assert answer.status_code == 422 and message(answer, "photo_form") == words
    assert words in answer.content.decode().replace("&quot;", '"')
    assert not plot.files.exists() and not Change.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf("javascript"), "“a.pdf” có chứa mã lệnh. Hãy in ra PDF mới rồi tải lên."),
        (pdf("action"), "“a.pdf” có chứa mã lệnh. Hãy in ra PDF mới rồi tải lên."),
        (pdf("embedded"), "“a.pdf” có tệp khác bên trong. Hãy tải riêng các tệp đó."),
        (
            pdf("launch"),
            "“a.pdf” khởi chạy chương trình hoặc phương tiện khác. Hãy in ra PDF mới rồi tải lên.",
        ),
        (pdf(password="x"), "“a.pdf” được bảo vệ bằng mật khẩu. Hãy lưu bản không có mật khẩu."),
        (b"%PDF-1.7\n" + b"x" * 400, "Không mở được “a.pdf” như một tệp PDF."),
        (b"MZ" + b"\0" * 300, "“a.pdf” không phải PDF, JPEG, PNG hay WebP."),
    ],
)
def test_a_document_that_could_act_is_refused(investor, plot, content, words):
    answer = add(investor, plot, upload("a.pdf", content), what="document")
    assert answer.status_code == 422 and message(answer, "document_form") == words
    assert not plot.files.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(investor, plot, settings):
    settings.PICTURE_MEGAPIXELS = 1
    answer = add(investor, plot, upload("a.png", picture((2000, 600), "PNG")))
    assert message(answer, "photo_form") == "“a.png” có hơn 1 megapixel."


def animated(form):
    """Two frames, of which the second holds what the first does not show."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("white", "red")]
    stream = io.BytesIO()
    frames[0].save(stream, form, save_all=True, append_images=frames[1:], duration=100)
    return stream.getvalue()


def test_of_a_picture_that_moves_the_first_frame_is_kept(investor, plot):
    assert add(investor, plot, upload("a.webp", animated("WEBP"))).status_code == 302
    kept = Image.open(plot.files.get().file.open())
    assert getattr(kept, "n_frames", 1) == 1 and kept.convert("RGB").getpixel((9, 9))[1] > 200


def test_a_png_that_moves_is_refused_by_name(investor, plot):
    answer = add(investor, plot, upload("a.png", animated("PNG")))
    assert answer.status_code == 422 and message(answer, "photo_form").startswith("“a.png”")


def test_an_archive_is_no_photo_whatever_it_calls_itself(investor, plot):
    answer = add(investor, plot, upload("a.jpg", b"PK\x03\x04" + b"\0" * 400))
    assert message(answer, "photo_form") == "“a.jpg” không phải JPEG, PNG hay WebP."


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("photos", {"alt": "Cổng phía đông", "caption": "Chụp tháng 10"}),
        ("document", {"number": "12/QĐ-UBND", "issuer": "UBND Thành phố", "kind": "paper"}),
    ],
)
def test_what_was_typed_beside_a_refused_file_stays(investor, plot, what, typed):
    answer = add(investor, plot, upload("a.pdf", b"MZ" + b"\0" * 300), what=what, **typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert all(f'value="{words}"' in text for words in typed.values() if words != "paper")


def test_a_photo_without_words_for_it_is_refused(investor, plot):
    answer = add(investor, plot, upload("a.jpg", picture()), alt="")
    assert answer.status_code == 422 and "alt" in answer.context["photo_form"].errors


def test_a_document_of_tomorrow_is_refused(investor, plot):
    answer = add(investor, plot, upload("a.pdf", pdf()), what="document", issued_on="01/01/2999")
    assert answer.status_code == 422
    assert answer.context["document_form"].errors["issued_on"] == ["Ngày này chưa tới."]


def test_the_same_file_twice_says_so(investor, plot):
    add(investor, plot, upload("một.jpg", picture()))
    for several in (
        [upload("hai.jpg", picture())],
        [upload(f"{n}.jpg", picture((9, 9))) for n in "ab"],
    ):
        answer = add(investor, plot, *several)
        assert answer.status_code == 422 and "đã có ở đây" in message(answer, "photo_form")
    other = PlotFactory(cluster=plot.cluster)
    assert add(investor, other, upload("hai.jpg", picture())).status_code == 302


def test_all_files_together_have_a_limit(investor, plot, settings):
    settings.FILES_LARGEST_MB = 0
    answer = add(investor, plot, upload("a.jpg", picture()))
    assert answer.status_code == 422 and "Tổng dung lượng" in message(answer, "photo_form")


class NeverRead(io.BytesIO):
    """A body of which not one byte may be asked for."""

    def read(self, size=-1):
        raise AssertionError("read")


def test_an_upload_of_200_mb_is_refused_without_reading_it(investor, plot):
    answer = investor.client.generic(
        "POST",
        address(plot),
        CONTENT_TYPE=MULTIPART_CONTENT,
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": NeverRead()},
    )
    page = answer.content.decode()
    assert answer.status_code == 413 and "200,0 MB" in page and "tối đa 52 MB" in page
    assert not plot.files.exists()


def test_several_photos_come_at_once_are_numbered_and_put_in_order(investor, plot):
    add(investor, plot, *(upload(f"{n}.jpg", picture((n, 9))) for n in (11, 12, 13)))
    assert [row.alt for row in plot.files.all()] == [f"Cổng cụm ({n})" for n in (1, 2, 3)]
    last = plot.files.last()
    for _turn in range(3):
        investor.client.post(reverse("clusters:file_earlier", args=[last.pk]))
    assert [row.name for row in Attachment.objects.of(plot)] == ["13.jpg", "11.jpg", "12.jpg"]


def test_words_of_a_file_are_edited_and_logged(investor, plot):
    add(investor, plot, upload("a.jpg", picture()))
    row = plot.files.get()
    page = reverse("clusters:file_edit", args=[row.pk])
    assert investor.client.post(page, {"alt": "", "caption": "x"}).status_code == 422
    investor.client.post(page, {"alt": "Đường vào", "caption": "Tháng 5"})
    row.refresh_from_db()
    assert (row.alt, row.caption) == ("Đường vào", "Tháng 5")
    assert Change.objects.of(row).count() == 2


def test_a_removed_file_leaves_the_disk_once_it_is_committed(
    investor, plot, django_capture_on_commit_callbacks
):
    add(investor, plot, upload("a.jpg", picture()))
    row = plot.files.get()
    names, storage = row.stored_names, row.file.storage
    assert len(names) == 3 and all(storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        investor.client.post(reverse("clusters:file_remove", args=[row.pk]))
    assert not any(storage.exists(name) for name in names) and not plot.files.exists()
    assert Change.objects.of(plot).first().before == "a.jpg"


def test_a_document_is_opened_to_the_public_by_an_officer(
    investor, officer, visitor, plot, manufacturer
):
    add(
        investor,
        plot,
        upload("qđ.pdf", pdf()),
        what="document",
        kind="legal",
        number="12/QĐ-UBND",
        issued_on="01/02/2024",
        issuer="UBND huyện",
    )
    row = plot.files.get()
    there = reverse("clusters:file", args=[row.pk])
    seen = [p.client.get(there).status_code for p in (investor, officer, visitor, manufacturer)]
    assert seen == [200, 200, 404, 404]
    assert "qđ.pdf" not in visitor.client.get(plot.get_absolute_url()).content.decode()
    officer.client.post(reverse("clusters:file_open", args=[row.pk]))
    assert visitor.client.get(there).status_code == 200
    page = visitor.client.get(plot.get_absolute_url()).content.decode()
    assert "12/QĐ-UBND" in page and "01/02/2024" in page
    assert officer.client.post(reverse("clusters:file_open", args=[row.pk])).status_code == 409
    officer.client.post(reverse("clusters:file_close", args=[row.pk]))
    assert visitor.client.get(there).status_code == 404


def test_files_of_a_plot_that_is_not_public_are_not_either(investor, visitor, officer):
    plot = PlotFactory(cluster=ClusterFactory(investor=investor.organisation))
    add(investor, plot, upload("a.jpg", picture()))
    row = plot.files.get()
    for name, more in (("file", []), ("thumbnail", ["small"])):
        there = reverse(f"clusters:{name}", args=[row.pk, *more])
        assert visitor.client.get(there).status_code == 404
        assert investor.client.get(there).status_code == 200


def test_a_file_comes_with_headers_that_let_it_do_nothing(investor, visitor, plot):
    add(investor, plot, upload("../../etc/ảnh: cổng.jpg", picture()))
    row = plot.files.get()
    assert row.name == "ảnh: cổng.jpg" and row.file.name.startswith(f"plots/{plot.pk}/")
    answer = visitor.client.get(row.get_absolute_url(), HTTP_ACCEPT_ENCODING="gzip")
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "public, max-age=300" and "Content-Encoding" not in answer
    again = visitor.client.get(row.get_absolute_url(), HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304 and row.sha256 in answer["ETag"]
    mine = investor.client.get(row.get_absolute_url())
    assert mine["Cache-Control"] == "private, no-cache"
    add(investor, plot, upload("a.pdf", pdf()), what="document")
    paper = investor.client.get(plot.files.get(kind="paper").get_absolute_url())
    assert paper["Content-Disposition"].startswith("attachment")


def test_a_file_that_the_disk_lost_is_not_found(investor, plot):
    add(investor, plot, upload("a.jpg", picture()))
    row = plot.files.get()
    row.file.storage.delete(row.file.name)
    assert investor.client.get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\tmp\\a.jpg", "a.jpg"),
        ("../../a.jpg", "a.jpg"),
        (".htaccess", "htaccess"),
        ("a\u202egpj.exe", "a gpj.exe"),
        ("", "file"),
        ("ảnh\r\n\x00Set-Cookie: a.jpg", "ảnh Set-Cookie: a.jpg"),
        ("x" * 300 + ".jpeg", "x" * 145 + ".jpeg"),
    ],
)
def test_a_name_is_one_visible_line_without_folders(name, kept):
    assert safe_name(name) == kept


@pytest.mark.parametrize("n_photos", [1, 12])
def test_pages_with_photos_cost_the_same_for_few_and_many(
    investor, visitor, plot, n_photos, django_assert_num_queries
):
    files = [upload(f"{n}.jpg", picture((10 + n, 9))) for n in range(n_photos)]
    add(investor, plot, *files)
    add(investor, plot.cluster, upload("cum.jpg", picture((7, 7))))
    browser = Client()
    pages = {}
    for owner, queries in ((plot, 7), (plot.cluster, 11)):
        with django_assert_num_queries(queries):
            pages[owner] = browser.get(owner.get_absolute_url()).content.decode()
    assert pages[plot].count('<img src="/files/') == n_photos and 'alt="Cổng cụm' in pages[plot]
    assert pages[plot.cluster].count('<img src="/files/') == 1
    with django_assert_num_queries(6):  # session, user, desks, plot, files, what waits
        investor.client.get(address(plot))


def test_an_officer_goes_from_the_page_to_what_opens_and_closes(investor, officer, visitor, plot):
    for owner, name, key in (
        (plot, "review_plot_files", plot.pk),
        (plot.cluster, "review_cluster_files", plot.cluster.slug),
    ):
        add(investor, owner, upload("a.pdf", pdf()), what="document")
        desk, there = reverse(f"clusters:{name}", args=[key]), owner.get_absolute_url()
        assert desk in officer.client.get(there).content.decode()
        assert desk not in visitor.client.get(there).content.decode()
        row = owner.files.get()
        opening, closing = (reverse(f"clusters:file_{v}", args=[row.pk]) for v in ("open", "close"))
        page = officer.client.get(desk).content.decode()
        assert opening in page and closing not in page
        assert officer.client.post(opening).url == desk
        page = officer.client.get(desk).content.decode()
        assert closing in page and opening not in page
