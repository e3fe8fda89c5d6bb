"""`linli match`: a statement comes in, its lines are proposed, confirmed, booked by hand or set aside."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.clerk import ask, bill_everybody, company, everything
from tests.cli.conftest import Linli

STATES = "SELECT reference, state, why FROM statement_line ORDER BY reference"
PAID = "SELECT house.code, fen, voucher FROM payment JOIN house ON house.id = house_id WHERE is_valid ORDER BY voucher"
TASKS = "SELECT state FROM task WHERE kind = 'match_payment' ORDER BY id"
WECHAT = """微信支付商户账单明细,,,,
`交易时间,`交易单号,`对方名称,`商品,`备注,`收/支,`金额(元),`当前状态
`2026-02-03 10:00:00,`T1,`李梅,`物业费,`3-2-501,`收入,`1074.00,`支付成功
`2026-02-03 11:00:00,`T2,`张海,`转账,`房款,`收入,`1176.00,`支付成功
`2026-02-03 12:00:00,`T3,`陈**,`转账,`水费,`收入,`35.00,`支付成功
`2026-02-03 13:00:00,`T4,`物业公司,`退款,`3-2-501,`支出,`10.00,`支付成功
"""


def _owing(url: str) -> None:
    """Two estates with the same numbers, in which everybody owes."""
    company(url, "阳光", "月亮")
    for estate in ("阳光", "月亮"):
        bill_everybody(url, estate)


@pytest.fixture(scope="session")
def owing_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a database, made once and copied for each test."""
    file = tmp_path_factory.mktemp("owing") / "linli.db"
    _owing(f"sqlite:///{file}")
    return file


class Match:
    """The command with its database, for one estate."""

    def __init__(self, linli: Linli, url: str, folder: Path) -> None:
        self._linli, self.url, self._file = linli, url, folder / "流水.csv"
        self._file.write_bytes(WECHAT.encode("gbk"))

    def __call__(self, *arguments: str, estate: str = "阳光") -> Any:
        return self._linli(*arguments, "--estate", estate, DATABASE_URL=self.url)

    def take_in(self, *more: str) -> Any:
        return self("import", str(self._file), "--kind", "statement", "--json", *more)

    def number(self, reference: str) -> str:
        return str(ask(self.url, f"SELECT id FROM statement_line WHERE reference = '{reference}'")[0][0])  # noqa: S608


@pytest.fixture
def match(linli: Linli, database: str, owing_file: Path, tmp_path: Path) -> Match:
    shutil.copy(owing_file, database.removeprefix("sqlite:///"))
    return Match(linli, database, tmp_path)


@pytest.fixture
def any_match(linli: Linli, any_database: str, tmp_path: Path) -> Match:
    """The same on each database."""
    _owing(any_database)
    return Match(linli, any_database, tmp_path)


def test_a_statement_is_proposed_confirmed_and_never_booked_by_itself(any_match: Match) -> None:
    before = everything(any_match.url)
    look = any_match.take_in("--dry-run")
    assert (look.code, look.rows[0]["create"], look.rows[0]["total_fen"]) == (0, 2, 225000)
    assert everything(any_match.url) == before
    assert any_match.take_in().rows == look.rows
    assert ask(any_match.url, STATES) == [
        ("T1", "proposed", "memo"),
        ("T2", "proposed", "name"),
        ("T3", "unsure", "no_mark"),
    ]
    assert (ask(any_match.url, PAID), ask(any_match.url, TASKS)) == ([], [("open",)])
    listed = any_match("match", "--json").rows
    assert [list(row) for row in listed] == [
        ["line", "state", "at", "amount_fen", "house", "why", "source", "reference"]
    ] * 3
    assert [(row["reference"], row["house"], row["why"]) for row in listed] == [
        ("T1", "3-2-501", "memo"),
        ("T2", "3-2-502", "name"),
        ("T3", None, "no_mark"),
    ]
    done = any_match("match", "confirm", "--by", "finance", "--json")
    assert (done.code, done.rows) == (0, [{"booked": 2, "total_fen": 225000, "unsure": 0}])
    assert ask(any_match.url, PAID) == [("3-2-501", 107400, "T1"), ("3-2-502", 117600, "T2")]
    assert ask(any_match.url, "SELECT count(*) FROM bill WHERE open_fen > 0") == [(2,)]  # those of the other estate


