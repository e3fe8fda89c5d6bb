"""Periods: weeks and weekends, months and their parts, quarters and years."""

import re
from dataclasses import replace
from datetime import date

from bot.understanding.dates.almanac import (
    Month,
    day_of,
    days,
    first_day,
    is_far,
    last_day,
    later_month,
    monday,
    month_of,
    next_month_named,
)
from bot.understanding.dates.answer import Grain, Scene, Span, asked, one_day
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.lunar import next_lunar_day
from bot.understanding.dates.numbers import number_in
from bot.understanding.dates.wording import MONTH_NUMBER


def week(found: re.Match[str], scene: Scene) -> Span:
    """Read 这周, 下周, 下下周: Monday to Sunday, the running one from today on."""
    start = monday(scene.today) + days(7 * _shift(found["which"]))
    end = start + days(6)
    return Span(max(start, scene.today), end, Grain.WEEK, week=start, is_past=end < scene.today)


def weekend(found: re.Match[str], scene: Scene) -> Span:
    """Read 周末: Saturday and Sunday of this week; 下周末 is the next week's, though some mean the coming one."""
    which = found.groupdict().get("which") or ""
    coming = monday(scene.today) + days(6)
    sunday = coming + days(7 * _shift(which))
    also = (coming,) if "下" in which else ()
    first = max(sunday - days(1), min(scene.today, sunday))
    return Span(first, sunday, Grain.WEEK, also=also, week=monday(sunday), is_past=sunday < scene.today)


def _week_end(found: re.Match[str], scene: Scene) -> Span:
    """Read 这周内 and 周内: until Sunday."""
    sunday = monday(scene.today) + days(6 + 7 * _shift(found["which"] or ""))
    return one_day(sunday, week=monday(sunday))


def _shift(which: str) -> int:
    return which.count("下") - which.count("上")


def month_named(found: re.Match[str], today: date) -> Month | None:
    """Return the month that a match names by word (下个月), by number (12月) or not at all."""
    which, number = found.groupdict().get("which"), found.groupdict().get("m")
    if number:
        month = next_month_named(number_in(number), today)
        return (month[0] + 1, month[1]) if found.groupdict().get("next_year") and month[0] == today.year else month
    if which:
        return later_month(month_of(today), which.count("下") + which.startswith("次") - which.count("上"))
    return None


def _part(first: int, last: int | None, *, due: int | None = None) -> Reader:
    """Return a reader of a part of a month; a part of the running month that is over is next month's."""

    def read(found: re.Match[str], scene: Scene) -> Span | None:
        month = month_named(found, scene.today)
        named = month is not None or scene.month is not None
        month = month or scene.month or month_of(scene.today)
        was = None
        end = day_of(month, last) if last else last_day(month)
        if end is not None and end < scene.today and not (found.groupdict().get("which") and "上" in found["which"]):
            if named and month != month_of(scene.today):
                return None
            was = end
            month = later_month(month, 1)
            end = day_of(month, last) if last else last_day(month)
        end = end or last_day(month)
        if is_far(end, scene.today):
            return Span(end, end, Grain.MONTH, options=(end,), asks=True)
        if due is not None:
            return Span(end, end, Grain.MONTH_END, month=month, was=was, is_past=end < scene.today)
        start = first_day(month) + days(first - 1)
        return Span(start, end, Grain.MONTH, month=month, was=was, is_past=end < scene.today)

    return read


