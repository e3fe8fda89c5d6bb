"""Danger that is happening now, read from a message (spec/conversation.md §10).

Saving a life comes first: a plain statement is believed at once, a doubtful one is asked about. The patterns are
data/lexicon/emergency.yaml, so that staff may add what their residents say.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from bot.datafile import Table, load_table
from bot.understanding.normalise import normalise

_GAP = "[^。!?]{0,8}"
_NAME = re.compile(r"\{([a-z]+)\}")
_TAKEN_OUT = "※"


class Danger(StrEnum):
    """What happens; the order is the order of attention when a message tells of several."""

    SELF_HARM = "self_harm"
    FIRE = "fire"
    GAS = "gas"
    ELECTRIC = "electric"
    LIFT = "lift"
    VIOLENCE = "violence"
    FALLING = "falling"
    INJURY = "injury"
    MISSING = "missing"
    FLOOD = "flood"


class Certainty(StrEnum):
    """Whether staff are called at once, or the person is first asked 「现在正在发生吗」."""

    NOW = "now"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Emergency:
    """A danger, and how sure it is that it is happening."""

    kind: Danger
    certainty: Certainty


def _compiles(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            re.compile(_NAME.sub("x", pattern))
        except re.error as error:
            raise ValueError(f"no regular expression: {pattern!r}: {error}") from None
    return patterns


Patterns = Annotated[tuple[str, ...], AfterValidator(_compiles)]


class Signs(Table):
    """How a danger is told: certainly, or so that it must be asked about."""

    now: Patterns
    ask: Patterns = ()


class EmergencyRules(Table):
    """The patterns of data/lexicon/emergency.yaml."""

    words: dict[str, Patterns]
    kinds: dict[Danger, Signs]
    figurative: Patterns
    before: Patterns
    after: Patterns
    not_now: Patterns
    drill: Patterns
    happening: Patterns
    unsure: Patterns

    @model_validator(mode="after")
    def _complete(self) -> "EmergencyRules":
        missing = [kind.value for kind in Danger if kind not in self.kinds]
        if missing:
            raise ValueError(f"no signs of {missing}")
        used = {
            name
            for signs in self.kinds.values()
            for pattern in (*signs.now, *signs.ask)
            for name in _NAME.findall(pattern)
        }
        if used - self.words.keys() - {"gap"}:
            raise ValueError(f"unknown names in braces: {sorted(used - self.words.keys())}")
        return self

    def read(self, text: str) -> Emergency | None:
        """Return the danger that `text` tells of, or None.

        Over, supposed, rehearsed, denied or a figure of speech is none; a question without a sign of the present asks.
        """
        said = self._figurative.sub(_TAKEN_OUT, normalise(text))
        kind, certainty = self._told(said)
        if kind is None or self._drill.search(said):
            return None
        happening = self._happening.search(said) is not None
        if self._not_now.search(said) and not happening:
            return None
        if certainty is Certainty.NOW and self._unsure.search(said) and not happening:
            certainty = Certainty.ASK
        return Emergency(kind, certainty)

    def _told(self, said: str) -> tuple[Danger | None, Certainty]:
        for certainty, signs in ((Certainty.NOW, self._now), (Certainty.ASK, self._ask)):
            for kind in Danger:
                if any(not self._undone(said, found) for found in signs[kind].finditer(said)):
                    return kind, certainty
        return None, Certainty.ASK

    def _undone(self, said: str, found: re.Match[str]) -> bool:
        """Tell whether the words right before or right after a sign deny it or make it a topic."""
        before = said[max(0, found.start() - 8) : found.start()]
        return self._before.search(before) is not None or self._after.match(said, found.end()) is not None

    @cached_property
    def _now(self) -> dict[Danger, re.Pattern[str]]:
        return {kind: self._compiled(signs.now) for kind, signs in self.kinds.items()}

    @cached_property
    def _ask(self) -> dict[Danger, re.Pattern[str]]:
        return {kind: self._compiled(signs.ask) for kind, signs in self.kinds.items()}

    @cached_property
    def _figurative(self) -> re.Pattern[str]:
        return self._compiled(self.figurative)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(self.before)})$")

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return self._compiled(self.after)

    @cached_property
    def _not_now(self) -> re.Pattern[str]:
        return self._compiled(self.not_now)

    @cached_property
    def _drill(self) -> re.Pattern[str]:
        return self._compiled(self.drill)

    @cached_property
    def _happening(self) -> re.Pattern[str]:
        return self._compiled(self.happening)

    @cached_property
    def _unsure(self) -> re.Pattern[str]:
        return self._compiled(self.unsure)

    def _compiled(self, patterns: tuple[str, ...]) -> re.Pattern[str]:
        """Join the patterns into one; a list without patterns finds nothing."""
        return re.compile("|".join(self._spelled(pattern) for pattern in patterns) or r"(?!)")

    def _spelled(self, pattern: str) -> str:
        return _NAME.sub(lambda name: _GAP if name[1] == "gap" else f"(?:{'|'.join(self.words[name[1]])})", pattern)


def load_emergency(path: Path) -> EmergencyRules:
    """Read the patterns.

    Raises:
        DataFault: the file cannot be used, a pattern is none, or a danger has no signs.
    """
    return load_table(path, EmergencyRules)


def read_emergency(text: str, rules: EmergencyRules) -> Emergency | None:
    """Return the danger that `text` tells of, or None."""
    return rules.read(text)
