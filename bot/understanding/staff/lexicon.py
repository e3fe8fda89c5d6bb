"""The words of staff (data/lexicon/staff.yaml): what points at an action, and what a word means in a slot.

Patterns read the marked text of `marks.py`. They are checked when the table is loaded, so a bad one stops the start.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import model_validator

from bot.datafile import Table, load_table
from bot.understanding.staff.actions import VALUES, StaffAction

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_LATIN: Final = re.compile(r"[a-z]{2}|[>]")
_DEEPEST: Final = 6
_NOT_READ: Final = frozenset({StaffAction.SMALLTALK, StaffAction.NONE})
"""What no words of staff point at: it is left over."""


class Cue(Table):
    """Patterns of which one is enough, and the points that they give once."""

    points: int
    any: tuple[str, ...]


class StaffWords(Table):
    """The table of data/lexicon/staff.yaml."""

    terms: tuple[str, ...]
    homophones: dict[str, str]
    own_words: tuple[str, ...]
    slips: dict[str, tuple[str, ...]]
    spoken: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    smalltalk: tuple[str, ...]
    surnames: str
    double_surnames: tuple[str, ...]
    not_questions: tuple[str, ...]
    questions: tuple[str, ...]
    late_questions: tuple[str, ...]
    reports: tuple[str, ...]
    requests: tuple[str, ...]
    corrections: tuple[str, ...]
    denied: tuple[str, ...]
    actions: dict[StaffAction, tuple[Cue, ...]]
    values: dict[str, dict[str, tuple[str, ...]]]

    @model_validator(mode="after")
    def _complete(self) -> "StaffWords":
        wanted = set(StaffAction) - _NOT_READ
        if set(self.actions) != wanted:
            raise ValueError(f"actions: missing or unknown {sorted(set(self.actions) ^ wanted)}")
        if {name: frozenset(table) for name, table in self.values.items()} != VALUES:
            raise ValueError(f"values: they must be { ({name: sorted(known) for name, known in VALUES.items()}) }")
        self._check_patterns()
        return self

    def _check_patterns(self) -> None:
        cues = [pattern for cues in self.actions.values() for cue in cues for pattern in cue.any]
        values = [pattern for table in self.values.values() for patterns in table.values() for pattern in patterns]
        lists = (self.not_questions, self.questions, self.late_questions, self.reports, self.requests)
        for pattern in (*cues, *values, *(each for many in (*lists, self.corrections, self.denied) for each in many)):
            self.compiled((pattern,))

    def points_of(self, marked: str) -> dict[StaffAction, int]:
        """Return the points of every action for a marked text, in the order of the table."""
        return {
            action: sum(points for points, pattern in cues if pattern.search(marked))
            for action, cues in self._cues.items()
        }

    def value_of(self, slot: str, marked: str) -> str | None:
        """Return the value of `slot` that the words of a marked text mean; the first of the table wins."""
        return next((value for value, pattern in self._values[slot].items() if pattern.search(marked)), None)

    def first_value_of(self, slot: str, marked: str) -> str | None:
        """Return the value of `slot` that is said first; of two at one place the first of the table."""
        found = {value: pattern.search(marked) for value, pattern in self._values[slot].items()}
        places = {value: match.start() for value, match in found.items() if match is not None}
        return min(places, key=lambda value: places[value], default=None)

    def mend(self, text: str) -> str:
        """Return the normalised `text` in the usual words: slips mended, other languages and short forms put in."""
        if _LATIN.search(text):
            text = self._latin.sub(lambda found: self._meant[found[0]], text)
        return self._sounds_right(self._slips.sub(lambda found: self._meant[found[0]], text))

    def _sounds_right(self, text: str) -> str:
        """Write the term that was meant where one character of it was typed as another of the same sound."""
        for length in (2, 3, 4):
            for place in range(len(text) - length + 1):
                window = text[place : place + length]
                if window in self._sounding and not any(word in text for word in self.own_words if window in word):
                    text = f"{text[:place]}{self._sounding[window]}{text[place + length :]}"
        return text

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return the compiled list `name` (a list of `words`, or one such as `questions`)."""
        return self._lists[name]

    def compiled(self, patterns: Iterable[str]) -> re.Pattern[str]:
        """Join patterns into one that finds any of them.

        Raises:
            ValueError: one is no regular expression, or names a list that is not there.
        """
        joined = "|".join(self._spelled(pattern, 0) for pattern in patterns) or r"(?!)"
        try:
            return re.compile(joined)
        except re.error as error:
            raise ValueError(f"no regular expression: {joined[:80]!r}: {error}") from None

    def _spelled(self, pattern: str, depth: int) -> str:
        """Write the words of the lists into a pattern; a list may name other lists."""

        def words_of(name: re.Match[str]) -> str:
            if name[1] not in self.words or depth > _DEEPEST:
                raise ValueError(f"no such list of words: {name[0]}")
            return f"(?:{'|'.join(self._spelled(word, depth + 1) for word in self.words[name[1]])})"

        return _NAME.sub(words_of, pattern)

    @cached_property
    def _cues(self) -> dict[StaffAction, tuple[tuple[int, re.Pattern[str]], ...]]:
        return {
            action: tuple((cue.points, self.compiled(cue.any)) for cue in cues) for action, cues in self.actions.items()
        }

    @cached_property
    def _values(self) -> dict[str, dict[str, re.Pattern[str]]]:
        return {
            slot: {value: self.compiled(patterns) for value, patterns in table.items()}
            for slot, table in self.values.items()
        }

    @cached_property
    def _lists(self) -> dict[str, re.Pattern[str]]:
        own = ("not_questions", "questions", "late_questions", "reports", "requests", "corrections", "denied")
        return {name: self.compiled(getattr(self, name)) for name in own} | {
            name: self.compiled(words) for name, words in self.words.items()
        }

    @cached_property
    def _meant(self) -> dict[str, str]:
        return {
            wrong: word for table in (self.slips, self.spoken) for word, wrongs in table.items() for wrong in wrongs
        }

    @cached_property
    def _slips(self) -> re.Pattern[str]:
        return _any_of(wrong for wrongs in self.slips.values() for wrong in wrongs)

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        """Match a word or short form of another language where no other letter touches it."""
        spelled = _any_of(said for words in self.spoken.values() for said in words)
        return re.compile(rf"(?<![a-z])(?:{spelled.pattern})(?![a-z])")

    @cached_property
    def _sounding(self) -> dict[str, str]:
        """Every term with one character exchanged for another of its sound, and the term."""
        spelled = (
            (f"{term[:place]}{other}{term[place + 1 :]}", term)
            for term in self.terms
            for place, character in enumerate(term)
            for other in self.homophones.get(character, "")
        )
        return {wrong: term for wrong, term in spelled if wrong not in self.terms and wrong not in self.own_words}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")


def load_staff_words(path: Path) -> StaffWords:
    """Read the words of staff.

    Raises:
        DataFault: the file cannot be used, misses an action or a value, or a pattern in it is none.
    """
    return load_table(path, StaffWords)
