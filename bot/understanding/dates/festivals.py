"""Festivals (节日) and solar terms: their day, and the last day of the holiday that goes with them.

元旦 and 除夕 are one day to a resident who says 后; 国庆, 五一 and 春节 are over when the holiday is over.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.understanding.dates.almanac import days
from bot.understanding.dates.answer import Grain, Scene, Span, asked, one_day, opened
from bot.understanding.dates.lunar import TERMS, lunar_day, next_lunar_day, solar_term

_WEATHER = {"大雪", "小雪", "雨水", "白露", "小满"}
_NO_NUMBER = r"(?<![一二三四五六七八九十0-9初月第周])"
_FIXED: dict[str, tuple[int, int, int]] = {  # words: month, day, days of the holiday
    rf"元旦节?|new year(?:'?s)?(?: day)?|阳历年(?!底|初|内)|{_NO_NUMBER}(?:1\.1|一一)节": (1, 1, 1),
    r"情人节": (2, 14, 1),
    r"妇女节|三八节?(?!号)|女神节|38节": (3, 8, 1),
    r"植树节": (3, 12, 1),
    r"愚人节": (4, 1, 1),
    rf"{_NO_NUMBER}五一(?:节|劳动节)?(?![零〇一二三四五六七八九十0-9号日楼栋单])|劳动节|5\.1(?=节|假|长假)|"
    r"51(?=节|假|长假)": (
        5,
        1,
        5,
    ),
    r"(?:六一)?儿童节|六一(?=节|前|给|带|陪|过|放|孩|娃|之前|以前|后|那天|当天)": (6, 1, 1),
    r"(?<![0-9])315(?![0-9])|消费者(?:权益)?日": (3, 15, 1),
    r"(?<![0-9])520(?![0-9])": (5, 20, 1),
    r"(?<![0-9])618(?![0-9])": (6, 18, 1),
    r"建党节": (7, 1, 1),
    r"建军节": (8, 1, 1),
    r"教师节": (9, 10, 1),
    r"国庆节?|"
    rf"{_NO_NUMBER}十一(?:国庆节?)?(?![零〇一二三四五六七八九十0-9号日月点楼栋单块天周个年岁室层期次万千百])": (
        10,
        1,
        7,
    ),
    r"双(?:十一|11|一一)(?!月)": (11, 11, 1),
    r"双(?:十二|12|一二)(?!月)": (12, 12, 1),
    r"平安夜": (12, 24, 1),
    r"圣诞(?:节|夜)?|christmas|xmas": (12, 25, 1),
    r"跨年夜?": (12, 31, 1),
}
_LUNAR: dict[str, tuple[int, int, int]] = {
    r"春节|(?:农历新?|旧历|阴历)年(?!底|初|内)|新春|过年|大年(?!初|三|夜|[一二四五六七八九十])|年关|chinese new year|"
    r"spring festival": (
        1,
        1,
        7,
    ),
    r"元宵节?|灯节": (1, 15, 1),
    r"龙抬头|二月二(?![十号日])": (2, 2, 1),
    r"端午节?|端阳": (5, 5, 1),
    r"七夕节?": (7, 7, 1),
    r"中元节?|鬼节": (7, 15, 1),
    r"中秋节?|八月半|团圆节": (8, 15, 1),
    r"重阳节?": (9, 9, 1),
    r"腊八节?": (12, 8, 1),
    r"祭灶节?": (12, 23, 1),
    r"除夕夜?|大?年三十|大年夜|年夜饭|三十晚上?(?=前|之前|吃|那)": (12, 30, 1),
}
_HOLIDAYS = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")

Reader = Callable[[re.Match[str], Scene], Span | None]
Next = Callable[[date], Span | None]


def _fixed(month: int, number: int, length: int) -> Next:
    """Read a festival of the common calendar: its running holiday, else its next day."""

    def read(today: date) -> Span | None:
        for year in (today.year, today.year + 1):
            day = date(year, month, number)
            if day + days(length - 1) >= today:
                former = date(day.year - 1, month, number)
                return replace(_holiday(day, length, today), was=former)
        return None

    return read


def _lunar(month: int, number: int, length: int) -> Next:
    """Read a festival of the lunar calendar."""

    def read(today: date) -> Span | None:
        for year in range(today.year - 1, today.year + 3):
            day = lunar_day(year, month, number)
            if day is not None and day + days(length - 1) >= today:
                return _holiday(day, length, today)
        return None

    return read


def _term(name: str) -> Next:
    def read(today: date) -> Span | None:
        found = [solar_term(name, year) for year in (today.year, today.year + 1)]
        return next((_holiday(day, 1, today) for day in found if day >= today), None)

    return read


def _holiday(day: date, length: int, today: date) -> Span:
    """Return the first day of a holiday, or what is left of it when it is running."""
    end = day + days(length - 1)
    last = day if day >= today else end
    return Span(max(day, today), last, Grain.FESTIVAL, rest_until=end, month=(day.year, day.month))


_NEXT: list[tuple[str, Next]] = [
    *((words, _fixed(*when)) for words, when in _FIXED.items()),
    *((words, _lunar(*when)) for words, when in _LUNAR.items()),
    *(
        (
            rf"{name}节?" if name not in _WEATHER else f"{name}(?:节气|节|(?=那天|当天|之前|以前|前|之后|以后|后))",
            _term(name),
        )
        for name in TERMS
    ),
]


def _reader(find: Next) -> Reader:
    return lambda _found, scene: find(scene.today)


def soonest_holiday(today: date) -> Span:
    """Return the holiday that 节前 and 节后 mean: the one that is running or comes next."""
    found = [span for name in _HOLIDAYS for span in [_named(name)(today)] if span is not None]
    return min(found, key=lambda span: (span.rest_until or span.last, span.first))


def _named(name: str) -> Next:
    return next(find for words, find in _NEXT if re.match(words, name))


def _moving(month: int, weekday: int, nth: int) -> Next:
    """Read a feast that falls on the n-th weekday of a month: 母亲节, 父亲节, 感恩节."""

    def read(today: date) -> Span | None:
        for year in (today.year, today.year + 1):
            first = date(year, month, 1)
            day = first + days((weekday - first.weekday()) % 7 + 7 * (nth - 1))
            if day >= today:
                return _holiday(day, 1, today)
        return None

    return read


def _small_new_year(_found: re.Match[str], scene: Scene) -> Span | None:
    """小年 is the 23rd of the last month in the north and the 24th in the south: ask."""
    north, south = (next_lunar_day(12, number, scene.today) for number in (23, 24))
    if north is None or south is None or north > south:  # the northern day is over
        return one_day(south) if south else None
    return asked((north, south), Grain.FESTIVAL, south)


def _new_year(_found: re.Match[str], scene: Scene) -> Span | None:
    """新年 is 元旦 before it, and 春节 once the solar year has begun."""
    return _named("春节" if scene.today.month <= 2 else "元旦")(scene.today)


def _before_new_year(_found: re.Match[str], scene: Scene) -> Span | None:
    """年前: until New Year's Eve (除夕)."""
    eve = next_lunar_day(12, 30, scene.today)
    return one_day(eve) if eve else None


