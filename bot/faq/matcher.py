"""Finding the wordings that are near to a text, and the labels that they speak for.

Two witnesses, and the mean of what they say. The first: an inverted index of character 1–3-grams, weighted by rarity,
chooses the best 60 of all wordings; rapidfuzz compares these with the text letter by letter; each label is pooled from
its best wording and the sum of its near ones, damped for labels that own many wordings. The second: how much more often
the grams of the text stand in the wordings of each label than elsewhere (naive Bayes).

The score of the first label is its chance to be right: a logistic curve over its share, its lead, and the scope of the
text (how much more its grams belong to residents' messages than to those of others), fitted on labelled messages
(`data/policy.yaml`, `matching`).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.datafile import Table
from bot.faq.labels import OUTSIDE
from bot.faq.stock import Stock

_Codes: TypeAlias = NDArray[np.uint64]
_Ints: TypeAlias = NDArray[np.int64]
_Floats: TypeAlias = NDArray[np.float64]

_NEAR = 60
_COMMON = 20
_POWER = 3
_BEST_WEIGHT = 0.3
_SIZE_DAMPING = 0.3
_LETTER_WEIGHT = 0.5
# A code point has 21 bits, so three of them fit one 64-bit code and grams of different length never share one.
_BITS = np.uint64(21)
# Grams that no wording has make a text strange, but less than its own rare grams would.
_UNKNOWN_WEIGHT = 0.3
_SCOPE_SMOOTHING = 0.3
_ODDS_SMOOTHING = 0.05
# Grams overlap, so their odds are not independent; the factor takes the excess of confidence back.
_ODDS_WEIGHT = 0.3
_MOST_SCOPE = 3.0
_LONGEST = 400
_NO_LETTER = re.compile(r"[\W_]+")


class Calibration(Table):
    """The curve from a vote to a chance of being right (`matching.calibration` in `data/policy.yaml`)."""

    intercept: float
    lead: float
    share: float
    scope: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a text may mean: `score` from 0 to 1, and the nearest wording of that label."""

    label: str
    score: float
    paraphrase: str


@dataclass(frozen=True, slots=True)
class _Postings:
    """Where the known grams of a text stand: gram by gram, the wordings that have it, its weight and its odds there."""

    grams: _Ints
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    odds: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Near:
    """The wordings nearest to a text, unordered, and how alike each is (0 to 1)."""

    wordings: _Ints
    likeness: _Floats


