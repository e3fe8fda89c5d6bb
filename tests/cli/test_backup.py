"""Backup and restore: everything comes back, on either database, or nothing changes."""

import gzip
import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column as SaColumn
from sqlalchemy import Date, DateTime, LargeBinary, MetaData, Numeric, Table, Time, func, insert, select, text

from bot.cli.entry import run
from bot.conversation.knowledge import Knowledge
from bot.migrations import upgrade
from bot.migrations.metadata import METADATA
from bot.store.backup import readers, snapshot
from bot.store.engine import Store
from bot.store.media import MediaStore
from tests.cli.conftest import Linli
from tests.conftest import Program
from tests.databases import fresh_database

PICTURE = b"%PDF-1.4 a letter"
Rows = dict[str, list[tuple[Any, ...]]]


def everything(url: str) -> Rows:
    """Return every row of every table."""
    with closing(Store(url, threads=1)) as store, store.reading() as session:
        connection = session.connection()
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in METADATA.sorted_tables
        }


def made(url: str) -> str:
    """Bring the schema of a database up to date."""
    with closing(Store(url, threads=1)) as store:
        upgrade(store)
    return url


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with its schema and no row, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "linli.db"
    made(f"sqlite:///{file}")
    return file


@pytest.fixture
def other(empty_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'other.db')}"


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    with fresh_database("postgresql", tmp_path) as url:
        yield made(url)


@dataclass(frozen=True)
class Original:
    """A database in which something has happened, and its backup."""

    url: str
    file: Path


