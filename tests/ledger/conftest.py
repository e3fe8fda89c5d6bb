"""The books of these tests: the schema is made once, each test writes in a transaction that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.migrations.metadata import METADATA
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database

from .books import Books, rolled_back


@contextmanager
def _made(kind: str, folder: Path) -> Iterator[Store]:
    with fresh_database(kind, folder) as url:
        store = Store(url)
        METADATA.create_all(store.engine)
        yield store
        store.close()


@pytest.fixture(scope="session")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with _made("sqlite", tmp_path_factory.mktemp("ledger")) as store:
        yield store


@pytest.fixture(scope="session", params=KINDS)
def ledger_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of each kind with the schema; nothing is ever committed into it."""
    with _made(request.param, tmp_path_factory.mktemp("ledger")) as store:
        yield store


@pytest.fixture
def books(ledger_file: Store) -> Iterator[Books]:
    """Empty books on SQLite."""
    with rolled_back(ledger_file) as made:
        yield made


@pytest.fixture
def any_books(ledger_store: Store) -> Iterator[Books]:
    """Empty books on each database."""
    with rolled_back(ledger_store) as made:
        yield made
