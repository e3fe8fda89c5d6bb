"""Slips of the pen and pinyin: what residents type, and the word they mean (data/lexicon/typos.yaml)."""

import re
from functools import cached_property
from pathlib import Path

from pydantic import model_validator

from bot.datafile import Table, load_table


class Typos(Table):
    """Right words with the wrong spellings of each; pinyin is replaced only as whole Latin words."""

    words: dict[str, tuple[str, ...]]
    pinyin: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _one_meaning_each(self) -> "Typos":
        for table in (self.words, self.pinyin):
            wrongs = [wrong for spellings in table.values() for wrong in spellings]
            doubled = {wrong for wrong in wrongs if wrongs.count(wrong) > 1}
            if doubled:
                raise ValueError(f"spelled twice: {sorted(doubled)}")
        right = [wrong for word, spellings in self.words.items() for wrong in spellings if wrong in word]
        if right:
            raise ValueError(f"a wrong spelling is part of its own right word: {right}")
        return self

    def correct(self, text: str) -> str:
        """Return the normalised `text` with every known slip written as the word that was meant."""
        text = self._slips.sub(lambda found: self._meant[found[0]], text)
        return self._pinyin.sub(lambda found: self._spoken[found[0].replace(" ", "")], text)

    @cached_property
    def _meant(self) -> dict[str, str]:
        return {wrong: word for word, wrongs in self.words.items() for wrong in wrongs}

    @cached_property
    def _spoken(self) -> dict[str, str]:
        return {wrong.replace(" ", ""): word for word, wrongs in self.pinyin.items() for wrong in wrongs}

    @cached_property
    def _slips(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._meant, key=len, reverse=True))) or r"(?!)")

    @cached_property
    def _pinyin(self) -> re.Pattern[str]:
        # "wu ye fei" stands for itself and for "wuyefei"; longer spellings win over their own beginnings.
        spelled = sorted((wrong for wrongs in self.pinyin.values() for wrong in wrongs), key=len, reverse=True)
        body = "|".join(" ?".join(map(re.escape, wrong.split())) for wrong in spelled) or r"(?!)"
        return re.compile(rf"(?<![a-z])(?:{body})(?![a-z])")


def load_typos(path: Path) -> Typos:
    """Read the table of slips.

    Raises:
        DataFault: the file cannot be used.
    """
    return load_table(path, Typos)
