"""The short words of a conversation: commands, yes and no, thanks, questions, and words that need care.

The lists are data/lexicon/words.yaml, so that staff may add what their residents say. Two ways of reading them:
a whole message made of nothing else (commands, yes, thanks), or a mark anywhere in it (abuse, threats, hardship).
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from bot.datafile import Table, load_table
from bot.understanding.normalise import normalise

COMMANDS = frozenset(
    {
        *("cancel", "back", "restart", "menu", "start", "human", "mine", "pay", "to_bot", "more", "pending"),
        *("useful", "useless"),
    }
)
"""The commands that the program knows; the table names words for each of them."""

_WHOLE_MESSAGE = 30
"""A message longer than this is never made of short words only."""

_EDGES = " .。,、!?;:~…·-—\"'“”‘’()[]【】^_"
_PARTS = re.compile(r"(?<=[,，。.!！?？~;；\n])")
_ONLY_MARKS = re.compile(r"[?\s.。!~,…]+")


def _normalised(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in map(normalise, phrases) if word))


Phrases = Annotated[tuple[str, ...], AfterValidator(_normalised)]


class Words(Table):
    """The lists of data/lexicon/words.yaml, normalised when they are loaded."""

    commands: dict[str, Phrases]
    yes_words: Phrases
    no_words: Phrases
    none_of_these: Phrases
    thanks: Phrases
    greetings: Phrases
    goodbye: Phrases
    fillers: Phrases
    stop_words: Phrases
    question_starters: Phrases
    question_words: Phrases
    not_questions: Phrases
    abuse: Phrases
    ads: Phrases
    hardship: Phrases
    grief: Phrases
    escalation: Phrases

    @model_validator(mode="after")
    def _one_command_each(self) -> "Words":
        if set(self.commands) != COMMANDS:
            raise ValueError(f"commands: missing or unknown {sorted(set(self.commands) ^ COMMANDS)}")
        phrases = [phrase for named in self.commands.values() for phrase in named]
        doubled = sorted({phrase for phrase in phrases if phrases.count(phrase) > 1})
        if doubled:
            raise ValueError(f"commands: one phrase, two commands: {doubled}")
        return self

    @cached_property
    def command_of(self) -> dict[str, str]:
        """Every phrase of a command, and the command."""
        return {_bare(phrase): name for name, phrases in self.commands.items() for phrase in phrases}


def load_words(path: Path) -> Words:
    """Read the lists of short words.

    Raises:
        DataFault: the file cannot be used, misses a command, or gives one phrase to two commands.
    """
    return load_table(path, Words)


def read_command(text: str, words: Words) -> str | None:
    """Return the global command that the WHOLE message is, or None (「物业把班车取消了」 is no command)."""
    if len(text) > 4 * _WHOLE_MESSAGE:
        return None
    return words.command_of.get(_bare(normalise(text)))


def is_thanks(text: str, words: Words) -> bool:
    """Tell whether the message thanks and says nothing else (「好的谢谢师傅」)."""
    return _made_of(text, words.thanks, (*words.fillers, *words.yes_words, *words.goodbye))


def is_greeting(text: str, words: Words) -> bool:
    """Tell whether the message greets and says nothing else."""
    return _made_of(text, words.greetings, words.fillers)


def is_goodbye(text: str, words: Words) -> bool:
    """Tell whether the message takes leave and says nothing else."""
    return _made_of(text, words.goodbye, (*words.fillers, *words.yes_words, *words.thanks))


def is_none_of_these(text: str, words: Words) -> bool:
    """Tell whether the message refuses every option that was shown."""
    return len(text) <= 4 * _WHOLE_MESSAGE and _bare(normalise(text)) in words.none_of_these


def without_courtesies(said: str, words: Words) -> str:
    """Return a normalised text without the parts that only greet, thank or take leave (「你好，怎么交，谢谢」)."""
    parts = [part for part in _PARTS.split(said) if part.strip()]
    kept = [part for part in parts if not any(is_so(part, words) for is_so in (is_greeting, is_thanks, is_goodbye))]
    return said if len(kept) == len(parts) else "".join(kept)


def is_agreement(text: str, words: Words) -> bool:
    """Tell whether the message agrees and says nothing else (「好嘞」「嗯嗯」)."""
    return _made_of(text, words.yes_words, words.fillers)


def is_too_short(text: str, words: Words) -> bool:
    """Tell whether the message says too little to be answered at once: two characters, or stop words only."""
    return len(_bare(normalise(text))) <= 2 or says_nothing(text, words)


def says_nothing(text: str, words: Words) -> bool:
    """Tell whether the message means something only after another one: one character, or stop words (「多少」)."""
    return len(_bare(normalise(text))) <= 1 or _made_of(text, words.stop_words, words.fillers)


def is_question(text: str, words: Words) -> bool:
    """Tell whether the message asks: a question mark, a question word, or a final 吗."""
    said = normalise(text)
    if _ONLY_MARKS.fullmatch(said):
        return "?" in said
    for phrase in words.not_questions:
        said = said.replace(phrase, "")
    return (
        "?" in said or said.rstrip(_EDGES).endswith(("吗", "么", "呢", "没", "不")) or _any(said, words.question_words)
    )


def starts_as_question(text: str, words: Words) -> bool:
    """Tell whether the message opens as a question that interrupts (「请问…」「顺便问…」)."""
    return normalise(text).lstrip(_EDGES).startswith(words.question_starters)


def is_abuse(text: str, words: Words) -> bool:
    """Tell whether the message insults."""
    return _any(normalise(text), words.abuse)


def is_advertisement(text: str, words: Words) -> bool:
    """Tell whether the message advertises: at least two marks of an advertisement."""
    said = normalise(text)
    return sum(phrase in said for phrase in words.ads) >= 2


def speaks_of_hardship(text: str, words: Words) -> bool:
    """Tell whether the message names want, illness or loss: reminders stop and a person takes over."""
    return _any(normalise(text), (*words.hardship, *words.grief))


def speaks_of_grief(text: str, words: Words) -> bool:
    """Tell whether the message names a death or a grave illness in the family."""
    return _any(normalise(text), words.grief)


def threatens_to_escalate(text: str, words: Words) -> bool:
    """Tell whether the message announces 12345, the press, a court: a manager takes over, nobody debates."""
    return _any(normalise(text), words.escalation)


def split_into(text: str, phrases: Sequence[str]) -> list[str] | None:
    """Cut a short message into `phrases`, the longest first; None when anything else is left.

    Marks between the phrases are skipped. There is no way back, so the time is linear: 是不是 is 是 and 不是.
    """
    if len(text) > 4 * _WHOLE_MESSAGE:
        return None
    said = normalise(text)
    if len(said) > _WHOLE_MESSAGE:
        return None
    ordered = _longest_first(tuple(phrases))
    pieces: list[str] = []
    place = 0
    while place < len(said):
        piece = next((phrase for phrase in ordered.get(said[place], ()) if said.startswith(phrase, place)), None)
        if piece is None and said[place] not in _EDGES:
            return None
        pieces += [piece] if piece else []
        place += len(piece) if piece else 1
    return pieces


@lru_cache(maxsize=64)
def _longest_first(phrases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the phrases by their first character, the longest first."""
    ordered = sorted(phrases, key=len, reverse=True)
    return {first: tuple(phrase for phrase in ordered if phrase[0] == first) for first in {p[0] for p in ordered if p}}


def _made_of(text: str, wanted: Sequence[str], allowed: Sequence[str]) -> bool:
    pieces = split_into(text, (*wanted, *allowed))
    return bool(pieces) and any(piece in wanted for piece in pieces or [])


def _any(said: str, phrases: Sequence[str]) -> bool:
    return any(phrase in said for phrase in phrases)


def _bare(said: str) -> str:
    return said.strip(_EDGES)
