"""The database: plain sessions on SQLite (one writer at a time) or PostgreSQL, from the same code.

SQLite runs in WAL mode with durable commits; every writing transaction begins with BEGIN IMMEDIATE, so that two
processes never lose an update (spec/channels.md §5.2), and within a process one writer is let in at a time, which is
faster than waiting for the file's lock; those that wait meanwhile share its commit (`shared_commit.py`).

An error of the database never names the values of its statement: they are people's words, and errors are logged.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session

from bot.store.shared_commit import SharedCommit

T = TypeVar("T")
PRAGMAS = ("journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON")
READ_ONLY = "linli_read_only"
RESTED_S = 5.0


class Store:
    """An engine and the ways to use it: `write` or `writing` (one transaction), `reading` (nothing but looking)."""

    def __init__(self, url: str, *, threads: int = 8) -> None:
        """Open the database at `url`; nothing is sent before the first transaction."""
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url, threads)
        self._reader = self.engine.execution_options(**{READ_ONLY: True})
        self._shared = SharedCommit(self.engine) if self.is_sqlite else None
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="linli")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open one transaction; it is committed at the end, rolled back when anything is raised."""
        alone = self._shared.lock if self._shared else nullcontext()
        with alone, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work(session)` as one transaction and return its result once it is committed.

        On SQLite it may share its commit with others that wait; what it raises rolls back itself alone.
        """
        if self._shared is not None:
            return self._shared.run(work)
        with self.writing() as session:
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session to read from; it never waits for a writer.

        On SQLite it sees one moment; on PostgreSQL each statement sees its own (`backup.snapshot` sees one there too).
        """
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        """Begin `work` in a worker thread."""
        return self._pool.submit(work, *args)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work` in a worker thread, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    async def in_transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work(session)` as one transaction in a worker thread."""
        return await self.in_thread(self.write, work)

    async def in_reading(self, work: Callable[[Session], T]) -> T:
        """Run `work(session)`, which only reads, in a worker thread."""

        def run() -> T:
            with self.reading() as session:
                return work(session)

        return await self.in_thread(run)

    def close(self) -> None:
        """Let the work under way finish, then close all connections."""
        self._pool.shutdown(wait=True)
        self.engine.dispose()


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")


def lock(session: Session, key: str) -> None:
    """Hold `key` until the transaction ends, across processes; on SQLite the transaction itself is that lock."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"key": key})


def try_lock(session: Session, key: str) -> bool:
    """Hold `key` until the transaction ends if nobody else does; return whether it is held."""
    connection = session.connection()
    return connection.dialect.name != "postgresql" or bool(connection.execute(_TRY_LOCK, {"key": key}).scalar())


def _postgres_engine(url: str, threads: int) -> Engine:
    engine = create_engine(url, pool_size=threads + 2, max_overflow=4, hide_parameters=True)

    @event.listens_for(engine, "checkin")
    def _note_rest(_connection: Any, record: Any) -> None:
        record.info["resting_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _wake(connection: Any, record: Any, _proxy: Any) -> None:
        # A connection that rested may have died with the server; asking before every transaction costs a round trip.
        rested = monotonic() - record.info.get("resting_since", 0.0)
        if "resting_since" in record.info and rested > RESTED_S and not _answers(connection):
            raise DisconnectionError

    return engine


def _answers(connection: Any) -> bool:
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        return False
    return True


def _sqlite_engine(url: str) -> Engine:
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 10}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(READ_ONLY)
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
