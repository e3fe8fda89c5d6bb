"""A second opinion on staff messages, learned from wordings of staff (data/lexicon/staff_wordings.yaml).

The same learning as for residents (`training.py`, `learned.py`), with the actions of staff as labels. Houses and
numbers are masked before learning and before reading, so a wording may be written with any.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pydantic import field_validator

from bot.datafile import Table, load_table
from bot.faq.classify import Action, Classifier
from bot.faq.learned import Lesson, learned_model
from bot.faq.model import Model
from bot.faq.signs import read_signs
from bot.faq.stock import Stock, Wording
from bot.store.batches import Tell
from bot.understanding.concepts import Concepts
from bot.understanding.staff.actions import StaffAction
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import read_message
from bot.understanding.staff.opinion import Fit, SecondOpinion, mask
from bot.understanding.staff.reading import ReadsAsResident

FEWEST: Final = 20
"""An action with fewer wordings is not learned well enough to be read."""

_WAY: Final = "staff 1"
"""Raise the number when the masking changes: it is part of the key of the model."""
_NO_CONCEPTS: Final = Concepts(concepts={})
"""The concepts are of residents' words: for staff they changed no figure."""


class StaffWordings(Table):
    """The table of data/lexicon/staff_wordings.yaml: how staff say each action, every action with at least twenty."""

    actions: dict[StaffAction, tuple[str, ...]]

    @field_validator("actions")
    @classmethod
    def _are_complete(cls, actions: dict[StaffAction, tuple[str, ...]]) -> dict[StaffAction, tuple[str, ...]]:
        few = sorted(action for action in StaffAction if len(actions.get(action, ())) < FEWEST)
        if few:
            raise ValueError(f"fewer than {FEWEST} wordings: {few}")
        every = [text for texts in actions.values() for text in texts]
        if any(not text.strip() for text in every):
            raise ValueError("a wording is empty")
        twice = [text for text, times in Counter(every).items() if times > 1]
        if twice:
            raise ValueError(f"these wordings stand twice: {twice[:3]}")
        return actions


def load_staff_opinion(data: Path, words: StaffWords, models: Path, tell: Tell) -> SecondOpinion:
    """Return the opinion of the wordings below `data`, with the model in the folder `models`, learned if needed.

    Raises:
        DataFault: the wordings cannot be used.
        CannotLearn: learning them failed.
    """
    path = data / "lexicon" / "staff_wordings.yaml"
    wordings = load_table(path, StaffWordings)
    tables = [each.read_text(encoding="utf-8") for each in (path, data / "lexicon" / "staff.yaml")]
    lesson = lesson_of(lambda: wordings, words, "\0".join(tables))
    return opinion_of(learned_model(lesson, models, tell))


def lesson_of(wordings: Callable[[], StaffWordings], words: StaffWords, source: str) -> Lesson:
    """Return what the opinion is learned from; `source` is the text of the tables of `wordings` and of `words`."""

    def stock() -> Stock:
        told = wordings().actions.items()
        return Stock(tuple(Wording(text, action.value, "staff") for action, texts in told for text in texts), {})

    return Lesson(stock, lambda text: mask(read_message(text, words)), f"{_WAY}\0{source}", _NO_CONCEPTS)


def opinion_of(model: Model) -> SecondOpinion:
    """Return the opinion of a model that has learned masked wordings."""
    actions = {label: StaffAction(label) for label in model.labels}

    def fits(masked: str) -> Sequence[Fit]:
        signs = read_signs(masked, _NO_CONCEPTS)
        if not signs.letters:
            return ()
        scores = model.scores(signs)
        return [Fit(actions[label], value) for label, value in zip(scores.labels, scores.values.tolist(), strict=True)]

    return fits


def resident_reader(classifier: Classifier) -> ReadsAsResident:
    """Return what a message means when a resident writes it; where a choice would be offered, the likeliest label."""

    def label_of(text: str) -> str | None:
        reading = classifier.read(text)
        return reading.label or (reading.candidates[0].label if reading.action == Action.SUGGEST else None)

    return label_of
