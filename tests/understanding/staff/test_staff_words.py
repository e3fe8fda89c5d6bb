"""The table of words: a bad one stops the start and says where."""

from pathlib import Path

import pytest

from bot.datafile import DataFault
from bot.understanding.staff.lexicon import StaffWords, load_staff_words
from bot.understanding.staff.marks import read_message
from tests.understanding.staff.conftest import SOURCE


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("  undo:\n", "  undone:\n", id="an unknown action"),
        pytest.param("    wechat: [", "    wechatt: [", id="an unknown value"),
        pytest.param("any: ['☎'", "any: ['(☎'", id="no regular expression"),
        pytest.param("any: ['{letter}']", "any: ['{lettter}']", id="an unknown list"),
        pytest.param("points: 5", "points: many", id="points that are no number"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(right: str, wrong: str, tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / "staff.yaml"
    broken.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DataFault, match="staff"):
        load_staff_words(broken)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("帐龄", "账龄"),
        ("撤消", "撤销"),
        ("3-2-501 威信 1200", "3-2-501 微信 1200"),
        ("3-2-501 wechat 1200", "3-2-501 微信 1200"),
        ("工但12", "工单12"),
        ("去年下半年", "去年下半年"),
        ("wechatter", "wechatter"),
    ],
)
def test_slips_and_other_languages_are_read_as_what_was_meant(typed: str, meant: str, words: StaffWords) -> None:
    assert words.mend(typed) == meant


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("3-2-501微信收了1200", "⌂微信收了¤"),
        ("3栋2单元谁没交", "▣谁没交"),
        ("接 12", "接 №"),
        ("13800138000是谁", "☎是谁"),
        ("姓李的", "姓☻的"),
        ("⌂¤", ""),
        ("3-2-501交了6个月的", "⌂交了6个月的"),
        ("3-2-501前年的12月交过", "⌂前年的12月交过"),
    ],
)
def test_what_a_message_names_stands_as_a_sign(said: str, marked: str, words: StaffWords) -> None:
    message = read_message(said, words)
    assert message.marked.strip() == marked
    assert all(message.marked[mark.place] == mark.sign.value for mark in message.marks)
