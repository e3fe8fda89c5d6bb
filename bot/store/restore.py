"""Reading a backup: verified to its last byte first, then put back in one transaction. A failed one changes nothing."""

import gzip
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlalchemy import Connection, Table, delete, exists, insert, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.store.backup import BATCH, FIRST, FORMAT, LAST, MEDIA_NAME, BackupFault, Contents, Counts, HashedReader
from bot.store.backup import readers as readers_of
from bot.store.batches import Tell
from bot.store.engine import Store

_TABLE_NAME = re.compile(r"tables/([a-z0-9_]+)\.jsonl")
_LONGEST_HEAD = 256 * 1024 * 1024
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the last member says about the others: hash, size and rows by name."""

    revision: str
    made_at: str
    members: Mapping[str, Mapping[str, Any]]


def restore_backup(
    store: Store, file: Path, what: Contents, *, known: Collection[str], replace: bool, tell: Tell
) -> Counts:
    """Put a backup back; `known` are the schema's revisions that this version of the program can make.

    `replace` empties a database that holds something first; files that are there already stay.

    Raises:
        BackupFault: the file is no backup, is damaged or from another schema, or the database holds something.
        OSError: the file or the folder of the media cannot be used.
    """
    manifest = verify(file, tell=lambda done, total: tell(done, 2 * total))
    _refuse_other_schema(manifest, what, known)
    what.media.parent.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=what.media.parent, prefix=".restore-") as staged,
        _taken_back_on_failure() as moved,
        store.writing() as session,
    ):
        connection = session.connection()
        _make_room(connection, what.tables, replace=replace)
        counts = _put_back(connection, file, what, staged=Path(staged), tell=tell)
        continue_ids(connection, what.tables)
        _move(Path(staged), what.media, moved)
    return counts


def verify(file: Path, *, tell: Tell) -> Manifest:
    """Read the whole file and compare every byte with the manifest.

    Raises:
        BackupFault: it is no backup, or it is not what was written.
    """
    seen = _Seen()
    with _readable(file):
        for name, content in _members(file, tell):
            seen.take(name, content)
    if seen.manifest is None:
        raise BackupFault(f"{file} is not complete: its end is missing")
    if seen.members != {name: (each["sha256"], each["size"]) for name, each in seen.manifest.members.items()}:
        raise BackupFault(f"{file} is damaged: its contents are not what was written")
    return seen.manifest


@dataclass
class _Seen:
    """What has been read so far."""

    members: dict[str, tuple[str, int]] = field(default_factory=dict)
    manifest: Manifest | None = None

    def take(self, name: str, content: IO[bytes]) -> None:
        if self.manifest is not None or name in self.members:
            raise BackupFault(f"this is no backup: {name} stands where nothing may stand")
        if name == LAST:
            self.manifest = _read_manifest(content.read(_LONGEST_HEAD))
            return
        hashed, size = HashedReader(content), 0
        while block := hashed.read(_BLOCK):
            size += len(block)
        self.members[name] = (hashed.hexdigest(), size)


def _read_manifest(content: bytes) -> Manifest:
    try:
        head = json.loads(content)
        manifest = Manifest(head["revision"], head["made_at"], head["members"])
        _ = [(each["sha256"], each["size"]) for each in manifest.members.values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupFault("the backup is damaged: its manifest cannot be read") from None
    return manifest


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Say in one sentence that a file cannot be unpacked."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as fault:
        raise BackupFault(f"{file} is no backup or is damaged: {fault or type(fault).__name__}") from None


def _members(file: Path, tell: Tell) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of every member in order; nothing but what a backup may hold gets through."""
    total = file.stat().st_size
    with file.open("rb") as raw, gzip.open(raw) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as tar:
        for place, info in enumerate(tar):
            yield info.name, _content(tar, info, place)
            tell(raw.tell(), total)
        while unpacked.read(_BLOCK):
            pass  # the checksum of the whole stands behind the last byte


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo, place: int) -> IO[bytes]:
    allowed = info.name in {FIRST, LAST} or _TABLE_NAME.fullmatch(info.name) or MEDIA_NAME.fullmatch(info.name)
    content = tar.extractfile(info) if info.type == tarfile.REGTYPE and allowed else None
    if content is None or (place == 0) != (info.name == FIRST):
        raise BackupFault(f"this is no backup of linli: {info.name!r} is none of its parts")
    if place > 0:
        return content
    head = content.read(_BLOCK)
    _refuse_other_format(head)
    return io.BytesIO(head)


