"""Days from one number to another: 20到25号, 十五六号, 7、8号, 11/28-12/2."""

import re

from bot.understanding.dates.almanac import (
    day_of,
    last_day,
    later_month,
    month_of,
)
from bot.understanding.dates.answer import Grain, Scene, Span
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.numbers import next_or_asked, number_in
from bot.understanding.dates.periods import WHICH_MONTH, month_named
from bot.understanding.dates.wording import HAN, MONTH_NUMBER


def _neighbours(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 十五六号: the second figure shares the tens of the first."""
    first = number_in(found["d"])
    return _days_of_month(found, scene, first, first // 10 * 10 + number_in(found["d2"]))


def _two_numbers(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 20到25号, 7、8号, 下个月5号到10号; numbers in a list that do not follow each other are a choice."""
    first, last = number_in(found["d"]), number_in(found["d2"])
    if found["list"] and (last != first + 1 or found["marked"]):
        return None
    return _days_of_month(found, scene, first, last)


def _days_of_month(found: re.Match[str], scene: Scene, first: int, last: int) -> Span | None:
    if not 1 <= first < last <= 31:
        return None
    month = month_named(found, scene.today) or scene.month or month_of(scene.today)
    end = day_of(month, last)
    if end is not None and end < scene.today:
        month = later_month(month, 1)
    start, end = day_of(month, first), day_of(month, last) or last_day(month)
    return Span(max(start, scene.today), end, Grain.NUMBER, month=month) if start and start < end else None


def _figures_to_figures(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 11/28-12/2."""
    first, last = (next_or_asked(int(found[m]), int(found[d]), scene.today) for m, d in (("m", "d"), ("m2", "d2")))
    if first is None or last is None or last.asks or not last.last > first.first:
        return None
    return Span(first.first, last.last, Grain.DAY)


RULES: tuple[tuple[str, Reader], ...] = (
    (
        r"^(?:大概|差不多|就)?(?P<d>1[3-9]|2[0-9]|30)(?P<marked>号)?\s?(?:-|~|到|至|"
        r"(?P<list>(?!)))\s?(?P<d2>1[4-9]|2[0-9]|3[01])(?=[吧之间\s。]*$)",
        _two_numbers,
    ),
    (
        rf"(?:{WHICH_MONTH}|"
        rf"(?<![0-9])(?P<m>{MONTH_NUMBER})月份?)?的?(?<![0-9一二三四五六七八九.])(?P<d>二?十[一二三四五六七八]|"
        r"二?十|[一二三四五六七八])(?P<d2>[二三四五六七八九])(?:号|日)",
        _neighbours,
    ),
    (
        rf"(?:{WHICH_MONTH}|(?<![0-9])(?P<m>{MONTH_NUMBER})月份?)?的?(?<![0-9.:/月-])(?P<d>[0-9]{{1,2}}|"
        rf"[{HAN}]{{1,3}})(?P<marked>号|日)?\s?"
        rf"(?:到|至|-|~|—|(?P<list>[、,]))\s?(?P<d2>[0-9]{{1,2}}|[{HAN}]{{1,3}})(?:号|日)",
        _two_numbers,
    ),
    (
        r"(?<![0-9./-])(?P<m>1[0-2]|0?[1-9])[/.](?P<d>[0-3]?[0-9])(?:号|日)?\s?(?:-|~|到|至)\s?(?P<m2>1[0-2]|"
        r"0?[1-9])[/.](?P<d2>[0-3]?[0-9])(?![0-9])",
        _figures_to_figures,
    ),
)
