"""Which of the offered options a person chose."""

import pytest

from bot.understanding.choices import read_choice
from bot.understanding.result import Unclear, Understood

LABELS = ("报修", "投诉", "缴费凭证")


@pytest.mark.parametrize(
    "sent",
    [
        "2",
        "２",
        "②",
        "二",
        "贰",
        "第二个",
        "选2",
        "我选二",
        "2.",
        "2、",
        "(2)",
        "（2）",
        "二号",
        "2️⃣",
        "投诉",
        " 投诉。",
    ],
)
def test_the_second_option_is_chosen(sent: str) -> None:
    assert read_choice(sent, LABELS) == Understood(2)


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        pytest.param("0", 0, id="zero"),
        pytest.param("都不是", 0, id="none of these"),
        pytest.param("1", 1, id="the first"),
        pytest.param("3", 3, id="the last"),
        pytest.param("最后一个", 3, id="the last in words"),
    ],
)
def test_every_option_and_none_can_be_chosen(sent: str, chosen: int) -> None:
    assert read_choice(sent, LABELS) == Understood(chosen)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        pytest.param("4", "out_of_range", id="one more than there are"),
        pytest.param("十二", "out_of_range", id="many more"),
        pytest.param("1.5", "not_a_choice", id="a fraction"),
        pytest.param("1和2", "not_a_choice", id="two"),
        pytest.param("-1", "not_a_choice", id="negative"),
        pytest.param("报修电话多少", "not_a_choice", id="a sentence with a label"),
        pytest.param("", "not_a_choice", id="nothing"),
        pytest.param("A", "not_a_choice", id="a letter where figures are shown"),
        pytest.param("1074", "not_a_choice", id="an amount"),
    ],
)
def test_anything_else_is_no_choice(sent: str, why: str) -> None:
    assert read_choice(sent, LABELS) == Unclear(why)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        pytest.param("A", Understood(1), id="a capital"),
        pytest.param("ｂ", Understood(2), id="full width"),
        pytest.param("选C", Understood(3), id="in words"),
        pytest.param("D", Unclear("out_of_range"), id="one more than there are"),
        pytest.param("1", Unclear("not_a_choice"), id="a figure is data"),
        pytest.param("0", Unclear("not_a_choice"), id="so is zero"),
        pytest.param("都不是", Understood(0), id="none of these"),
        pytest.param("1200", Unclear("not_a_choice"), id="so is a label of figures"),
        pytest.param("全额", Understood(2), id="a label of words"),
    ],
)
def test_a_numeric_step_is_chosen_by_letters(sent: str, read: object) -> None:
    assert read_choice(sent, ("1200", "全额", "一半"), letters=True, none_words=("都不是", "0")) == read


def test_two_options_that_read_alike_are_not_chosen_by_their_words() -> None:
    assert read_choice("报修", ("报修", "报修")) == Unclear("not_a_choice")


def test_without_options_every_number_is_beyond_them() -> None:
    assert read_choice("1", ()) == Unclear("out_of_range")
