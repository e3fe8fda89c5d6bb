"""The learned model: a weight for every gram and concept in every label; serving needs numpy only.

`bot/faq/training.py` makes the file, `bot/faq/learned.py` finds or orders it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.faq.labels import EMERGENCY, OUTSIDE
from bot.faq.signs import Codes, Ints, Signs, letters_of

Floats: TypeAlias = NDArray[np.float32]

CONCEPT_WEIGHT = 0.1
"""How much all concepts of a text weigh beside its grams (1 in all): measured by leaving voices out."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How well each label fits a text (no chances: larger is better), and how much the text is like known ones.

    `odds`: how much more the grams belong to residents' messages than to others; `known`: the share of its runs of
    three characters that some wording has.
    """

    labels: Sequence[str]
    values: Floats
    odds: float
    known: float

    def of(self, label: str) -> float:
        """Return the score of one label; far below every other if the model does not know it."""
        return float(self.values[self.labels.index(label)]) if label in self.labels else -9.0


@dataclass(frozen=True, slots=True)
class Model:
    """The arrays of one training; nothing changes after loading, so threads may share it.

    `rows` says which row of `weights` belongs to a gram (-1: none, it only tells that the gram is known).
    """

    labels: tuple[str, ...]
    grams: Codes
    rarity: Floats
    odds: Floats
    rows: NDArray[np.int32]
    weights: NDArray[np.float16]
    concepts: Floats
    bias: Floats
    known: Codes
    known_labels: NDArray[np.int16]

    def scores(self, signs: Signs) -> Scores:
        """Return how well every label fits what was seen."""
        places, found = self._places(signs)
        at, counts = places[found], signs.counts[found]
        values = (1 + np.log(counts)) * self.rarity[at]
        length = float(np.sqrt((values**2).sum()))
        values = (values / length if length else values).astype(np.float32)
        rows = self.rows[at]
        weighed = rows >= 0
        total = values[weighed] @ self.weights[rows[weighed]].astype(np.float32) + self.bias
        if signs.concepts:
            total = total + self.concepts[signs.concepts].sum(axis=0) * concept_value(signs)
        triples = signs.triples
        known = float(found[triples].mean()) if triples.any() else 0.0
        return Scores(self.labels, total, float(values @ self.odds[at]), known)

    def meaning_of(self, text: str) -> str | None:
        """Return the label of the wording that a normalised `text` is, letter for letter."""
        said = letters_of(text)
        if not said or not len(self.known):
            return None
        code = code_of(said)
        at = int(np.searchsorted(self.known, code))
        is_known = at < len(self.known) and self.known[at] == code
        return self.labels[int(self.known_labels[at])] if is_known else None

    def _places(self, signs: Signs) -> tuple[Ints, NDArray[np.bool_]]:
        if not len(self.grams):
            return np.zeros(len(signs.grams), dtype=np.int64), np.zeros(len(signs.grams), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self.grams, signs.grams), len(self.grams) - 1)
        return places, self.grams[places] == signs.grams


def concept_value(signs: Signs) -> float:
    """Return the value of each concept of a text, so that many weigh no more than few."""
    return CONCEPT_WEIGHT / float(np.sqrt(len(signs.concepts))) if signs.concepts else 0.0


def code_of(said: str) -> np.uint64:
    """Return the number that stands for a whole wording."""
    return np.uint64(int.from_bytes(hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()))


def read_model(path: Path) -> Model:
    """Read what training wrote.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no model.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        try:
            return model_of({name: arrays[name] for name in arrays.files})
        except KeyError as fault:
            raise ValueError(f"{path} is no model: {fault} is missing") from None


def model_of(arrays: Mapping[str, Any]) -> Model:
    """Return the model of its arrays."""
    labels = tuple(str(label) for label in arrays["labels"])
    return Model(labels, **{name: arrays[name] for name in Model.__slots__ if name != "labels"})


def is_offered(label: str) -> bool:
    """Tell whether a label may be read from its score: outside and danger have rules of their own."""
    return label not in {OUTSIDE, EMERGENCY}
