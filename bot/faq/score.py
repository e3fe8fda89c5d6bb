"""How well messages are understood, measured on labelled rows: `linli faq eval` prints it, tests hold floors of it.

A row has acceptable labels, the best first. In scope: direct (an acceptable label was given), helped (one was among the
choices offered), wrong (another label was given), misled (none of the choices fits), missed (nothing was understood).
Out of scope (`none` is the best label): silent, suggested, answered.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.faq.classify import MOST_CHOICES, Action, Reading
from bot.faq.labels import EMERGENCY, OUTSIDE, is_label

FEWEST_FOR_AVERAGE: Final = 3
"""A label with fewer rows does not count in the average over labels."""


class Outcome(StrEnum):
    """What became of one row."""

    DIRECT = "direct"
    HELPED = "helped"
    WRONG = "wrong"
    MISLED = "misled"
    MISSED = "missed"
    SILENT = "silent"
    SUGGESTED = "suggested"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled message: `near` shares words with our matters though out of scope, `lookalike` with danger."""

    text: str
    labels: Sequence[str]
    context: str | None = None
    near: bool = False
    lookalike: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the message is within the scope."""
        return self.labels[0] != OUTSIDE


def judge(row: Row, reading: Reading) -> Outcome:
    """Return what became of a row."""
    if not row.is_ours:
        if reading.action in {Action.MISS, Action.SMALLTALK} or reading.label in row.labels[1:]:
            return Outcome.SILENT
        return Outcome.SUGGESTED if reading.action == Action.SUGGEST else Outcome.ANSWERED
    match reading.action:
        case Action.MISS:
            return Outcome.MISSED
        case Action.SUGGEST:
            offered = {each.label for each in reading.candidates[:MOST_CHOICES]}
            return Outcome.HELPED if offered & set(row.labels) else Outcome.MISLED
        case _:
            return Outcome.DIRECT if reading.label in row.labels else Outcome.WRONG


@dataclass(slots=True)
class Tally:
    """The outcomes of many rows."""

    by_label: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    beyond: dict[str, Counter[Outcome]] = field(default_factory=lambda: {"easy": Counter(), "near": Counter()})

    def add(self, row: Row, reading: Reading) -> Outcome:
        """Count one row and return what became of it."""
        outcome = judge(row, reading)
        self.by_label[row.labels[0]][outcome] += 1
        if outcome in {Outcome.WRONG, Outcome.ANSWERED}:
            self.confused[row.labels[0], str(reading.label)] += 1
        if row.is_ours:
            self.counts["ours"] += 1
            self.counts["suggest"] += reading.action == Action.SUGGEST
            self.counts["strict"] += reading.action != Action.SUGGEST and reading.label == row.labels[0]
        else:
            self.beyond["near" if row.near else "easy"][outcome] += 1
        self._count_alarm(row, alarmed=reading.action == Action.EMERGENCY)
        return outcome

    def _count_alarm(self, row: Row, *, alarmed: bool) -> None:
        if row.labels[0] == EMERGENCY:
            kinds = ["emergency"]
        elif EMERGENCY in row.labels:
            kinds = []
        else:
            kinds = ["calm", "lookalike"] if row.lookalike else ["calm"]
        for kind in kinds:
            self.counts[kind] += 1
            self.counts[f"{kind}, alarmed"] += alarmed

    def figures(self) -> dict[str, float | int | None]:
        """Return the figures in percent of their rows (one decimal; None: there are no such rows)."""
        outcomes: Counter[Outcome] = sum((each for label, each in self.by_label.items() if label != OUTSIDE), Counter())
        of, easy, near = self.counts["ours"], self.beyond["easy"], self.beyond["near"]
        direct, wrong, misled = outcomes[Outcome.DIRECT], outcomes[Outcome.WRONG], outcomes[Outcome.MISLED]
        return {
            "in_scope": of,
            "direct": percent(direct, of),
            "strict": percent(self.counts["strict"], of),
            "macro": self._average(),
            "helped": percent(direct + outcomes[Outcome.HELPED], of),
            "wrong": percent(wrong, of),
            "misled": percent(misled, of),
            "wrong_or_misled": percent(wrong + misled, of),
            "missed": percent(outcomes[Outcome.MISSED], of),
            "suggest_share": percent(self.counts["suggest"], of),
            "out_of_scope": easy.total() + near.total(),
            "easy_answered": percent(easy[Outcome.ANSWERED], easy.total()),
            "near_answered": percent(near[Outcome.ANSWERED], near.total()),
            "easy_suggested": percent(easy[Outcome.SUGGESTED], easy.total()),
            "near_suggested": percent(near[Outcome.SUGGESTED], near.total()),
            "emergencies": self.counts["emergency"],
            "emergency_recall": percent(self.counts["emergency, alarmed"], self.counts["emergency"]),
            "false_alarm": percent(self.counts["calm, alarmed"], self.counts["calm"]),
            "lookalike_alarm": percent(self.counts["lookalike, alarmed"], self.counts["lookalike"]),
        }

    def _average(self) -> float | None:
        shares = [
            each[Outcome.DIRECT] / each.total()
            for label, each in self.by_label.items()
            if label != OUTSIDE and each.total() >= FEWEST_FOR_AVERAGE
        ]
        return round(100 * sum(shares) / len(shares), 1) if shares else None


def percent(part: int, of: int) -> float | None:
    """Return `part` of `of` in percent, with one decimal; None of nothing."""
    return round(100 * part / of, 1) if of else None


def read_row(row: dict[str, Any]) -> Row:
    """Read a labelled row.

    Raises:
        ValueError: `text` or `labels` is missing or not of its kind.
    """
    text, labels, context = row.get("text"), row.get("labels"), row.get("context")
    if not isinstance(text, str):
        raise ValueError("text is missing or no string")
    if not isinstance(labels, list) or not labels:
        raise ValueError("labels is missing or no list")
    strange = [label for label in labels if not isinstance(label, str) or not is_label(label)]
    if strange:
        raise ValueError(f"labels: there is no label {strange[0]}")
    if context is not None and not isinstance(context, str):
        raise ValueError("context is no string")
    return Row(text, labels, context, near=row.get("near") is True, lookalike=row.get("lookalike") is True)
