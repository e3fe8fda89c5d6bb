"""From scores to chances: how likely a text is meant for us, tells of danger, and is read rightly.

Three logistic curves, fitted on texts of voices that the model had not heard and on labelled messages
(`bench/calibrate.py` writes `data/calibration.yaml`, with the date and the figures).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.datafile import Table, load_table
from bot.faq.labels import EMERGENCY, OUTSIDE
from bot.faq.model import Scores, is_offered
from bot.faq.signs import Signs


class ScopeCurve(Table):
    """How likely a text is meant for a property company, by its evidence and the concepts that it speaks of."""

    intercept: float
    best: float
    outside: float
    odds: float
    length: float
    known: float
    concepts: Mapping[str, float]


class RightCurve(Table):
    """How likely the best label of a text within the scope is right."""

    intercept: float
    best: float
    lead: float
    lead_of_three: float
    outside: float
    length: float


class AlarmCurve(Table):
    """How likely a text tells of a danger that is happening, by its wording alone."""

    intercept: float
    danger: float
    alarm: float
    outside: float
    odds: float
    length: float
    known: float


class Calibration(Table):
    """The three curves (`data/calibration.yaml`)."""

    scope: ScopeCurve
    right: RightCurve
    alarm: AlarmCurve


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the curves look at.

    `best`: the score of the best label that may be given; `lead` and `lead_of_three`: over the second and the third;
    `outside` and `danger`: the scores of `none` and `emergency`; `alarm`: how far danger leads over every other label.
    """

    ranked: tuple[str, ...]
    best: float
    lead: float
    lead_of_three: float
    outside: float
    danger: float
    alarm: float
    odds: float
    length: float
    known: float


def weigh(scores: Scores, signs: Signs, *, limit: int) -> Evidence:
    """Return the evidence in the scores of a text, with its `limit` best labels (danger is not ranked)."""
    order = [at for at in np.argsort(-scores.values, kind="stable").tolist() if is_offered(scores.labels[at])]
    values = [float(scores.values[at]) for at in order[:3]] + [-1.0] * 3
    calm = scores.values[[label != EMERGENCY for label in scores.labels]].max()
    return Evidence(
        ranked=tuple(scores.labels[at] for at in order[:limit]),
        best=values[0],
        lead=values[0] - values[1],
        lead_of_three=values[0] - values[2],
        outside=scores.of(OUTSIDE),
        danger=scores.of(EMERGENCY),
        alarm=scores.of(EMERGENCY) - calm,
        odds=scores.odds,
        length=math.log(max(1, signs.letters)),
        known=scores.known,
    )


def scope_chance(evidence: Evidence, spoken: Sequence[str], curve: ScopeCurve) -> float:
    """Return how likely a text is meant for us; `spoken` are the names of its concepts."""
    return _logistic(
        curve.intercept
        + curve.best * evidence.best
        + curve.outside * evidence.outside
        + curve.odds * evidence.odds
        + curve.length * evidence.length
        + curve.known * evidence.known
        + sum(curve.concepts.get(name, 0.0) for name in spoken)
    )


def right_chance(evidence: Evidence, curve: RightCurve) -> float:
    """Return how likely the best label is right, if the text is meant for us."""
    return _logistic(
        curve.intercept
        + curve.best * evidence.best
        + curve.lead * evidence.lead
        + curve.lead_of_three * evidence.lead_of_three
        + curve.outside * evidence.outside
        + curve.length * evidence.length
    )


def alarm_chance(evidence: Evidence, curve: AlarmCurve) -> float:
    """Return how likely a text tells of a danger that is happening."""
    return _logistic(
        curve.intercept
        + curve.danger * evidence.danger
        + curve.alarm * evidence.alarm
        + curve.outside * evidence.outside
        + curve.odds * evidence.odds
        + curve.length * evidence.length
        + curve.known * evidence.known
    )


def load_calibration(path: Path) -> Calibration:
    """Read the curves.

    Raises:
        DataFault: the file cannot be used.
    """
    return load_table(path, Calibration)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
