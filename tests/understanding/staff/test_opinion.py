"""A second opinion is weighed with the cues; it never makes a change of a question."""

from collections.abc import Sequence

import pytest

from bot.understanding.staff.actions import WRITES, StaffAction
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import read_message
from bot.understanding.staff.opinion import Fit, SecondOpinion, likeliest, mask
from bot.understanding.staff.reading import read_staff_message


def leaning(action: StaffAction, by: float) -> SecondOpinion:
    """Return an opinion for which one action fits better than all others."""

    def fits(_masked: str) -> Sequence[Fit]:
        return [Fit(each, by - 1 if each == action else -1.0) for each in StaffAction]

    return fits


@pytest.mark.parametrize(
    ("sent", "masked"),
    [
        ("3-2-501微信收了1200", "1微信收了5"),
        ("14栋1单元1702微信收了38块", "1微信收了5"),
        ("3栋谁没交？", "2谁没交7"),
        ("13800138000是谁", "3是谁"),
        ("接 12", "接 4"),
        ("超过6个月", "超过0个月"),
        ("", ""),
    ],
)
def test_which_house_and_how_much_is_hidden_from_the_opinion(sent: str, masked: str, words: StaffWords) -> None:
    assert mask(read_message(sent, words)) == masked


@pytest.mark.parametrize(
    ("sent", "leans_to", "by", "action"),
    [
        pytest.param("这个月亮真圆", StaffAction.TASKS, 1.0, "tasks", id="no cue: the opinion decides"),
        pytest.param("3-2-501那边我跑空了", StaffAction.VISIT, 1.0, "visit", id="only a house is named"),
        pytest.param("3-2-501微信收了1200", StaffAction.COMMIT, 0.2, "payment", id="strong cues stand"),
        pytest.param("3-2-501", StaffAction.PAYMENT, 0.3, "house", id="a slight lead makes no change"),
        pytest.param("3-2-501交了1200吗", StaffAction.PAYMENT, 3.0, "house", id="a question changes nothing"),
        pytest.param("随便说说", StaffAction.HOUSE, 3.0, "none", id="no house is shown that is not named"),
    ],
)
def test_opinion_and_cues_are_weighed(
    sent: str, leans_to: StaffAction, by: float, action: str, words: StaffWords
) -> None:
    assert read_staff_message(sent, words, second_opinion=leaning(leans_to, by)).action == action


@pytest.mark.parametrize("action", sorted(WRITES))
def test_no_lead_is_enough_to_change_something_for_a_question(action: StaffAction) -> None:
    read = likeliest(leaning(action, 99.0)(""), {action: 99}, fallback=StaffAction.HOUSE, asks=True)
    assert read == StaffAction.HOUSE


def test_the_slots_are_those_of_the_action_that_was_chosen(words: StaffWords) -> None:
    read = read_staff_message("3-2-501那边我跑空了", words, second_opinion=leaning(StaffAction.VISIT, 1.0))
    assert read.slots["house"] == "3-2-501"


def test_a_residents_question_stays_possible(words: StaffWords) -> None:
    unsure = leaning(StaffAction.FAQ, 0.1)
    read = read_staff_message("空置房打折吗", words, reads_as_resident=lambda _: "faq:vacancy", second_opinion=unsure)
    assert read.action == "faq"
