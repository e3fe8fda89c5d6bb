"""One file that holds everything, and goes between SQLite and PostgreSQL in both directions.

A tar.gz: `format.json` first, then `tables/NAME.jsonl` in the order of dependency, all from one snapshot, then
`media/…`, and `manifest.json` last with the hash of every member: a file that was cut off has none. Rows and files
are streamed, so the memory that is needed does not grow with the company. `restore.py` reads it.
"""

import base64
import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import JSON, Connection, Table, TypeDecorator, func, select
from sqlmodel import Session

from bot.store.batches import Tell
from bot.store.engine import Store

FORMAT: Final = {"format": "linli backup", "version": 1}
FIRST: Final = "format.json"
LAST: Final = "manifest.json"
BATCH: Final = 500
MEDIA_NAME: Final = re.compile(r"media/([0-9a-f]{2})/(\1[0-9a-f]{62})\.(bin|thumb\.jpg)")


class BackupFault(Exception):
    """The file cannot be written or used; the text is one sentence. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is kept: the tables in the order of dependency, the schema's revision, the folder of the media."""

    tables: Sequence[Table]
    revision: str
    media: Path


@dataclass(frozen=True, slots=True)
class Counts:
    """How much went into the file or came out of it."""

    rows: int
    files: int


def write_backup(store: Store, file: Path, what: Contents, *, now: datetime, tell: Tell) -> Counts:
    """Write everything to `file`: under another name first, so that a broken run leaves no half file behind.

    Raises:
        OSError: the disk is full, or the folder does not exist or may not be written.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with (
            os.fdopen(_owner_only(partial), "wb") as out,
            tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar,
        ):
            writer = _Writer(tar, now)
            writer.add_bytes(FIRST, json.dumps(FORMAT).encode())
            rows = _write_tables(store, writer, what, folder=file.parent, tell=tell)
            files = _write_media(writer, what.media)
            head = {"revision": what.revision, "made_at": now.isoformat(timespec="seconds"), "members": writer.members}
            writer.add_bytes(LAST, json.dumps({**FORMAT, **head}).encode())
        _sync(partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return Counts(rows, files)


def _owner_only(path: Path) -> int:
    """Make the file readable by its owner alone: names and phones are inside."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _sync(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


class _Writer:
    """Adds members and keeps the hash of each for the manifest."""

    def __init__(self, tar: tarfile.TarFile, now: datetime) -> None:
        self._tar, self._at = tar, int(now.timestamp())
        self.members: dict[str, dict[str, Any]] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add(self, name: str, content: IO[bytes], size: int, **more: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._at, 0o600
        hashed = HashedReader(content)
        self._tar.addfile(info, hashed)
        self.members[name] = {"sha256": hashed.hexdigest(), "size": size, **more}


class HashedReader:
    """Reads through to another file and hashes what passes."""

    def __init__(self, content: IO[bytes]) -> None:
        """Read from `content`."""
        self._content, self._hash = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        block = self._content.read(size)
        self._hash.update(block)
        return block

    def hexdigest(self) -> str:
        """Return the SHA-256 of what has been read."""
        return self._hash.hexdigest()


def _write_tables(store: Store, writer: _Writer, what: Contents, *, folder: Path, tell: Tell) -> int:
    done = 0
    with snapshot(store) as connection:
        total = sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in what.tables)
        for table in what.tables:
            # A member's size stands before its bytes, so the rows wait on the disk, not in memory.
            with tempfile.TemporaryFile(dir=folder) as spool:
                rows = 0
                for line in _lines(connection, table):
                    spool.write(line)
                    rows += 1
                    tell(done + rows, total)
                size = spool.tell()
                spool.seek(0)
                writer.add(f"tables/{table.name}.jsonl", spool, size, rows=rows)
            done += rows
    return done


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """Give a connection that sees one moment of all tables, whoever writes meanwhile."""
    with store.reading() as session:
        yield _one_moment(session, store)


def _one_moment(session: Session, store: Store) -> Connection:
    if store.is_sqlite:
        return session.connection()
    return session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    names = [column.name for column in table.columns]
    rows = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(rows, execution_options={"yield_per": BATCH}):
        yield json.dumps(dict(zip(names, row, strict=True)), default=_in_json).encode() + b"\n"


def _in_json(value: object) -> str:
    match value:
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case _:
            raise TypeError(f"a column holds {type(value).__name__}, which a backup does not know")


_FROM_JSON: Final[Mapping[type, Callable[[Any], Any]]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}
_AS_IT_IS: Final = (str, int, bool, float)


def readers(table: Table) -> dict[str, Callable[[Any], Any]]:
    """Return, for each column whose values JSON cannot hold, what brings them back.

    Raises:
        TypeError: a column has a type that a backup does not know.
    """
    found: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        # SQLModel wraps its texts; what is inside says what a value is.
        inner = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        kind = inner.python_type
        if kind in _FROM_JSON:
            found[column.name] = _FROM_JSON[kind]
        elif not isinstance(inner, JSON) and kind not in _AS_IT_IS:
            raise TypeError(f"{table.name}.{column.name} holds {kind.__name__}, which a backup does not know")
    return found


def _write_media(writer: _Writer, folder: Path) -> int:
    """Add the files that are there after the snapshot: they never change, so every row's file is among them."""
    count = 0
    for path in _media_files(folder):
        name = f"media/{path.parent.name}/{path.name}"
        with path.open("rb") as content:
            writer.add(name, content, os.fstat(content.fileno()).st_size)
        count += 1
    return count


def _media_files(folder: Path) -> Iterable[Path]:
    found = sorted(folder.glob("??/*")) if folder.is_dir() else []
    return (path for path in found if MEDIA_NAME.fullmatch(f"media/{path.parent.name}/{path.name}"))