def _whole_month(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 下个月, 12月份: from the first to the last day; a month that has just passed is asked back."""
    month = month_named(found, scene.today)
    if month is None:
        return None
    end = last_day(month)
    if is_far(end, scene.today):
        return Span(end, end, Grain.MONTH, options=(end,), was=last_day((month[0] - 1, month[1])), asks=True)
    was = last_day((month[0] - 1, month[1])) if found.groupdict().get("m") else None
    return Span(max(first_day(month), scene.today), end, Grain.MONTH, month=month, was=was, is_past=end < scene.today)


def _week_of_month(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 下个月第一周: the first seven days of the month, and so on."""
    month = month_named(found, scene.today) or month_of(scene.today)
    first = first_day(month) + days(7 * (number_in(found["nth"]) - 1))
    last = first + days(6)
    return Span(max(first, scene.today), last, Grain.MONTH, month=month) if last >= scene.today else None


def _within_month(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 这个月内, 月内: its last day."""
    month = month_named(found, scene.today) or month_of(scene.today)
    return Span(last_day(month), last_day(month), Grain.MONTH_END, month=month)


def _month_edge(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 本月最后一天, 下个月第一天; 第一天 alone is the first day of anything."""
    if found[0].startswith(("第", "头", "首", "的")):
        return None
    month = month_named(found, scene.today) or month_of(scene.today)
    if "最后" in found[0]:
        return Span(last_day(month), last_day(month), Grain.MONTH_END, month=month)
    return one_day(first_day(month) if first_day(month) >= scene.today else first_day(later_month(month, 1)))


def _year_end(found: re.Match[str], scene: Scene) -> Span:
    """Read 年底, 年内: the last of December; in January 年底 may be New Year's Eve of the lunar year: ask."""
    end = date(scene.today.year + found[0].startswith("明"), 12, 31)
    eve = next_lunar_day(12, 30, scene.today)
    if scene.today.month == 1 and "底" in found[0] and not found[0].startswith(("今", "明")) and eve:
        return asked((eve, end), Grain.DAY, eve)
    return one_day(end)


def _year_begin(_found: re.Match[str], scene: Scene) -> Span:
    """Read 年初, 明年初: January."""
    year = scene.today.year + (scene.today.month > 1)
    return Span(max(date(year, 1, 1), scene.today), date(year, 1, 31), Grain.MONTH, month=(year, 1))


def _next_year(_found: re.Match[str], scene: Scene) -> Span:
    year = scene.today.year + 1
    return Span(date(year, 1, 1), date(year, 12, 31), Grain.MONTH)


def _next_workday(_found: re.Match[str], scene: Scene) -> Span:
    return one_day(scene.holidays.next_workday(scene.today))


def _quarter_end(_found: re.Match[str], scene: Scene) -> Span:
    return one_day(last_day((scene.today.year, (scene.today.month + 2) // 3 * 3)))


def _half_open(found: re.Match[str], scene: Scene) -> Span:
    """Read 下周初 and 下周前半: its first three days."""
    whole = week(found, scene)
    start = monday(whole.last)
    return replace(whole, first=max(start, scene.today), last=max(start + days(2), scene.today))


_WHICH = r"(?P<which>下{1,3}|上{1,3}|[这本])"
WHICH_MONTH = r"(?P<which>下{1,3}个?月|[这本当]个?月|次月|上{1,3}个?月)"
_MONTH = (
    rf"(?:{WHICH_MONTH}|(?:20[2-9][0-9]年|今年|"
    rf"(?P<next_year>明年))?的?(?<![0-9一二三四五六七八九十.个])(?P<m>{MONTH_NUMBER})月份?)"
)
_PART_OF = rf"(?:{_MONTH}的?(?:月)?|(?<![一二三四五六七八九十0-9年个])月)"
_TENTH_OF = rf"(?:{_MONTH}的?|(?:月)?(?<!年))"
_WEEKS = r"(?:周|星期|礼拜)"
RULES: tuple[tuple[str, Reader], ...] = (
    (rf"{_WHICH}一?个?{_WEEKS}(?:初|[前上]半(?:周|段)?|[头前][几两三]天|开头|一开始)", _half_open),
    (rf"(?P<which>下{{1,3}}|上{{1,3}}|[这本])?一?个?{_WEEKS}(?:末(?!尾)|六周日)|(?:双休日)", weekend),
    (
        r"(?P<which>[这本]|下{1,3})?个?(?<!一)(?<![0-9一两二三四五六七八九十几])(?:周|星期|礼拜)(?:之内|以内|内|里(?!面))",
        _week_end,
    ),
    (rf"{_WHICH}一?个?{_WEEKS}", week),
    (rf"{_MONTH}的?(?:第|头)(?P<nth>[一二三])个?{_WEEKS}(?![一二三四五六日天末])", _week_of_month),
    (rf"{_PART_OF}底", _part(1, None, due=0)),
    (rf"{_PART_OF}初(?![一二三四五六七八九十])", _part(1, 5)),
    (rf"{_PART_OF}中(?:间|期)?(?!旬)", _part(15, 15, due=0)),
    (rf"{_PART_OF}半(?![年个天月])", _part(15, 15, due=0)),
    (rf"{_TENTH_OF}上中旬", _part(1, 20)),
    (rf"{_TENTH_OF}中下旬", _part(11, None)),
    (rf"{_TENTH_OF}上旬", _part(1, 10)),
    (rf"(?:{_MONTH}的?)?上半月", _part(1, 15)),
    (rf"(?:{_MONTH}的?)?下半月", _part(16, None)),
    (rf"{_TENTH_OF}中旬", _part(11, 20)),
    (rf"{_TENTH_OF}下旬", _part(21, None)),
    (rf"{WHICH_MONTH}的?(?:头|前)(?:几|两|三)天", _part(1, 5)),
    (rf"(?:{_MONTH}|(?<![一二两三四五六七八九十0-9个几半])月)(?:份)?(?:之内|以内|内|里头?(?!面))", _within_month),
    (rf"(?:{_MONTH}|月)?的?(?:最后一天|(?:第|头)一天|首日)", _month_edge),
    (rf"{_MONTH}(?:的时候)?(?![0-9初底中末头内])", _whole_month),
    (r"(?:[今明]|(?<![0-9一二两三四五六七八九十几多半去前每]))年(?:底|内|之内|以内)|今年(?:里|年底)", _year_end),
    (r"(?:明年|(?<![0-9一二两三四五六七八九十几多半去前每今])年)初(?![一二三四五六七八九十])", _year_begin),
    (r"明年(?![0-9一二三四五六七八九十初底春元正内])", _next_year),
    (r"下一?个工作日", _next_workday),
    (r"(?:本|这个?)?季(?:度)?末|季度?底", _quarter_end),
)
