"""Days, weeks and months: pure arithmetic. Weeks run from Monday to Sunday."""

from calendar import monthrange
from datetime import date, timedelta

Month = tuple[int, int]
"""A year and a month from 1 to 12."""

FAR = 270
"""A month and day that comes only after so many days has rather just passed."""


def days(count: int) -> timedelta:
    """Return a difference of whole days."""
    return timedelta(days=count)


def monday(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - days(day.weekday())


def month_of(day: date) -> Month:
    """Return the month of `day`."""
    return day.year, day.month


def later_month(month: Month, count: int) -> Month:
    """Return the month `count` months after `month`."""
    year, index = divmod(month[0] * 12 + month[1] - 1 + count, 12)
    return year, index + 1


def last_day(month: Month) -> date:
    """Return the last day of a month."""
    return date(*month, monthrange(*month)[1])


def first_day(month: Month) -> date:
    """Return the first day of a month."""
    return date(*month, 1)


def day_of(month: Month, number: int) -> date | None:
    """Return a day of a month, or None when the month is too short for it."""
    return date(*month, number) if 1 <= number <= monthrange(*month)[1] else None


def clamped(month: Month, number: int) -> date:
    """Return a day of a month, its last day when the month is too short."""
    return day_of(month, number) or last_day(month)


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later, clamped: 31 January and one month is 28 or 29 February."""
    return clamped(later_month(month_of(day), count), day.day)


def next_with_number(number: int, today: date) -> date:
    """Return the first day on or after `today` that carries this number; months too short are skipped."""
    month = month_of(today)
    while True:
        day = day_of(month, number)
        if day is not None and day >= today:
            return day
        month = later_month(month, 1)


def last_with_number(number: int, today: date) -> date:
    """Return the last day on or before `today` that carries this number."""
    month = month_of(today)
    while True:
        day = day_of(month, number)
        if day is not None and day <= today:
            return day
        month = later_month(month, -1)


def next_month_named(month: int, today: date) -> Month:
    """Return the running or next month with this number."""
    return today.year + (month < today.month), month


def next_in_year(month: int, number: int, today: date) -> date | None:
    """Return the first day on or after `today` with this month and number; None when no year has it."""
    for year in range(today.year, today.year + 9):  # 29 February comes after eight years at the latest
        day = day_of((year, month), number)
        if day is not None and day >= today:
            return day
    return None


def is_far(day: date, today: date) -> bool:
    """Tell whether `day` is so far away that its day a year earlier is rather meant, which has just passed."""
    return (day - today).days > FAR