def _refuse_other_format(content: bytes) -> None:
    try:
        head = json.loads(content)
    except ValueError:
        head = None
    if head != FORMAT:
        raise BackupFault("this is no backup of linli, or one of a newer version of the program")


def _refuse_other_schema(manifest: Manifest, what: Contents, known: Collection[str]) -> None:
    if manifest.revision not in known:
        raise BackupFault(
            f"the backup has schema {manifest.revision}, this version knows up to {what.revision}: "
            "restore it with the newer version of the program"
        )
    if manifest.revision != what.revision:
        raise BackupFault(
            f"the backup has schema {manifest.revision}, the database {what.revision}: restore it with the version "
            "that made it, then update"
        )
    wanted = {f"tables/{table.name}.jsonl" for table in what.tables}
    if wanted != {name for name in manifest.members if _TABLE_NAME.fullmatch(name)}:
        raise BackupFault("the backup does not have the tables of this version of the program")


def _make_room(connection: Connection, tables: Collection[Table], *, replace: bool) -> None:
    if connection.dialect.name == "postgresql":
        # Nobody may write between the look and the end, or a running server's rows would mix with the backup's.
        connection.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN ACCESS EXCLUSIVE MODE"))
    if replace:
        empty(connection, tables)
        return
    full = next((table for table in tables if connection.execute(select(exists(select(table)))).scalar()), None)
    if full is not None:
        raise BackupFault(f"the database is not empty ({full.name} has rows): --replace puts the backup in their place")


def empty(connection: Connection, tables: Collection[Table]) -> None:
    """Delete every row of `tables` (given in the order of dependency)."""
    for table in reversed(list(tables)):
        connection.execute(delete(table))


def _put_back(connection: Connection, file: Path, what: Contents, *, staged: Path, tell: Tell) -> Counts:
    tables = {f"tables/{table.name}.jsonl": table for table in what.tables}
    rows = files = 0
    with _readable(file):
        for name, content in _members(file, lambda done, total: tell(total + done, 2 * total)):
            if name in tables:
                rows += _insert_all(connection, tables[name], content)
            elif name not in {FIRST, LAST}:
                _stage(staged / name.removeprefix("media/"), content)
                files += 1
    return Counts(rows, files)


def _insert_all(connection: Connection, table: Table, content: IO[bytes]) -> int:
    readers, done = readers_of(table), 0
    lines = iter(content)
    try:
        while batch := [_row(line, readers) for line in islice(lines, BATCH)]:
            connection.execute(insert(table), batch)
            done += len(batch)
    except OperationalError:
        raise
    except (ValueError, TypeError, AttributeError, KeyError, SQLAlchemyError) as fault:
        said = type(getattr(fault, "orig", None) or fault).__name__
        raise BackupFault(f"a row of {table.name} after row {done} does not fit this database ({said})") from None
    return done


def _row(line: bytes, readers: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    for name, read in readers.items():
        row[name] = None if row[name] is None else read(row[name])
    return row


def continue_ids(connection: Connection, tables: Collection[Table]) -> None:
    """Let new rows get ids after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            if column.type.python_type is int:
                _continue_id(connection, table.name, column.name)


def _continue_id(connection: Connection, table: str, column: str) -> None:
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table, "column": column}
    ).scalar()
    if sequence:
        last = f"SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}"  # noqa: S608 - our own names
        connection.execute(text(f"SELECT setval(:sequence, ({last}), false)"), {"sequence": sequence})


def _stage(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        while block := content.read(_BLOCK):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _move(staged: Path, media: Path, moved: list[Path]) -> None:
    for path in sorted(staged.glob("*/*")):
        target = media / path.parent.name / path.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            moved.append(target)
            path.replace(target)


@contextmanager
def _taken_back_on_failure() -> Iterator[list[Path]]:
    """Collect the files that are put in place; when what follows fails, they go away again."""
    moved: list[Path] = []
    try:
        yield moved
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
