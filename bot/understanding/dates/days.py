"""Single days by their names: 明天, 大后天, 周五, 下周五, 下个月第一个周一."""

import re
from datetime import date

from bot.understanding.dates.almanac import (
    add_months,
    day_of,
    days,
    last_day,
    later_month,
    monday,
    month_of,
    next_month_named,
)
from bot.understanding.dates.answer import Grain, Scene, Span, asked, one_day
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.numbers import NOT_MONDAY, number_in
from bot.understanding.dates.wording import MONTH_NUMBER

_NIGHT_ENDS = 5
"""Before five in the morning 明天 may still mean the day that has just begun."""
_WEEKDAYS = {**dict(zip("一二三四五六日1234567", (*range(7), *range(7)), strict=True)), "天": 6, "末": 5}
_WEEK = r"(?:周|星期|礼拜|(?<!礼)拜)"
_SHIFTS = {
    **dict.fromkeys(("今天", "今晚", "今早", "今夜", "今", "today", "tonight"), 0),
    **dict.fromkeys(("明天", "明早", "明晚", "明晨", "明", "次日", "tomorrow", "tmr", "tmrw", "tmw", "2morrow"), 1),
    **dict.fromkeys(("后天", "后晚", "后早"), 2),
    "外后天": 3,
}


def _relative(found: re.Match[str], scene: Scene) -> Span:
    """今天, 明天, 后天, 大后天; after midnight 明天 may be meant for the day that has begun."""
    word = found["day"]
    shift = _SHIFTS[word] if word in _SHIFTS else 2 + word.count("大")
    day = scene.today + days(shift)
    span = one_day(day)
    if shift == 1 and scene.now.hour < _NIGHT_ENDS:
        return Span(day, day, Grain.DAY, also=(scene.today,))
    return one_day(day, was=day) if shift == 0 else span


def _both_days(found: re.Match[str], scene: Scene) -> Span:
    """今明两天, 明后天: a range of two days."""
    first = scene.today + days(0 if found[0].startswith("今") else 1)
    last = scene.today + days(2 if "后" in found[0] else 1)
    return Span(first, last, Grain.DAY)


def _past_day(found: re.Match[str], scene: Scene) -> Span:
    """昨天, 前天, 大前天."""
    word = found[0]
    if re.search(r"[几两]|阵|上次|刚", word):
        return Span(scene.today, scene.today, Grain.DAY, is_past=True, is_unknown=True)
    shift = 1 if word.startswith(("昨", "yes", "last")) else 2 + word.count("大")
    day = scene.today - days(shift)
    return Span(day, day, Grain.DAY, is_past=True)


def weekday(found: re.Match[str], scene: Scene) -> Span:
    """Read 周五, 这周五, 下周五, 下下周五, 上周五."""
    return weekday_span(_WEEKDAYS[found["wd"]], found["which"] or "", scene)


def weekday_span(number: int, which: str, scene: Scene) -> Span:
    """Return a weekday of the week that `which` names (上, 这, 下, 下下), of the week last named, or the next one."""
    this = monday(scene.today)
    if "上" in which:
        return Span(*(this + days(number - 7 * which.count("上")),) * 2, Grain.WEEKDAY, is_past=True)
    if "下" in which:
        week = this + days(7 * which.count("下"))
        return one_day(week + days(number), Grain.WEEKDAY, week=week)
    if scene.week is not None and not which and scene.week + days(number) >= scene.today:
        return one_day(scene.week + days(number), Grain.WEEKDAY, week=scene.week)
    if which and this + days(number) >= scene.today:
        return one_day(this + days(number), Grain.WEEKDAY, week=this)
    return _next_weekday(number, scene.today)


def _next_weekday(number: int, today: date) -> Span:
    """A bare weekday is the next one; on the day itself it may be today or in a week: ask."""
    ahead = (number - today.weekday()) % 7
    was = today - days((today.weekday() - number) % 7)
    if ahead == 0:
        found = asked((today, today + days(7)), Grain.WEEKDAY, today + days(7))
        return Span(found.first, found.last, found.grain, found.options, found.likelier, was=was, asks=True)
    return one_day(today + days(ahead), Grain.WEEKDAY, was=was)


