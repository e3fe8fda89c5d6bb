"""`linli db upgrade` and `linli demo load`: the schema, and the demo estate where it may be."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.migrations import HEAD, downgrade
from bot.store.engine import Store
from tests.cli.conftest import Linli


def ask(url: str, query: str) -> list[Any]:
    with closing(Store(url, threads=1)) as store, store.reading() as session:
        return [tuple(row) for row in session.connection().execute(text(query))]


def write(url: str, statement: str) -> None:
    with closing(Store(url, threads=1)) as store, store.writing() as session:
        session.connection().execute(text(statement))


HOUSES = "SELECT count(*) FROM house"
PEOPLE = "SELECT name, phone FROM person ORDER BY id"
MOVES = "SELECT from_on FROM residency ORDER BY id"


def test_the_schema_is_brought_up_to_date_and_stays(any_database: str, linli: Linli) -> None:
    for _ in range(2):
        result = linli("db", "upgrade", DATABASE_URL=any_database)
        assert (result.code, result.out) == (0, f"the schema is up to date: {HEAD}\n")
    assert ask(any_database, HOUSES) == [(0,)]


def test_every_command_brings_the_schema_up_to_date(any_database: str, linli: Linli) -> None:
    assert linli("outbox", DATABASE_URL=any_database).code == 0
    with closing(Store(any_database, threads=1)) as store:
        downgrade(store, "base")
    assert linli("tick", DATABASE_URL=any_database).code == 0
    assert ask(any_database, HOUSES) == [(0,)]


def test_only_the_empty_default_database_gets_the_demo_estate(linli: Linli, home: Path, database: str) -> None:
    assert linli("outbox").code == 0
    assert ask(f"sqlite:///{home / 'linli.db'}", HOUSES) == [(120,)]
    assert linli("outbox", DATABASE_URL=database).code == 0
    assert ask(database, HOUSES) == [(0,)]


def test_production_never_gets_the_demo_estate(linli: Linli, home: Path) -> None:
    production = {"ENV": "production", "SECRET": "long and random letters"}
    assert linli("outbox", **production).code == 0
    for arguments in ((), ("--reset", "--yes")):
        result = linli("demo", "load", *arguments, **production)
        assert result.code == 2
        assert "production" in result.err
    assert ask(f"sqlite:///{home / 'linli.db'}", HOUSES) == [(0,)]


def test_the_demo_estate_is_loaded_once(any_database: str, linli: Linli) -> None:
    first = linli("demo", "load", DATABASE_URL=any_database)
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("阳光花园: 120 houses, ")
    again = linli("demo", "load", "--seed", "2", DATABASE_URL=any_database)
    assert (again.code, again.out) == (0, first.out)
    assert "nothing was changed" in again.err


def test_day_and_number_decide_the_estate(database: str, linli: Linli) -> None:
    seen = []
    for arguments in (("--seed", "2"), ("--seed", "2"), ("--seed", "3"), ("--today", "2026-11-22", "--seed", "3")):
        result = linli("demo", "load", "--reset", "--yes", *arguments, DATABASE_URL=database)
        assert result.code == 0
        seen.append((ask(database, PEOPLE), ask(database, MOVES)))
    assert seen[0] == seen[1]
    assert seen[1][0] != seen[2][0]
    assert seen[2][0] == seen[3][0]
    assert seen[2][1] != seen[3][1]


def test_a_reset_empties_everything_else_too(any_demo_database: str, linli: Linli) -> None:
    first = ask(any_demo_database, "SELECT min(id), max(id) FROM house")
    write(any_demo_database, "INSERT INTO demo_clock (id, ahead_ms) VALUES (1, 5)")
    assert linli("demo", "load", "--reset", "--yes", DATABASE_URL=any_demo_database).code == 0
    assert ask(any_demo_database, "SELECT * FROM demo_clock") == []
    assert ask(any_demo_database, "SELECT min(id), max(id) FROM house") == first


@pytest.mark.parametrize("answer", ["", "n\n", "\n"])
def test_a_reset_asks_first(linli: Linli, demo_database: str, answer: str) -> None:
    url = demo_database
    write(url, "INSERT INTO demo_clock (id, ahead_ms) VALUES (1, 5)")
    result = linli("demo", "load", "--reset", given=answer, DATABASE_URL=url)
    assert (result.code, result.out) == (2, "")
    assert "nothing was changed" in result.err
    assert ask(url, "SELECT ahead_ms FROM demo_clock") == [(5,)]
    assert linli("demo", "load", "--reset", given="y\n", DATABASE_URL=url).code == 0
    assert ask(url, "SELECT ahead_ms FROM demo_clock") == []


def test_a_database_with_an_estate_of_its_own_is_not_emptied(database: str, linli: Linli) -> None:
    linli("demo", "load", DATABASE_URL=database)
    write(database, "INSERT INTO estate (code, name, city) VALUES ('金桂', '金桂苑', '')")
    result = linli("demo", "load", "--reset", "--yes", DATABASE_URL=database)
    assert result.code == 2
    assert "金桂" in result.err
    assert ask(database, HOUSES) == [(120,)]


def test_the_days_of_the_estate_count_from_the_given_day(database: str, linli: Linli) -> None:
    linli("demo", "load", "--today", "2027-03-01", DATABASE_URL=database)
    assert (str(date(2027, 3, 1)),) in ask(database, MOVES)