def test_the_same_statement_twice_changes_nothing(match: Match) -> None:
    match.take_in()
    before = everything(match.url)
    again = match.take_in()
    assert (again.code, again.rows[0]["same"], again.rows[0]["create"]) == (0, 3, 0)
    assert everything(match.url) == before


def test_what_is_not_sure_any_more_becomes_a_task_and_is_told(match: Match) -> None:
    match.take_in()
    match("match", "book", match.number("T1"), "3-2-502", "--by", "finance")
    done = match("match", "confirm", "--by", "finance", "--json")
    assert (done.code, done.rows) == (1, [{"booked": 0, "total_fen": 0, "unsure": 1}])
    assert ask(match.url, STATES)[1][1] == "unsure"
    assert ask(match.url, TASKS) == [("open",), ("open",)]


def test_a_line_is_booked_by_hand_or_set_aside_and_its_task_ends(match: Match) -> None:
    match.take_in()
    booked = match("match", "book", match.number("T3"), "3-2-501", "--by", "finance")
    assert booked.code == 0
    assert ask(match.url, PAID) == [("3-2-501", 3500, "T3")]
    assert ask(match.url, TASKS) == [("done",)]
    dropped = match("match", "drop", match.number("T1"), "--reason", "押金", "--by", "finance")
    assert (dropped.code, dropped.out) == (0, "set aside\n")
    assert ask(match.url, STATES)[0][1] == "set_aside"
    assert len(match("match", "--json").rows) == 1


def test_a_statement_that_was_taken_back_comes_in_again(any_match: Match) -> None:
    any_match.take_in()
    run = str(any_match("imports", "--json").rows[0]["run"])
    assert any_match("imports", "undo", run, "--by", "finance").out == "taken back: 0 bills, 0 payments, 3 lines\n"
    assert (any_match("match", "--json").rows, ask(any_match.url, TASKS)) == ([], [("cancelled",)])
    assert any_match("match").out.startswith("no line waits")
    assert any_match.take_in().rows[0]["create"] == 2


def test_only_the_lines_of_one_file_are_listed_and_confirmed(match: Match) -> None:
    match.take_in()
    assert match("match", "--run", "999", "--json").rows == []
    assert match("match", "confirm", "--run", "999", "--by", "finance").out == "0 payments booked, ¥0.00\n"


def test_what_cannot_be_done_says_why_and_changes_nothing(match: Match) -> None:
    match.take_in()
    before = everything(match.url)
    number = match.number("T1")
    for arguments, why in (
        (("confirm",), "--by is missing"),
        (("confirm", "--by", "front"), "front"),
        (("book", number, "3-2-501"), "--by is missing"),
        (("book", number, "3-9-999", "--by", "finance"), "there is no house 3-9-999"),
        (("book", "999", "3-2-501", "--by", "finance"), "999"),
        (("drop", number, "--by", "finance"), "--reason"),
        (("drop", number, "--reason", " ", "--by", "finance"), "原因"),
    ):
        result = match("match", *arguments)
        assert (result.code, result.out) == (2, "")
        assert why in result.err
    assert everything(match.url) == before


def test_a_line_of_one_estate_is_not_booked_for_a_house_of_another(match: Match) -> None:
    match.take_in()
    result = match("match", "book", match.number("T1"), "3-2-501", "--by", "finance", estate="月亮")
    assert result.code == 2
    assert ask(match.url, PAID) == []


def test_a_person_reads_why_a_line_waits(match: Match) -> None:
    match.take_in()
    shown = match("match").out
    assert "备注里写了房号" in shown
    assert "¥1,074.00" in shown
    assert "转给财务核对" in shown
