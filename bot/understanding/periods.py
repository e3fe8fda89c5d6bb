"""Months and periods as people say them: 去年下半年, 1到6月, 23年的, 上个季度, 前年到现在, 2025年3月, Q3, 最近三个月.

Figures are looked up backwards: a month without its year is the latest one that has begun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from bot.understanding.normalise import normalise
from bot.understanding.numerals import read_number
from bot.understanding.result import Unclear, Understood


class Month(NamedTuple):
    """A month of the calendar; months are in order."""

    year: int
    month: int

    def shifted(self, months: int) -> "Month":
        """Return the month so many months later (or earlier)."""
        place = self.year * 12 + self.month - 1 + months
        return Month(place // 12, place % 12 + 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, the first and the last inclusive."""

    first: Month
    last: Month


# SIDE stands for the end of a range that a pattern is used for: a group has one name in one expression.
_EARLIEST, _LATEST = 1990, 2089
_SMALL = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = (
    r"(?:(?<![0-9])(?P<yearSIDE>(?:19|20)?[0-9]{2}|二[零〇][零〇一二三四五六七八九]{2}|[零〇一二三四][零〇一二三四五六七八九])\s?年(?:度)?"
    r"|(?P<namedSIDE>大前年|前年|去年|上一?年|今年|本年度?|这一年|明年))"
)
_HALF = r"(?P<halfSIDE>上半年|下半年)"
_QUARTER = r"(?:第?(?P<quarterSIDE>[1-4一二三四])\s?个?季度?|(?<![a-z])q(?P<qSIDE>[1-4])(?![0-9]))"
_MONTH = rf"(?P<monthSIDE>{_SMALL})\s?月(?:份)?(?!\s?{_SMALL}\s?[号日])"
_NUMERIC = (
    r"(?<![0-9.])(?P<digitsSIDE>20[0-9]{2})(?:[-./](?P<partSIDE>[0-9]{1,2})|(?P<gluedSIDE>0[1-9]|1[0-2]))(?![0-9-])"
)
_NEAR = (
    r"(?P<nearSIDE>上上个?月|上个?月|本月|这个?月|当月|下个?月|"
    r"上上个?季度?|上个?季度|上一季度|本季度|这个?季度|当季|下个?季度)"
)
_ALONE = _YEAR.replace("SIDE", "aloneSIDE")
_WITHIN = (
    rf"(?:{_YEAR}的?\s?)?(?:{_HALF}|{_QUARTER}|{_MONTH})|{_NUMERIC}|{_NEAR}|"
    rf"{_ALONE}(?:全年|整年|一年|的)?|(?P<wholeSIDE>全年)"
)
_ROLLING = (
    rf"(?:最近|近|过去|前)(?:这|的)?\s?"
    rf"(?:(?P<count>{_SMALL}|两)\s?个?\s?(?P<unit>月|季度|年)|(?P<half_year>半年))(?!前|初|底)"
)
_TO = r"\s?(?:到|至|-|~|—|–)\s?"
_BARE = (
    rf"(?:{_YEAR.replace('SIDE', 'bare')}的?\s?)?"
    rf"(?<![0-9.-])(?P<from>{_SMALL})(?:月(?:份)?)?{_TO}(?P<till>{_SMALL})\s?月(?:份)?"
)
_NOW = r"(?:现在|今天|今日|目前|如今|当前|这个月|本月)"
_LATER = rf"{_TO}(?:(?P<now>{_NOW})|{_WITHIN.replace('SIDE', 'b')})|(?P<since>以来|至今|开始到现在)"
_RANGE = rf"(?:{_WITHIN.replace('SIDE', 'a')})(?:{_LATER})"
_PERIOD: Final = re.compile(rf"{_ROLLING}|{_BARE}|(?P<range>{_RANGE})|(?P<single>{_WITHIN.replace('SIDE', 'c')})")
_YEARS_BACK: Final = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "明年": -1}


