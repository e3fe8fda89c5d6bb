"""How well messages are understood: what became of each row, and the figures of a small tally by hand."""

from typing import Any

import pytest

from bot.faq.classify import Action, Reading
from bot.faq.matcher import Candidate
from bot.faq.score import FEWEST_FOR_AVERAGE, Outcome, Row, Tally, judge, percent, read_row


def given_as(label: str) -> Reading:
    """The message was read as this label."""
    kinds = {"emergency": Action.EMERGENCY, "smalltalk": Action.SMALLTALK}
    action = kinds.get(label, Action.FLOW if label.startswith("flow:") else Action.ANSWER)
    return Reading(action, label, (Candidate(label, 0.9),))


def offered(*labels: str) -> Reading:
    """These labels were offered as choices."""
    return Reading(Action.SUGGEST, None, tuple(Candidate(label, 0.3) for label in labels))


MISS = Reading(Action.MISS)
FEE, PAY, REPAIR, TALK, DANGER = "faq:fee_standard", "faq:how_to_pay", "flow:repair", "smalltalk", "emergency"

JUDGED = [
    pytest.param([FEE], given_as(FEE), Outcome.DIRECT, id="the best label"),
    pytest.param([FEE, PAY], given_as(PAY), Outcome.DIRECT, id="another acceptable label"),
    pytest.param([REPAIR], given_as(REPAIR), Outcome.DIRECT, id="a flow"),
    pytest.param([TALK], given_as(TALK), Outcome.DIRECT, id="small talk"),
    pytest.param([DANGER], given_as(DANGER), Outcome.DIRECT, id="danger"),
    pytest.param([FEE], given_as(PAY), Outcome.WRONG, id="another label"),
    pytest.param([FEE], given_as(TALK), Outcome.WRONG, id="a question taken for politeness"),
    pytest.param([REPAIR], given_as(DANGER), Outcome.WRONG, id="alarmed for nothing"),
    pytest.param([FEE], offered(PAY, FEE), Outcome.HELPED, id="among the choices"),
    pytest.param([FEE, PAY], offered(PAY, REPAIR), Outcome.HELPED, id="another acceptable one among the choices"),
    pytest.param([FEE], offered(PAY, REPAIR, DANGER, FEE), Outcome.MISLED, id="only the fourth, which is not shown"),
    pytest.param([FEE], offered(PAY), Outcome.MISLED, id="no choice fits"),
    pytest.param([FEE], MISS, Outcome.MISSED, id="not understood"),
    pytest.param([FEE, "none"], MISS, Outcome.MISSED, id="not understood, though outside would do"),
    pytest.param(["none"], MISS, Outcome.SILENT, id="outside, not answered"),
    pytest.param(["none"], given_as(TALK), Outcome.SILENT, id="outside, politely"),
    pytest.param(["none", FEE], given_as(FEE), Outcome.SILENT, id="outside, but this answer does no harm"),
    pytest.param(["none"], offered(FEE), Outcome.SUGGESTED, id="outside, choices offered"),
    pytest.param(["none"], given_as(FEE), Outcome.ANSWERED, id="outside, answered"),
    pytest.param(["none"], given_as(DANGER), Outcome.ANSWERED, id="outside, alarmed"),
]


@pytest.mark.parametrize(("labels", "reading", "outcome"), JUDGED)
def test_what_becomes_of_a_row(labels: list[str], reading: Reading, outcome: Outcome) -> None:
    assert judge(Row("…", labels), reading) == outcome
    assert Tally().add(Row("…", labels), reading) == outcome


@pytest.fixture
def tally() -> Tally:
    """Eight rows of ours (a danger among them) and four of others."""
    tally = Tally()
    for labels, reading in (
        ([FEE], given_as(FEE)),
        ([FEE, PAY], given_as(PAY)),
        ([FEE], given_as(PAY)),
        ([FEE], offered(PAY, FEE)),
        ([PAY], offered(FEE)),
        ([PAY], MISS),
        ([DANGER], given_as(DANGER)),
        ([DANGER, REPAIR], given_as(REPAIR)),
    ):
        tally.add(Row("…", labels), reading)
    tally.add(Row("…", ["none"], near=True), given_as(FEE))
    tally.add(Row("…", ["none"], near=True), offered(FEE))
    tally.add(Row("…", ["none"]), MISS)
    tally.add(Row("…", ["none"], lookalike=True), given_as(DANGER))
    return tally


