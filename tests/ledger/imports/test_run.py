"""A plan that cannot be carried out to its end leaves nothing behind; what fails here is the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from bot.ledger.tables import BILL, RUN
from bot.migrations.metadata import METADATA
from bot.store.engine import Store
from tests.ledger.books import Books
from tests.ledger.imports.desk import Desk, charged, line, paid, person

STOPS = {
    "sqlite": ("CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no space left'); END",),
    "postgresql": (
        "CREATE FUNCTION stop() RETURNS trigger AS $$ BEGIN RAISE 'no space left'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER stop BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION stop()",
    ),
}


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    """A store with an estate of one house and its owner."""
    made = Store(any_database, threads=1)
    METADATA.create_all(made.engine)
    with made.writing() as session:
        books = Books(session)
        books.owner(books.house())
    yield made
    made.close()


@contextmanager
def at_the_desk(store: Store, file: Path) -> Iterator[Desk]:
    with store.writing() as session:
        yield Desk(Books(session), file)


def everything(store: Store) -> dict[str, list[str]]:
    with store.reading() as session:
        return {
            table.name: sorted(map(repr, session.connection().execute(table.select())))
            for table in METADATA.sorted_tables
        }


def test_an_import_that_fails_at_its_end_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with store.engine.begin() as connection:
        for statement in STOPS[store.engine.dialect.name]:
            connection.execute(text(statement))
    before = everything(store)
    for rows in (
        (charged(500), charged(600, house="5-1-101", row=3)),
        (paid(300, month="2025-03", house="5-1-101"),),
        (person("李梅", house="5-1-101", plates=("苏E12345",)),),
        (line(500, "水费"), line(600, "3-2-501", reference="R2", row=3)),
    ):
        with pytest.raises(DatabaseError, match="no space left"), at_the_desk(store, tmp_path / "file") as desk:
            desk.enter(*rows, create_houses=True)
    assert everything(store) == before


def test_who_enters_the_same_bill_first_wins_and_the_other_file_leaves_nothing(store: Store, tmp_path: Path) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time: nobody can come between plan and entry")

    def two_at_once() -> None:
        with at_the_desk(store, tmp_path / "file") as desk:
            planned = desk.plan(charged(600, "2026-02"), charged(500, row=3))
            assert planned.preview.create == 2
            with at_the_desk(store, tmp_path / "other") as other:
                other.enter(charged(500))
            desk.carry_out(planned)

    with pytest.raises(IntegrityError):
        two_at_once()
    with store.reading() as session:
        assert [bill.amount_fen for bill in session.connection().execute(BILL.select())] == [500]
        assert len(session.connection().execute(RUN.select()).all()) == 1
