"""The lunar calendar (农历) and the solar terms (节气), by lunar-python, in its years 1900 to 2199."""

from datetime import date
from functools import lru_cache
from typing import Any

from bot.understanding.dates.almanac import days

TERMS = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至"),
    *("小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)


@lru_cache(maxsize=512)
def lunar_day(year: int, month: int, number: int) -> date | None:
    """Return the day that is `number` of the lunar `month` of the lunar `year`, None when it does not exist.

    The thirtieth of a last month (腊月) with 29 days is its 29th: 大年三十 is New Year's Eve in every year.
    """
    if (month, number) == (12, 30):
        return _solar(year + 1, 1, 1) - days(1)
    from lunar_python import LunarYear  # noqa: PLC0415  only messages with a lunar day pay for its tables

    found: Any = LunarYear.fromYear(year).getMonth(month)
    return _solar(year, month, number) if 1 <= number <= found.getDayCount() else None


def next_lunar_day(month: int, number: int, today: date) -> date | None:
    """Return the first day on or after `today` that is this day of the lunar calendar."""
    for year in range(today.year - 1, today.year + 4):
        day = lunar_day(year, month, number)
        if day is not None and day >= today:
            return day
    return None


@lru_cache(maxsize=64)
def lunar_month_and_day(day: date) -> tuple[int, int]:
    """Return month and day in the lunar calendar; a leap month carries the number of the month before it."""
    from lunar_python import Solar  # noqa: PLC0415

    found: Any = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return abs(int(found.getMonth())), int(found.getDay())


@lru_cache(maxsize=256)
def solar_term(name: str, year: int) -> date:
    """Return the day of a solar term in a year."""
    from lunar_python import Solar  # noqa: PLC0415

    # Asked in summer, the table begins with the winter before; the winter after stands under the names in pinyin.
    key = "DONG_ZHI" if name == "冬至" else name
    return _as_date(Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()[key])


def _solar(year: int, month: int, number: int) -> date:
    from lunar_python import Lunar  # noqa: PLC0415

    return _as_date(Lunar.fromYmd(year, month, number).getSolar())


def _as_date(solar: Any) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