def read_period(text: str, *, today: date) -> Understood[Period] | Unclear:
    """Read the one period that a text names, as of `today`.

    A quarter or a half year is whole, whether or not it is over; 最近三个月 is this month and the two before; 到现在
    ends with this month. The reasons: no_period, several_periods, no_such_month, backwards (it ends before it begins).
    """
    this = Month(today.year, today.month)
    read = list(dict.fromkeys(_read(found, this) for found in _PERIOD.finditer(normalise(text))))
    known = [each for each in read if isinstance(each, Period)]
    if not read:
        return Unclear("no_period")
    if len(known) != len(read):
        return Unclear(next(each for each in read if isinstance(each, str)))
    return Understood(known[0]) if len(known) == 1 else Unclear("several_periods")


def find_periods(said: str) -> Iterator[str]:
    """Find the periods of a normalised text in its own words."""
    return (found[0].strip().removesuffix("的").strip() for found in _PERIOD.finditer(said))


def _read(found: re.Match[str], this: Month) -> Period | str:
    if found["count"] or found["half_year"]:
        return _rolling(found, this)
    if found["from"]:
        return _between_months(found, this)
    if found["single"]:
        return _within(found, "c", this, None)
    first = _within(found, "a", this, None)
    if isinstance(first, str):
        return first
    last = Period(this, this) if found["now"] or found["since"] else _within(found, "b", this, first)
    if isinstance(last, str):
        return last
    return Period(first.first, last.last) if first.first <= last.last else "backwards"


def _rolling(found: re.Match[str], this: Month) -> Period:
    months = {"月": 1, "季度": 3, "年": 12}.get(found["unit"] or "", 6)
    count = 1 if found["half_year"] else _number(found["count"])
    return Period(this.shifted(1 - max(months * count, 1)), this)


def _between_months(found: re.Match[str], this: Month) -> Period | str:
    """Read 1到6月; without a year it is the latest such span that has begun, and 11月到1月 goes over the new year."""
    first, last = _number(found["from"]), _number(found["till"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return "no_such_month"
    year = _year(found, "bare", this)
    if year is None:
        year = this.year if first <= this.month else this.year - 1
    return Period(Month(year, first), Month(year + (last < first), last))


def _within(found: re.Match[str], side: str, this: Month, after: Period | None) -> Period | str:
    """Read one end of a range; the later end without a year takes the year of the earlier one."""
    if found[f"near{side}"]:
        return _near(found[f"near{side}"], this)
    if found[f"digits{side}"]:
        return _one_month(int(found[f"digits{side}"]), int(found[f"part{side}"] or found[f"glued{side}"]))
    year = _year(found, side, this) or _year(found, f"alone{side}", this)
    fallback = year or (after.first.year if after else None)
    if found[f"month{side}"]:
        month = _number(found[f"month{side}"])
        return _one_month(fallback or (this.year if month <= this.month else this.year - 1), month)
    if found[f"quarter{side}"] or found[f"q{side}"]:
        quarter = _number(found[f"quarter{side}"] or found[f"q{side}"])
        first = quarter * 3 - 2
        return _span(fallback or (this.year if first <= this.month else this.year - 1), first, first + 2)
    if found[f"half{side}"]:
        first = 1 if found[f"half{side}"].startswith("上") else 7
        return _span(fallback or (this.year if first <= this.month else this.year - 1), first, first + 5)
    return _span(year or this.year, 1, 12)


def _near(said: str, this: Month) -> Period:
    back = {"上上": -2, "上": -1, "下": 1}.get(said.rstrip("个月季度一"), 0)
    if "季" not in said:
        month = this.shifted(back)
        return Period(month, month)
    first = Month(this.year, (this.month - 1) // 3 * 3 + 1).shifted(back * 3)
    return Period(first, first.shifted(2))


def _one_month(year: int, month: int) -> Period | str:
    return _span(year, month, month) if 1 <= month <= 12 else "no_such_month"


def _span(year: int, first: int, last: int) -> Period:
    return Period(Month(year, first), Month(year, last))


def _year(found: re.Match[str], side: str, this: Month) -> int | None:
    named, said = found[f"named{side}"], found[f"year{side}"]
    if named:
        return this.year - _YEARS_BACK.get(named, 0)
    if not said:
        return None
    year = _number(said)
    year += 2000 if year < 90 else 1900 if year < 100 else 0
    return min(max(year, _EARLIEST), _LATEST)


def _number(text: str) -> int:
    return read_number(text) or 0
