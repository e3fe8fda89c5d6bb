"""What stands twice in one file."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.sheets.record import Refused
from bot.ledger.sheets.repeats import Repeats
from bot.ledger.sheets.rows import BillRow, Kind, Place
from bot.money import Fen
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.test_kinds import PAYMENT_HEADERS
from tests.ledger.sheets.test_payments import PAID
from tests.ledger.sheets.workbooks import BILLS

DAYS = st.integers(0, 40)


def bill(row: int, first: date | None, last: date | None, house: str = "3-2-501", item: str = "物业费") -> BillRow:
    return BillRow(Place("表", row), house, None, item, first, last, Fen(5))


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        pytest.param("2026-01-01", "2026-06-30", "是同一期，重复了，只收了前面那一行。", id="the same"),
        pytest.param("2026-06-30", "2026-12-31", "有重叠，请核对。", id="the last day twice"),
        pytest.param("2025-07-01", "2026-01-01", "有重叠，请核对。", id="the first day twice"),
        pytest.param("2026-02-01", "2026-02-28", "有重叠，请核对。", id="inside"),
        pytest.param("2025-01-01", "2027-12-31", "有重叠，请核对。", id="around"),
        pytest.param("2026-07-01", "2026-12-31", None, id="the day after"),
        pytest.param("2025-07-01", "2025-12-31", None, id="the day before"),
    ],
)
def test_periods_of_one_fee_do_not_overlap(read_rows: ReadRows, first: str, last: str, why: str | None) -> None:
    rows = [BILLS, ["3-2-501", "物业费", "2026-01-01", "2026-06-30", 5], ["03-2-0501", "物业费", first, last, 6]]
    file = read_rows(rows)
    assert [row.place.row for row in file.rows] == ([2, 3] if why is None else [2])
    assert [each.place.row for each in file.refused] == ([] if why is None else [3])
    assert why is None or (file.refused[0].why.endswith(why) and "第 2 行" in file.refused[0].why)


def test_another_house_or_item_may_have_the_same_period() -> None:
    repeats, day = Repeats(), date(2026, 1, 1)
    for row, (house, item) in enumerate([("3-2-501", "物业费"), ("3-2-501", "水费"), ("3-2-502", "物业费")]):
        assert repeats.check(bill(row, day, day, house, item)) is None


def test_arrears_without_a_period_are_there_once(read_rows: ReadRows) -> None:
    rows = [["房号", "业主", "欠费"], ["3-2-501", "甲", 5], ["3-2-501", "甲", 5]]
    (refused,) = read_rows(rows).refused
    assert refused.why == "3-2-501 的历史欠费和第 2 行重复，只收了前面那一行。"


def test_a_person_is_there_once_and_a_house_has_one_area(read_rows: ReadRows) -> None:
    rows = [
        ["房号", "业主", "面积"],
        ["3-2-501", "张三", 89.5],
        ["3-2-501", "张三", 89.5],
        ["3-2-501", "李四", 90],
        ["3-2-501", "王五", 89.5],
    ]
    file = read_rows(rows)
    assert [row.place.row for row in file.rows] == [2, 5]
    assert [each.why for each in file.refused] == [
        "3-2-501 的这个人和第 2 行重复，只收了前面那一行。",
        "3-2-501 的面积这里是 90.00，第 2 行是 89.50，请核对。",
    ]


def test_two_payments_that_are_alike_are_both_taken_with_a_remark(read_rows: ReadRows) -> None:
    file = read_rows([PAYMENT_HEADERS.split(), PAID, PAID])
    assert len(file.rows) == 2
    assert [(each.place.row, each.why) for each in file.warnings] == [
        (3, "这一笔和第 2 行完全一样，都收下了，请核对是不是登记了两次。")
    ]


def test_a_transaction_counts_once(read_rows: ReadRows) -> None:
    rows = [["交易时间", "收入金额", "对方户名", "交易流水号"], *[["2026-01-05", 5, "甲", "T1"]] * 2]
    file = read_rows(rows, kind=Kind.STATEMENT)
    assert [row.place.row for row in file.rows] == [2]
    assert [each.why for each in file.refused] == ["这笔交易和第 2 行的单号相同，只收了前面那一行。"]


@given(st.lists(st.tuples(DAYS, DAYS), max_size=30))
def test_what_is_taken_never_overlaps_and_what_is_refused_always_does(spans: list[tuple[int, int]]) -> None:
    start, repeats = date(2026, 1, 1), Repeats()
    taken: list[tuple[int, int]] = []
    for row, (begin, length) in enumerate(spans):
        span = (begin, begin + length)
        overlaps = any(first <= span[1] and span[0] <= last for first, last in taken)
        try:
            repeats.check(bill(row, start + timedelta(days=span[0]), start + timedelta(days=span[1])))
        except Refused:
            assert overlaps
        else:
            assert not overlaps
            taken.append(span)
