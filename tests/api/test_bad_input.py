"""Whatever is sent: a refusal with a code and a sentence, nothing stored by halves, and the server goes on."""

import io
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.site import Site

SAY = "/api/chat/messages"
MB = 1024 * 1024


@pytest.fixture
def unchanged(shared_site: Site) -> Iterator[Site]:
    """The site, which must have stored nothing at the end and still answer."""
    shared_site.visitor().close()
    before = shared_site.stored()
    yield shared_site
    assert shared_site.stored() == before
    with shared_site.visitor(None) as client:
        assert client.get("/api/chat/state").status_code == 200


def _code(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["message"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.status_code, error["code"]


def _json(**fields: Any) -> bytes:
    return json.dumps({"client_id": "c1", **fields}).encode()


WORDS: dict[str, tuple[bytes, tuple[int, str]]] = {
    "no text": (_json(), (400, "empty")),
    "empty": (_json(text=""), (400, "empty")),
    "only spaces": (_json(text=" \t\n\u3000\u00a0"), (400, "empty")),
    "only control characters": (_json(text="\x00\x01\x02\x1b"), (400, "empty")),
    "only a lone surrogate": (b'{"client_id": "c1", "text": "\\ud800"}', (400, "empty")),
    "only invisible marks": (_json(text="\u202e\u200b\u2066\ufeff"), (400, "empty")),
    "over ten thousand characters": (_json(text="长" * 10_001), (413, "too_large")),
    "a megabyte": (_json(text="a" * MB), (413, "too_large")),
    "broken JSON": (b'{"client_id": "c1", "text": "', (400, "bad_request")),
    "no JSON": (b"hello", (400, "bad_request")),
    "nothing": (b"", (400, "bad_request")),
    "bytes that are no UTF-8": (b'{"client_id": "c1", "text": "\xff\xfe"}', (400, "bad_request")),
    "deeply nested": (b"[" * 100_000 + b"]" * 100_000, (400, "bad_request")),
    "nested in a field": (
        b'{"client_id": "c1", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        (400, "bad_request"),
    ),
    "a huge number": (b'{"client_id": "c1", "text": ' + b"9" * 100_000 + b"}", (400, "bad_request")),
    "a list": (b"[1]", (400, "bad_request")),
    "null": (b"null", (400, "bad_request")),
    "a number for the text": (_json(text=5), (400, "bad_request")),
    "a list for the text": (_json(text=["a"]), (400, "bad_request")),
    "no client_id": (b'{"text": "a"}', (400, "bad_request")),
    "a number for the client_id": (_json(text="a", client_id=1), (400, "bad_request")),
    "a client_id with a colon": (_json(text="a", client_id="a:b"), (400, "bad_request")),
    "a client_id of 65": (_json(text="a", client_id="a" * 65), (400, "bad_request")),
    "a press that is no token": (_json(press="flow:repair"), (400, "bad_request")),
    "a press of a number": (_json(press=1), (400, "bad_request")),
    "a label that is no text": (_json(press="p1:1", label={}), (400, "bad_request")),
}


@pytest.mark.parametrize(("body", "refusal"), WORDS.values(), ids=WORDS.keys())
def test_words_that_cannot_be_taken(unchanged: Site, body: bytes, refusal: tuple[int, str]) -> None:
    with unchanged.visitor() as client:
        answer = client.post(SAY, content=body, headers={"Content-Type": "application/json"})
        assert _code(answer) == refusal


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("text/plain", (415, "wrong_type")),
        ("application/x-www-form-urlencoded", (415, "wrong_type")),
        ("", (415, "wrong_type")),
        ("multipart/form-data", (400, "bad_request")),
        ("multipart/form-data; boundary=", (400, "bad_request")),
        ("multipart/form-data; boundary=xyz", (400, "bad_request")),
        ("multipart/form-data; boundary=" + "x" * 5000, (400, "bad_request")),
    ],
)
def test_a_content_type_that_does_not_fit(unchanged: Site, kind: str, refusal: tuple[int, str]) -> None:
    with unchanged.visitor() as client:
        answer = client.post(SAY, content=_json(text="你好"), headers={"Content-Type": kind})
        assert _code(answer) == refusal


