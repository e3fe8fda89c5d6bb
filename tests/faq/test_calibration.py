"""From scores to chances: every curve rises with what speaks for it, and a bad file is named by line and key."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataFault
from bot.faq.calibration import (
    Calibration,
    Evidence,
    alarm_chance,
    load_calibration,
    right_chance,
    scope_chance,
    weigh,
)
from bot.faq.model import Scores
from bot.faq.signs import read_signs
from bot.understanding.concepts import load_concepts

from .conftest import CONCEPTS, CURVES, DATA, small_model

EVEN = Evidence(
    ranked=("faq:vacancy", "flow:repair"),
    best=0.0,
    lead=0.0,
    lead_of_three=0.0,
    outside=0.0,
    danger=0.0,
    alarm=0.0,
    odds=0.0,
    length=0.0,
    known=0.0,
)


@pytest.fixture(scope="module")
def shipped() -> Calibration:
    """The curves of the project."""
    return load_calibration(DATA / "calibration.yaml")


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_the_chances_are_those_of_the_curves() -> None:
    evidence = replace(EVEN, best=0.5, lead=0.2, outside=0.25, danger=0.5, alarm=-0.25, known=0.5)
    assert scope_chance(evidence, ["fee", "leak"], CURVES.scope) == pytest.approx(logistic(1 + 2 - 1 + 1 + 1))
    assert right_chance(evidence, CURVES.right) == pytest.approx(logistic(0.5 + 0.6))
    assert alarm_chance(evidence, CURVES.alarm) == pytest.approx(logistic(-2 + 1 - 1))


RISES: list[tuple[str, Callable[[Evidence, Calibration], float], str, int]] = [
    ("ours, by the best label", lambda e, c: scope_chance(e, [], c.scope), "best", 1),
    ("ours, by what is known", lambda e, c: scope_chance(e, [], c.scope), "known", 1),
    ("ours, against what lies outside", lambda e, c: scope_chance(e, [], c.scope), "outside", -1),
    ("right, by the lead", lambda e, c: right_chance(e, c.right), "lead", 1),
    ("danger, by its score", lambda e, c: alarm_chance(e, c.alarm), "danger", 1),
    ("danger, by its lead", lambda e, c: alarm_chance(e, c.alarm), "alarm", 1),
]


@pytest.mark.parametrize(("chance", "by", "sign"), [row[1:] for row in RISES], ids=[row[0] for row in RISES])
@pytest.mark.parametrize("curves", ["of the test", "shipped"])
def test_a_chance_rises_with_what_speaks_for_it(
    shipped: Calibration, curves: str, chance: Callable[[Evidence, Calibration], float], by: str, sign: int
) -> None:
    calibration = shipped if curves == "shipped" else CURVES
    low, high = (chance(_with(by, value), calibration) for value in (-0.5, 0.5))
    assert (high - low) * sign > 0


def _with(name: str, value: float) -> Evidence:
    changed: dict[str, Any] = {name: value}
    return replace(EVEN, **changed)


def test_a_concept_of_ours_raises_the_chance_that_a_text_is_meant_for_us() -> None:
    assert scope_chance(EVEN, ["fee"], CURVES.scope) > scope_chance(EVEN, ["leak"], CURVES.scope)


NUMBERS = st.floats(-1e6, 1e6)


@given(best=NUMBERS, lead=NUMBERS, outside=NUMBERS, danger=NUMBERS, odds=NUMBERS)
def test_a_chance_lies_between_0_and_1_whatever_the_evidence(
    best: float, lead: float, outside: float, danger: float, odds: float
) -> None:
    evidence = replace(EVEN, best=best, lead=lead, outside=outside, danger=danger, odds=odds)
    assert 0 < scope_chance(evidence, ["fee"], CURVES.scope) < 1
    assert 0 < right_chance(evidence, CURVES.right) < 1
    assert 0 < alarm_chance(evidence, CURVES.alarm) < 1


def test_the_evidence_is_read_from_the_scores() -> None:
    labels = ("emergency", "faq:a", "faq:b", "flow:c", "none")
    scores = Scores(labels, np.array([0.5, 0.25, 0.75, -0.5, 1.0], dtype=np.float32), odds=0.125, known=0.5)
    evidence = weigh(scores, read_signs("物业费怎么交", CONCEPTS), limit=2)
    assert evidence == Evidence(
        ranked=("faq:b", "faq:a"),
        best=0.75,
        lead=0.5,
        lead_of_three=1.25,
        outside=1.0,
        danger=0.5,
        alarm=-0.5,
        odds=0.125,
        length=math.log(6),
        known=0.5,
    )


def test_a_model_of_few_labels_leads_over_nothing() -> None:
    model = small_model([("房子空着", "faq:vacancy"), ("股票涨了", "none")])
    evidence = weigh(model.scores(read_signs("房子空着", CONCEPTS)), read_signs("房子空着", CONCEPTS), limit=3)
    assert evidence.ranked == ("faq:vacancy",)
    assert evidence.lead == evidence.lead_of_three == evidence.best + 1.0
    assert evidence.danger == -9.0


def test_the_shipped_curves_name_concepts_that_exist(shipped: Calibration) -> None:
    names = load_concepts(DATA / "lexicon" / "concepts.yaml").names
    assert set(shipped.scope.concepts) <= set(names)


FAULTS = [
    pytest.param("  best: 4", "  bset: 4", 3, "scope.best|scope.bset", id="misspelt key"),
    pytest.param("  best: 4", "  best: four", 3, "scope.best", id="no number"),
    pytest.param("    fee: 1", "    fee: [1]", 9, "scope.concepts.fee", id="a concept without a number"),
    pytest.param("alarm:", "alrm:", 17, "alarm|alrm", id="a curve is missing"),
]
FILE = """scope:
  intercept: 1
  best: 4
  outside: -4
  odds: 0
  length: 0
  known: 2
  concepts:
    fee: 1
right:
  intercept: 0
  best: 1
  lead: 3
  lead_of_three: 0
  outside: 0
  length: 0
alarm:
  intercept: -2
  danger: 2
  alarm: 4
  outside: 0
  odds: 0
  length: 0
  known: 0
"""


def test_the_file_of_the_curves_is_read(tmp_path: Path) -> None:
    (tmp_path / "calibration.yaml").write_text(FILE, encoding="utf-8")
    assert load_calibration(tmp_path / "calibration.yaml") == CURVES


@pytest.mark.parametrize(("before", "after", "line", "key"), FAULTS)
def test_a_bad_file_is_named_by_line_and_key(tmp_path: Path, before: str, after: str, line: int, key: str) -> None:
    assert before in FILE
    (tmp_path / "calibration.yaml").write_text(FILE.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataFault, match=key) as caught:
        load_calibration(tmp_path / "calibration.yaml")
    assert caught.value.line in {line, 1}
    assert caught.value.key in key.split("|")


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="missing"):
        load_calibration(tmp_path / "calibration.yaml")
