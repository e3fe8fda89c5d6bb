"""What to do with a message: answer, offer choices, start a flow, help at once, be polite, or admit not to know.

A wrong answer is worse than a choice, a choice is worse than an answer: the thresholds (`data/policy.yaml`, `matching`)
are set on labelled messages. Reading never raises and keeps nothing: the caller gives the context.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, Field

from bot.datafile import Table, YamlFile
from bot.faq.calibration import load_calibration
from bot.faq.entries import WORDINGS, load_entries
from bot.faq.labels import EMERGENCY, OUTSIDE, SMALLTALK, is_label
from bot.faq.learned import Lesson, learned_model
from bot.faq.matcher import Candidate, Match, Matcher
from bot.faq.stock import Normalise, load_intents, load_stock, source_of, titles_of
from bot.store.batches import Tell
from bot.understanding.clauses import topics_of
from bot.understanding.concepts import load_concepts
from bot.understanding.emergency import Certainty, Emergency, load_emergency
from bot.understanding.normalise import is_emoji_only, is_empty, normalise
from bot.understanding.typos import load_typos
from bot.understanding.words import (
    Words,
    is_advertisement,
    is_agreement,
    is_goodbye,
    is_greeting,
    is_thanks,
    is_too_short,
    load_words,
    read_command,
    says_nothing,
    without_courtesies,
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

    `also` is a second topic of a message that speaks clearly of two. `danger` is what the emergency patterns found,
    whatever else the message was read as.
    """

    action: Action
    label: str | None = None
    candidates: tuple[Candidate, ...] = ()
    also: str | None = None
    danger: Emergency | None = None


class Matching(Table):
    """The thresholds (`matching` in `data/policy.yaml`): chances from 0 to 1."""

    answer: float = Field(ge=0, le=1)
    scope: float = Field(ge=0, le=1)
    suggest: float = Field(ge=0, le=1)
    topic: float = Field(ge=0, le=1)
    emergency: float = Field(ge=0, le=1)
    calm: float = Field(ge=0, le=1)


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
        """Keep the parts (see `build_classifier`); only labels with a title are ever offered as a choice."""
        self._matcher = matcher
        self._matching = matching
        self._language = language
        self._titles = titles

    @property
    def wordings(self) -> int:
        """How many wordings were learned."""
        return self._matcher.wordings

    def read(self, text: str, *, context: str | None = None) -> Reading:
        """Return what `text` means; `context` is the label of the last answer, which a bare "how much" takes up."""
        if is_empty(text) or is_emoji_only(text):
            return Reading(Action.SMALLTALK, SMALLTALK)
        said = self._language.normalise(text)
        point = without_courtesies(said, self._language.words)
        match = self._matcher.match(point or said, _RANKED)
        danger = self._judge(self._language.read_danger(text), match)
        if danger is not None and danger.certainty == Certainty.NOW:
            return Reading(Action.EMERGENCY, EMERGENCY, (Candidate(EMERGENCY, 1.0),), danger=danger)
        known = self._read_words(text, said, context)
        return replace(known or self._decide(match, point or said, context), danger=danger)

    def _judge(self, danger: Emergency | None, match: Match) -> Emergency | None:
        """Take back the certainty of a pattern where the whole text speaks clearly of something else."""
        if danger is None or match.alarm >= self._matching.calm:
            return danger
        return replace(danger, certainty=Certainty.ASK)

    def _read_words(self, text: str, said: str, context: str | None) -> Reading | None:
        words = self._language.words
        command = read_command(text, words)
        if command in _FLOW_OF_COMMAND:
            return _given(_FLOW_OF_COMMAND[command])
        if any(polite(text, words) for polite in (is_greeting, is_thanks, is_goodbye, is_agreement)):
            return Reading(Action.SMALLTALK, SMALLTALK)
        exact = self._matcher.exact(said)
        if exact is not None:
            return _given(exact)
        if says_nothing(text, words):
            return _given(context) if context is not None and is_label(context) else Reading(Action.MISS)
        return Reading(Action.MISS) if is_advertisement(text, words) else None

    def _decide(self, match: Match, point: str, context: str | None) -> Reading:
        """Decide about `point`, the message without its courtesies."""
        if match.alarm >= self._matching.emergency:
            return _given(EMERGENCY, (Candidate(EMERGENCY, match.alarm), *match.candidates)[:MOST_CHOICES])
        if match.candidates and self._is_sure(match) and not is_too_short(point, self._language.words):
            found = _given(match.candidates[0].label, match.candidates[:MOST_CHOICES])
            return replace(found, also=self._second_topic(point, match.candidates))
        return self._offer(match, context)

    def _is_sure(self, match: Match) -> bool:
        """Small talk is answered politely whether it is meant for us or not."""
        is_ours = match.scope >= self._matching.scope or match.candidates[0].label == SMALLTALK
        return is_ours and match.candidates[0].score >= self._matching.answer

    def _offer(self, match: Match, context: str | None) -> Reading:
        """Offer three different meanings; the topic of the last answer stays among them if it fits at all."""
        ranked = (Candidate(EMERGENCY, match.alarm),) * (match.alarm >= self._matching.emergency / 2) + match.candidates
        fitting = [each for each in ranked if each.label in self._titles]
        followed = [each for each in fitting[MOST_CHOICES:] if each.label == context]
        offered = (*fitting[: MOST_CHOICES - len(followed)], *followed)
        if not offered or match.scope < self._matching.suggest:
            return Reading(Action.MISS, None, match.candidates[:MOST_CHOICES])
        return Reading(Action.SUGGEST, None, offered)

    def _second_topic(self, said: str, ranked: Sequence[Candidate]) -> str | None:
        """Return the other topic of a text whose parts, read alone, speak clearly of two."""
        close = {each.label for each in ranked[1:] if each.label in self._titles}
        for part in topics_of(said):
            found = self._matcher.match(part, 1).candidates
            if found and found[0].label in close and found[0].score >= self._matching.topic:
                return found[0].label
        return None


