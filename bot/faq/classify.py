"""What to do with a message: answer, offer choices, start a flow, help at once, be polite, or admit not to know.

A wrong answer is worse than a choice, a choice is worse than an answer: the thresholds (`data/policy.yaml`, `matching`)
are set on labelled messages. Reading never raises and keeps nothing: the caller gives the context.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, Field

from bot.datafile import Table, YamlFile
from bot.faq.entries import Entry, load_entries
from bot.faq.labels import EMERGENCY, OUTSIDE, SMALLTALK, is_label
from bot.faq.matcher import Calibration, Candidate, Matcher
from bot.faq.stock import Intent, Normalise, load_intents, make_stock
from bot.understanding.emergency import Certainty, Emergency, load_emergency
from bot.understanding.normalise import is_emoji_only, is_empty, normalise
from bot.understanding.typos import load_typos
from bot.understanding.words import (
    Words,
    is_advertisement,
    is_goodbye,
    is_greeting,
    is_thanks,
    is_too_short,
    load_words,
    read_command,
)

MOST_CHOICES: Final = 3
_RANKED: Final = 6
_FLOW_OF_COMMAND: Final = {"human": "flow:human", "mine": "flow:status"}


class Action(StrEnum):
    """What the program does with a message."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    FLOW = "flow"
    EMERGENCY = "emergency"
    SMALLTALK = "smalltalk"
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was read as: `label` is None for a choice and a miss; at most three candidates, best first.

    `danger` is what the emergency patterns found, also where the message was read as something else.
    """

    action: Action
    label: str | None = None
    candidates: tuple[Candidate, ...] = ()
    danger: Emergency | None = None


class Matching(Table):
    """The thresholds (`matching` in `data/policy.yaml`); scores from 0 to 1."""

    answer: float = Field(ge=0, le=1)
    suggest: float = Field(ge=0, le=1)
    outside: float = Field(ge=0, le=1)
    emergency: float = Field(ge=0, le=1)
    calibration: Calibration


class _Policy(BaseModel):
    matching: Matching


@dataclass(frozen=True, slots=True)
class Language:
    """How a message is read before it is matched: its comparable form, its short words, its danger."""

    words: Words
    normalise: Normalise
    read_danger: Callable[[str], Emergency | None]


class Classifier:
    """Reads messages. Nothing changes after construction, so threads may share it."""

    def __init__(self, matcher: Matcher, matching: Matching, language: Language, titles: Mapping[str, str]) -> None:
        """Keep the parts (see `load_classifier`); only labels with a title are ever offered as a choice."""
        self._matcher = matcher
        self._matching = matching
        self._language = language
        self._titles = titles

    def read(self, text: str, *, context: str | None = None) -> Reading:
        """Return what `text` means; `context` is the label of the last answer, which a bare "how much" takes up."""
        if is_empty(text) or is_emoji_only(text):
            return Reading(Action.SMALLTALK, SMALLTALK)
        danger = self._language.read_danger(text)
        if danger is None:
            return self._read_calmly(text, context, None)
        if danger.certainty == Certainty.NOW:
            return Reading(Action.EMERGENCY, EMERGENCY, (Candidate(EMERGENCY, 1.0, ""),), danger)
        return replace(self._read_calmly(text, context, danger), danger=danger)

    def _read_calmly(self, text: str, context: str | None, danger: Emergency | None) -> Reading:
        known = self._read_words(text, context)
        return known or self._decide(self._matcher.match(self._language.normalise(text), _RANKED), danger)

    def _read_words(self, text: str, context: str | None) -> Reading | None:
        words = self._language.words
        command = read_command(text, words)
        if command in _FLOW_OF_COMMAND:
            return _given(_FLOW_OF_COMMAND[command])
        if any(polite(text, words) for polite in (is_greeting, is_thanks, is_goodbye)):
            return Reading(Action.SMALLTALK, SMALLTALK)
        exact = self._matcher.exact(self._language.normalise(text))
        if exact is not None:
            return _given(exact)
        if is_too_short(text, words):
            return _given(context) if context is not None and is_label(context) else Reading(Action.MISS)
        return Reading(Action.MISS) if is_advertisement(text, words) else None

    def _decide(self, ranked: tuple[Candidate, ...], danger: Emergency | None) -> Reading:
        if not ranked:
            return Reading(Action.MISS)
        best = ranked[0]
        if best.label == EMERGENCY and (danger is not None or best.score >= self._matching.emergency):
            return _given(EMERGENCY, ranked[:MOST_CHOICES])
        if best.label == OUTSIDE and best.score >= self._matching.outside:
            return Reading(Action.MISS, None, ranked[:MOST_CHOICES])
        if best.label not in {OUTSIDE, EMERGENCY} and best.score >= self._matching.answer:
            return _given(best.label, ranked[:MOST_CHOICES])
        return self._offer(ranked)

    def _offer(self, ranked: tuple[Candidate, ...]) -> Reading:
        offered = tuple(each for each in ranked if each.label in self._titles)[:MOST_CHOICES]
        if not offered or offered[0].score < self._matching.suggest:
            return Reading(Action.MISS, None, ranked[:MOST_CHOICES])
        return Reading(Action.SUGGEST, None, offered)


def load_matching(path: Path) -> Matching:
    """Read the section `matching` of `data/policy.yaml`.

    Raises:
        DataFault: the section is missing or does not fit.
    """
    return YamlFile(path).as_model(_Policy).matching


def load_classifier(data: Path) -> Classifier:
    """Build the classifier from the files below `data`.

    Raises:
        DataFault: a file cannot be used.
    """
    entries, intents = load_entries(data / "faq"), load_intents(data / "lexicon" / "intents")
    return build_classifier(load_matching(data / "policy.yaml"), entries, intents, load_language(data))


def load_language(data: Path) -> Language:
    """Read how messages are read from the files below `data`.

    Raises:
        DataFault: a file cannot be used.
    """
    typos = load_typos(data / "lexicon" / "typos.yaml")
    return Language(
        words=load_words(data / "lexicon" / "words.yaml"),
        normalise=lambda text: normalise(text, typos),
        read_danger=load_emergency(data / "lexicon" / "emergency.yaml").read,
    )


def build_classifier(
    matching: Matching, entries: Mapping[str, Entry], intents: Mapping[str, Intent], language: Language
) -> Classifier:
    """Build the classifier from what is loaded already."""
    stock = make_stock(entries.values(), intents.values(), language.normalise)
    return Classifier(Matcher(stock, matching.calibration), matching, language, stock.titles)


def as_row(reading: Reading) -> dict[str, Any]:
    """Return `reading` as `linli classify` prints it: action, label, candidates with scores of three decimals."""
    return {
        "action": reading.action.value,
        "label": reading.label,
        "candidates": [{"label": each.label, "score": round(each.score, 3)} for each in reading.candidates],
    }


def _given(label: str, candidates: tuple[Candidate, ...] = ()) -> Reading:
    shown = candidates or (Candidate(label, 1.0, ""),)
    if label == OUTSIDE:
        return Reading(Action.MISS, None, shown)
    if label in {EMERGENCY, SMALLTALK}:
        return Reading(Action(label), label, shown)
    return Reading(Action.FLOW if label.startswith("flow:") else Action.ANSWER, label, shown)
