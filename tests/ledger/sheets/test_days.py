"""One cell into a day, a moment, a period, or a reason."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.ledger.sheets.cells import Cell
from bot.ledger.sheets.days import Span, read_day, read_moment, read_period, read_span, read_time
from bot.understanding.result import Unclear, Understood
from tests.ledger.sheets.test_cells import ANY_CELL

DAY = date(2026, 1, 5)
HALF = Span(date(2026, 1, 1), date(2026, 6, 30))
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 1, 5, 9, 30),  # noqa: DTZ001  a cell has no zone
        "2026-01-05",
        "2026.1.5",
        "2026/1/5",
        "2026年1月5日",
        "2026 年 1 月 5 日",
        "２０２６－０１－０５",
        "20260105",
        20260105.0,
        46027.0,
        "46027",
        46027.5,
        "2026-01-05 10:00:01",
        "2026-01-05T10:00",
    ],
)
def test_a_day_is_read_in_every_form(cell: Cell) -> None:
    assert read_day(cell) == Understood(DAY)


@pytest.mark.parametrize("cell", ["2026-01", "2026年1月", "202601", 202601.0, "2026.01", "2026/1月"])
def test_a_month_is_its_first_and_last_day(cell: Cell) -> None:
    assert read_span(cell) == Understood(JANUARY)
    assert isinstance(read_day(cell), Unclear)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        pytest.param("2026-02-30", "是 2026-02-30，没有这一天，请核对", id="no such day"),
        pytest.param("2026-13", "是 2026-13，没有这个月，请核对", id="no such month"),
        pytest.param("1900-01-00", "是 1900-01-00，没有这一天，请核对", id="the nought of 1900"),
        pytest.param(date(1900, 2, 28), "是 1900-02-28，年份要在 2000 到 2099 之间，请核对", id="1900"),
        pytest.param("1999-12-31", "是 1999-12-31，年份要在 2000 到 2099 之间，请核对", id="the day before"),
        pytest.param("2100-01-01", "是 2100-01-01，年份要在 2000 到 2099 之间，请核对", id="the day after"),
        pytest.param(date(9999, 12, 31), "是 9999-12-31，年份要在 2000 到 2099 之间，请核对", id="9999"),
        pytest.param(0.0, "是 0，不是日期或早于 2000 年，请写成如 2026-01-05", id="serial nought"),
        pytest.param(36525, "是 36525，不是日期或早于 2000 年，请写成如 2026-01-05", id="the serial before"),
        pytest.param(73051, "是 73051，不是日期，请写成如 2026-01-05", id="the serial after"),
        pytest.param(2026.1, "是 2026.1，分不清 1 月还是 10 月，请写成如 2026-01", id="a month that became a number"),
        pytest.param(time(0, 0), "是 00:00:00，不是日期，请写成如 2026-01-05", id="a time"),
        pytest.param(True, "是 TRUE，不是日期，请写成如 2026-01-05", id="a boolean"),
        pytest.param("下周三", "写的是“下周三”，不是日期，请写成如 2026-01-05", id="words"),
    ],
)
def test_what_is_no_day_says_why(cell: Cell, why: str) -> None:
    assert read_span(cell) == Unclear(why)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2099, 12, 31)])
def test_the_first_and_the_last_day_are_in(day: date) -> None:
    assert read_day(day) == read_day(day.isoformat()) == Understood(day)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        pytest.param("2026-01-05", time(12), id="a day alone is noon"),
        pytest.param("2026-01-05 09:30:15", time(9, 30, 15), id="a text"),
        pytest.param(datetime(2026, 1, 5, 9, 30), time(9, 30), id="a moment"),  # noqa: DTZ001
        pytest.param(46027.25, time(6), id="a serial number"),
        pytest.param("2026-01-05 25:00", time(12), id="an hour that is none"),
    ],
)
def test_a_moment_is_read_in_shanghai(cell: Cell, at: time) -> None:
    assert read_moment(cell) == Understood(datetime.combine(DAY, at, tzinfo=SHANGHAI))


@pytest.mark.parametrize("cell", ["10:00:01", "100001", 100001.0, time(10, 0, 1)])
def test_a_time_in_its_own_column_is_read(cell: Cell) -> None:
    assert read_time(cell) == time(10, 0, 1)


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        *[
            pytest.param(text, HALF, id=text)
            for text in (
                "2026.01-2026.06",
                "202601-202606",
                "2026年上半年",
                "2026上半年",
                "2026-01-01至2026-06-30",
                "2026-01-01-2026-06-30",
                "2026.01.01-06.30",
                "2026/1/1～2026/6/30",
                "20260101-20260630",
                "2026年1-6月",
                "2026年1月—6月",
                "2026.01-06",
            )
        ],
        pytest.param("2026Q1", Span(date(2026, 1, 1), date(2026, 3, 31)), id="a quarter"),
        pytest.param("2026年第一季度", Span(date(2026, 1, 1), date(2026, 3, 31)), id="a quarter in words"),
        pytest.param("2026年", Span(date(2026, 1, 1), date(2026, 12, 31)), id="a year"),
        pytest.param(2026.0, Span(date(2026, 1, 1), date(2026, 12, 31)), id="a year as a number"),
        pytest.param("2025.12-2026.2", Span(date(2025, 12, 1), date(2026, 2, 28)), id="over the new year"),
        pytest.param("2026年1月", JANUARY, id="a month"),
        pytest.param(202601.0, JANUARY, id="a month as a number"),
        pytest.param(date(2026, 1, 1), JANUARY, id="a month that became its first day"),
    ],
)
def test_a_period_is_read_from_one_cell(cell: Cell, span: Span) -> None:
    assert read_period(cell) == Understood(span)


@pytest.mark.parametrize(
    "cell",
    [
        "第一季度",
        "1-6月",
        "今年上半年",
        "1999年上半年",
        "2026-01-06",
        "2026-06至2026-01",
        "2026-01-01至2026-02-30",
        "2026-01至2026-13",
        "一次性",
        12.0,
        True,
        DAY,
    ],
)
def test_a_period_that_is_unclear_is_refused(cell: Cell) -> None:
    assert isinstance(read_period(cell), Unclear)


def test_a_text_that_is_a_day_or_six_months_is_not_guessed() -> None:
    why = "写的是“2026-01-06”，分不清从哪天到哪天，请写成 2026-01-01至2026-06-30 的样子"
    assert read_period("2026-01-06") == Unclear(why)


@given(ANY_CELL)
def test_any_cell_is_a_day_a_period_or_a_reason(cell: Cell) -> None:
    for read in (read_span(cell), read_day(cell), read_moment(cell), read_period(cell)):
        assert isinstance(read, Understood) or len(read.why) < 120
    assert read_time(cell) is None or isinstance(read_time(cell), time)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"])
)
def test_every_day_is_read_back_as_it_is_written(day: date, form: str) -> None:
    assert read_day(day.strftime(form)) == Understood(day)
