"""Days in English, as residents mix them in: by Friday, next Tue, Dec 3rd, end of this month, within 5 days.

These writers translate: next Friday is 下周五; the coming one is another reading.
"""

import re
from datetime import date

from bot.understanding.dates.almanac import add_months, days, last_day, later_month, month_of, next_month_named
from bot.understanding.dates.answer import Grain, Scene, Span, one_day
from bot.understanding.dates.days import weekday_span
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.numbers import day_number, next_or_asked, number_in

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}

_START, _END = r"(?<![a-z])", r"(?![a-z])"
_WD = r"(?P<wd>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?"
_MON = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
_D = r"(?P<d>[12][0-9]|3[01]|0?[1-9])"


def _weekday(found: re.Match[str], scene: Scene) -> Span:
    which = {"next": "下", "this": "这", "coming": "", "last": "上"}.get(found["which"] or "", "")
    span = weekday_span(_WEEKDAYS.index(found["wd"]), which, scene)
    if which != "下":
        return span
    coming = span.last - days(7)
    return Span(span.first, span.last, span.grain, also=(coming,) if coming >= scene.today else (), week=span.week)


def _month_day(found: re.Match[str], scene: Scene) -> Span | None:
    return next_or_asked(_MONTHS.index(found["mon"]) + 1, number_in(found["d"]), scene.today)


def _month_named(found: re.Match[str], scene: Scene) -> Span:
    """Read December, and end of November."""
    month = next_month_named(_MONTHS.index(found["mon"]) + 1, scene.today)
    if found["end"]:
        return Span(last_day(month), last_day(month), Grain.MONTH_END, month=month)
    return Span(max(date(*month, 1), scene.today), last_day(month), Grain.MONTH, month=month)


def _end_of_month(found: re.Match[str], scene: Scene) -> Span:
    shift = 1 if "next" in found[0] else 0
    month = later_month(month_of(scene.today), shift)
    return Span(last_day(month), last_day(month), Grain.MONTH_END, month=month)


def _whole(found: re.Match[str], scene: Scene) -> Span:
    """Read this or next week, weekend and month."""
    shift = {"next": 1, "this": 0, "last": -1}.get(found["which"] or "this", 0)
    if found["unit"] == "month":
        month = later_month(month_of(scene.today), shift)
        first, last = date(*month, 1), last_day(month)
        return Span(max(first, scene.today), last, Grain.MONTH, month=month, is_past=shift < 0)
    sunday = scene.today + days(6 - scene.today.weekday() + 7 * shift)
    start = sunday - days(1 if found["unit"] == "weekend" else 6)
    return Span(max(start, min(scene.today, sunday)), sunday, Grain.WEEK, week=sunday - days(6), is_past=shift < 0)


_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}


def _week_of_month(found: re.Match[str], scene: Scene) -> Span | None:
    """Read the first week of February: the first seven days."""
    month = next_month_named(_MONTHS.index(found["mon"]) + 1, scene.today) if found["mon"] else month_of(scene.today)
    month = later_month(month, 1) if "next month" in found[0] else month
    if found["nth"] == "last":
        first, last = last_day(month) - days(6), last_day(month)
    else:
        first = date(*month, 1 + 7 * _ORDINALS[found["nth"]])
        last = first + days(6)
    return Span(max(first, scene.today), last, Grain.MONTH, month=month) if last >= scene.today else None


def _end_of_week(_found: re.Match[str], scene: Scene) -> Span:
    return one_day(scene.today + days(6 - scene.today.weekday()))


def _term(found: re.Match[str], scene: Scene) -> Span | None:
    count = _WORDS.get(found["n"]) or number_in(found["n"])
    if not 0 < count < 400:
        return None
    if found["unit"] == "month":
        return one_day(add_months(scene.today, count), Grain.TERM)
    if found["unit"] == "hour":
        return one_day(scene.today + days((scene.now.hour + count) // 24 if count < 24 else count // 24), Grain.TERM)
    return one_day(scene.today + days(count * (7 if found["unit"] == "week" else 1)), Grain.TERM)


def _in_two_days(_found: re.Match[str], scene: Scene) -> Span:
    return one_day(scene.today + days(2))


RULES: tuple[tuple[str, Reader], ...] = (
    (rf"{_START}(?:the )?day after tomorrow{_END}", _in_two_days),
    (rf"{_START}(?:(?P<which>next|this|coming|last) )?{_WD}{_END}", _weekday),
    (rf"{_START}{_MON}\s?(?:the )?{_D}(?:st|nd|rd|th)?(?![0-9a-z])", _month_day),
    (rf"(?<![0-9]){_D}(?:st|nd|rd|th)?\s?(?:of )?{_MON}{_END}", _month_day),
    (rf"{_START}(?P<end>(?:the )?end of )?(?<!last ){_MON}(?! ?[0-9]){_END}", _month_named),
    (rf"{_START}(?:the )?(?:end of (?:the |this |next )?month|month[- ]end|eom){_END}", _end_of_month),
    (
        rf"{_START}(?:the )?(?P<nth>first|second|third|last|1st|2nd|3rd) week (?:of|in) (?:{_MON}|next month|"
        rf"(?:this|the) month){_END}",
        _week_of_month,
    ),
    (rf"{_START}(?:the )?end of (?:the |this )?week{_END}", _end_of_week),
    (rf"{_START}(?:(?P<which>next|this|last) |(?:over |on |at )(?:the )?)?(?P<unit>weekend){_END}", _whole),
    (rf"{_START}(?P<which>next|this|last) (?P<unit>week|month){_END}", _whole),
    (rf"(?<![0-9a-z]){_D}(?:st|nd|rd|th){_END}", day_number),
    (
        rf"{_START}(?:in|within|after|give me|need) (?:another )?(?P<n>[0-9]{{1,3}}|a|an|one|two|three|four|"
        r"five|six|seven|ten) "
        rf"(?:more )?(?P<unit>day|week|month|hour)s?{_END}",
        _term,
    ),
)
