"""What the model looks at in a text: the runs of one to three characters, whole Latin words, and its concepts.

Training and serving read texts through the same function, so that they can never differ.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.understanding.concepts import Concepts

Codes: TypeAlias = NDArray[np.uint64]
Ints: TypeAlias = NDArray[np.int64]

LONGEST: Final = 400
"""Of a long text its beginning and its end are read: the occasion and the question."""
# A code point has 21 bits, so three of them fit one 64-bit code and grams of different length never share one.
_BITS = np.uint64(21)
_FIRST_OF_THREE = np.uint64(1) << np.uint64(42)
_A_WORD = np.uint64(1) << np.uint64(63)
_LATIN = re.compile(r"[a-z]{2,}")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen in a text: its distinct grams and Latin words as rising numbers, how often each, its concepts."""

    grams: Codes
    counts: Ints
    concepts: list[int]
    letters: int

    @property
    def triples(self) -> NDArray[np.bool_]:
        """Which of the grams are of three characters: hardly any two texts share them by chance."""
        return (self.grams >= _FIRST_OF_THREE) & (self.grams < _A_WORD)


def read_signs(text: str, concepts: Concepts) -> Signs:
    """Read a normalised `text`; blanks and marks do not count."""
    said = letters_of(text)
    points = np.frombuffer(f"\x02{said}\x03".encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    pairs = (points[:-1] << _BITS) | points[1:]
    triples = (pairs[:-1] << _BITS) | points[2:]
    words = np.array(
        [
            _word_code(word)
            for word in _LATIN.findall(text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]} {text[-LONGEST:]}")
        ],
        dtype=np.uint64,
    )
    grams, counts = np.unique(np.concatenate([points[1:-1], pairs, triples, words]), return_counts=True)
    return Signs(grams, counts, concepts.find(said), len(said))


def _word_code(word: str) -> np.uint64:
    """Return the number of a whole word of English or pinyin: three letters of it say little."""
    digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest)) | _A_WORD


def letters_of(text: str) -> str:
    """Return the letters and digits of a text only, of a long one its two ends."""
    said = _NO_LETTER.sub("", text)
    return said if len(said) <= LONGEST else said[: LONGEST // 2] + said[-LONGEST // 2 :]
