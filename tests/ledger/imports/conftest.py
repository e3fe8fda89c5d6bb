"""The desks of these tests: the books of `tests/ledger/conftest.py` with files."""

from pathlib import Path

import pytest

from tests.ledger.books import Books
from tests.ledger.imports.desk import Desk


@pytest.fixture
def desk(books: Books, tmp_path: Path) -> Desk:
    """A desk with empty books on SQLite."""
    return Desk(books, tmp_path / "file.xlsx")


@pytest.fixture
def any_desk(any_books: Books, tmp_path: Path) -> Desk:
    """A desk with empty books on each database."""
    return Desk(any_books, tmp_path / "file.xlsx")