def test_the_figures_of_a_small_tally_are_those_of_a_pencil(tally: Tally) -> None:
    assert tally.figures() == {
        "in_scope": 8,
        "direct": 50.0,  # 4 of 8
        "strict": 25.0,  # 2 of 8: the best label itself
        "macro": 50.0,  # fee_standard only, 2 of 4; the others have fewer than three rows
        "helped": 62.5,  # 4 direct and 1 among the choices
        "wrong": 12.5,
        "misled": 12.5,
        "wrong_or_misled": 25.0,
        "missed": 12.5,
        "suggest_share": 25.0,
        "out_of_scope": 4,
        "easy_answered": 50.0,
        "near_answered": 50.0,
        "easy_suggested": 0.0,
        "near_suggested": 50.0,
        "emergencies": 2,
        "emergency_recall": 50.0,
        "false_alarm": 10.0,  # 1 of the 10 that are no danger
        "lookalike_alarm": 100.0,
    }


def test_what_was_taken_for_what_is_counted(tally: Tally) -> None:
    assert dict(tally.confused) == {(FEE, PAY): 1, ("none", FEE): 1, ("none", DANGER): 1}
    assert tally.by_label[FEE] == {Outcome.DIRECT: 2, Outcome.WRONG: 1, Outcome.HELPED: 1}


def test_danger_as_a_second_label_is_neither_a_danger_nor_a_false_alarm() -> None:
    tally = Tally()
    tally.add(Row("…", [REPAIR, DANGER], lookalike=True), given_as(DANGER))
    figures = tally.figures()
    assert (figures["emergencies"], figures["false_alarm"], figures["lookalike_alarm"]) == (0, None, None)


def test_every_label_counts_the_same_in_the_average() -> None:
    tally = Tally()
    for label, right, of in ((FEE, 9, 9), (PAY, 0, FEWEST_FOR_AVERAGE), (REPAIR, 0, FEWEST_FOR_AVERAGE - 1)):
        for number in range(of):
            tally.add(Row("…", [label]), given_as(label) if number < right else MISS)
    assert tally.figures()["macro"] == 50.0


def test_of_no_rows_there_are_no_figures() -> None:
    figures = Tally().figures()
    counted = {name for name, value in figures.items() if value is not None}
    assert counted == {"in_scope", "out_of_scope", "emergencies"}
    assert all(figures[name] == 0 for name in counted)


@pytest.mark.parametrize(
    ("part", "of", "share"), [(0, 0, None), (0, 3, 0.0), (1, 3, 33.3), (2, 3, 66.7), (3, 3, 100.0)]
)
def test_a_share_is_in_percent_with_one_decimal(part: int, of: int, share: float | None) -> None:
    assert percent(part, of) == share


def test_a_row_is_read_with_all_that_it_says() -> None:
    row = {"id": 7, "text": "多少", "labels": [FEE, PAY], "context": FEE, "near": True, "lookalike": True}
    assert read_row(row) == Row("多少", [FEE, PAY], context=FEE, near=True, lookalike=True)
    assert read_row({"text": "", "labels": ["none"]}) == Row("", ["none"])


@pytest.mark.parametrize("flag", [None, False, 0, 1, "yes"])
def test_only_true_marks_a_row(flag: object) -> None:
    assert not read_row({"text": "a", "labels": ["none"], "near": flag}).near


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({}, "text"),
        ({"labels": [FEE]}, "text"),
        ({"text": None, "labels": [FEE]}, "text"),
        ({"text": 5, "labels": [FEE]}, "text"),
        ({"text": "a"}, "labels"),
        ({"text": "a", "labels": []}, "labels"),
        ({"text": "a", "labels": FEE}, "labels"),
        ({"text": "a", "labels": {FEE: 1}}, "labels"),
        ({"text": "a", "labels": [FEE, None]}, "labels"),
        ({"text": "a", "labels": [FEE], "context": 1}, "context"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(row: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_row(row)
