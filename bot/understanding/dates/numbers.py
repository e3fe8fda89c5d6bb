"""Days by their number: 25号, 下个月5号, 12月5号, 12/5, 20261205, 二十五吧."""

import re
from datetime import date

from bot.understanding.dates.almanac import (
    Month,
    clamped,
    day_of,
    is_far,
    last_day,
    last_with_number,
    later_month,
    month_of,
    next_in_year,
    next_month_named,
    next_with_number,
)
from bot.understanding.dates.answer import Grain, Scene, Span, asked, one_day
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.lunar import lunar_month_and_day, next_lunar_day
from bot.understanding.dates.wording import DAY_NUMBER, MONTH_NUMBER
from bot.understanding.numerals import read_number

_SOON = 60
_D = f"(?P<d>{DAY_NUMBER})"
_M = f"(?P<m>{MONTH_NUMBER})"
_STANDS_ALONE = r"(?:(?<![0-9.:第])(?=[0-9])|(?<![0-9一二三四五六七八九十.:第])(?=[一二三四五六七八九十]))"
_NO_FIGURE = r"(?<![0-9一二三四五六七八九十.])"
_NOT_COUNTED = r"(?![0-9十]|月|元|块|个|点|天|折|万|千|百|%)"
_DAY_END = r"\s?(?:号(?![码召称外])|日(?!元|常|子|用)|th\b|st\b|nd\b|rd\b)"
# 周一 in 下周一起交, 下周一定交 is 下周 and another word.
NOT_MONDAY = r"(?!(?<=一)(?:起(?!交?到)|块儿?|定|次|并|趟|下(?!午)|共|口气|样|律|些|直(?!接)|旦|大早))"


def number_in(text: str) -> int:
    """Return the number that the grammar has already found to be one."""
    return read_number(text) or 0


def _bare_number(found: re.Match[str], scene: Scene) -> Span | None:
    """二十五吧: a day number; 十五 in the first lunar month may be its fifteenth: ask."""
    span = day_number(found, scene)
    if found["d"] == "十五" and lunar_month_and_day(scene.today)[0] == 1:
        full_moon = next_lunar_day(1, 15, scene.today)
        if span is not None and full_moon and (full_moon - scene.today).days < 30 and full_moon != span.last:
            return asked(tuple(sorted((span.last, full_moon))), Grain.NUMBER)
    return span


def day_number(found: re.Match[str], scene: Scene) -> Span | None:
    """25号: the next one; of the month last named, if one was; asked back where the running month has no such day."""
    number = number_in(found["d"])
    if scene.month is not None:
        return _of_month(number, scene.month, scene.today)
    return number_span(number, scene.today)


def number_span(number: int, today: date) -> Span:
    """Return the next day with a number; 31号 in a month of thirty days may be its end or next month's: ask."""
    was = last_with_number(number, today)
    if day_of(month_of(today), number) is None:
        options = (last_day(month_of(today)), next_with_number(number, today))
        found = asked(options, Grain.NUMBER, options[1])
        return Span(found.first, found.last, found.grain, options, options[1], was=was, asks=True)
    return one_day(next_with_number(number, today), Grain.NUMBER, was=was)


def _of_month(number: int, month: Month, today: date) -> Span | None:
    day = clamped(month, number)
    if day >= today:
        return Span(day, day, Grain.NUMBER, month=month)
    return number_span(number, today)


def _number_in_month(found: re.Match[str], scene: Scene) -> Span | None:
    """下个月5号, 本月25号; a day of this month that is over is asked back."""
    shift = found["which"].count("下") or (1 if found["which"].startswith("次") else 0)
    if "上" in found["which"]:
        day = clamped(later_month(month_of(scene.today), -found["which"].count("上")), number_in(found["d"]))
        return Span(day, day, Grain.DAY, is_past=True)
    month = later_month(month_of(scene.today), shift)
    number = number_in(found["d"])
    day_there = day_of(month, number)
    if day_there is not None and day_there >= scene.today:
        return Span(day_there, day_there, Grain.DAY, month=month)
    options: tuple[date, ...] = (next_with_number(number, scene.today),)
    if day_there is None:
        options = (last_day(month), next_with_number(number, last_day(month)))
    found_span = asked(options, Grain.DAY)
    return Span(found_span.first, found_span.last, Grain.DAY, options, was=day_there, asks=True)


