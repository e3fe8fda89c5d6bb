"""Billing periods (账期): the spans of a cycle, what people write for one, how one is said."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.periods import MONTHS, Span, next_month, read_billing_period, said, shifted, spans_beginning_in
from bot.ledger.tables import Cycle

from .books import day

TODAY = day("2026-11-21")
FEW = settings(max_examples=30)
DAYS = st.dates(day("2000-01-01"), day("2060-12-31"))


def span(first: str, last: str) -> Span:
    return Span(day(first), day(last))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        pytest.param("2026-11", ("2026-11-01", "2026-11-30"), id="a month"),
        pytest.param("2026-2", ("2026-02-01", "2026-02-28"), id="a month of one figure"),
        pytest.param("2028-02", ("2028-02-01", "2028-02-29"), id="a leap February"),
        pytest.param("202611", ("2026-11-01", "2026-11-30"), id="without a dash"),
        pytest.param("2026.11", ("2026-11-01", "2026-11-30"), id="with a dot"),
        pytest.param("2026/11", ("2026-11-01", "2026-11-30"), id="with a stroke"),
        pytest.param("2026年11月", ("2026-11-01", "2026-11-30"), id="in words"),
        pytest.param("2026年11月份", ("2026-11-01", "2026-11-30"), id="with 份"),
        pytest.param("26年11月", ("2026-11-01", "2026-11-30"), id="a short year"),
        pytest.param("2026Q4", ("2026-10-01", "2026-12-31"), id="a quarter"),
        pytest.param("2026q1", ("2026-01-01", "2026-03-31"), id="a small q"),
        pytest.param("2026年第四季度", ("2026-10-01", "2026-12-31"), id="a quarter in words"),
        pytest.param("2026年4季度", ("2026-10-01", "2026-12-31"), id="a quarter by its figure"),
        pytest.param("2026H1", ("2026-01-01", "2026-06-30"), id="the first half"),
        pytest.param("2026h2", ("2026-07-01", "2026-12-31"), id="a small h"),
        pytest.param("2026年下半年", ("2026-07-01", "2026-12-31"), id="the second half in words"),
        pytest.param("2026", ("2026-01-01", "2026-12-31"), id="a year"),
        pytest.param(" 2026 ", ("2026-01-01", "2026-12-31"), id="with blanks around"),
        pytest.param("2026年", ("2026-01-01", "2026-12-31"), id="a year in words"),
        pytest.param("2026年度", ("2026-01-01", "2026-12-31"), id="a year with 度"),
        pytest.param("上季度", ("2026-07-01", "2026-09-30"), id="the last quarter"),
        pytest.param("本月", ("2026-11-01", "2026-11-30"), id="this month"),
        pytest.param("上月", ("2026-10-01", "2026-10-31"), id="last month"),
        pytest.param("去年", ("2025-01-01", "2025-12-31"), id="last year"),
        pytest.param("11月", ("2026-11-01", "2026-11-30"), id="this month by its figure"),
        pytest.param("12月", ("2025-12-01", "2025-12-31"), id="a month that has not begun is last year's"),
        pytest.param("2026年1-6月", ("2026-01-01", "2026-06-30"), id="from a month to another"),
        pytest.param("2025年10月至2026年3月", ("2025-10-01", "2026-03-31"), id="over the new year"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, period: tuple[str, str]) -> None:
    assert read_billing_period(text, today=TODAY) == span(*period)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "物业费",
        "2026-13",
        "2026H3",
        "2026Q5",
        "20260",
        "2026年13月",
        "2026年1月和2026年3月",
        "2026年6月至2026年1月",
    ],
)
def test_what_is_no_period_is_not_guessed(text: str) -> None:
    assert read_billing_period(text, today=TODAY) is None


@FEW
@given(st.text(max_size=20), DAYS)
def test_reading_a_period_never_raises(text: str, today: date) -> None:
    found = read_billing_period(text, today=today)
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(
    ("cycle", "within", "spans"),
    [
        pytest.param(
            Cycle.MONTH,
            ("2026-01-01", "2026-02-28"),
            [("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28")],
            id="months",
        ),
        pytest.param(Cycle.MONTH, ("2026-01-02", "2026-01-31"), [], id="a day after the first: none begins"),
        pytest.param(Cycle.MONTH, ("2026-01-31", "2026-02-01"), [("2026-02-01", "2026-02-28")], id="the day itself"),
        pytest.param(Cycle.MONTH, ("2028-02-01", "2028-02-01"), [("2028-02-01", "2028-02-29")], id="leap February"),
        pytest.param(Cycle.QUARTER, ("2026-03-31", "2026-04-01"), [("2026-04-01", "2026-06-30")], id="a quarter"),
        pytest.param(Cycle.QUARTER, ("2026-04-02", "2026-06-30"), [], id="within a quarter none begins"),
        pytest.param(Cycle.HALF_YEAR, ("2026-06-30", "2026-12-31"), [("2026-07-01", "2026-12-31")], id="a half year"),
        pytest.param(
            Cycle.YEAR,
            ("2025-12-31", "2027-01-01"),
            [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")],
            id="years",
        ),
    ],
)
def test_periods_of_the_calendar_begin_on_its_firsts(
    cycle: Cycle, within: tuple[str, str], spans: list[tuple[str, str]]
) -> None:
    assert list(spans_beginning_in(cycle, span(*within))) == [span(*each) for each in spans]


@pytest.mark.parametrize(
    ("handed_over", "within", "spans"),
    [
        pytest.param(None, ("2026-01-01", "2026-12-31"), [], id="a house that is not handed over"),
        pytest.param("2027-01-01", ("2026-01-01", "2026-12-31"), [], id="handed over later"),
        pytest.param(
            "2026-03-15", ("2026-01-01", "2026-12-31"), [("2026-03-15", "2027-03-14")], id="the year of the handover"
        ),
        pytest.param(
            "2020-03-15", ("2026-03-15", "2026-03-15"), [("2026-03-15", "2027-03-14")], id="the day of the year"
        ),
        pytest.param("2020-03-15", ("2026-03-16", "2027-03-14"), [], id="the days between"),
        pytest.param(
            "2020-01-01", ("2026-01-01", "2026-12-31"), [("2026-01-01", "2026-12-31")], id="handed over at new year"
        ),
        pytest.param(
            "2024-02-29",
            ("2024-01-01", "2028-12-31"),
            [
                ("2024-02-29", "2025-02-27"),
                ("2025-02-28", "2026-02-27"),
                ("2026-02-28", "2027-02-27"),
                ("2027-02-28", "2028-02-28"),
                ("2028-02-29", "2029-02-27"),
            ],
            id="handed over on 29 February",
        ),
    ],
)
def test_an_anniversary_year_is_the_house_s_own(
    handed_over: str | None, within: tuple[str, str], spans: list[tuple[str, str]]
) -> None:
    day_of_handover = day(handed_over) if handed_over else None
    found = list(spans_beginning_in(Cycle.ANNIVERSARY, span(*within), handed_over_on=day_of_handover))
    assert found == [span(*each) for each in spans]


@FEW
@given(st.sampled_from(Cycle), DAYS, st.integers(0, 1500), st.dates(day("1995-01-01"), day("2060-12-31")))
def test_periods_follow_one_another_without_gap_or_overlap(
    cycle: Cycle, first: date, days: int, handed_over: date
) -> None:
    within = Span(first, first + timedelta(days=days))
    found = list(spans_beginning_in(cycle, within, handed_over_on=handed_over))
    assert all(within.first <= each.first <= within.last for each in found)
    assert all(later.first == earlier.last + timedelta(days=1) for earlier, later in pairwise(found))


@FEW
@given(st.sampled_from(Cycle), DAYS, st.integers(0, 800), st.integers(0, 800))
def test_asking_in_two_parts_finds_each_period_once(cycle: Cycle, first: date, days: int, more: int) -> None:
    middle, last = first + timedelta(days=days), first + timedelta(days=days + more + 1)
    handed_over = date(1999, 10, 31)

    def spans(within: Span) -> list[Span]:
        return list(spans_beginning_in(cycle, within, handed_over_on=handed_over))

    halves = spans(Span(first, middle)) + spans(Span(middle + timedelta(days=1), last))
    assert halves == spans(Span(first, last))


def test_every_cycle_has_its_months() -> None:
    assert set(MONTHS) == set(Cycle)


@pytest.mark.parametrize(
    ("first", "months", "then"),
    [
        ("2026-01-01", 1, "2026-02-01"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-11-01", 14, "2028-01-01"),
        ("2026-01-01", -1, "2025-12-01"),
        ("2026-05-01", 0, "2026-05-01"),
    ],
)
def test_months_are_counted_over_the_new_year(first: str, months: int, then: str) -> None:
    assert shifted(day(first), months) == day(then)
    assert next_month(shifted(day(first), months - 1)) == day(then)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        pytest.param(None, None, "未注明账期", id="without a period"),
        pytest.param("2026-01-01", None, "未注明账期", id="half a period"),
        pytest.param("2026-01-01", "2026-01-31", "2026年1月", id="a month"),
        pytest.param("2028-02-01", "2028-02-29", "2028年2月", id="a leap February"),
        pytest.param("2028-02-01", "2028-02-28", "2028年2月1日–2月28日", id="not all of a leap February"),
        pytest.param("2026-01-01", "2026-06-30", "2026年1–6月", id="months of a year"),
        pytest.param("2026-01-01", "2026-12-31", "2026年", id="a year"),
        pytest.param("2025-10-01", "2026-03-31", "2025年10月–2026年3月", id="over the new year"),
        pytest.param("2025-01-01", "2026-12-31", "2025年1月–2026年12月", id="two years"),
        pytest.param("2026-01-15", "2026-02-14", "2026年1月15日–2月14日", id="days of a year"),
        pytest.param("2026-03-15", "2027-03-14", "2026年3月15日–2027年3月14日", id="an anniversary year"),
        pytest.param("2026-01-02", "2026-01-31", "2026年1月2日–1月31日", id="a month without its first day"),
    ],
)
def test_a_period_is_said_as_residents_read_it(first: str | None, last: str | None, words: str) -> None:
    assert said(day(first) if first else None, day(last) if last else None) == words


def test_a_bill_keeps_its_period_in_one_form() -> None:
    assert span("2026-01-01", "2026-06-30").key == "2026-01-01/2026-06-30"


@FEW
@given(st.integers(2000, 2089), st.integers(1, 12))
def test_a_month_that_is_said_is_read_again(year: int, month: int) -> None:
    first = date(year, month, 1)
    there = Span(first, next_month(first) - timedelta(days=1))
    assert read_billing_period(said(*there), today=TODAY) == there