def _png(width: int, height: int) -> bytes:
    """A picture that is small as a file and huge when it is opened: rows of one colour, packed."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(min(height, 2000))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


def _zip() -> bytes:
    return b"PK\x03\x04" + zlib.compress(bytes(5 * MB))


FILES: dict[str, tuple[Callable[[], bytes], tuple[int, str]]] = {
    "empty": (lambda: b"", (400, "empty")),
    "a text": (lambda: b"hello", (415, "unknown_type")),
    "a page": (lambda: b"<html><script>alert(1)</script></html>", (415, "unknown_type")),
    "a drawing with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        (415, "unknown_type"),
    ),
    "a program": (lambda: b"MZ\x90\x00" + bytes(5000), (415, "unknown_type")),
    "a zip bomb": (_zip, (415, "unknown_type")),
    "a picture of gigapixels": (lambda: _png(60_000, 60_000), (415, "broken_image")),
    "a picture of seventy megapixels": (lambda: _png(8_500, 8_500), (413, "too_large")),
    "half a photo": (lambda: _jpeg((640, 480))[:700], (415, "broken_image")),
    "only the first bytes of a photo": (lambda: b"\xff\xd8\xff\xe0", (415, "broken_image")),
    "21 MB": (lambda: _jpeg() + bytes(21 * MB), (413, "too_large")),
}


@pytest.mark.parametrize(("make", "refusal"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_photo_whatever_its_name(
    unchanged: Site, make: Callable[[], bytes], refusal: tuple[int, str]
) -> None:
    with unchanged.visitor() as client:
        answer = client.post(SAY, data={"client_id": "c1"}, files={"files": ("照片.jpg", make(), "image/jpeg")})
        assert _code(answer) == refusal


def test_one_bad_file_among_good_ones_refuses_all(unchanged: Site) -> None:
    files = [("files", ("a.jpg", _jpeg(), "image/jpeg")), ("files", ("b.jpg", b"MZ" + bytes(99), "image/jpeg"))]
    with unchanged.visitor() as client:
        assert _code(client.post(SAY, data={"client_id": "c1"}, files=files)) == (415, "unknown_type")


def test_ten_files_are_too_many(unchanged: Site) -> None:
    files = [("files", (f"{i}.jpg", _jpeg((i + 1, 9)), "image/jpeg")) for i in range(10)]
    with unchanged.visitor() as client:
        assert _code(client.post(SAY, data={"client_id": "c1"}, files=files)) == (413, "too_many_files")


def test_a_form_without_words_or_files_is_empty(unchanged: Site) -> None:
    with unchanged.visitor() as client:
        form = {"client_id": (None, "c1"), "text": (None, "  ")}
        assert _code(client.post(SAY, files=form)) == (400, "empty")
        assert _code(client.post(SAY, files={"client_id": (None, "c1")})) == (400, "empty")


def test_a_form_whose_text_is_a_file_or_whose_client_id_is_missing_is_refused(unchanged: Site) -> None:
    photo = ("files", ("a.jpg", _jpeg(), "image/jpeg"))
    with unchanged.visitor() as client:
        files = [photo, ("text", ("t.txt", b"abc", "text/plain"))]
        assert _code(client.post(SAY, data={"client_id": "c1"}, files=files))[0] in (400, 413)
        assert _code(client.post(SAY, files=[photo])) == (400, "bad_request")


@pytest.mark.parametrize(
    "path",
    [
        "/api/media/" + "0" * 64,
        "/api/media/" + "0" * 63,
        "/api/media/..%2f..%2fetc%2fpasswd",
        "/api/media/%00",
        "/api/media/../chat/nothing",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/%2e%2e%2f%2e%2e%2fapp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/" + "a" * 3000,
        "/static/",
        "/openapi.json",
        "/docs",
    ],
)
def test_a_path_that_leads_nowhere(unchanged: Site, path: str) -> None:
    with unchanged.visitor() as client:
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["after=abc", "after=", "after=1.5", "after=1&after=x"])
def test_a_stream_after_no_number_is_refused(unchanged: Site, query: str) -> None:
    with unchanged.visitor() as client:
        assert _code(client.get(f"/api/chat/stream?{query}")) == (400, "bad_request")


def test_a_method_that_a_route_does_not_have_is_refused_with_a_sentence(unchanged: Site) -> None:
    with unchanged.visitor() as client:
        assert _code(client.put(SAY, content=b"")) == (405, "bad_request")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, (400, "bad_request")),
        ({"who": 5}, (400, "bad_request")),
        ({"who": ""}, (400, "bad_request")),
        ({"who": "resident:\ud800"}, (400, "bad_request")),
        ({"who": "x" * 101}, (400, "bad_request")),
        ({"who": "resident:9-9-999/owner"}, (404, "unknown_person")),
        ({"who": "staff:nobody"}, (404, "unknown_person")),
        ({"who": "admin"}, (404, "unknown_person")),
    ],
)
def test_nobody_to_be(unchanged: Site, body: dict[str, object], refusal: tuple[int, str]) -> None:
    with unchanged.visitor() as client:
        assert _code(client.post("/api/demo/identity", content=json.dumps(body), headers=JSON)) == refusal
        assert client.get("/api/chat/state").json()["me"]["who"] == "resident:3-2-501/owner"


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, (400, "bad_request")),
        ({"minutes": "5"}, (400, "bad_request")),
        ({"minutes": True}, (400, "bad_request")),
        ({"minutes": 10**30}, (400, "bad_request")),
        ({"minutes": -5}, (409, "clock_back")),
        ({"to": "2026-11-20T09:00"}, (409, "clock_back")),
        ({"to": "tomorrow"}, (400, "bad_request")),
        ({"to": "9999-12-31T23:59:59-12:00"}, (400, "bad_request")),
        ({"to": "0001-01-01T00:00:00+14:00"}, (400, "bad_request")),
        ({"to": "2026-13-41"}, (400, "bad_request")),
    ],
)
def test_a_time_that_cannot_be(unchanged: Site, body: dict[str, object], refusal: tuple[int, str]) -> None:
    with unchanged.visitor() as client:
        assert _code(client.post("/api/demo/clock", json=body)) == refusal


@pytest.mark.parametrize(
    "cookie", ["%00", "resident:%00", "x" * 300, "admin", "resident:%ff%fe", "staff:%ED%A0%80", "%"]
)
def test_a_bad_cookie_is_a_new_stranger_or_nobody(unchanged: Site, cookie: str) -> None:
    with unchanged.visitor(None) as client:
        answer = client.get("/api/chat/state", headers={"Cookie": f"linli_visitor={cookie}"})
        assert answer.json()["me"]["kind"] == "stranger"


def test_what_no_reader_can_see_is_dropped_and_the_rest_is_stored(shared_site: Site) -> None:
    with shared_site.visitor("stranger:marks") as client:
        raw = b'{"client_id": "m1", "text": "\\u202e\\u0000\\ud800\\u4f60\\u597d\\u001b"}'
        assert client.post(SAY, content=raw, headers=JSON).status_code == 202
        assert client.get(SAY).json()["messages"][0]["text"] == "你好"


def test_a_name_of_a_file_decides_nothing(shared_site: Site) -> None:
    with shared_site.visitor("stranger:names") as client:
        name = "../../etc/\u202egpj.exe"
        client.post(SAY, data={"client_id": "n1"}, files={"files": (name, _jpeg(), "text/html")}).raise_for_status()
        file = client.get(SAY).json()["messages"][0]["files"][0]
        assert file["mime"] == "image/jpeg"
        assert "\u202e" not in file["name"]
        assert client.get(file["url"]).headers["content-type"] == "image/jpeg"