def _two_weekdays(found: re.Match[str], scene: Scene) -> Span | None:
    """周六日, 周三四, 周四五六: days in a row."""
    first, *others = (_WEEKDAYS[found[name]] for name in ("wd", "wd2", "wd3") if found[name])
    last = others[-1]
    if [first, *others] != list(range(first, last + 1)):
        return None
    start = weekday_span(first, found["which"] or "", scene)
    start_day = scene.today if start.asks else start.first
    if "周六" in found[0] and start_day.weekday() == 5 and scene.today.weekday() == 6 and not found["which"]:
        return None
    return Span(start_day, start_day + days(last - first), Grain.WEEKDAY, week=start.week)


def _today_next_week(found: re.Match[str], scene: Scene) -> Span:
    """下周今天, 下个月的今天."""
    if "月" in found[0]:
        return one_day(add_months(scene.today, found[0].count("下")))
    return one_day(scene.today + days(7 * found[0].count("下")))


def _nth_weekday(found: re.Match[str], scene: Scene) -> Span | None:
    """Read 下个月第一个周一, 这个月最后一个周五."""
    if found["m"]:
        month = next_month_named(number_in(found["m"]), scene.today)
    else:
        month = later_month(month_of(scene.today), (found["which"] or "").count("下"))
    number = _WEEKDAYS[found["wd"]]
    if found["nth"] == "最后":
        day: date | None = last_day(month) - days((last_day(month).weekday() - number) % 7)
    else:
        first = 1 + (number - date(*month, 1).weekday()) % 7
        day = day_of(month, first + 7 * (number_in(found["nth"].lstrip("第头")) - 1))
    return one_day(day) if day is not None and day >= scene.today else None


RULES: tuple[tuple[str, Reader], ...] = (
    (
        r"(?P<day>(?:大{1,3}后|外?后|今|明|次)[天日](?!晴|气|下雨)|今[晚早夜]|明[晚早晨](?!点)|后[晚早]|today|"
        r"tonight|tomorrow|tmrw?|tmw|2morrow)(?:\s?个)?",
        _relative,
    ),
    (r"^[那就嗯,\s]*(?P<day>[今明])(?=[吧。.!\s]*$)", _relative),
    (r"[今明][、和]?(?:明|后)[两二俩]?[天日]?(?=[天日两二俩]|[^一-鿿]|内|$)[两二俩]?[天日]?|明后[天日]", _both_days),
    (
        r"昨[天日晚儿夜]?|(?:大?前[天日])(?!台)|昨儿个?|前(?:几|两|些)天|前(?:一)?阵子?|前段时间|yesterday|"
        r"last night",
        _past_day,
    ),
    (
        rf"(?P<which>[上下]{{1,3}}|[这本今])?(?:一个?|"
        rf"个)?{_WEEK}\s?(?P<wd>[一二三四五六日天1-7])(?:、?{_WEEK}?(?P<wd2>[二三四五六日天])、?{_WEEK}?(?P<wd3>[三四五六日天])?)(?![0-9天点号十])",
        _two_weekdays,
    ),
    (
        rf"(?<![一两三四五六七八九几每单双全0-9]个)(?<![一两几每全整])(?P<which>[上下]{{1,3}}|"
        rf"[这本今])?一?个?{_WEEK}\s?(?P<wd>[一二三四五六日]|天(?!天)|[1-7](?![0-9天个号]))(?!期){NOT_MONDAY}",
        weekday,
    ),
    (r"下{1,3}个?(?:周|星期|礼拜|月)的?(?:今天|这个?时候|同一?(?:天|时间)|这一?天)", _today_next_week),
    (
        rf"(?:(?P<which>下{{1,3}}个?月|[这本当]个?月)|(?P<m>{MONTH_NUMBER})月份?|月底)的?(?P<nth>第[一二三四1-4]|"
        rf"头一|最后)一?个?{_WEEK}(?P<wd>[一二三四五六日天])",
        _nth_weekday,
    ),
)
