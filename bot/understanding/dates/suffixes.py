"""What stands behind a day and changes it: 前, 后, 左右, 内, 那周, 前一天, 后第一天."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.understanding.dates.almanac import days, monday
from bot.understanding.dates.answer import PERIODS, STARTS_BEFORE, Grain, Scene, Span, opened
from bot.understanding.dates.numbers import number_in
from bot.understanding.dates.times import SPOKEN
from bot.understanding.dates.wording import HAN

_COUNT = rf"(?P<{{0}}>[0-9]{{{{1,2}}}}|[{HAN}])"
_UNIT = r"(?P<{0}>天|日|个?星期|周|个?礼拜)"
_SUFFIX = re.compile(
    r"\s?(?:的时候|这一?天|那一?天|当天|当日)?(?:的)?" + rf"(?P<spoken>{SPOKEN})" + r"\s?(?:"
    r"(?P<eve_at_work>(?:放假)?(?:之前|以前|前)的?最后一(?:个工作日|天上班|个上班日)|(?:放假)?(?:之前|以前|前)上班最后一天)|"
    r"(?:放完?假|假期|过完|收假)?(?:过后|之后|以后|后|回来|结束)的?(?:第一|头一?)个?(?:周|星期|礼拜)(?P<weekday_after>[一二三四五六日天末])|"
    r"(?P<before_last>(?:放假)?(?:之前|以前|前))?的?最后一?个?(?:周|星期|礼拜)(?P<last_weekday>[一二三四五六日天])|"
    r"(?P<rest_end>(?:的)?(?:长假|放?假期?|期间)?的?最后一天)|(?P<at_work>(?:假期)?(?:之后|以后|"
    r"后)?的?(?:上班的?第一天|第一天上班|第一个工作日|首个工作日|上班(?:首日|当天|那天)|开工第一天))|"
    r"(?P<around>左右|前后|上下|附近|边上|那[几两]天)"
    r"|(?:放假)?前(?:的)?" + _COUNT.format("before_count") + _UNIT.format("before_unit") + r"|的?头(?P<eve>一天)"
    r"|(?:下班|打烊|关门|睡觉|零点|半夜|吃饭)?(?P<before>之前|以前|前(?!台|面|来|往|几天|提|头|厅|门|后)|"
    r"为止|内(?=[,。交缴付给转]|$))"
    r"|(?:放完?假|过完|过了|过|收假|假期)?(?:之后|以后|后)(?:的)?[第头]?"
    + _COUNT.format("after_count")
    + _UNIT.format("after_unit")
    + r"|(?P<after>过(?:完|了)?(?:之后|以后|后)|过(?:完|了)|(?:放|休)?完(?:了|假)?(?:之后|以后|后|回来)?|"
    r"(?:放假)?(?:之后|以后|后(?!天|面|来|半|续|期|台|果|备|悔|门|勤)|结束|往后)|放假回来|回来(?:之后|"
    r"以后|后|再))"
    r"|(?P<rest>期间|(?:放)?(?:长假|假期|假)(?:期间|里|内)?|这几天|中间|当中|里头?)"
    r"|的?第(?P<nth>[一二三四五六七1-7])天"
    r"|(?P<week>那一?周|当周|那个?(?:星期|礼拜)|那个?周)"
    r")?"
)
_WEEKDAYS = "一二三四五六日"
_AFTER_ONLY_REST = {"回来", "回来之后", "回来以后", "回来后", "回来再", "放假回来", "完", "完假"}
_OPENERS = re.compile(
    r"(?:(?<![付拿掏支])出了?|过了|过完|过掉|过去了?|忙完|忙过|熬过|挨过|等过|"
    r"(?<![超不路通经难拖晚])过)(?:这|那)?个?$"
)

_BEFORE_WORD = re.compile(r"(?<![a-z])before (?:the )?$")
_AFTER_WORD = re.compile(r"(?<![a-z])after (?:the )?$")


def apply_suffix(span: Span, said: str, end: int, before: str, scene: Scene) -> tuple[Span | None, int]:
    """Return the span as the words behind it change it, and where they end; None when nothing is left of it.

    Before a holiday or a period the money is wanted before it begins; a numbered day includes the day itself.
    """
    found = _SUFFIX.match(said, end)
    if found is None:
        return span, end
    if span.is_past:
        return span, found.end("spoken")
    if _AFTER_WORD.search(before) and not span.is_open and span.grain is not Grain.TERM:
        return opened(span, _free_again(span)), found.end()
    if _BEFORE_WORD.search(before) and not span.is_open:
        return until_before(span, scene.today), found.end()
    if _celebrates(span, before, said[end:]):
        before = ""
    if _OPENERS.search(before) and not span.is_open and not found["before"]:
        return opened(span, _free_again(span)), found.end()
    return _changed(span, found, scene), end + len(found[0].rstrip("的 "))


def _celebrates(span: Span, before: str, after: str) -> bool:
    """过中秋的时候 is the day itself, 过了中秋 is open."""
    is_feast = span.grain is Grain.FESTIVAL and before.endswith("过")
    return is_feast and re.match(r"节?(?:的时候|那天|当天|时|期间|之?前|全家|,)", after) is not None


def _changed(span: Span, found: re.Match[str], scene: Scene) -> Span | None:
    if span.is_open:
        return span
    counted = next((read for is_said, read in _COUNTED if is_said(span, found)), None)
    if counted is not None:
        return counted(span, found, scene)
    if found["spoken"].strip(" 的") and not span.asks:
        return until_before(span, scene.today) if found["before"] and span.grain in STARTS_BEFORE else span
    if found["around"]:
        return _around(span, found["around"])
    if found["before"]:
        return until_before(span, scene.today)
    if found["after"]:
        return _after(span, found["after"])
    if found["week"] and span.is_day:
        start = monday(span.first)
        return replace(span, first=max(start, scene.today), last=start + days(6), grain=Grain.WEEK)
    return span


def _in_holiday(span: Span, found: re.Match[str], scene: Scene) -> Span | None:
    """Read 国庆期间, 假期最后一天, 节后上班第一天."""
    end = span.rest_until or span.last
    if found["rest"]:
        return replace(span, last=end)
    return _moved(span, scene.holidays.workday_from(end + days(1)) if found["at_work"] else end, scene.today)


def _beside_festival(span: Span, found: re.Match[str], scene: Scene) -> Span | None:
    """Read 国庆第二天 and 国庆前最后一个工作日."""
    if found["nth"]:
        return _moved(span, span.first + days(number_in(found["nth"]) - 1), scene.today)
    day = span.first - days(1)
    while not scene.holidays.is_workday(day):
        day -= days(1)
    return _moved(span, day, scene.today)


def _weekday_after(span: Span, found: re.Match[str], _scene: Scene) -> Span:
    """Read 国庆后第一个周一 and 国庆回来第一个周末."""
    word, free = found["weekday_after"], _free_again(span)
    number = 5 if word == "末" else _WEEKDAYS.index(word.replace("天", "日"))
    day = free + days((number - free.weekday()) % 7)
    return Span(day, day + days(word == "末"), Grain.DAY, week=monday(day))


def _last_weekday(span: Span, found: re.Match[str], scene: Scene) -> Span | None:
    """Read 年前最后一个周日 and 国庆前最后一个周五."""
    end = span.first - days(1) if found["before_last"] and span.grain in STARTS_BEFORE else span.last
    number = _WEEKDAYS.index(found["last_weekday"].replace("天", "日"))
    return _moved(span, end - days((end.weekday() - number) % 7), scene.today)


def _counted(span: Span, found: re.Match[str], scene: Scene) -> Span | None:
    """Read 元旦前三天 and 国庆后第一天."""
    if found["after_count"]:
        count = _days_in(found["after_count"], found["after_unit"])
        return _moved(span, (span.rest_until or span.last) + days(count), scene.today)
    count = _days_in(found["before_count"] or "一", found["before_unit"] or "天")
    return _moved(span, span.first - days(count), scene.today)


def _days_in(count: str, unit: str) -> int:
    return number_in(count) * (1 if unit in "天日" else 7)


def _moved(span: Span, day: date, today: date) -> Span | None:
    return Span(day, day, Grain.DAY, week=span.week) if day >= today else None


def _around(span: Span, word: str) -> Span:
    """左右 is two days to either side of a day; a term (一周左右) likewise; of a period it says nothing more."""
    if span.grain in PERIODS or span.asks:
        return span
    if span.grain is Grain.MONTH_END and word.startswith("那"):
        return replace(span, first=span.first - days(2))
    if span.grain is Grain.FESTIVAL and word.startswith("那"):
        return replace(span, last=max(span.rest_until or span.last, span.last + days(2)))
    return replace(span, first=span.first - days(2), last=span.last + days(2))


def until_before(span: Span, today: date) -> Span | None:
    """Return the deadline that 「X前」 names: the day before a festival or period begins, a day itself included."""
    if span.grain not in STARTS_BEFORE or span.asks:
        return span
    day = span.first - days(1)
    if day < today:  # 「周末前」 on a Saturday can only mean its end
        return replace(span, first=span.last, grain=Grain.DAY)
    also = (span.first,) if span.grain is Grain.FESTIVAL else (span.last,)
    return Span(day, day, Grain.DAY, also=also, rest_until=span.rest_until, was=span.was)


def _after(span: Span, word: str) -> Span:
    """「X后」 is open; a term is exact (三天后); 国庆回来 and 国庆放完假 are open, 12月5号回来 is not."""
    if word in _AFTER_ONLY_REST and span.grain not in {Grain.FESTIVAL, *PERIODS}:
        return span
    if word.startswith("回来") and span.grain is Grain.WEEK:
        return span
    return span if span.grain is Grain.TERM else opened(span, _free_again(span))


def _free_again(span: Span) -> date:
    last = max(span.options) if span.asks and span.options else span.last
    return (span.rest_until or last) + days(1)


_Counts = Callable[[Span, re.Match[str], Scene], Span | None]
_COUNTED: tuple[tuple[Callable[[Span, re.Match[str]], bool], _Counts], ...] = (
    (lambda span, found: span.grain is Grain.FESTIVAL and bool(found["nth"] or found["eve_at_work"]), _beside_festival),
    (lambda _span, found: bool(found["last_weekday"]), _last_weekday),
    (lambda span, found: bool(found["weekday_after"]) and span.grain is not Grain.TERM, _weekday_after),
    (
        lambda span, found: bool(span.rest_until and (found["rest_end"] or found["at_work"] or found["rest"])),
        _in_holiday,
    ),
    (lambda _span, found: bool(found["before_count"] or found["eve"] or found["after_count"]), _counted),
)
"""Words that count from a day or a holiday, in the order in which they are tried."""
