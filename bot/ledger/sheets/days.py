"""One cell into a day, a moment or a period, or a reason (the rest of a sentence that begins with the header).

Days are those of Shanghai, from 2000-01-01 to 2099-12-31; both ends of a period are inclusive. Numbers are days since
1899-12-30 as spreadsheets count them, or figures such as 20260105 and 202601.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from bot.clock import SHANGHAI
from bot.ledger.sheets.cells import Cell, shown, written
from bot.understanding.normalise import normalise
from bot.understanding.periods import find_periods
from bot.understanding.periods import read_period as read_said_period
from bot.understanding.result import Unclear, Understood

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a serial number has no zone
_SERIALS = range(36526, 73051)
"""The serial numbers of 2000-01-01 to 2099-12-31."""

_CLOCK = r"(?:[t\s]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?"
_DAY = re.compile(
    r"(?:(?P<year>[0-9]{4})\s?(?P<mark>[-./])\s?(?P<month>[0-9]{1,2})\s?(?P=mark)\s?(?P<day>[0-9]{1,2})"
    r"|(?P<year2>[0-9]{4})\s?年\s?(?P<month2>[0-9]{1,2})\s?月\s?(?P<day2>[0-9]{1,2})\s?[日号]"
    rf"|(?P<year3>[0-9]{{4}})(?P<month3>[0-9]{{2}})(?P<day3>[0-9]{{2}})){_CLOCK}"
)
_MONTH = re.compile(r"([0-9]{4})\s?(?:[-./年]\s?([0-9]{1,2})\s?(?:月份?)?|([0-9]{2}))")
_YEAR = re.compile(r"([0-9]{4})\s?(?:年度?|全年)?")
_SHORT_DAY = re.compile(r"([0-9]{1,2})\s?[-./月]\s?([0-9]{1,2})\s?[日号]?")
_SHORT_MONTH = re.compile(r"([0-9]{1,2})\s?(?:月份?)?")
_TO = re.compile(r"\s?(?:至|到|~|--|—|–|-)\s?")
_TIME = re.compile(r"([0-9]{1,2}):?([0-9]{2}):?([0-9]{2})")


class Span(NamedTuple):
    """The first and the last day of something, both inclusive."""

    first: date
    last: date


class _NoSuchDay(Exception):
    """The text has the form of a date, and the calendar has no such day; the reason is its text."""


def read_span(cell: Cell) -> Understood[Span] | Unclear:
    """Read a day, or a month (2026-01) as its first and last day: 开始时间 takes the one, 结束时间 the other."""
    match cell:
        case bool() | timedelta() | time():
            return Unclear(f"是 {shown(cell)}，不是日期，请写成如 2026-01-05")
        case date():
            day = cell.date() if isinstance(cell, datetime) else cell
            return _in_range(Span(day, day), cell)
        case int() | float():
            return _number(float(cell))
        case str():
            return _text(cell)


def read_day(cell: Cell) -> Understood[date] | Unclear:
    """Read one day."""
    read = read_span(cell)
    if isinstance(read, Unclear):
        return read
    if read.value.first != read.value.last:
        return Unclear(f"是 {shown(cell)}，只写到月，请写到日，如 2026-01-05")
    return Understood(read.value.first)


def read_moment(cell: Cell) -> Understood[datetime] | Unclear:
    """Read a moment in Shanghai; a day without a time is its noon."""
    day = read_day(cell)
    if isinstance(day, Unclear):
        return day
    return Understood(datetime.combine(day.value, _time_of(cell), tzinfo=SHANGHAI))


def read_time(cell: Cell) -> time | None:
    """Read a time by itself (10:00:01, 100001), as banks put it into a column of its own."""
    if isinstance(cell, time):
        return cell
    said = shown(cell).zfill(6) if isinstance(cell, int | float) else written(cell).strip()
    found = _TIME.fullmatch(said)
    return _valid_time(found[1], found[2], found[3]) if found else None


def read_period(cell: Cell) -> Understood[Span] | Unclear:
    """Read a period in one cell: 2026.01-2026.06, 202601-202606, 2026年上半年, 2026Q1, 2026年1月1日至2026年6月30日.

    A spreadsheet turns 2026年1月 into its first day, so a date in such a column is a month if it is the first of one.
    A text that can be read in two ways (2026-01-06: a day, or January to June) is refused.
    """
    if isinstance(cell, date):
        return _month_of(cell)
    if not isinstance(cell, str):
        read = _number(float(cell)) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
        if isinstance(read, Understood):
            return _month_of(read.value.first) if read.value.first == read.value.last else read
        return _period_text(shown(cell))
    return _period_text(cell)


def _month_of(day: date) -> Understood[Span] | Unclear:
    if day.day != 1:
        return Unclear(f"是 {shown(day)}，只是一天，请写成 2026-01-01至2026-06-30 的样子")
    return _in_range(_month(day.year, day.month), day)


@lru_cache(maxsize=4096)
def _number(number: float) -> Understood[Span] | Unclear:
    whole = int(number) if abs(number) < 1e9 else 0
    if whole in _SERIALS:
        day = (_EPOCH + timedelta(days=whole)).date()
        return Understood(Span(day, day))
    if number == whole and len(str(whole)) in {6, 8}:
        return _text(str(whole))
    if _FIRST_YEAR < number < _LAST_YEAR + 1 and number != whole:
        return Unclear(f"是 {shown(number)}，分不清 1 月还是 10 月，请写成如 2026-01")
    if 0 <= number < _SERIALS.start:
        return Unclear(f"是 {shown(number)}，不是日期或早于 2000 年，请写成如 2026-01-05")
    return Unclear(f"是 {shown(number)}，不是日期，请写成如 2026-01-05")


@lru_cache(maxsize=4096)
def _text(text: str) -> Understood[Span] | Unclear:
    said = normalise(text)
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", said):
        return _number(float(said))
    try:
        span = _day(said) or _month_text(said)
    except _NoSuchDay as fault:
        return Unclear(f"是 {shown(text)}，{fault}，请核对")
    if span is None:
        return Unclear(f"写的是“{shown(text)}”，不是日期，请写成如 2026-01-05")
    return _in_range(span, text)


def _in_range(span: Span, cell: Cell) -> Understood[Span] | Unclear:
    if span.first.year >= _FIRST_YEAR and span.last.year <= _LAST_YEAR:
        return Understood(span)
    return Unclear(f"是 {shown(cell)}，年份要在 2000 到 2099 之间，请核对")


def _day(said: str) -> Span | None:
    found = _DAY.fullmatch(said)
    if found is None:
        return None
    year, month, day = (int(found[name] or found[f"{name}2"] or found[f"{name}3"]) for name in ("year", "month", "day"))
    return Span(_date(year, month, day), _date(year, month, day))


def _month_text(said: str) -> Span | None:
    found = _MONTH.fullmatch(said)
    return _month(int(found[1]), int(found[2] or found[3])) if found else None


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _NoSuchDay("没有这一天") from None


def _month(year: int, month: int) -> Span:
    if not (1 <= month <= 12 and year):
        raise _NoSuchDay("没有这个月")
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _time_of(cell: Cell) -> time:
    noon = time(12)
    if isinstance(cell, datetime):
        return cell.time().replace(tzinfo=None) if cell.time() != time() else noon
    if isinstance(cell, float) and cell != int(cell):
        return (_EPOCH + timedelta(seconds=round(cell * 86400))).time()
    found = _DAY.fullmatch(normalise(cell)) if isinstance(cell, str) else None
    if found is None or found["hour"] is None:
        return noon
    return _valid_time(found["hour"], found["minute"], found["second"] or "0") or noon


def _valid_time(hour: str, minute: str, second: str) -> time | None:
    if int(hour) < 24 and int(minute) < 60 and int(second) < 60:
        return time(int(hour), int(minute), int(second))
    return None


@lru_cache(maxsize=4096)
def _period_text(text: str) -> Understood[Span] | Unclear:
    said = normalise(text)
    read = [_attempt(way) for way in _ways(said)]
    found = list(dict.fromkeys(span for span in read if isinstance(span, Span)))
    fault = next((why for why in read if isinstance(why, str)), None)
    if not found:
        return Unclear(f"是 {shown(text)}，{fault}，请核对") if fault else _said(said, text)
    if len(found) > 1 or (found[0].first == found[0].last):
        return Unclear(f"写的是“{shown(text)}”，分不清从哪天到哪天，请写成 2026-01-01至2026-06-30 的样子")
    if found[0].first > found[0].last:
        return Unclear(f"是 {shown(text)}，结束早于开始，请核对")
    return _in_range(found[0], text)


def _ways(said: str) -> Iterator[Callable[[], Span | None]]:
    """Yield every way to read the text: as one thing, and cut into a beginning and an end at every dash."""
    yield partial(_begun, said)
    for cut in _TO.finditer(said):
        yield partial(_range, said[: cut.start()], said[cut.end() :])


def _attempt(way: Callable[[], Span | None]) -> Span | str | None:
    try:
        return way()
    except _NoSuchDay as fault:
        return str(fault)


def _range(left: str, right: str) -> Span | None:
    begun = _begun(left)
    ended = _end(right, begun) if begun else None
    return Span(begun.first, ended.last) if begun and ended else None


def _begun(said: str) -> Span | None:
    year = _YEAR.fullmatch(said)
    return _year(int(year[1])) if year else _day(said) or _month_text(said)


def _year(year: int) -> Span:
    return Span(_month(year, 1).first, _month(year, 12).last)


def _end(right: str, begun: Span) -> Span | None:
    """Read the end; one without a year takes the beginning's, and 12月 needs a beginning that names a month."""
    year = begun.first.year
    if whole := _day(right) or _month_text(right):
        return whole
    if (named := _YEAR.fullmatch(right)) and begun.last.month - begun.first.month == 11:
        return _year(int(named[1]))
    if (short := _SHORT_DAY.fullmatch(right)) and begun.first == begun.last:
        day = _date(year, int(short[1]), int(short[2]))
        return Span(day, day)
    short = _SHORT_MONTH.fullmatch(right)
    is_month = begun.first != begun.last and begun.first.month == begun.last.month
    return _month(year, int(short[1])) if short and is_month else None


def _said(said: str, text: str) -> Understood[Span] | Unclear:
    """Read 2026年上半年 and 2026Q1 as residents say them; the year must be written in four figures."""
    said = re.sub(r"([0-9]{4})\s?(?=q[1-4]|第?[一二三四1-4]\s?季|[上下]半年)", r"\1年", said)
    year = re.match(r"([0-9]{4})年", said)
    if year and list(find_periods(said)) == [said]:
        read = read_said_period(said, today=date(int(year[1]) or 1, 12, 31))
        if isinstance(read, Understood) and read.value.first.year == int(year[1]):
            return _in_range(Span(_month(*read.value.first).first, _month(*read.value.last).last), text)
    if list(find_periods(said)):
        return Unclear(f"写的是“{shown(text)}”，要带四位年份，如 2026年第一季度、2026-01至2026-06")
    return Unclear(f"写的是“{shown(text)}”，看不懂，请写成如 2026-01至2026-06")
