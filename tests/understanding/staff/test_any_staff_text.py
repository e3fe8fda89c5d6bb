"""Whatever staff send, reading it raises nothing, invents no slot and takes a moment."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.staff.actions import SLOTS, StaffAction
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message

MATTER = (
    "0123456789一二三十百千万零两栋单元号楼室-—#/.,:元块毛¥☎⌂№¤▣微信现金收交转接到场完成退回并函催停别撤对账上下班请假"
    "没吗?谁怎么业主问说答应周五月底电话没人家不是对\n\t \x00\u202e\ud83d\ufeff٣"
)
ANY = st.text(st.characters(), max_size=60) | st.text(MATTER, max_size=60)


@given(ANY)
def test_reading_never_raises_and_fills_only_the_slots_of_its_action(words: StaffWords, text: str) -> None:
    read = read_staff_message(text, words)
    assert read.action in set(StaffAction)
    assert read.slots.keys() <= SLOTS[read.action]
    assert all(value is not None and value is not False and value != "" for value in read.slots.values())


@given(ANY)
def test_the_same_text_is_read_the_same(words: StaffWords, text: str) -> None:
    assert read_staff_message(text, words) == read_staff_message(text, words)


@pytest.mark.parametrize(
    "piece",
    ["3-2-501", "1200", "#12", "一", "没", "不对", "谁", " ", "\x00", "\ud800", "收现金", "到月底交", "⌂", "说", "，"],
)
def test_a_long_message_takes_a_moment(words: StaffWords, piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    read_staff_message(text, words)
    assert time.process_time() - start < 1.0
