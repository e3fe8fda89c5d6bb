"""Billing periods (账期): which spans a cycle has, what people write for one, and how one is said."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from bot.ledger.tables import Cycle
from bot.understanding.periods import Period, read_period
from bot.understanding.result import Understood

MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12, Cycle.ANNIVERSARY: 12}
_SHORT = re.compile(r"(?P<year>20[0-9]{2})[ -]?(?:[hH](?P<half>[12])|[qQ](?P<quarter>[1-4]))?")


class Span(NamedTuple):
    """A stretch of days, both ends inclusive."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """The form in which a bill keeps it: 2026-01-01/2026-06-30."""
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def read_billing_period(text: str, *, today: date) -> Span | None:
    """Read a month, quarter, half year or year (2026-11, 2026Q4, 2026H2, 2026, 上季度); None when it is none."""
    short = _SHORT.fullmatch(text.strip())
    if short:
        half = {"1": "上半年", "2": "下半年", None: ""}[short["half"]]
        text = f"{short['year']}年{half}{short['quarter']}季度" if short["quarter"] else f"{short['year']}年{half}"
    match read_period(text, today=today):
        case Understood(Period(first, last)):
            return Span(date(*first, 1), next_month(date(*last, 1)) - timedelta(days=1))
        case _:
            return None


def spans_beginning_in(cycle: Cycle, within: Span, *, handed_over_on: date | None = None) -> Iterator[Span]:
    """Yield the periods of a cycle whose first day lies in `within`, in order.

    Months, quarters, half years and years are those of the calendar. An anniversary year begins on the day and month
    of the house's handover; a house without one has none; one of 29 February begins on the 28th in other years.
    """
    if cycle is Cycle.ANNIVERSARY:
        yield from _anniversaries(handed_over_on, within)
        return
    months = MONTHS[cycle]
    first = within.first.replace(month=(within.first.month - 1) // months * months + 1, day=1)
    while first <= within.last:
        following = shifted(first, months)
        if first >= within.first:
            yield Span(first, following - timedelta(days=1))
        first = following


def _anniversaries(handed_over_on: date | None, within: Span) -> Iterator[Span]:
    if handed_over_on is None:
        return
    for year in range(max(within.first.year, handed_over_on.year), within.last.year + 1):
        first = _in_year(handed_over_on, year)
        if within.first <= first <= within.last:
            yield Span(first, _in_year(handed_over_on, year + 1) - timedelta(days=1))


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def shifted(first: date, months: int) -> date:
    """Return the first of the month so many months later."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def next_month(first: date) -> date:
    """Return the first of the month after."""
    return shifted(first, 1)


def said(first: date | None, last: date | None) -> str:
    """Say a period as residents read it: 2026年1月, 2026年1–6月, 2025年10月–2026年3月, 2026年1月15日–2月14日."""
    if first is None or last is None:
        return "未注明账期"
    if first.day == 1 and last == shifted(last.replace(day=1), 1) - timedelta(days=1):
        if first.year != last.year:
            return f"{first.year}年{first.month}月–{last.year}年{last.month}月"
        if (first.month, last.month) == (1, 12):
            return f"{first.year}年"
        return (
            f"{first.year}年{first.month}月"
            if first.month == last.month
            else f"{first.year}年{first.month}–{last.month}月"
        )
    end = f"{last.month}月{last.day}日" if first.year == last.year else f"{last.year}年{last.month}月{last.day}日"
    return f"{first.year}年{first.month}月{first.day}日–{end}"
