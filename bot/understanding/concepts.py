"""The many words for one thing (偷, 顺走, 不翼而飞 …), read as one sign (data/lexicon/concepts.yaml).

A word that no wording has yet is understood when a concept has it: staff add words there, not sentences.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import field_validator

from bot.datafile import Table, load_table

GAP: Final = "~"
MOST_BETWEEN: Final = 4
"""没~住 holds at most so many characters between its two parts."""


class Concepts(Table):
    """The words of every concept, parted by blanks."""

    concepts: dict[str, str]

    @field_validator("concepts")
    @classmethod
    def _have_words(cls, concepts: dict[str, str]) -> dict[str, str]:
        empty = sorted(name for name, words in concepts.items() if not words.replace(GAP, " ").split())
        if empty:
            raise ValueError(f"no words: {empty}")
        halves = [
            word for words in concepts.values() for word in words.split() if GAP in word and "" in word.split(GAP)
        ]
        if halves:
            raise ValueError(f"nothing before or after the gap: {halves}")
        return concepts

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in the order of the file: a sign is known by its place here."""
        return tuple(self.concepts)

    def find(self, text: str) -> list[int]:
        """Return the places of the concepts that a normalised `text` without blanks speaks of, in their order."""
        found: set[int] = set()
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                found.update(self._plain.get(text[start : start + length], ()))
        found.update(at for pattern, at in self._gapped if pattern.search(text))
        return sorted(found)

    @cached_property
    def _plain(self) -> Mapping[str, tuple[int, ...]]:
        places: dict[str, tuple[int, ...]] = {}
        for at, words in enumerate(self.concepts.values()):
            for word in words.lower().split():
                if GAP not in word:
                    places[word] = (*places.get(word, ()), at)
        return places

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """The lengths of the words that begin with a character: most positions of a text have none."""
        lengths: dict[str, set[int]] = {}
        for word in self._plain:
            lengths.setdefault(word[0], set()).add(len(word))
        return {first: tuple(sorted(each)) for first, each in lengths.items()}

    @cached_property
    def _gapped(self) -> tuple[tuple[re.Pattern[str], int], ...]:
        return tuple(
            (re.compile(f".{{0,{MOST_BETWEEN}}}?".join(map(re.escape, word.lower().split(GAP)))), at)
            for at, words in enumerate(self.concepts.values())
            for word in words.split()
            if GAP in word
        )


def load_concepts(path: Path) -> Concepts:
    """Read the table of concepts.

    Raises:
        DataFault: the file cannot be used, or a concept has no words.
    """
    return load_table(path, Concepts)