def load_matching(path: Path) -> Matching:
    """Read the section `matching` of `data/policy.yaml`.

    Raises:
        DataFault: the section is missing or does not fit.
    """
    return YamlFile(path).as_model(_Policy).matching


def load_classifier(data: Path, models: Path, tell: Tell) -> Classifier:
    """Build the classifier from the files below `data` and the model in the folder `models`, learned if needed.

    Raises:
        DataFault: a file cannot be used.
        CannotLearn: learning the wordings failed.
    """
    entries = load_entries(data / "faq", until=WORDINGS)
    intents = load_intents(data / "lexicon" / "intents", until=WORDINGS)
    return build_classifier(data, titles_of(entries.values(), intents.values()), load_language(data), models, tell)


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


def build_classifier(data: Path, titles: Mapping[str, str], language: Language, models: Path, tell: Tell) -> Classifier:
    """Build the classifier from what is loaded already; see `load_classifier`."""
    concepts = load_concepts(data / "lexicon" / "concepts.yaml")
    source = f"{source_of(data)}\0{(data / 'lexicon' / 'typos.yaml').read_text(encoding='utf-8')}"
    lesson = Lesson(lambda: load_stock(data), language.normalise, source, concepts)
    matcher = Matcher(learned_model(lesson, models, tell), load_calibration(data / "calibration.yaml"), concepts)
    return Classifier(matcher, load_matching(data / "policy.yaml"), language, titles)


def as_row(reading: Reading) -> dict[str, Any]:
    """Return `reading` as `linli classify` prints it: action, label, candidates with scores of three decimals."""
    return {
        "action": reading.action.value,
        "label": reading.label,
        "candidates": [{"label": each.label, "score": round(each.score, 3)} for each in reading.candidates],
    }


def _given(label: str, candidates: tuple[Candidate, ...] = ()) -> Reading:
    shown = candidates or (Candidate(label, 1.0),)
    if label == OUTSIDE:
        return Reading(Action.MISS, None, shown)
    if label in {EMERGENCY, SMALLTALK}:
        return Reading(Action(label), label, shown)
    return Reading(Action.FLOW if label.startswith("flow:") else Action.ANSWER, label, shown)
