"""The headers of data/lexicon, read once, and a way to read rows as a file of one sheet."""

from pathlib import Path
from typing import Protocol

import pytest

from bot.ledger.sheets.headers import Headers, load_headers
from bot.ledger.sheets.reading import read_file
from bot.ledger.sheets.rows import Kind, ReadFile
from tests.ledger.sheets.workbooks import Rows, write_xlsx

LEXICON = Path(__file__).parent.parent.parent.parent / "data" / "lexicon"


class ReadRows(Protocol):
    """Reads rows that were written into an xlsx of one sheet."""

    def __call__(self, rows: Rows, *, title: str = "Sheet1", kind: Kind | None = None, merged: str = "") -> ReadFile:
        """Write and read them."""
        ...


@pytest.fixture(scope="session")
def headers() -> Headers:
    return load_headers(LEXICON / "headers.yaml")


@pytest.fixture
def read_rows(headers: Headers, tmp_path: Path) -> ReadRows:
    def read(rows: Rows, *, title: str = "Sheet1", kind: Kind | None = None, merged: str = "") -> ReadFile:
        path = write_xlsx(tmp_path / "list.xlsx", {title: rows}, merged=merged.split())
        return read_file(path, headers=headers, kind=kind)

    return read
