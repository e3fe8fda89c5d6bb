"""`linli demo load` says what is there, and takes only days that the ledger knows."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from bot.cli.entry import run
from bot.estate.tables import House
from bot.store.engine import Store


@pytest.fixture
def here(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("LINLI_DATABASE_URL", database)
    return database


def test_the_command_tells_how_much_is_there(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "load"]) == 0
    assert capsys.readouterr().out == "阳光花园: 120 houses, 176 people, 11 staff, 892 bills, 807 payments\n"


@pytest.mark.parametrize("day", ["1999-01-01", "2096-01-01"])
def test_a_day_that_the_ledger_does_not_know_is_refused(
    here: str, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    assert run(["demo", "load", "--today", day]) == 2
    assert "--today" in capsys.readouterr().err
    assert run(["db", "upgrade"]) == 0
    with closing(Store(here, threads=1)) as store, store.reading() as session:
        assert session.exec(select(House)).first() is None
