"""Months and periods as people say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.periods import Month, Period, find_periods, read_period
from bot.understanding.result import Unclear, Understood

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        pytest.param("今年", (2026, 1), (2026, 12), id="this year"),
        pytest.param("去年", (2025, 1), (2025, 12), id="last year"),
        pytest.param("前年的", (2024, 1), (2024, 12), id="the year before last"),
        pytest.param("大前年", (2023, 1), (2023, 12), id="three years ago"),
        pytest.param("23年的", (2023, 1), (2023, 12), id="a year of two figures"),
        pytest.param("2025年度", (2025, 1), (2025, 12), id="a year of four figures"),
        pytest.param("二零二四年", (2024, 1), (2024, 12), id="a year in words"),
        pytest.param("全年", (2026, 1), (2026, 12), id="the whole year"),
        pytest.param("去年下半年", (2025, 7), (2025, 12), id="a half of last year"),
        pytest.param("上半年", (2026, 1), (2026, 6), id="a half without its year"),
        pytest.param("24年上半年", (2024, 1), (2024, 6), id="a half of a year"),
        pytest.param("Q3", (2026, 7), (2026, 9), id="a quarter in letters"),
        pytest.param("三季度", (2026, 7), (2026, 9), id="a quarter in words"),
        pytest.param("去年第四季度", (2025, 10), (2025, 12), id="a quarter of last year"),
        pytest.param("上个季度", (2026, 7), (2026, 9), id="last quarter"),
        pytest.param("本季度", (2026, 10), (2026, 12), id="this quarter"),
        pytest.param("本月", (2026, 11), (2026, 11), id="this month"),
        pytest.param("上个月", (2026, 10), (2026, 10), id="last month"),
        pytest.param("上上个月", (2026, 9), (2026, 9), id="two months ago"),
        pytest.param("下个月", (2026, 12), (2026, 12), id="next month"),
        pytest.param("11月", (2026, 11), (2026, 11), id="a month that has begun"),
        pytest.param("12月", (2025, 12), (2025, 12), id="a month that has not begun is last year's"),
        pytest.param("十月份", (2026, 10), (2026, 10), id="a month in words"),
        pytest.param("2025年3月", (2025, 3), (2025, 3), id="a month of a year"),
        pytest.param("2026-03", (2026, 3), (2026, 3), id="a month in figures"),
        pytest.param("202503", (2025, 3), (2025, 3), id="a month in figures without a dash"),
        pytest.param("1到6月", (2026, 1), (2026, 6), id="from month to month"),
        pytest.param("25年1-6月", (2025, 1), (2025, 6), id="from month to month of a year"),
        pytest.param("11月到1月", (2026, 11), (2027, 1), id="over the new year"),
        pytest.param("2025年3月到2026年2月", (2025, 3), (2026, 2), id="from year to year"),
        pytest.param("去年10月到今年3月", (2025, 10), (2026, 3), id="from last year to this"),
        pytest.param("前年到现在", (2024, 1), (2026, 11), id="until now"),
        pytest.param("2024年至今", (2024, 1), (2026, 11), id="until now, in writing"),
        pytest.param("今年以来", (2026, 1), (2026, 11), id="since new year"),
        pytest.param("最近三个月", (2026, 9), (2026, 11), id="the last three months"),
        pytest.param("近半年", (2026, 6), (2026, 11), id="the last half year"),
        pytest.param("过去一年", (2025, 12), (2026, 11), id="the last year up to now"),
        pytest.param("把去年下半年的物业费交了", (2025, 7), (2025, 12), id="in a sentence"),
        pytest.param("本月，就是本月", (2026, 11), (2026, 11), id="the same twice"),
    ],
)
def test_a_period_is_read_as_whole_months(said: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert read_period(said, today=TODAY) == Understood(Period(Month(*first), Month(*last)))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param("", "no_period", id="nothing"),
        pytest.param("明天交", "no_period", id="a day"),
        pytest.param("12月15号", "no_period", id="a date"),
        pytest.param("交了三个月", "no_period", id="a number of months"),
        pytest.param("3-2-501", "no_period", id="a house"),
        pytest.param("1200", "no_period", id="an amount"),
        pytest.param("13月", "no_such_month", id="a thirteenth month"),
        pytest.param("2025年14月", "no_such_month", id="a fourteenth month of a year"),
        pytest.param("今年和去年", "several_periods", id="two"),
        pytest.param("2026年到2024年", "backwards", id="it ends before it begins"),
    ],
)
def test_what_is_no_single_period_says_why(said: str, why: str) -> None:
    assert read_period(said, today=TODAY) == Unclear(why)


@pytest.mark.parametrize(
    ("today", "said", "month"),
    [
        (date(2026, 2, 28), "3月", (2025, 3)),
        (date(2026, 3, 1), "3月", (2026, 3)),
        (date(2026, 1, 31), "上个月", (2025, 12)),
        (date(2026, 1, 1), "上上个月", (2025, 11)),
        (date(2026, 12, 31), "下个月", (2027, 1)),
    ],
)
def test_the_turn_of_the_month_and_of_the_year(today: date, said: str, month: tuple[int, int]) -> None:
    assert read_period(said, today=today) == Understood(Period(Month(*month), Month(*month)))


def test_the_words_of_a_period_are_found() -> None:
    assert list(find_periods("3栋去年下半年和今年的收缴率")) == ["去年下半年", "今年"]


DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


@given(st.integers(1995, 2080), st.integers(1, 12), DAYS)
def test_a_month_that_is_written_out_does_not_depend_on_the_day(year: int, month: int, today: date) -> None:
    wanted = Understood(Period(Month(year, month), Month(year, month)))
    assert read_period(f"{year}年{month}月", today=today) == wanted


@given(st.integers(1, 12), DAYS)
def test_a_month_without_its_year_has_begun_less_than_a_year_ago(month: int, today: date) -> None:
    read = read_period(f"{month}月", today=today)
    assert isinstance(read, Understood)
    this = Month(today.year, today.month)
    assert this.shifted(-11) <= read.value.first == read.value.last <= this


MATTER = "0123456789一二三十零年月季度上下半本这个最近去今前到至现在q-~.号Q \x00\ud83d"


@given(st.text(st.characters(), max_size=40) | st.text(MATTER, max_size=40), DAYS)
def test_reading_never_raises_and_a_period_never_runs_backwards(text: str, today: date) -> None:
    read = read_period(text, today=today)
    if isinstance(read, Understood):
        assert read.value.first <= read.value.last
        assert all(1 <= each.month <= 12 for each in (read.value.first, read.value.last))
