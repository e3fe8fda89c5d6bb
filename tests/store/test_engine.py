"""Transactions: all or nothing, durable, no lost update between threads and programs, readers that never wait."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.store import engine
from bot.store.engine import Store, lock


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    made = Store(any_database)
    with made.writing() as session:
        session.connection().execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
        session.connection().execute(text("INSERT INTO counter VALUES (1, 0)"))
    yield made
    made.close()


def value(session: Session) -> int:
    return int(session.connection().execute(text("SELECT value FROM counter")).scalar_one())


def put(session: Session, number: int) -> None:
    session.connection().execute(text("UPDATE counter SET value = :number"), {"number": number})


def raise_by_one(store: Store, times: int) -> None:
    for _ in range(times):
        with store.writing() as session:
            lock(session, "counter")
            put(session, value(session) + 1)


def read(store: Store) -> int:
    with store.reading() as session:
        return value(session)


def test_no_update_is_lost_between_threads_and_programs(store: Store, any_database: str) -> None:
    other = Store(any_database)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: raise_by_one(each, 50), (store, other, store, other)))
    other.close()
    assert read(store) == 200


def test_an_error_undoes_the_whole_transaction(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            put(session, 7)
            raise KeyError("oops")

    with pytest.raises(KeyError):
        fail()
    assert read(store) == 0


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_is_committed(store: Store) -> None:
    with store.writing() as session:
        put(session, 7)
        session.flush()
        assert read(store) == 0
    assert read(store) == 7


def test_a_commit_is_seen_by_another_program_at_once(store: Store, any_database: str) -> None:
    raise_by_one(store, 3)
    other = Store(any_database)
    assert read(other) == 3
    other.close()


def test_a_key_is_held_until_its_transaction_ends(store: Store) -> None:
    def second() -> int:
        with store.writing() as session:
            lock(session, "key")
            return value(session)

    with ThreadPoolExecutor(1) as pool:
        with store.writing() as session:
            lock(session, "key")
            waiting = pool.submit(second)
            put(session, 7)
        assert waiting.result(20) == 7


async def test_work_runs_in_a_thread_and_in_one_transaction(store: Store) -> None:
    def work(session: Session) -> str:
        put(session, 7)
        return threading.current_thread().name

    assert (await store.in_transaction(work)).startswith("linli")
    assert await store.in_reading(value) == 7
    assert await store.in_thread(sum, [1, 2]) == 3
    assert await asyncio.wrap_future(store.submit(sum, [1, 2])) == 3


def test_sqlite_commits_are_durable(database: str) -> None:
    store = Store(database)
    with store.reading() as session:
        found = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_connection_that_died_while_it_rested_is_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    if store.is_sqlite:
        pytest.skip("a file does not hang up")
    monkeypatch.setattr(engine, "RESTED_S", -1.0)
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {}"
    read(store)
    other = Store(store.engine.url.render_as_string(hide_password=False))
    with other.writing() as session:
        session.connection().execute(text(kill.format("pg_backend_pid()")))
    other.close()
    assert read(store) == 0


def test_a_reader_on_sqlite_that_writes_is_not_committed(database: str) -> None:
    store = Store(database)
    with store.writing() as session:
        session.connection().execute(text("CREATE TABLE counter (value INTEGER)"))
    with store.reading() as session:
        session.connection().execute(text("INSERT INTO counter VALUES (1)"))
    with store.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM counter")).scalar() == 0
    store.close()


def test_a_constraint_is_kept(store: Store) -> None:
    def insert_again() -> None:
        with store.writing() as session:
            session.connection().execute(text("INSERT INTO counter VALUES (1, 1)"))

    with pytest.raises(DBAPIError):
        insert_again()
    assert read(store) == 0


def test_an_error_does_not_tell_the_values_of_its_statement(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.writing() as session:
        session.connection().execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "王建国 13800000000"})
    assert "王建国" not in str(caught.value)
