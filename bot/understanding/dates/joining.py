"""Several days in one message: A或B, A到B, corrections, instalments, a weekday beside its date."""

from dataclasses import dataclass, replace
from datetime import date

from bot.understanding.dates import linking
from bot.understanding.dates.almanac import days
from bot.understanding.dates.answer import PERIODS, Grain, Span
from bot.understanding.dates.roles import Role, Told


@dataclass(frozen=True, slots=True)
class Meant:
    """One day or period that survived, the words of the message up to the next one, and how it came to be."""

    span: Span
    role: Role
    told: Told
    is_deadline: bool = False
    start: int = 0


def join(said: str, told: list[Told]) -> list[Meant]:
    """Return what is left when neighbours are put together and corrected days are dropped, in their order."""
    meant: list[Meant] = []
    for each in told:
        now = Meant(each.mention.span, each.role, each, _is_deadline(each), each.mention.start)
        if meant and Role.BOUND not in {now.role, meant[-1].role}:
            gap = said[meant[-1].told.mention.end : each.mention.start]
            joined = _joined(meant[-1], now, gap)
            if joined is not None:
                meant[-1] = replace(joined, start=meant[-1].start)
                continue
            if _corrects(meant[-1], gap, said):
                meant = [] if linking.SHIFTED.search(gap) or len(meant) == 1 else meant[:-1]
        meant.append(now)
    return meant


def _is_deadline(told: Told) -> bool:
    return linking.DEADLINE.search(told.place.before) is not None


def _corrects(former: Meant, gap: str, said: str) -> bool:
    if linking.SHIFTED.search(gap):
        return True
    before = said[max(0, former.told.mention.start - 8) : former.told.mention.start]
    return linking.CORRECTS.search(gap) is not None or linking.FORMERLY.search(before) is not None


def _joined(former: Meant, now: Meant, gap: str) -> Meant | None:
    """Put two neighbours together when only a small word stands between them."""
    a, b = former.span, now.span
    if Grain.CLOCK in {a.grain, b.grain}:
        return _with_clock(former, now, gap)
    role = now.role if now.role is not Role.BARE else former.role
    if former.role is Role.REFUSED and now.role is not Role.REFUSED:
        return None
    if linking.UP_TO.fullmatch(gap) and a.grain is b.grain is Grain.WEEKDAY and b.last < a.last:
        return replace(now, role=role)  # 周一到周五, said in between: what is left of it
    if linking.UP_TO.fullmatch(gap) and a.last < b.last and not a.is_past:
        return replace(now, span=Span(a.first, b.last, b.grain, week=b.week, month=b.month), role=role)
    neither = gap.strip() == "就是" and former.told.place.before.endswith("不是")
    if neither or linking.EITHER.fullmatch(gap):
        return replace(now, span=_either(a, b), role=role)
    same = _restated(a, b) if linking.RESTATES.fullmatch(gap) else None
    if same is not None:
        return replace(now, span=same, role=role, is_deadline=former.is_deadline)
    if (
        a.grain is Grain.FESTIVAL
        and linking.TOGETHER.fullmatch(gap)
        and (b.is_open or (b.grain is Grain.NUMBER and not gap.strip()))
    ):
        return replace(now, role=role)  # 中秋国庆之后, 国庆8号
    if linking.TOGETHER.fullmatch(gap) and a.is_day and b.is_day and (a.grain is b.grain or "," not in gap):
        both = Span(a.first, b.last, b.grain) if days(1) == b.first - a.last else _either(a, b)
        return replace(now, span=both, role=role)
    return None


def _with_clock(former: Meant, now: Meant, gap: str) -> Meant | None:
    """今天下班后: a time beside its day is no second day."""
    if len(gap) > 3 and former.told.place.clause != now.told.place.clause:
        return None
    if now.span.grain is Grain.CLOCK:
        return former if former.role is not Role.REFUSED else None
    return now


def _either(a: Span, b: Span) -> Span:
    options = tuple(sorted({*(a.options or (a.last,)), *(b.options or (b.last,))}))
    return Span(min(options), max(options), b.grain, options=options, likelier=max(options), asks=True)


def _restated(a: Span, b: Span) -> Span | None:
    """A weekday beside its date must agree; a period is made finer by the day inside it."""
    if {a.grain, b.grain} & PERIODS:
        if a.grain in PERIODS and a.first <= b.last <= a.last and b.grain not in {Grain.FESTIVAL} and not a.is_open:
            return b
        return None
    if (
        b.grain is Grain.WEEKDAY
        and a.is_day
        and a.grain in {Grain.DAY, Grain.NUMBER, Grain.TERM, Grain.FESTIVAL, Grain.MONTH_END}
    ):
        return _agreed(a, b, weekday=b, day=a)
    if a.grain is Grain.WEEKDAY and b.is_day and b.grain in {Grain.DAY, Grain.NUMBER, Grain.MONTH_END}:
        return _agreed(a, b, weekday=a, day=b)
    if a.last == b.last and a.is_day and b.is_day:
        return b
    return None


def _agreed(a: Span, b: Span, *, weekday: Span, day: Span) -> Span | None:
    if weekday.last.weekday() == day.last.weekday():
        span = replace(day, week=None)
        return replace(span, is_open=True, first=b.first, last=b.last) if b.is_open else span
    if day.was == day.last:  # 今天周二,周五交: today is told, not promised
        return None
    named = weekday.options or (weekday.last,)
    near = min((each for each in _same_weekday(day.last, weekday.last)), key=lambda each: abs((each - day.last).days))
    options = tuple(sorted({day.last, near if near >= min(named) else named[0]}))
    return Span(min(a.first, b.first), max(a.last, b.last), Grain.DAY, options=options, asks=True)


def _same_weekday(near: date, like: date) -> list[date]:
    shift = (like.weekday() - near.weekday()) % 7
    return [near + days(shift), near + days(shift - 7)]
