"""Working days and office hours in Shanghai: holidays, working weekends (调休), and honest words for a moment.

A year without a table in data/holidays has its weekends only, and `Calendar.is_known` says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from pydantic import model_validator

from bot.clock import SHANGHAI, as_shanghai
from bot.datafile import Table, load_table

_SATURDAY = 5
_LONGEST_REST = 60
"""No rest lasts so many days; a search that goes further is over an impossible calendar."""
_WEEKDAYS = "一二三四五六日"


class HolidayYear(Table):
    """One year of data/holidays: days off by their name, and the weekends on which people work."""

    year: int
    provisional: bool = False
    holidays: dict[str, tuple[date, ...]]
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "HolidayYear":
        off = [day for days in self.holidays.values() for day in days]
        strangers = [day for day in (*off, *self.workdays) if day.year != self.year]
        if strangers:
            raise ValueError(f"not a day of {self.year}: {strangers[0]}")
        if len(set(off)) < len(off) or set(off) & set(self.workdays):
            raise ValueError("a day stands twice")
        weekday = next((day for day in self.workdays if day.weekday() < _SATURDAY), None)
        if weekday:
            raise ValueError(f"workdays are Saturdays and Sundays: {weekday} is none")
        return self


class Calendar:
    """The working days of Shanghai."""

    def __init__(self, years: Iterable[HolidayYear] = ()) -> None:
        """Know the given years; every other year has its weekends only."""
        tables = {table.year: table for table in years}
        self._years = tables
        self._off = {day: name for table in tables.values() for name, days in table.holidays.items() for day in days}
        self._on = {day for table in tables.values() for day in table.workdays}

    def is_known(self, year: int) -> bool:
        """Tell whether the year's published holidays are here; weekends only and provisional tables are not known."""
        return year in self._years and not self._years[year].provisional

    def is_provisional(self, year: int) -> bool:
        """Tell whether the year's table was made before the State Council published it."""
        return year in self._years and self._years[year].provisional

    def is_holiday(self, day: date) -> bool:
        """Tell whether a named holiday or its bridge falls on `day` (an ordinary weekend is none)."""
        return day in self._off

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday on `day`, such as 春节."""
        return self._off.get(day)

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on `day`: a weekday that is no holiday, or a weekend of 调休."""
        return day in self._on or (day.weekday() < _SATURDAY and day not in self._off)

    def next_workday(self, day: date) -> date:
        """Return the first working day AFTER `day`."""
        return self.add_workdays(day, 1)

    def workday_from(self, day: date) -> date:
        """Return `day` when people work on it, else the next working day."""
        return day if self.is_workday(day) else self.next_workday(day)

    def add_workdays(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it when negative); 0 is `day` itself."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Return how many working days lie after `first` up to and including `last`; 0 when `last` is not later."""
        days = range(1, (last - first).days + 1)
        return sum(self.is_workday(first + timedelta(days=passed)) for passed in days)


def load_calendar(folder: Path) -> Calendar:
    """Read every year of data/holidays.

    Raises:
        DataFault: a file cannot be used.
    """
    return Calendar(load_table(path, HolidayYear) for path in sorted(folder.glob("*.yaml")))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the day in which the office is open: from `start` (inclusive) to `end` (exclusive)."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When people are there: the same segments on every working day, in order and apart (lunch between them).

    `every_day`: also on weekends and holidays.
    """

    calendar: Calendar
    segments: tuple[Segment, ...]
    every_day: bool = False

    def __post_init__(self) -> None:
        """Refuse hours that are empty, run backwards or overlap.

        Raises:
            ValueError: they do.
        """
        edges = [edge for segment in self.segments for edge in (segment.start, segment.end)]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("office hours must be segments of one day, in order and apart")

    def is_open(self, now: datetime) -> bool:
        """Tell whether the office is open at `now`."""
        there = as_shanghai(now)
        if not self._opens_on(there.date()):
            return False
        return any(segment.start <= there.time() < segment.end for segment in self.segments)

    def next_opening(self, now: datetime) -> datetime:
        """Return `now` when the office is open, else when it opens next (`now` again if it never does)."""
        if self.is_open(now):
            return as_shanghai(now)
        return next((start for start, _ in self._opened(now) if start > now), as_shanghai(now))

    def add_minutes(self, now: datetime, minutes: int) -> datetime:
        """Return the moment at which `minutes` of open office have passed since `now`."""
        left = timedelta(minutes=minutes)
        moment = self.next_opening(now)
        for start, end in self._opened(moment):
            begin = max(start, moment)
            if begin < end and begin + left <= end:
                return begin + left
            left -= max(end - begin, timedelta())
        return moment

    def minutes_between(self, first: datetime, last: datetime) -> int:
        """Return the whole minutes of open office between two moments; 0 when `last` is not later."""
        open_time = timedelta()
        for start, end in self._opened(first):
            if start >= last:
                break
            open_time += max(min(end, last) - max(start, first), timedelta())
        return open_time // timedelta(minutes=1)

    def _opens_on(self, day: date) -> bool:
        return self.every_day or self.calendar.is_workday(day)

    def _opened(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Walk through the open segments from the day of `now` on."""
        day = as_shanghai(now).date()
        resting = 0
        while resting < _LONGEST_REST:
            resting = 0 if self._opens_on(day) else resting + 1
            for segment in self.segments if not resting else ():
                yield _at(day, segment.start), _at(day, segment.end)
            day += timedelta(days=1)


def read_office_hours(text: str, calendar: Calendar) -> OfficeHours:
    """Read "08:30–12:00 14:00–18:00" (hyphens and commas are good too).

    Raises:
        ValueError: the text names no hours, or hours that overlap.
    """
    parts = text.replace("–", "-").replace("—", "-").replace("~", "-").replace(",", " ").replace("，", " ").split()
    pairs = [part.split("-") for part in parts]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"no office hours: {text!r}")
    return OfficeHours(calendar, tuple(Segment(_time(start), _time(end)) for start, end in pairs))


def words_for(moment: datetime, now: datetime) -> str:
    """Say a moment as a person would: 今天14:00, 明早8:30, 明天14:00, 周一8:30 (within six days), 11月23日8:30.

    A moment of an earlier day, or more than six days away, is told by its date; of another year with the year.
    """
    there, here = as_shanghai(moment), as_shanghai(now)
    clock = f"{there.hour}:{there.minute:02d}"
    days = (there.date() - here.date()).days
    if days == 0:
        return f"今天{clock}"
    if days == 1:
        return f"明早{clock}" if 5 <= there.hour < 10 else f"明天{clock}"
    if 2 <= days <= 6:
        return f"周{_WEEKDAYS[there.weekday()]}{clock}"
    year = f"{there.year}年" if there.year != here.year else ""
    return f"{year}{there.month}月{there.day}日{clock}"


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
