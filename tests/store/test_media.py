"""Files are kept by what they are, not by what they are called; what is none of them is refused."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.store.media import MAX_BYTES, MediaStore, RefusedFile


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_a_picture_is_kept_unchanged_with_a_small_one(media: MediaStore, kind: str, mime: str) -> None:
    content = picture(kind)
    kept = media.keep(content)
    assert (kept.sha256, kept.mime, kept.size) == (hashlib.sha256(content).hexdigest(), mime, len(content))
    assert media.path(kept.sha256).read_bytes() == content
    with Image.open(media.thumbnail_path(kept.sha256)) as small:
        assert (small.format, max(small.size)) == ("JPEG", 480)


def test_the_same_picture_twice_is_one_file(media: MediaStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(media.keep, [picture()] * 8))
    assert len(set(kept)) == 1
    assert sorted(path.suffix for path in media.folder.rglob("*") if path.is_file()) == [".bin", ".jpg"]


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"OggS....", "audio/ogg"),
        (b"#!AMR\n..", "audio/amr"),
        (b"ID3\x03....", "audio/mpeg"),
        (b"RIFF\x10\0\0\0WAVE", "audio/wav"),
    ],
)
def test_other_files_are_known_by_their_first_bytes(media: MediaStore, content: bytes, mime: str) -> None:
    kept = media.keep(content)
    assert kept.mime == mime
    assert not media.thumbnail_path(kept.sha256).exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"MZ\x90\0 this is a program", "unknown_type"),
        (b"PK\x03\x04 an archive", "unknown_type"),
        (b"<svg onload='x'/>", "unknown_type"),
        (b"\xff\xd8\xff not a picture", "broken_image"),
        (picture()[:400], "broken_image"),
        (picture("PNG")[:100], "broken_image"),
    ],
    ids=["empty", "one byte too many", "exe", "zip", "svg", "fake jpeg", "cut jpeg", "cut png"],
)
def test_anything_else_is_refused_and_nothing_is_stored(media: MediaStore, content: bytes, code: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        media.keep(content)
    assert refused.value.code == code
    assert not media.folder.exists()


def test_a_file_of_exactly_the_limit_is_kept(media: MediaStore) -> None:
    assert media.keep(b"%PDF-" + b"x" * (MAX_BYTES - 5)).size == MAX_BYTES


def test_a_picture_of_too_many_points_is_refused(media: MediaStore) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 7_000)).save(out, "PNG")
    with pytest.raises(RefusedFile) as refused:
        media.keep(out.getvalue())
    assert refused.value.code == "too_large"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF"]), rest=st.binary(max_size=200)
)
def test_any_bytes_are_kept_or_refused(tmp_path: Path, start: bytes, rest: bytes) -> None:
    media, content = MediaStore(tmp_path / "any"), start + rest
    assert _fate(media, content) in {"kept", "empty", "unknown_type", "broken_image"}


def _fate(media: MediaStore, content: bytes) -> str:
    try:
        kept = media.keep(content)
    except RefusedFile as refused:
        return refused.code
    return "kept" if media.path(kept.sha256).read_bytes() == content else "changed"
