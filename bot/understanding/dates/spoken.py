"""The time of day that goes with a promised day: said beside it, or in another clause of the message."""

import re

from bot.understanding.dates import asking, paying, refusing
from bot.understanding.dates.joining import Meant
from bot.understanding.dates.roles import Role, Told
from bot.understanding.dates.times import time_in

_NO_TIME_TO_PAY = re.compile(r"有[课事会]|上课|[有值上]班(?!前)|要[去到](?!你|前台|物业)|在忙|太")


def time_of(said: str, meant: Meant, told: list[Told]) -> str | None:
    """Return the time said with a day; the clause that pays counts before the one that tells of an own event."""
    mention, place = meant.told.mention, meant.told.place
    beside = time_in(said[meant.start : mention.end] + place.after) or time_in(place.before)
    if beside and meant.role in {Role.PAYS, Role.PAST}:
        return beside
    apart = [each for each in told if each.mention.is_weak and each is not meant.told]
    paying_then = [each for each in apart if each.role is Role.PAYS]
    if beside:
        return _first(said, paying_then) or beside
    return _first(said, paying_then) or _first(said, [each for each in apart if _may_tell(each)])


def _may_tell(told: Told) -> bool:
    """明天转,等我晚上到家 tells the time; 明天转,下午要开会 does not."""
    clause = told.place.clause
    if told.role in {Role.REFUSED, Role.PAST, Role.LAPSED, Role.WORK, Role.PUT_OFF}:
        return False
    others = (asking.ASKS, paying.OWN_ABSENCE, refusing.REFUSES, _NO_TIME_TO_PAY)
    return not any(words.search(clause) for words in others)


def _first(said: str, told: list[Told]) -> str | None:
    times = (time_in(said[each.mention.start : each.mention.end] + each.place.after) for each in told)
    return next((time for time in times if time), None)
