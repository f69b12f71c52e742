"""A body that is too large: answered by a real server before it is sent, and kept nowhere."""

import contextlib
import socket

import pytest
from django.urls import reverse

from tests.processes import Portal

MIB = 1024 * 1024
pytestmark = [pytest.mark.workers, pytest.mark.xdist_group("processes")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, folder of its temporary files); anonymous pages need no table."""
    folder = tmp_path_factory.mktemp("served")
    spool = folder / "spool"
    spool.mkdir()
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
        "TMPDIR": str(spool),
    }
    portal = Portal(folder, environment, "threads")
    try:
        yield portal.web().removeprefix("http://"), spool
    finally:
        portal.stop()


def answer_to(address, path, *headers, body=b""):
    """Status line and text of the answer to a POST of which only ``body`` is ever sent."""
    host, port = address.split(":")
    head = [f"POST {path} HTTP/1.1", f"Host: {address}", *headers, "", ""]
    with socket.create_connection((host, int(port)), 15) as connection:
        connection.sendall("\r\n".join(head).encode() + body)
        connection.settimeout(15)
        text = b""
        with contextlib.suppress(TimeoutError):
            while b"</html>" not in text and (piece := connection.recv(65536)):
                text += piece
    status, _line, rest = text.decode().partition("\r\n")
    return status, rest


MULTIPART = "Content-Type: multipart/form-data; boundary=x"
START = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="lo.xlsx"\r\n\r\n' + b"0" * 65536
)


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "200,0 MB"), ("/en", "Nothing of it was read or kept")]
)
def test_200_mb_are_refused_before_they_are_sent(served, prefix, words):
    address, spool = served
    path = prefix + reverse("clusters:import_all_plots")
    size = f"Content-Length: {200 * MIB}"
    status, page = answer_to(address, path, MULTIPART, size, body=START)
    assert status == "HTTP/1.1 413 Request Entity Too Large"
    assert words in page and f'href="{path}"' in page
    assert not list(spool.iterdir())


def test_a_body_of_unknown_size_is_refused(served):
    address, spool = served
    path = reverse("clusters:import_all_plots")
    chunk = f"{len(START):x}\r\n".encode() + START + b"\r\n"
    status, page = answer_to(address, path, MULTIPART, "Transfer-Encoding: chunked", body=chunk)
    assert status == "HTTP/1.1 411 Length Required" and "52 MB" in page
    assert not list(spool.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 1])
def test_the_limit_itself_is_allowed(visitor, settings, more):
    settings.UPLOAD_LARGEST_MB = 1
    body = b"x" * (MIB + more)
    answer = visitor.client.post("/", body, content_type="application/octet-stream")
    assert (answer.status_code == 413) == bool(more)