class Matcher:
    """The index of a stock of wordings. Nothing changes after construction, so threads may share it."""

    def __init__(self, stock: Stock, calibration: Calibration) -> None:
        """Build the index (about 0.2 s for 8 000 wordings)."""
        self._calibration = calibration
        told = [(text, each.label) for each in stock.wordings if (text := _letters(each.text))]
        self._texts = [text for text, _ in told]
        self._labels = sorted({label for _, label in told})
        place = {label: at for at, label in enumerate(self._labels)}
        self._label_of: _Ints = np.array([place[label] for _, label in told], dtype=np.int64)
        # Of wordings that differ in punctuation only, the first one's meaning stays.
        self._meaning = dict(reversed(told))
        self._sizes: _Ints = np.bincount(self._label_of, minlength=len(self._labels))
        self._damping: _Floats = (self._sizes / (np.median(self._sizes) if self._labels else 1)) ** _SIZE_DAMPING
        self._build_index([_grams(text) for text in self._texts])

    def exact(self, text: str) -> str | None:
        """Return the label of the wording that a normalised `text` is, letter for letter."""
        return self._meaning.get(_letters(text))

    def match(self, text: str, limit: int = 3) -> tuple[Candidate, ...]:
        """Return up to `limit` distinct labels for a normalised `text`, best first; none if nothing is alike."""
        shown = _letters(text)
        grams = _grams(shown)
        known = self._known(grams)
        if not len(known):
            return ()
        found = self._postings(known)
        near, votes = self._vote(shown, found, strange=len(grams) - len(known))
        shares = (votes / votes.sum() + self._odds(found, len(grams))) / 2
        scope = float(self._belonging[known].sum()) / math.sqrt(len(grams))
        return self._candidates(near, shares, scope=min(_MOST_SCOPE, max(-_MOST_SCOPE, scope)), limit=limit)

    def _build_index(self, grams: Sequence[_Codes]) -> None:
        documents = np.repeat(np.arange(len(grams)), [len(each) for each in grams])
        codes = np.concatenate(grams) if grams else np.empty(0, dtype=np.uint64)
        self._codes, columns, counts = np.unique(codes, return_inverse=True, return_counts=True)
        self._rarity: _Floats = np.log((len(grams) + 1) / (counts + 0.5))
        weights = self._rarity[columns]
        lengths = np.sqrt(np.bincount(documents, weights=weights**2, minlength=len(grams)))
        order = np.argsort(columns, kind="stable")
        placed = documents[order]
        # Half the width is exact enough, and the index is most of what a quiet server holds in memory.
        self._documents = placed.astype(np.int32)
        self._weights = ((weights**2)[order] / lengths[placed]).astype(np.float32)
        self._odds_of = self._weigh_odds(columns[order]).astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._counts = counts.astype(np.int32)
        self._belonging = self._weigh_scope(documents, columns, counts)

    def _weigh_scope(self, documents: _Ints, columns: _Ints, counts: _Ints) -> _Floats:
        """Return for each gram the logarithm of how much more often it stands inside the scope than outside."""
        outside = np.array([self._labels[at] == OUTSIDE for at in self._label_of], dtype=np.float64)
        beyond = np.bincount(columns, weights=outside[documents], minlength=len(counts))
        texts_beyond = float(outside.sum())
        if not 0 < texts_beyond < len(outside):
            return np.zeros(len(counts))
        within = (counts - beyond + _SCOPE_SMOOTHING) / (len(outside) - texts_beyond)
        weighed: _Floats = np.log(within) - np.log((beyond + _SCOPE_SMOOTHING) / texts_beyond)
        return weighed

    def _weigh_odds(self, columns: _Ints) -> _Floats:
        """Return the log odds of every gram in every label, shared out among the label's wordings that have it."""
        cells = columns * len(self._labels) + self._label_of[self._documents]
        _, cell, counts = np.unique(cells, return_inverse=True, return_counts=True)
        weighed: _Floats = (np.log((counts + _ODDS_SMOOTHING) / _ODDS_SMOOTHING) / counts)[cell]
        return weighed

    def _postings(self, known: _Ints) -> _Postings:
        # What nearly every seventh wording has tells little and costs most: it is left out of the search.
        indexed = known[self._counts[known] <= max(_COMMON, len(self._texts) // 7)]
        indexed = indexed if len(indexed) else known
        spans = list(map(slice, self._starts[indexed].tolist(), self._starts[indexed + 1].tolist()))
        documents = np.concatenate([self._documents[span] for span in spans])
        weights = np.concatenate([self._weights[span] for span in spans])
        odds = np.concatenate([self._odds_of[span] for span in spans])
        return _Postings(known, documents, weights, odds)

    def _vote(self, text: str, found: _Postings, *, strange: int) -> tuple[_Near, _Floats]:
        """Return the near wordings, and the votes of every label's wordings among them."""
        sums = np.bincount(found.documents, weights=found.weights, minlength=len(self._texts))
        near = np.argpartition(-sums, _NEAR)[:_NEAR] if len(sums) > _NEAR else np.arange(len(sums))
        near = near[sums[near] > 0]
        unknown = strange * _UNKNOWN_WEIGHT * math.log(len(self._texts) + 1) ** 2
        length = math.sqrt(float((self._rarity[found.grams] ** 2).sum()) + unknown)
        letters = np.array([fuzz.ratio(text, self._texts[at]) for at in near]) / 100
        likeness = (1 - _LETTER_WEIGHT) * sums[near] / length + _LETTER_WEIGHT * letters
        votes = likeness**_POWER
        best = np.zeros(len(self._labels))
        np.maximum.at(best, self._label_of[near], votes)
        total = np.bincount(self._label_of[near], weights=votes, minlength=len(self._labels)) / self._damping
        return _Near(near, likeness), _BEST_WEIGHT * best + (1 - _BEST_WEIGHT) * total

    def _odds(self, found: _Postings, grams: int) -> _Floats:
        """Return the share of every label by how often its wordings have the grams of the text."""
        by_wording = np.bincount(found.documents, weights=found.odds, minlength=len(self._texts))
        here = np.bincount(self._label_of, weights=by_wording, minlength=len(self._labels))
        here -= len(found.grams) * np.log(self._sizes + 2 * _ODDS_SMOOTHING)
        weighed = here * (_ODDS_WEIGHT / math.sqrt(grams))
        odds = np.exp(weighed - weighed.max())
        shares: _Floats = odds / odds.sum()
        return shares

    def _known(self, grams: _Codes) -> _Ints:
        if not len(self._codes):
            return np.empty(0, dtype=np.int64)
        places: _Ints = np.minimum(np.searchsorted(self._codes, grams), len(self._codes) - 1)
        known: _Ints = places[self._codes[places] == grams]
        return known

    def _candidates(self, near: _Near, shares: _Floats, *, scope: float, limit: int) -> tuple[Candidate, ...]:
        ranked = np.argsort(-shares, kind="stable")[:limit].tolist()
        # A text that sounds like outside speaks for the label `none` and against every other.
        chance = self._chance(np.sort(shares)[::-1], -scope if self._labels[ranked[0]] == OUTSIDE else scope)
        return tuple(
            Candidate(self._labels[at], chance * float(shares[at] / shares[ranked[0]]), self._nearest_of(at, near))
            for at in ranked
        )

    def _nearest_of(self, label: int, near: _Near) -> str:
        """Return the nearest wording of a label; empty if none of its wordings is near."""
        own = np.flatnonzero(self._label_of[near.wordings] == label)
        return self._texts[near.wordings[own[near.likeness[own].argmax()]]] if len(own) else ""

    def _chance(self, shares: _Floats, scope: float) -> float:
        curve = self._calibration
        share = float(shares[0])
        lead = share - (float(shares[1]) if len(shares) > 1 else 0.0)
        return 1 / (1 + math.exp(-(curve.intercept + curve.lead * lead + curve.share * share + curve.scope * scope)))


def _grams(text: str) -> _Codes:
    """Return the distinct 1–3-grams of `text` between a mark of its start and one of its end, as numbers."""
    marked = f"\x02{text}\x03".encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(marked, dtype="<u4").astype(np.uint64)
    pairs = (points[:-1] << _BITS) | points[1:]
    triples = (pairs[:-1] << _BITS) | points[2:]
    return np.unique(np.concatenate([points[1:-1], pairs, triples]))


def _letters(text: str) -> str:
    """Return letters and digits only; of a long text its beginning and its end: the occasion and the question."""
    text = _NO_LETTER.sub("", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST // 2] + text[-_LONGEST // 2 :]
