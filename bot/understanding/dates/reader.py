"""Reading the payment date of a message: mentions, their roles, what is left, and what to answer without any."""

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from bot.clock import as_shanghai
from bot.understanding.dates import asking, conditions, linking, paying, pointing, refusing
from bot.understanding.dates.almanac import days
from bot.understanding.dates.answer import Grain, Kind, PaymentDate, Scene, Span
from bot.understanding.dates.grammar import mentions
from bot.understanding.dates.joining import Meant, join
from bot.understanding.dates.roles import LIVE, Role, Told, tell_roles
from bot.understanding.dates.spoken import time_of
from bot.understanding.dates.suffixes import until_before
from bot.understanding.dates.wording import readable
from bot.workdays import Calendar

NONE = PaymentDate(Kind.NONE)


def read_payment_date(text: str, *, now: datetime, holidays: Calendar) -> PaymentDate:
    """Read when a resident says that he will pay; `now` is when the message arrived, days are Shanghai days.

    No reading lies before today, whatever the text; nothing is guessed where two readings are far apart.
    """
    there = as_shanghai(now)
    said = readable(text)
    if not said or refusing.SARCASM.search(said):
        return NONE
    scene = Scene(there, there.date(), holidays)
    told = tell_roles(said, mentions(said, scene), scene.today)
    meant = join(said, told)
    live = _surviving(meant) or _bounded(meant, scene)
    if live:
        return _answered(said, live, told, scene)
    return _without_date(said, told, meant)


def _surviving(meant: list[Meant]) -> list[Meant]:
    """Return what money is promised for; a time of today counts only when no other day is named."""
    live = [each for each in meant if each.role in LIVE]
    dated = [each for each in live if each.span.grain is not Grain.CLOCK]
    if not dated and (later := _at_a_time_of(meant)):
        return [later]
    return dated or ([] if any(each.role is Role.REFUSED for each in meant) else live)


def _at_a_time_of(meant: list[Meant]) -> Meant | None:
    """明天一早去医院,下午回来给你转: a time of day belongs to the day that was named before it."""
    for day, time in pairwise(meant):
        is_time = time.span.grain is Grain.CLOCK and time.span.was is not None
        is_day = day.role in {Role.OTHER, Role.WORK} and day.span.is_day and not day.span.is_past
        gives = time.role is Role.PAYS or paying.GIVES.search(time.told.place.after)
        if is_time and is_day and gives and day.span.grain in {Grain.DAY, Grain.WEEKDAY, Grain.NUMBER}:
            return replace(day, role=Role.OWN, told=time.told, start=time.start)
    return None


def _bounded(meant: list[Meant], scene: Scene) -> list[Meant]:
    """Return the deadline of 不会拖到下个月 when no other day is named."""
    bounds = [each for each in meant if each.role is Role.BOUND and not each.span.is_open]
    spans = [
        each.span if linking.is_over(each.told.place.before) else until_before(each.span, scene.today)
        for each in bounds
    ]
    return [
        replace(each, span=replace(span, first=span.last))
        for each, span in zip(bounds, spans, strict=True)
        if span is not None
    ]


def _answered(said: str, live: list[Meant], told: list[Told], scene: Scene) -> PaymentDate:
    best, others = _chosen(said, live)
    if best is None:
        return PaymentDate(Kind.VAGUE, alternatives=tuple(sorted({each.span.last for each in live})))
    best = _days_after(best)
    answer = _as_answer(best.span, said, time_of(said, best, told), scene)
    if others and answer.is_firm:
        other = {each.span.last for each in others if each.span.last != answer.date and each.span.last >= scene.today}
        answer = replace(answer, alternatives=tuple(sorted({*answer.alternatives, *other})))
    return answer


def _days_after(best: Meant) -> Meant:
    """20号回国,回国后第二天交: the day of the own event is not yet the day of paying."""
    later = pointing.days_later(best.told.place.rest) if best.role is Role.OWN and best.span.is_day else 0
    if not later:
        return best
    return replace(
        best, span=replace(best.span, first=best.span.first + days(later), last=best.span.last + days(later))
    )


