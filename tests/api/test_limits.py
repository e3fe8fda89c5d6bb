"""Limits before any route: bodies that never end or lie, heads that are too large, foreign sites and hosts."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.api.limits import Patience
from bot.conversation.knowledge import Knowledge
from bot.runtime import listen_on
from tests.api.site import Site

SAY = "/api/chat/messages"
KINDS = ["application/json", "multipart/form-data; boundary=b"]


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory, know: Knowledge) -> Iterator[Site]:
    """A site that waits for a body less than half a second."""
    home = tmp_path_factory.mktemp("hasty")
    site = Site(f"sqlite:///{home / 'linli.db'}", home, know)
    with site.running(Patience(json_s=0.4, upload_s=0.4)) as running:
        yield running


@pytest.fixture
def unchanged(hasty: Site) -> Iterator[Site]:
    before = hasty.stored()
    yield hasty
    assert hasty.stored() == before
    with hasty.visitor(None) as client:
        assert client.get("/healthz").json() == {"ok": True}


def _exchange(site: Site, sent: bytes, *, ends: bool = False) -> str:
    """Send raw bytes and return all that comes back until the server hangs up."""
    port = int(site.base.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(sent)
        if ends:
            line.shutdown(socket.SHUT_WR)
        got = b""
        with suppress(ConnectionResetError):  # it hung up before it had read all
            while chunk := line.recv(65536):
                got += chunk
    return got.decode()


def _head(site: Site, *lines: str) -> bytes:
    host = site.base.partition("://")[2]
    return "\r\n".join([f"POST {SAY} HTTP/1.1", f"Host: {host}", "Connection: close", *lines, "", ""]).encode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", ["Content-Length: 200", "Transfer-Encoding: chunked"])
def test_a_body_that_never_ends_is_cut(unchanged: Site, kind: str, length: str) -> None:
    begun = b'{"a"' if kind == "application/json" else b"--b\r"
    drip = b"4\r\n" + begun + b"\r\n" if "chunked" in length else begun
    got = _exchange(unchanged, _head(unchanged, f"Content-Type: {kind}", length) + drip)
    assert got.startswith("HTTP/1.1 408 ")
    assert "too_slow" in got


def test_a_chunked_body_that_is_too_large_is_cut(unchanged: Site) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    head = _head(unchanged, "Content-Type: application/json", "Transfer-Encoding: chunked")
    got = _exchange(unchanged, head + chunk * 5)
    assert got.startswith("HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("line", "status"),
    [("Content-Length: 300000", 413), ("Content-Length: 9999999999999999999999", 400), ("Content-Length: -1", 400)],
)
def test_a_length_that_is_too_large_is_refused_at_once(unchanged: Site, line: str, status: int) -> None:
    got = _exchange(unchanged, _head(unchanged, "Content-Type: application/json", line))
    assert got.startswith(f"HTTP/1.1 {status} ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_shorter_than_it_said_is_nothing(unchanged: Site, kind: str) -> None:
    head = _head(unchanged, f"Content-Type: {kind}", "Content-Length: 200")
    _exchange(unchanged, head + b'{"client_id": "c1", "text": "abc"}', ends=True)


def test_a_body_longer_than_it_said_is_broken(unchanged: Site) -> None:
    head = _head(unchanged, "Content-Type: application/json", "Content-Length: 10")
    assert _exchange(unchanged, head + b'{"client_id": "c1", "text": "abc"}').startswith("HTTP/1.1 400 ")


def test_a_huge_head_is_refused(unchanged: Site) -> None:
    got = _exchange(unchanged, _head(unchanged, "X-Much: " + "a" * 200_000))
    assert not got or got.startswith(("HTTP/1.1 400 ", "HTTP/1.1 431 "))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:1"])
@pytest.mark.parametrize("path", [SAY, "/api/demo/identity", "/api/demo/clock"])
def test_another_site_cannot_write_in_a_visitor_s_name(unchanged: Site, path: str, origin: str) -> None:
    with unchanged.visitor(None) as client:
        body = {"client_id": "c1", "text": "你好", "who": "staff:front", "minutes": 5}
        answer = client.post(path, json=body, headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.0.2.1", "[::2]:80", ""]
)
@pytest.mark.parametrize("path", ["/", "/api/chat/state", "/api/demo/people", "/static/chat.js"])
def test_the_demo_answers_under_this_machine_s_names_only(unchanged: Site, path: str, host: str) -> None:
    with unchanged.visitor(None) as client:
        assert client.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_the_demo_knows_every_name_of_the_loopback(unchanged: Site, host: str) -> None:
    with unchanged.visitor(None) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_page_may_load_nothing_from_elsewhere(unchanged: Site) -> None:
    with unchanged.visitor(None) as client:
        for path in ("/", "/static/chat.js", "/api/chat/state", "/nothing"):
            head = client.get(path).headers
            assert head["content-security-policy"].startswith("default-src 'self'; img-src 'self' data: blob:;")
            assert head["x-frame-options"] == "DENY"
            assert "server" not in head


def test_a_taken_port_is_noticed_before_anything_is_built(tmp_path: Path) -> None:
    with listen_on("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listen_on("127.0.0.1", port)