def _after_new_year(_found: re.Match[str], scene: Scene) -> Span | None:
    """年后: open, from the eighth of the first month on, when work begins again."""
    eighth = next_lunar_day(1, 8, scene.today)
    return opened(one_day(eighth), eighth) if eighth else None


_OWN_HOLIDAY = re.compile(r"(?:周[一二三四五六日]|[号日天])[^,。;]{0,6}放[年寒暑大长]?假")


def _any_holiday(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 节前 and 放假后; who says when his own holiday begins means that one."""
    if found[0].endswith("假") and _OWN_HOLIDAY.search(found.string[:200]):
        return None
    return soonest_holiday(scene.today)


_COUNTED_YEAR = r"(?<![0-9一二两三四五六七八九十几多半今去明新过每全往成])"
RULES: tuple[tuple[str, Reader], ...] = (
    (r"小年夜?", _small_new_year),
    (r"(?:农历|阴历|旧历)年底", _before_new_year),
    (
        rf"{_COUNTED_YEAR}年(?:之前|以前|前(?!后|年|几))|(?:过年|春节|年关)(?:之前|以前|前)(?!后|[一二两三几0-9])",
        _before_new_year,
    ),
    (
        rf"{_COUNTED_YEAR}年(?:之后|以后|后)|过(?:完|了|罢)(?:这个|大|春)?(?:年|春节)(?:之后|以后|后)?|(?:年|"
        r"春节)过(?:完|了)|"
        r"过年(?:之后|以后|后|回来)|春节(?:之后|以后|过后|后|回来)(?!第?[一二两三四五六七0-9])|"
        r"(?<!今年)(?<!明年)开年",
        _after_new_year,
    ),
    (r"新年(?!快乐|好)", _new_year),
    (
        r"(?:过|放|长)?(?:节|假期?)(?=(?:之|以|放假)?[前后]|过后|结束|"
        r"完|(?:的)?(?:第[一二三四五六七]天|头一天|最后一天))(?<!季节)(?<!春节)(?<!时节)(?<!环节)(?<!细节)",
        _any_holiday,
    ),
    *((words, _reader(find)) for words, find in _NEXT),
    (r"母亲节|mother'?s day", _reader(_moving(5, 6, 2))),
    (r"父亲节|father'?s day", _reader(_moving(6, 6, 3))),
    (r"感恩节|thanksgiving", _reader(_moving(11, 3, 4))),
)
