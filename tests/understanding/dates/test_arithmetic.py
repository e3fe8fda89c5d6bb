"""Weeks, months and the lunar calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.dates.almanac import (
    add_months,
    last_day,
    last_with_number,
    later_month,
    monday,
    month_of,
    next_in_year,
    next_with_number,
)
from bot.understanding.dates.lunar import lunar_day, lunar_month_and_day, next_lunar_day, solar_term

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "meant"),
    [
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2028-02-29", 12, "2029-02-28"),
    ],
)
def test_months_are_clamped_to_their_end(day: str, months: int, meant: str) -> None:
    assert str(add_months(date.fromisoformat(day), months)) == meant


@given(DAYS, st.integers(1, 31))
def test_a_day_number_is_found_on_both_sides(today: date, number: int) -> None:
    ahead, behind = next_with_number(number, today), last_with_number(number, today)
    assert behind <= today <= ahead
    assert ahead.day == behind.day == number
    assert (ahead - behind).days <= 62


@given(DAYS)
def test_the_monday_is_at_most_six_days_back(day: date) -> None:
    assert monday(day).weekday() == 0
    assert timedelta(0) <= day - monday(day) <= timedelta(days=6)


@given(DAYS, st.integers(-30, 30))
def test_months_go_forth_and_back(day: date, count: int) -> None:
    assert later_month(later_month(month_of(day), count), -count) == month_of(day)
    assert (last_day(month_of(day)) + timedelta(days=1)).day == 1


@pytest.mark.parametrize(("today", "meant"), [("2026-03-01", "2028-02-29"), ("2028-02-29", "2028-02-29")])
def test_a_leap_day_waits_for_its_year(today: str, meant: str) -> None:
    assert str(next_in_year(2, 29, date.fromisoformat(today))) == meant


def test_a_day_that_no_year_has_is_none() -> None:
    assert next_in_year(2, 30, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("year", "new_year", "eve"),
    [
        (2026, "2026-02-17", "2026-02-16"),
        (2027, "2027-02-06", "2027-02-05"),
        (2028, "2028-01-26", "2028-01-25"),
        (2029, "2029-02-13", "2029-02-12"),
    ],
)
def test_the_lunar_new_year_and_its_eve(year: int, new_year: str, eve: str) -> None:
    assert str(lunar_day(year, 1, 1)) == new_year
    assert str(lunar_day(year - 1, 12, 30)) == eve


def test_a_lunar_month_of_29_days_has_no_thirtieth() -> None:
    assert lunar_day(2026, 7, 30) is None
    assert str(lunar_day(2026, 12, 30)) == str(lunar_day(2026, 12, 29))


@given(DAYS)
def test_the_next_lunar_day_of_today_is_today(day: date) -> None:
    month, number = lunar_month_and_day(day)
    found = next_lunar_day(month, number, day)
    assert found is not None
    assert day <= found <= day + timedelta(days=31) or found > day  # a leap month carries the number of the one before


@pytest.mark.parametrize(
    ("name", "year", "meant"),
    [
        ("清明", 2026, "2026-04-05"),
        ("清明", 2028, "2028-04-04"),
        ("冬至", 2026, "2026-12-22"),
        ("冬至", 2028, "2028-12-21"),
        ("立春", 2027, "2027-02-04"),
        ("小寒", 2027, "2027-01-05"),
    ],
)
def test_a_solar_term_has_its_own_day_each_year(name: str, year: int, meant: str) -> None:
    assert str(solar_term(name, year)) == meant
