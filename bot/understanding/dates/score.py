"""How well payment dates are read, measured on labelled rows: tests hold floors of it, the bench prints it.

What counts is the deadline that would be registered after one confirmation. Where a day or a span was promised: right
(registered to the day), other (another day that the row accepts), wrong (any other day: the costly error) or open (no
day registered). Where an ambiguous day was named: asked or unasked. Everywhere else: silent or invented.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.clock import read_moment
from bot.understanding.dates.answer import Day, Kind, PaymentDate

PROMISED: Final = frozenset({Kind.DATE, Kind.RANGE})
UNDATED: Final = (Kind.NONE, Kind.VAGUE, Kind.CONDITIONAL, Kind.PAST)


class Outcome(StrEnum):
    """What became of one row."""

    RIGHT = "right"
    OTHER = "other"
    WRONG = "wrong"
    OPEN = "open"
    ASKED = "asked"
    UNASKED = "unasked"
    SILENT = "silent"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a labelled message promises: `accepted` are other days, `also` other kinds that count as right."""

    kind: Kind
    date: Day | None = None
    accepted: frozenset[Day] = frozenset()
    also: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled message and the moment when it arrived."""

    text: str
    now: datetime
    meant: Meant


def judge(meant: Meant, found: PaymentDate) -> Outcome:
    """Return what became of a row."""
    if meant.kind in PROMISED:
        if not found.is_firm:
            return Outcome.OPEN
        if found.date == meant.date:
            return Outcome.RIGHT
        return Outcome.OTHER if found.date in meant.accepted else Outcome.WRONG
    if meant.kind is Kind.AMBIGUOUS:
        return Outcome.ASKED if found.kind in {Kind.AMBIGUOUS, *meant.also} else Outcome.UNASKED
    return Outcome.INVENTED if found.is_firm and found.kind not in meant.also else Outcome.SILENT


@dataclass(slots=True)
class Tally:
    """The outcomes of many rows, by the kind of what was meant."""

    by_kind: dict[Kind, Counter[Outcome]] = field(default_factory=lambda: {kind: Counter() for kind in Kind})

    def add(self, meant: Meant, found: PaymentDate) -> Outcome:
        """Count one row and return what became of it."""
        outcome = judge(meant, found)
        self.by_kind[meant.kind][outcome] += 1
        return outcome

    def share(self, outcome: Outcome, *kinds: Kind) -> float | None:
        """Return how many in a hundred rows of these kinds had this outcome (one decimal; None: no such rows)."""
        of = sum(self.by_kind[kind].total() for kind in kinds)
        return round(100 * sum(self.by_kind[kind][outcome] for kind in kinds) / of, 1) if of else None

    def figures(self) -> dict[str, float | int | None]:
        """Return the figures in percent of their rows."""
        return {
            "promised": sum(self.by_kind[kind].total() for kind in PROMISED),
            "strict": self.share(Outcome.RIGHT, *PROMISED),
            "wrong": self.share(Outcome.WRONG, *PROMISED),
            "undated": sum(self.by_kind[kind].total() for kind in UNDATED),
            **{f"invented_{kind}": self.share(Outcome.INVENTED, kind) for kind in UNDATED},
            "asked": self.share(Outcome.ASKED, Kind.AMBIGUOUS),
        }


def read_row(row: Mapping[str, Any]) -> Row:
    """Read a labelled row `{"text", "now", "expect": {"kind", "date"?, "alternatives"?, "also_kind"?}}`.

    Raises:
        ValueError: something is missing or not of its kind.
    """
    text, now, expect = row.get("text"), row.get("now"), row.get("expect")
    if not isinstance(text, str) or not isinstance(now, str) or not isinstance(expect, dict):
        raise ValueError("text, now or expect is missing or not of its kind")
    day = expect.get("date")
    meant = Meant(
        kind=Kind(str(expect.get("kind"))),
        date=None if day is None else Day.fromisoformat(str(day)),
        accepted=frozenset(map(Day.fromisoformat, expect.get("alternatives", []))),
        also=frozenset(map(Kind, expect.get("also_kind", []))),
    )
    return Row(text, read_moment(now), meant)