@pytest.fixture(scope="session")
def original(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Original:
    folder = tmp_path_factory.mktemp("original")
    url, file = f"sqlite:///{folder / 'linli.db'}", folder / "saved.tar.gz"
    program = Program(url, folder, know)
    for who in ("3-2-501/owner", "3-2-502/tenant"):
        phone = program.resident(who)
        for words in ("物业费怎么交", "要报修，家里漏水", "明天\u2028\u0085👍"):
            program.say(phone, words)
    program.app.close()
    MediaStore(folder / "media").keep(PICTURE)
    with pytest.MonkeyPatch.context() as here:
        here.setenv("LINLI_HOME", str(folder))
        here.setenv("LINLI_DATABASE_URL", url)
        assert run(["backup", str(file)]) == 0
    return Original(url, file)


@pytest.fixture
def saved(original: Original, tmp_path: Path) -> Path:
    """A copy of the backup that a test may break."""
    return Path(shutil.copy(original.file, tmp_path / "saved.tar.gz"))


def test_everything_goes_from_sqlite_to_postgresql_and_back(
    original: Original, saved: Path, postgres: str, other: str, linli: Linli, tmp_path: Path
) -> None:
    before = everything(original.url)
    assert before["outbox"]
    assert before["house"]
    there = str(tmp_path / "there")
    assert linli("restore", str(saved), DATABASE_URL=postgres, HOME=there).code == 0
    assert everything(postgres) == before
    assert linli("backup", "again.tar.gz", DATABASE_URL=postgres, HOME=there).code == 0
    back = str(tmp_path / "back")
    assert linli("restore", "again.tar.gz", DATABASE_URL=other, HOME=back).code == 0
    assert everything(other) == before
    kept = [path.read_bytes() for path in (tmp_path / "back" / "media").glob("*/*")]
    assert kept == [PICTURE]


def test_a_backup_sees_one_moment_whoever_writes(any_database: str) -> None:
    made(any_database)
    estate = METADATA.tables["estate"]
    counted = select(func.count()).select_from(estate)
    with closing(Store(any_database, threads=2)) as store:
        with snapshot(store) as connection:
            assert connection.execute(counted).scalar() == 0
            with store.writing() as session:
                session.connection().execute(insert(estate).values(code="新", name="新", city=""))
            assert connection.execute(counted).scalar() == 0
        with snapshot(store) as connection:
            assert connection.execute(counted).scalar() == 1


def test_new_rows_come_after_the_restored_ones(saved: Path, postgres: str, linli: Linli) -> None:
    assert linli("restore", str(saved), DATABASE_URL=postgres).code == 0
    with closing(Store(postgres, threads=1)) as store, store.writing() as session:
        estate = METADATA.tables["estate"]
        session.connection().execute(insert(estate).values(code="新", name="新", city=""))
        ids = session.connection().execute(select(func.count(), func.max(estate.c.id))).one()
    assert ids == (2, 2)


def test_the_file_is_for_its_owner_and_nothing_else_is_left(original: Original) -> None:
    assert stat.S_IMODE(original.file.stat().st_mode) == 0o600
    assert [path.name for path in original.file.parent.iterdir() if "saved" in path.name] == ["saved.tar.gz"]
    with tarfile.open(original.file) as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == ("format.json", "manifest.json")


def test_a_broken_backup_leaves_the_older_one(saved: Path, linli: Linli) -> None:
    before = saved.read_bytes()
    assert linli("backup", str(saved), DATABASE_URL="postgresql+psycopg://x@127.0.0.1:1/x").code == 2
    assert saved.read_bytes() == before


@pytest.mark.parametrize("where", [".", "missing/file.tar.gz"])
def test_a_backup_needs_a_place(linli: Linli, where: str) -> None:
    result = linli("backup", where)
    assert result.code == 2
    assert result.err.count("\n") == 1


def test_a_database_that_holds_something_is_replaced_only_on_demand(saved: Path, other: str, linli: Linli) -> None:
    with closing(Store(other, threads=1)) as store, store.writing() as session:
        session.connection().execute(insert(METADATA.tables["estate"]).values(code="别处", name="别处", city=""))
    before = everything(other)
    refused = linli("restore", str(saved), DATABASE_URL=other)
    assert refused.code == 2
    assert "--replace" in refused.err
    assert everything(other) == before
    assert linli("restore", str(saved), "--replace", DATABASE_URL=other).code == 0
    assert [row[1] for row in everything(other)["estate"]] == ["阳光"]


Members = list[tuple[tarfile.TarInfo, bytes]]


def rewritten(file: Path, change: Callable[[Members], Members]) -> Path:
    """Return a copy of a backup whose parts were changed."""
    with tarfile.open(file) as tar:
        members = [(info, getattr(tar.extractfile(info), "read", bytes)()) for info in tar]
    copy = file.with_name("changed.tar.gz")
    with tarfile.open(copy, "w:gz") as tar:
        for info, content in change(members):
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return copy


def replaced(name: str, edit: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    return lambda members: [(info, edit(content) if info.name == name else content) for info, content in members]


def with_head(**values: Any) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps({**json.loads(content), **values}).encode()


def added(name: str, kind: bytes = tarfile.REGTYPE) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        return [*members[:-1], (info, b""), members[-1]]

    return change


HASH = "ab" * 32
CHANGES: dict[str, Callable[[Members], Members]] = {
    "a row changed": replaced("tables/house.jsonl", lambda content: content.replace(b"3-2-501", b"3-2-999")),
    "a file changed": replaced("tables/staff.jsonl", lambda _content: b""),
    "a table left out": lambda members: [each for each in members if each[0].name != "tables/house.jsonl"],
    "no manifest": lambda members: members[:-1],
    "a manifest that is none": replaced("manifest.json", lambda _content: b"[]"),
    "a newer format": replaced("format.json", with_head(version=2)),
    "no format": lambda members: members[1:],
    "a newer schema": replaced("manifest.json", with_head(revision="9999")),
    "a path upwards": added("../../evil"),
    "a media path upwards": added("media/../../evil.bin"),
    "an absolute path": added("/tmp/evil"),  # noqa: S108 - must be refused
    "a link": added(f"media/ab/{HASH}.bin", tarfile.SYMTYPE),
    "a hard link": added(f"media/ab/{HASH}.bin", tarfile.LNKTYPE),
    "a device": added(f"media/ab/{HASH}.bin", tarfile.CHRTYPE),
    "an unknown file": added(f"media/ab/{HASH}.bin"),
    "a part twice": lambda members: [*members[:2], members[1], *members[2:]],
    "something after the end": lambda members: [*members, members[1]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_backup_that_was_changed_is_refused_and_changes_nothing(
    saved: Path, other: str, linli: Linli, tmp_path: Path, change: str
) -> None:
    refused(linli, rewritten(saved, CHANGES[change]), other, tmp_path)


def refused(linli: Linli, file: Path, url: str, folder: Path) -> None:
    """Demand a sentence, and that neither the database nor the media have anything new."""
    fresh = folder / "fresh"
    result = linli("restore", str(file), DATABASE_URL=url, HOME=str(fresh))
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert not any(everything(url).values())
    assert not (folder / "evil").exists()
    assert not list(fresh.glob("*"))


@pytest.mark.parametrize("part", [0, 1, 100, 0.5, 0.99, -1])
def test_a_file_that_was_cut_off_is_refused(saved: Path, other: str, linli: Linli, tmp_path: Path, part: float) -> None:
    content = saved.read_bytes()
    end = part if isinstance(part, int) else int(len(content) * part)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(content[:end])
    refused(linli, cut, other, tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"a letter",
        gzip.compress(b"a letter"),
        gzip.compress(b""),
        b"\x1f\x8b",
        bytes(10240),
        gzip.compress(bytes(10240)),
    ],
    ids=["text", "packed text", "packed nothing", "only a mark", "zeros", "packed zeros"],
)
def test_what_is_no_backup_is_refused(other: str, linli: Linli, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter"
    file.write_bytes(content)
    refused(linli, file, other, tmp_path)


def test_a_byte_that_went_wrong_is_seen(saved: Path, other: str, linli: Linli, tmp_path: Path) -> None:
    content = bytearray(saved.read_bytes())
    for place in (len(content) // 3, len(content) // 2, len(content) - 6):
        broken = bytearray(content)
        broken[place] ^= 0xFF
        file = tmp_path / "broken.tar.gz"
        file.write_bytes(broken)
        refused(linli, file, other, tmp_path)


def test_a_row_that_does_not_fit_takes_everything_back(
    saved: Path, other: str, postgres: str, linli: Linli, tmp_path: Path
) -> None:
    """The hashes are right, so the file is read to this row; the rows and files before it must go again."""

    def spoil(members: Members) -> Members:
        changed = replaced("tables/staff.jsonl", lambda content: content.replace(b'"name": "', b'"name": null, "x": "'))
        members = changed(members)
        info, head = members[-1]
        manifest = json.loads(head)
        staff = next(content for info, content in members if info.name == "tables/staff.jsonl")
        manifest["members"]["tables/staff.jsonl"] |= {"sha256": sha256(staff).hexdigest(), "size": len(staff)}
        return [*members[:-1], (info, json.dumps(manifest).encode())]

    file = rewritten(saved, spoil)
    for url in (other, postgres):
        refused(linli, file, url, tmp_path)


def test_every_column_of_the_program_can_be_kept() -> None:
    for table in METADATA.sorted_tables:
        readers(table)
        for column in table.columns:
            nullable_json = column.nullable and column.type.__class__.__name__ == "JSON"
            assert not nullable_json or column.type.none_as_null, f"{table.name}.{column.name} has two nothings"  # type: ignore[attr-defined]


def test_days_moments_amounts_and_bytes_come_back() -> None:
    kinds = {"on": Date, "at": DateTime, "of_day": Time, "rate": Numeric, "raw": LargeBinary}
    table = Table("each_kind", MetaData(), *(SaColumn(name, kind) for name, kind in kinds.items()))
    read = readers(table)
    assert read["on"]("2026-11-21") == date(2026, 11, 21)
    assert read["at"]("2026-11-21T10:00:00") == datetime(2026, 11, 21, 10)  # noqa: DTZ001 - as the column has it
    assert read["raw"]("AAE=") == b"\x00\x01"
    assert str(read["rate"]("0.30")) == "0.30"


def test_a_schema_that_is_newer_than_the_program_is_not_touched(database: str, linli: Linli) -> None:
    made(database)
    with closing(Store(database, threads=1)) as store, store.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in (("db", "upgrade"), ("backup", "x.tar.gz"), ("outbox",)):
        result = linli(*command, DATABASE_URL=database)
        assert result.code == 2
        assert "9999" in result.err
        assert result.err.count("\n") == 1