def _chosen(said: str, live: list[Meant]) -> tuple[Meant | None, list[Meant]]:
    """Return the mention that counts and the others: the deadline named as such, else the final settlement."""
    if len(live) == 1:
        if paying.INSTALMENTS.search(said) and _rest_is_vague(said, live[0]):
            return None, live
        return live[0], []
    deadlines = [each for each in live if each.is_deadline and not each.span.is_open]
    promised = [each for each in live if each.role is not Role.OWN]
    pool = deadlines or (live if paying.INSTALMENTS.search(said) else promised or live)
    fallback = None if deadlines or paying.INSTALMENTS.search(said) else _fallback(said, live)
    if fallback is not None:
        return fallback, []
    best = max(pool, key=lambda each: (not each.span.is_open, each.span.last))
    return best, [each for each in live if each is not best]


def _rest_is_vague(said: str, only: Meant) -> bool:
    """先交一半明天,剩下的发工资再说: the day of the last payment is not named."""
    rest = said[only.told.mention.end :]
    return re.search(r"剩|其余|余下|余款|尾款|另一半|rest", rest) is not None


def _fallback(said: str, live: list[Meant]) -> Meant | None:
    """周五交,不行就周六: two days, ask."""
    former, latter = live[-2], live[-1]
    gap = said[former.told.mention.end : latter.told.mention.start]
    if not linking.FALLS_BACK.search(gap) or former.span.asks or latter.span.asks:
        return None
    options = tuple(sorted({former.span.last, latter.span.last}))
    span = Span(
        options[0], options[-1], latter.span.grain, options=options, likelier=options[-1], asks=len(options) > 1
    )
    return Meant(span, latter.role, latter.told)


def _as_answer(span: Span, said: str, time: str | None, scene: Scene) -> PaymentDate:
    if span.is_open:
        return PaymentDate(Kind.VAGUE, earliest=span.first)
    if span.asks:
        options = tuple(day for day in span.options if day >= scene.today)
        return PaymentDate(Kind.AMBIGUOUS, span.likelier, time_of_day=time, alternatives=options)
    if span.last < scene.today:
        return NONE
    kind = Kind.DATE if span.first == span.last else Kind.RANGE
    if conditions.hinges_on_the_company(said):
        return PaymentDate(Kind.CONDITIONAL, None if span.grain is Grain.CLOCK else span.last, time_of_day=time)
    earliest = span.first if kind is Kind.RANGE or span.grain is Grain.WEEK else None
    also = tuple(day for day in span.also if day >= scene.today and day != span.last)
    return PaymentDate(kind, span.last, earliest, time, also)


def _without_date(said: str, told: list[Told], meant: list[Meant]) -> PaymentDate:
    """Return what a message without a day says: a payment reported, a condition, a vague will, or nothing."""
    reported = next((each for each in told if each.role is Role.PAST), None)
    if reported is not None:
        span = reported.mention.span
        day = span.was if span.was is not None and not span.is_past else None if span.is_unknown else span.last
        meant_then = Meant(span, Role.PAST, reported, start=reported.mention.start)
        return PaymentDate(Kind.PAST, day, time_of_day=time_of(said, meant_then, told))
    if refusing.PAYS_NOTHING.search(said) and not conditions.hinges_on_the_company(said):
        return NONE
    if conditions.hinges_on_the_company(said):
        named = next((each.span.last for each in meant if each.role is Role.WORK and each.span.is_day), None)
        return PaymentDate(Kind.CONDITIONAL, named)
    if any(each.role is Role.PUT_OFF for each in meant):
        return PaymentDate(Kind.VAGUE, earliest=next(each.span.first for each in meant if each.role is Role.PUT_OFF))
    if conditions.OWN_CONDITION.search(said) and not asking.asks_without_offering(said):
        return PaymentDate(Kind.CONDITIONAL)
    if _is_vague(said):
        return PaymentDate(Kind.VAGUE)
    is_condition = (
        conditions.CONDITION.search(said)
        and not asking.asks_without_offering(said)
        and not paying.IS_DONE.fullmatch(said)
    )
    return PaymentDate(Kind.CONDITIONAL) if is_condition else NONE


def _is_vague(said: str) -> bool:
    plain = asking.ANSWERS.sub("", said)
    if asking.asks_without_offering(said) or (paying.IS_DONE.search(said) and not paying.VAGUE.search(said)):
        return False
    pays = paying.PAYS.search(plain) is not None
    if asking.OTHER_MATTER.search(plain) and not pays:
        return False
    if pays:
        return paying.VAGUE.search(said) is not None or paying.VAGUE_WITH_PAYING.search(said) is not None
    if paying.VAGUE.search(said) is None:
        return False
    return asking.ANSWERS.search(said) is None
