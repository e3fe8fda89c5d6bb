"""What is counted for `bench/understanding.py`: one line of its tables for each way to understand, from the answers."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.clock import shanghai_day
from bot.faq import score as messages
from bot.faq.classify import MOST_CHOICES, Action, Reading
from bot.faq.labels import EMERGENCY, OUTSIDE, SMALLTALK
from bot.faq.matcher import Candidate
from bot.understanding.dates import Kind, PaymentDate
from bot.understanding.dates import score as dates

Ranking = Sequence[Candidate]
"""What a text may mean, best first; `none` may be among it."""
Figures = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One way to understand: what was measured, or why it could not run; `remark` names rows that it failed on."""

    title: str
    figures: Figures = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""


def forced(rows: Sequence[messages.Row], rankings: Sequence[Ranking]) -> Figures:
    """Return how the best label and the best three do, if every message must get some: no threshold, never `none`."""
    ours = [[each for each in ranking if each.label != OUTSIDE] for ranking in rankings]
    first = _tallied(rows, (_given(ranking[0].label) if ranking else Reading(Action.MISS) for ranking in ours))
    three = _tallied(rows, (Reading(Action.SUGGEST, None, tuple(ranking[:MOST_CHOICES])) for ranking in ours))
    return {"first": first["direct"], "three": three["helped"], "macro_first": first["macro"]}


def cautious(rows: Sequence[messages.Row], rankings: Sequence[Ranking], given: int) -> Figures:
    """Return how a ranking does with the one threshold at which it gives `given` messages in scope a label.

    Below it, and where `none` is best, nothing is said. If it gives fewer labels even without a threshold, it has none.
    """
    threshold = _threshold(rows, rankings, given)
    readings = [_careful(ranking, threshold) for ranking in rankings]
    return {"threshold": threshold, **decided(rows, readings)}


def decided(rows: Sequence[messages.Row], readings: Sequence[Reading]) -> Figures:
    """Return how readings do as they are: what the program would do with the messages."""
    of = sum(row.is_ours for row in rows)
    return {"given": messages.percent(labels_given(rows, readings), of), **_tallied(rows, readings)}


def labels_given(rows: Sequence[messages.Row], readings: Sequence[Reading]) -> int:
    """Return how many messages in scope were given a label, right or wrong."""
    pairs = zip(rows, readings, strict=True)
    return sum(row.is_ours and reading.action not in {Action.MISS, Action.SUGGEST} for row, reading in pairs)


def ranking_of(reading: Reading) -> Ranking:
    """Return the ranking behind our own reading, also where it was too unsure to say it."""
    first = [Candidate(reading.label, 1.0)] if reading.label else []
    return first + [each for each in reading.candidates if each.label != reading.label]


def _threshold(rows: Sequence[messages.Row], rankings: Sequence[Ranking], given: int) -> float | None:
    pairs = zip(rows, rankings, strict=True)
    best = [ranking[0] for row, ranking in pairs if row.is_ours and ranking]
    scores = sorted((each.score for each in best if each.label != OUTSIDE), reverse=True)
    return scores[given - 1] if 0 < given <= len(scores) else None


def _careful(ranking: Ranking, threshold: float | None) -> Reading:
    if not ranking or (threshold is not None and ranking[0].score < threshold):
        return Reading(Action.MISS)
    return _given(ranking[0].label)


def _given(label: str) -> Reading:
    if label == OUTSIDE:
        return Reading(Action.MISS)
    if label in {EMERGENCY, SMALLTALK}:
        return Reading(Action(label), label)
    return Reading(Action.FLOW if label.startswith("flow:") else Action.ANSWER, label)


def _tallied(rows: Iterable[messages.Row], readings: Iterable[Reading]) -> Figures:
    tally = messages.Tally()
    for row, reading in zip(rows, readings, strict=True):
        tally.add(row, reading)
    return tally.figures()


def dated(rows: Sequence[dates.Row], promises: Iterable[PaymentDate]) -> Figures:
    """Return how well payment dates are read."""
    tally = dates.Tally()
    for row, found in zip(rows, promises, strict=True):
        tally.add(row.meant, found)
    return tally.figures()


def promise_of(row: dates.Row, days: Sequence[Sequence[str]]) -> PaymentDate:
    """Return what a reader of dates in general says about a promise: the last expression that is not past."""
    today = shanghai_day(row.now)
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]
    coming = [span for span in spans if span[1] >= today]
    if not coming:
        return PaymentDate(Kind.NONE)
    first, last = coming[-1]
    return PaymentDate(Kind.DATE if first == last else Kind.RANGE, last, max(first, today))


def pace(times: Sequence[float], beside: float | None = None) -> Figures:
    """Return milliseconds a text: median and the slowest of a hundred, and the median beside that of ours."""
    ordered = sorted(times)
    if not ordered:
        return {"p50_ms": None, "p99_ms": None, "ratio": None}
    median = statistics.median(ordered)
    slow = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50_ms": round(median, 2), "p99_ms": round(slow, 2), "ratio": round(median / (beside or median), 1)}


Column = tuple[str, str]
"""A heading and the figure below it."""
MESSAGES: Final[Sequence[Column]] = (
    *(("first", "first"), ("three", "three"), ("macro", "macro_first")),
    *(("given", "given"), ("direct", "direct"), ("wrong", "wrong")),
    *(("easy", "easy_answered"), ("near", "near_answered")),
    *(("easy?", "easy_suggested"), ("near?", "near_suggested")),
)
DATES: Final[Sequence[Column]] = (
    *(("strict", "strict"), ("wrong", "wrong"), ("none", "invented_none"), ("vague", "invented_vague")),
    *(("cond", "invented_conditional"), ("past", "invented_past")),
)
PACE: Final[Sequence[Column]] = (("p50 ms", "p50_ms"), ("p99 ms", "p99_ms"), ("ratio", "ratio"))


def table(heading: str, columns: Sequence[Column], lines: Iterable[Line]) -> str:
    """Return an aligned table; a line without figures says why it has none."""
    shown: list[str] = [f"{heading:<26}" + "".join(f"{name:>8}" for name, _ in (*columns, *PACE))]
    for line in lines:
        cells = [_cell(line.figures[key]) for _, key in (*columns, *PACE)] if line.figures else []
        shown.append(f"{line.title:<26}{''.join(cells)}{'  ' if line.remark else ''}{line.remark}")
    return "\n".join(shown)


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else value:>8}"
