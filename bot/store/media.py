"""Files that people send, kept by their content: the same photo twice is one file, and a name decides nothing.

What a file is, its first bytes say; an image is opened as well, so that a zip bomb called .jpg stops here
(spec/conversation.md §12).
"""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from PIL import Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
THUMBNAIL = (480, 480)
IMAGE_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_IMAGE_MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_MAGIC = (
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"RIFF", "audio/wav"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store: the hash of its bytes, what it is, how many bytes."""

    sha256: str
    mime: str
    size: int


class RefusedFile(Exception):
    """The file is not kept. `code` names the sentence for the person: empty, too_large, unknown_type, broken_image."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


class MediaStore:
    """The folder `LINLI_HOME/media`: `ab/abcdef….bin` for the bytes, `ab/abcdef….thumb.jpg` for a small picture."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; it is made when the first file comes."""
        self.folder = folder

    def keep(self, content: bytes) -> Kept:
        """Store `content` unchanged, and a thumbnail beside it when it is an image.

        Raises:
            RefusedFile: nothing is stored.
        """
        if not content:
            raise RefusedFile("empty")
        if len(content) > MAX_BYTES:
            raise RefusedFile("too_large")
        mime = _image_mime(content) or _other_mime(content)
        if mime is None:
            raise RefusedFile("unknown_type")
        thumbnail = _thumbnail(content) if mime.startswith("image/") else None
        sha256 = hashlib.sha256(content).hexdigest()
        self._write(self.path(sha256), content)
        if thumbnail:
            self._write(self.thumbnail_path(sha256), thumbnail)
        return Kept(sha256, mime, len(content))

    def path(self, sha256: str) -> Path:
        """Return where the bytes are (or would be)."""
        return self.folder / sha256[:2] / f"{sha256}.bin"

    def thumbnail_path(self, sha256: str) -> Path:
        """Return where the small picture is; only images have one."""
        return self.folder / sha256[:2] / f"{sha256}.thumb.jpg"

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}.part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


def _image_mime(content: bytes) -> str | None:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
    if not content.startswith(starts) and not (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return None
    with _opened(content) as image:
        return _IMAGE_MIMES[str(image.format)]


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """Open an image whose size was checked before a pixel is unpacked.

    Raises:
        RefusedFile: it is broken, or has more pixels than any phone makes.
    """
    try:
        with Image.open(io.BytesIO(content), formats=IMAGE_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise RefusedFile("too_large")
            yield image
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedFile("broken_image") from None


def _thumbnail(content: bytes) -> bytes:
    with _opened(content) as image:
        image.draft("RGB", THUMBNAIL)
        small = ImageOps.exif_transpose(image).convert("RGB")
        small.thumbnail(THUMBNAIL)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=82)
        return out.getvalue()


def _other_mime(content: bytes) -> str | None:
    return next((mime for at, magic, mime in _MAGIC if content[at : at + len(magic)] == magic), None)
