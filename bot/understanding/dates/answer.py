"""What reading a message for its payment date gives: the answer, and the span of days that one expression names."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from bot.workdays import Calendar

Day = date
"""The type under a name that the field `date` does not hide."""


class Kind(StrEnum):
    """The seven things that a message can say about when it will be paid."""

    DATE = "date"
    RANGE = "range"
    VAGUE = "vague"
    CONDITIONAL = "conditional"
    AMBIGUOUS = "ambiguous"
    PAST = "past"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PaymentDate:
    """When a resident says that he pays: `date` is the last acceptable day, Shanghai calendar, never before today.

    `earliest` is the first day of a range, or the first possible day of a vague answer. `alternatives` are other days
    that he may mean: with `Kind.AMBIGUOUS` the question to him offers them, and `date` is at most the likelier one.
    `time_of_day` is morning, afternoon, evening or HH:MM as it was spoken.
    """

    kind: Kind
    date: Day | None = None
    earliest: Day | None = None
    time_of_day: str | None = None
    alternatives: tuple[Day, ...] = ()

    @property
    def is_firm(self) -> bool:
        """Whether one confirmation is enough to register it."""
        return self.kind in {Kind.DATE, Kind.RANGE} and self.date is not None


class Grain(Enum):
    """How an expression names its days; it decides what 前, 后 and 内 do to it and what a later word may refine."""

    DAY = auto()  # 明天, 12月5号
    NUMBER = auto()  # 5号
    WEEKDAY = auto()  # 周五
    TERM = auto()  # 三天内, 一周后
    MONTH_END = auto()  # 月底, 月中: a period in the words, one day in the use
    FESTIVAL = auto()  # 元旦
    WEEK = auto()  # 下周, 周末
    MONTH = auto()  # 下个月, 月初, 中旬, 明年
    CLOCK = auto()  # 晚上: today, if nothing else is said


PERIODS = frozenset({Grain.WEEK, Grain.MONTH})
STARTS_BEFORE = frozenset({Grain.FESTIVAL, *PERIODS})
"""「X前」 of these means the day before they begin; of everything else it includes the day."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that one expression names, before anybody asked whether money is promised for them.

    `options`: two readings too far apart to guess, `likelier` one of them. `also`: other readings, not likely enough to
    ask. `rest_until`: the last day of the holiday. `week` (its Monday) and `month` are what a later bare weekday or day
    number inherits. `was`: the day that it would be in a report about the past (5号交的). `is_unknown`: a past day that
    nobody can tell (前几天).
    """

    first: date
    last: date
    grain: Grain
    options: tuple[date, ...] = ()
    likelier: date | None = None
    also: tuple[date, ...] = ()
    rest_until: date | None = None
    week: date | None = None
    month: tuple[int, int] | None = None
    was: date | None = None
    is_past: bool = False
    is_unknown: bool = False
    is_open: bool = False
    asks: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it names one day."""
        return self.first == self.last and not self.asks and not self.is_open


def one_day(day: date, grain: Grain = Grain.DAY, *, week: date | None = None, was: date | None = None) -> Span:
    """Return the span of one day."""
    return Span(day, day, grain, week=week, was=was)


def asked(options: tuple[date, ...], grain: Grain, likelier: date | None = None) -> Span:
    """Return a span that must be asked back; its days lie in `options`."""
    return Span(min(options), max(options), grain, options=options, likelier=likelier, asks=True)


def opened(span: Span, first: date) -> Span:
    """Return what 「X后」 means: some day from `first` on, the last one unknown."""
    return replace(span, first=first, last=first, is_open=True, asks=False, options=(), also=())


@dataclass(frozen=True, slots=True)
class Scene:
    """When the message arrived and what was said before the expression that is being read.

    `week`: the Monday of the week last named, `month`: the month last named.
    """

    now: datetime
    today: date
    holidays: Calendar
    week: date | None = None
    month: tuple[int, int] | None = None

    def after(self, span: Span) -> "Scene":
        """Return the scene in which the next expression is read."""
        return replace(self, week=span.week or self.week, month=span.month or self.month)
