"""From a text to the mentions of days in it: every rule is tried, the longest reading at each place counts."""

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from bot.understanding.dates import days, english, festivals, lunar_days, numbers, periods, ranges, terms
from bot.understanding.dates.answer import Grain, Scene, Span, opened
from bot.understanding.dates.festivals import Reader
from bot.understanding.dates.linking import NOT_BEFORE
from bot.understanding.dates.suffixes import apply_suffix
from bot.understanding.dates.times import SPOKEN


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the text that names days: its words end at `end`, its suffix included; `words_end` is without it."""

    start: int
    end: int
    words_end: int
    span: Span
    is_weak: bool = False
    is_habit: bool = False


class _Match(NamedTuple):
    found: re.Match[str]
    read: Reader


MOST_MENTIONS = 40
"""A text with more days than this is a table, and its first days say as much as all of them."""

_NOW = (
    r"马上|现在|立刻|立马|这就(?!是)|等下(?!次|个|周|月)|等会儿?|等一[下会]儿?|待会儿?|吃[完过了](?:早|中|"
    r"午|晚)?饭|一会儿?(?!说)|稍后|当下|right now|now"
)
_HABIT = re.compile(
    r"(?:每个?(?:月|周|星期|礼拜|年|季度)?的?|每逢|逢|往年|以往|一直(?:都)?(?:是)?|从来都?是?|历来|"
    r"平时(?:都)?(?:是)?|都是|总是|通常)$"
)
_LONG_AGO = re.compile(r"(?:去年|前年|大前年|往年|20(?:0[0-9]|1[0-9]|2[0-5])年)的?$")


def _now(_found: re.Match[str], scene: Scene) -> Span:
    return Span(scene.today, scene.today, Grain.CLOCK)


def _today(_found: re.Match[str], scene: Scene) -> Span:
    """Read 下午 and 三点前 without a day: today."""
    return Span(scene.today, scene.today, Grain.CLOCK, was=scene.today)


_RULES: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        *festivals.RULES,
        *days.RULES,
        *numbers.RULES,
        *lunar_days.RULES,
        *periods.RULES,
        *ranges.RULES,
        *terms.RULES,
        *english.RULES,
        (_NOW, _now),
        (
            rf"(?<![0-9一二三四五六七八九十两.:/-])(?=[早晚上下中午凌清一二三四五六七八九十两0-9傍夜半aemnp]){SPOKEN}(?<=[^\s的])",
            _today,
        ),
    )
]


def mentions(said: str, scene: Scene) -> list[Mention]:
    """Return the mentions of days in a readable text, in their order; none overlaps another.

    A later weekday or day number inherits the week or month that was named before it.
    """
    found: list[Mention] = []
    end = 0
    for start, group in groupby(_matches(said), key=lambda match: match.found.start()):
        if start < end or len(found) == MOST_MENTIONS:
            continue
        mention = _first_reading(list(group), said, scene)
        if mention is not None:
            found.append(mention)
            end = mention.end
            scene = scene.after(mention.span)
    return found


def _matches(said: str) -> list[_Match]:
    every = [_Match(found, read) for pattern, read in _RULES for found in pattern.finditer(said) if found[0].strip()]
    return sorted(every, key=lambda match: (match.found.start(), -match.found.end()))


def _first_reading(group: list[_Match], said: str, scene: Scene) -> Mention | None:
    for found, read in group:
        span = read(found, scene)
        if span is None:
            continue
        before = said[max(0, found.start() - 12) : found.start()]
        changed, end = apply_suffix(span, said, found.end(), before, scene)
        if changed is None:
            continue
        if NOT_BEFORE.search(before) and not changed.asks and changed.grain is not Grain.CLOCK:
            changed = opened(changed, changed.first)
        if _LONG_AGO.search(before):
            changed = replace(changed, is_past=True, asks=False, is_open=False)
        is_habit = _HABIT.search(before) is not None
        return Mention(found.start(), end, found.end(), changed, is_weak=span.grain is Grain.CLOCK, is_habit=is_habit)
    return None
