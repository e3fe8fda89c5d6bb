"""From a text to what it may mean: the best labels with their chances, whether it is meant for us, how it alarms.

The scores come from the learned model (`bot/faq/model.py`), the chances from the calibrated curves
(`bot/faq/calibration.py`); what is done about them is `bot/faq/classify.py`.
"""

from dataclasses import dataclass

from bot.faq.calibration import Calibration, Evidence, alarm_chance, right_chance, scope_chance, weigh
from bot.faq.model import Model
from bot.faq.signs import read_signs
from bot.understanding.concepts import Concepts


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a text may mean: `score` is the chance that this is right, from 0 to 1."""

    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The labels that may be given, best first, with their chances.

    `scope`: the chance that the text is meant for a property company at all. `alarm`: the chance that it
    tells of a danger that is happening.
    """

    candidates: tuple[Candidate, ...]
    scope: float
    alarm: float


class Matcher:
    """A model with its curves. Nothing changes after construction, so threads may share it."""

    def __init__(self, model: Model, calibration: Calibration, concepts: Concepts) -> None:
        """Keep the parts; `concepts` must be those that the model has learned with."""
        self._model = model
        self._calibration = calibration
        self._concepts = concepts

    @property
    def wordings(self) -> int:
        """How many different wordings the model has learned."""
        return len(self._model.known)

    def exact(self, text: str) -> str | None:
        """Return the label of the wording that a normalised `text` is, letter for letter."""
        return self._model.meaning_of(text)

    def match(self, text: str, limit: int = 3) -> Match:
        """Return what a normalised `text` may mean, at most `limit` labels; `none` and danger are never among them."""
        signs = read_signs(text, self._concepts)
        if not signs.letters or not self._model.labels:
            return Match((), scope=0.0, alarm=0.0)
        evidence = weigh(self._model.scores(signs), signs, limit=limit)
        spoken = [self._concepts.names[at] for at in signs.concepts]
        scope = scope_chance(evidence, spoken, self._calibration.scope)
        return Match(self._candidates(evidence, scope), scope, alarm_chance(evidence, self._calibration.alarm))

    def _candidates(self, evidence: Evidence, scope: float) -> tuple[Candidate, ...]:
        """Return the ranked labels; what the first leaves of the chance, the others share in falling parts."""
        chance = scope * right_chance(evidence, self._calibration.right)
        rest = [min(chance, (scope - chance) / 2 ** (place + 1)) for place in range(len(evidence.ranked))]
        scores = [chance, *rest][: len(evidence.ranked)]
        return tuple(Candidate(label, score) for label, score in zip(evidence.ranked, scores, strict=True))
