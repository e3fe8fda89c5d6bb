"""Days and months of the lunar calendar by their number: 腊月二十, 正月初五, 年廿八, 过完十五, 正月底."""

import re

from bot.understanding.dates.answer import Grain, Scene, Span, one_day
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.lunar import lunar_day, next_lunar_day
from bot.understanding.dates.numbers import number_in
from bot.understanding.dates.wording import MONTH_NUMBER

_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LD = r"初?(?P<ld>三十|二?十[一二三四五六七八九]?|[一二三四五六七八九]|[12][0-9]|30|[1-9])(?:号|日)?"


def _lunar(found: re.Match[str], scene: Scene) -> Span | None:
    """腊月二十, 正月初五, 农历十一月初八, 年廿八, 初五."""
    groups = found.groupdict()
    month = _LUNAR_MONTHS.get(groups.get("lm") or "正") or number_in(found["lm"])
    if groups.get("ny"):
        month = 12 if number_in(found["ld"]) >= 20 else 1
    day = next_lunar_day(month, number_in(found["ld"]), scene.today)
    return one_day(day) if day is not None else None


def _full_moon(_found: re.Match[str], scene: Scene) -> Span | None:
    """Read 过完十五 and 出了十五: the fifteenth of the first lunar month."""
    day = next_lunar_day(1, 15, scene.today)
    return one_day(day) if day is not None else None


def _lunar_month(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 正月里, 腊月, 正月底: a month of the lunar calendar."""
    month = {"正": 1, "冬": 11, "腊": 12}[found["lm"]]
    for year in (scene.today.year - 1, scene.today.year, scene.today.year + 1):
        first, end = lunar_day(year, month, 1), lunar_day(year, month, 30) or lunar_day(year, month, 29)
        if first is None or end is None or end < scene.today:
            continue
        if found["end"]:
            return Span(end, end, Grain.MONTH_END)
        return Span(max(first, scene.today), end, Grain.MONTH, rest_until=end)
    return None


RULES: tuple[tuple[str, Reader], ...] = (
    (rf"(?:农历|阴历|旧历)?(?P<lm>(?<![反真修改纠公])正|冬|腊)月的?{_LD}", _lunar),
    (rf"(?:农历|阴历|旧历)(?P<lm>{MONTH_NUMBER})月{_LD}", _lunar),
    (
        r"(?<![0-9])(?P<lm>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月初(?P<ld>[一二三四五六七八九十])(?![号日])",
        _lunar,
    ),
    (r"(?<![今去明前每])(?P<ny>年)(?P<ld>二十[一二三四五六七八九])(?![号日])", _lunar),
    (r"(?:大?年)?初(?P<ld>十|[一二三四五六七八九]|10|[1-9])(?![0-9级中]|步)", _lunar),
    (r"(?<=[过出]完)十五(?![号日天])|(?<=[过出]了)十五(?![号日天])", _full_moon),
    (r"(?P<lm>(?<![反真修改纠公])正|冬|腊)月(?:(?P<end>底)|里头?|份|间)?(?![初一二三四五六七八九十廿])", _lunar_month),
)