def _month_and_day(found: re.Match[str], scene: Scene) -> Span | None:
    """12月5号, with or without the year; one that has just passed is asked back."""
    groups = found.groupdict()
    month, number, year = number_in(found["m"]), number_in(found["d"]), _year(groups.get("y"), scene.today)
    if year is not None:
        return _in_year(day_of((year, month), number), scene.today)
    return next_or_asked(month, number, scene.today)


def _in_year(day: date | None, today: date) -> Span | None:
    """A full date names one day; one that is over is the time of a payment reported, or else a slip: ask."""
    if day is None:
        return None
    if day >= today:
        return Span(day, day, Grain.DAY, month=month_of(day))
    again = next_in_year(day.month, day.day, today) or today
    return Span(again, again, Grain.DAY, options=(again,), was=day, asks=True)


def next_or_asked(month: int, number: int, today: date) -> Span | None:
    """Return the next day with this month and number; one that has just passed is asked back."""
    if not 1 <= month <= 12:
        return None
    there = next_month_named(month, today)
    day = day_of(there, number)
    if day is None:
        return asked((last_day(there),), Grain.DAY) if number <= 31 else None
    if day < today:
        day = next_in_year(month, number, today) or day
    was = next((past for past in (day_of((day.year - 1, month), number),) if past), None)
    if is_far(day, today):
        return Span(day, day, Grain.DAY, options=(day,), was=was, asks=True)
    return Span(day, day, Grain.DAY, month=month_of(day), was=was)


def _in_figures(found: re.Match[str], scene: Scene) -> Span | None:
    """12/5 is month/day; day/month only when forced; when only day/month lies within weeks, ask."""
    first, second = int(found["m"]), int(found["d"])
    if "-" in found[0] and found[0].endswith(("号", "日")) and first < second:
        return None  # 10-15号 is a range
    if not first or not second:
        return None
    if first > 12:
        return next_or_asked(second, first, scene.today) if second <= 12 else None
    if found.groupdict().get("y"):
        return _in_year(day_of((_year(found["y"], scene.today) or 0, first), second), scene.today)
    usual = next_or_asked(first, second, scene.today)
    if second > 12 or second == first or usual is None:
        return usual
    swapped = next_in_year(second, first, scene.today)
    if swapped is None or (usual.last - scene.today).days <= 2 * _SOON or (swapped - scene.today).days > _SOON:
        return usual
    return asked(tuple(sorted((swapped, usual.last))), Grain.DAY)


def _year(text: str | None, today: date) -> int | None:
    if not text:
        return None
    text = text.strip().rstrip("年/-. ")
    named = {"今": today.year, "明": today.year + 1, "后": today.year + 2}
    if text in named:
        return named[text]
    year = number_in(text)
    return year if year >= 1000 else 2000 + year


