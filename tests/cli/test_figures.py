"""`linli figures` as a script sees it."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.migrations import upgrade
from bot.store.engine import Store
from tests.cli.conftest import Linli, Result
from tests.ledger.asking import Desk
from tests.ledger.books import Books

FIGURE = {
    *("figure", "estate", "building", "house", "first", "last", "as_of", "unit", "numerator", "denominator", "value"),
    *("why", "waived_fen", "credited_fen"),
}
BUCKET = {"bucket", "estate", "building", "as_of", "open_fen", "bills", "houses"}


@pytest.fixture
def url(database: str) -> str:
    """A database with two buildings: one paid half of the first quarter, one has nothing billed."""
    with closing(Store(database, threads=1)) as store:
        upgrade(store)
        with store.writing() as session:
            desk = Desk(Books(session))
            desk.home("5-1-101")
            desk.bill(100_000, "2026-01-31")
            desk.bill(100_000, "2026-02-28", of=desk.home("3-2-502"))
            desk.pay(100_000, "2026-02-10")
    return database


def ask(linli: Linli, url: str, *arguments: str) -> Result:
    return linli("figures", "--period", "2026Q1", "--on", "2026-03-31", *arguments, DATABASE_URL=url)


def rows(result: Result, name: str) -> list[dict[str, Any]]:
    return [row for row in result.rows if row.get("figure") == name]


def test_the_figures_are_said_with_their_formulas(linli: Linli, url: str) -> None:
    result = ask(linli, url)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[:2] == [
        "【阳光花园】2026年1–3月收缴指标，截至 2026年3月31日",
        "当期收缴率 50.0% = 实收 ¥1,000.00 ÷ 应收 ¥2,000.00",
    ]
    assert sum(line.startswith("公式：") for line in lines) == 7
    assert "清欠率：期初没有欠费，不计算" in lines
    assert "逾期 31–90 天：¥1,000.00，1 笔，1 户" in lines


def test_every_row_has_the_same_keys(linli: Linli, url: str) -> None:
    result = ask(linli, url, "--json", "--by-building", "--houses")
    assert result.code == 0
    assert {frozenset(row) for row in result.rows} == {frozenset(FIGURE), frozenset(BUCKET)}
    first = result.rows[0]
    assert first == {
        "figure": "collection",
        "estate": "阳光",
        "building": None,
        "house": None,
        "first": "2026-01-01",
        "last": "2026-03-31",
        "as_of": "2026-03-31",
        "unit": "fen",
        "numerator": 100_000,
        "denominator": 200_000,
        "value": 50.0,
        "why": None,
        "waived_fen": 0,
        "credited_fen": 0,
    }


def test_buildings_and_houses_add_up(linli: Linli, url: str) -> None:
    found = rows(ask(linli, url, "--json", "--by-building", "--houses"), "collection")
    told = [(row["building"], row["house"], row["numerator"], row["denominator"], row["value"]) for row in found]
    assert told == [
        (None, None, 100_000, 200_000, 50.0),
        ("3", None, 100_000, 200_000, 50.0),
        ("5", None, 0, 0, None),
        ("3", "3-2-502", 0, 100_000, 0.0),
        ("3", "3-2-501", 100_000, 100_000, 100.0),
    ]
    assert found[2]["why"] == "nothing_billed"


def test_one_building_is_asked_for_by_its_number(linli: Linli, url: str) -> None:
    for code in ("5", "5栋"):
        result = ask(linli, url, "--json", "--building", code)
        assert {row["building"] for row in result.rows} == {"5"}
        assert rows(result, "collection")[0]["why"] == "nothing_billed"


def test_the_day_before_the_payment_says_less(linli: Linli, url: str) -> None:
    asked = ("figures", "--period", "2026-01", "--json", "--on")
    paid = [
        rows(linli(*asked, on, DATABASE_URL=url), "collection")[0]["numerator"] for on in ("2026-02-09", "2026-02-10")
    ]
    assert paid == [0, 100_000]


def test_without_a_period_it_is_the_quarter_of_the_day(linli: Linli, url: str) -> None:
    result = linli("figures", "--json", "--on", "2026-02-10", DATABASE_URL=url)
    assert (result.rows[0]["first"], result.rows[0]["last"]) == ("2026-01-01", "2026-03-31")
    before = linli("figures", "--json", "--on", "2026-02-10", "--period", "上季度", DATABASE_URL=url)
    assert (before.rows[0]["first"], before.rows[0]["last"]) == ("2025-10-01", "2025-12-31")


@pytest.mark.parametrize("more", [(), ("--by-building",)], ids=["months", "buildings"])
def test_a_picture_is_written(linli: Linli, url: str, tmp_path: Path, more: tuple[str, ...]) -> None:
    file = tmp_path / "图.png"
    result = ask(linli, url, "--json", "--picture", str(file), *more)
    assert (result.code, result.out.isascii()) == (0, True)
    assert "written" in result.err
    with Image.open(file) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--period", "下辈子"), "no period"),
        (("--building", "9"), "no building 9"),
        (("--estate", "月亮"), "no estate 月亮"),
        (("--on", "昨天"), "no ISO date"),
        (("--picture", "nowhere/x.png"), "no folder nowhere"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(linli: Linli, url: str, arguments: tuple[str, ...], why: str) -> None:
    result = linli("figures", *arguments, DATABASE_URL=url)
    assert (result.code, result.out) == (2, "")
    assert why in result.err
    assert result.err.count("\n") == 1
