"""Parting a message into the things that it says one after another."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import SHORTEST, topics_of
from bot.understanding.normalise import normalise

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("房子空着还要交费吗", [], id="one thing"),
        pytest.param("房子空着,车也被划了", ["房子空着", "车也被划了"], id="a comma"),
        pytest.param("灯不亮了。什么时候修?停车费多少", ["灯不亮了", "什么时候修", "停车费多少"], id="three sentences"),
        pytest.param("灯一直不亮\n停车费多少", ["灯一直不亮", "停车费多少"], id="two lines"),
        pytest.param("房子空着还老偷", [], id="what is left is too short"),
        pytest.param("房子一直空着还被小偷光顾", ["房子一直空着", "还被小偷光顾"], id="还被"),
        pytest.param("楼道灯不亮另外停车费怎么收", ["楼道灯不亮", "另外停车费怎么收"], id="另外"),
        pytest.param("楼道灯不亮而且电梯老坏", ["楼道灯不亮", "而且电梯老坏"], id="而且"),
        pytest.param("how to pay and where is the office", ["how to pay ", " where is the office"], id="and"),
        pytest.param("the landlord paid the whole fee", [], id="and inside a word"),
        pytest.param("房子空着,唉", [], id="a sigh is no topic"),
        pytest.param("你好,房子一直空着", [], id="a greeting is no topic"),
        pytest.param("1、2、3、4", [], id="a list of numbers"),
        pytest.param("房 子 空,车 被 划", [], id="blanks are no letters"),
    ],
)
def test_the_parts_that_can_have_a_topic(said: str, parts: list[str]) -> None:
    assert topics_of(said) == parts


def test_it_reads_what_normalising_leaves() -> None:
    assert len(topics_of(normalise("房子一直空着，還被小偷光顧！"))) == 2


@given(text=ANY_TEXT)
def test_any_text_has_no_part_or_at_least_two_in_their_order(text: str) -> None:
    parts = topics_of(text)
    assert len(parts) != 1
    at = 0
    for part in parts:
        assert len([letter for letter in part if letter.isalnum()]) >= SHORTEST
        at = text.index(part, at) + len(part)


@pytest.mark.parametrize("unit", [",", "还", "and ", "房子空着,", " ", "_"], ids=repr)
def test_a_text_ten_times_as_long_does_not_take_a_hundred_times(unit: str) -> None:
    topics_of(unit)
    short, long = (min(_seconds(unit * (size // len(unit))) for _ in range(3)) for size in (5_000, 50_000))
    assert long < 40 * short


def _seconds(text: str) -> float:
    began = time.perf_counter()
    topics_of(text)
    return time.perf_counter() - began