_SEP = r"\s?[/.\-]\s?"
_DATE_GOES_ON = (
    r"(?=\s*(?:$|[,。!;?~)(]|号|日|前|之前|以前|后|之后|以后|过后|左右|[交缴付给转结清还打汇]|再|我|吧|来|"
    r"去|发|那|当|周|星期|礼拜|上午|下午|早|晚|"
    r"中午|到|至|或|还是|就|可以|行|ok|好|才|能|一定|统一|一起|\(|-|之间|"
    r"(?:when|once|if|as|via|with|at|and|or|please|pls|latest|thanks|thx|is|for|through|after|because|by|then)(?![a-z])))"
)
_SAID_ON = r"(?:(?<=on )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=on the )|(?<=by the ))"
_GIVEN = (
    r"(?:一定|一准|肯定|准时?|保证|就|再|我|去|来)*(?:给(?:你|您|钱|清|齐|$)|转(?=你|您|给|过|账|$|[,。!~])|"
    r"打(?:给|过|你|款)|[付缴]|汇|还(?=你|您|钱|清|$)|结(?=清|账|掉|$)|交(?!给))"
)
_A_PRICE = r"(?<![价收涨到低高共计平每按欠¥$费第])"
RULES: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?P<which>下{{1,3}}个?月|[这本当]个?月|次月|上{{1,3}}个?月)的?份?\s?{_D}(?:{_DAY_END}|"
        rf"{_NOT_COUNTED}{NOT_MONDAY})",
        _number_in_month,
    ),
    (
        r"(?:(?P<y>20[2-9][0-9]|(?<![0-9])2[0-9]|"
        rf"[今明])年的?\s?)?{_NO_FIGURE}{_M}月份?的?\s?(?<!初){_D}(?:{_DAY_END}|{_NOT_COUNTED}{NOT_MONDAY})",
        _month_and_day,
    ),
    (rf"(?<![0-9])(?P<y>20[2-9][0-9])\s?[/.年-]\s?{_M}\s?[/.月-]\s?{_D}(?:{_DAY_END})?(?![0-9])", _month_and_day),
    (rf"(?<![0-9])(?P<y>2[0-9])(?P<s>[/.-]){_M}(?P=s){_D}(?![0-9])", _month_and_day),
    (r"(?<![0-9])(?P<y>20[2-9][0-9])(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])", _month_and_day),
    (
        rf"{_A_PRICE}(?<![0-9./:-])(?P<m>[0-3]?[0-9]){_SEP}(?P<d>[0-3]?[0-9])(?![0-9./:%]|-[0-9]+(?![0-9]|"
        rf"[/.][0-9])){_DATE_GOES_ON}(?:{_DAY_END})?",
        _in_figures,
    ),
    (
        rf"{_SAID_ON}(?<![0-9./:-])(?P<m>[0-3]?[0-9]){_SEP}(?P<d>[0-3]?[0-9])(?![0-9./:%]|-[0-9])",
        _in_figures,
    ),
    (
        rf"(?<![0-9一二三四五六七八九十.:/月第给交转付还欠差了过完-])(?P<d>[12][0-9]|3[01]|二?十[一二三四五六七八九]?|"
        rf"三十一?)(?=\s?{_GIVEN})",
        _bare_number,
    ),
    (rf"^[那就嗯我要在,\s]*{_D}(?=[吧呗][,。!~\s])", _bare_number),
    (rf"(?:(?<=^就)|(?<=那就)|(?<=期限)|(?<=就定)){_D}(?=[,。!~]|$)", _bare_number),
    (rf"{_STANDS_ALONE}{_D}{_DAY_END}(?!楼|线(?![上下])|院(?![里方])|栋|门(?![口诊]))", day_number),
    (
        r"^[那就嗯我要在,\s]*(?:大概|差不多|应该|估计|可能|约|最晚|最迟|等|"
        rf"到)*{_D}(?=(?:[吧呀啊呢哈左右前后之以\s,。.!?~]|再?[交给])*$)",
        _bare_number,
    ),
    (
        r"(?<![0-9一二三四五六七八九十.:/月第-])(?P<d>[12][0-9]|3[01]|0?[1-9]|二十[一二三四五六七八九]?|"
        r"三十一?)(?=\s?(?:之前|以前|前(?!台)|左右|[交缴](?!给)|发工资|发钱))",
        day_number,
    ),
    (
        rf"(?<![0-9一二三四五六七八九十.:/月第-]){_D}(?=\s?(?:或者?|还是|、|,|和|跟|or|/|"
        rf"\s)\s?{DAY_NUMBER}(?:号|日))",
        day_number,
    ),
    (rf"(?<=要么){_D}(?![0-9一-十点元块])", day_number),
)
