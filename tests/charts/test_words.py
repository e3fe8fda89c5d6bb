"""Words in a picture stay in their room, and a reader sees what was left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.words import drawable, shortened, width_of, wrapped

SIZE = 32


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert shortened("3 栋", SIZE, 200) == "3 栋"


def test_a_long_text_ends_in_an_ellipsis_inside_its_room() -> None:
    short = shortened("翡翠湖畔国际公寓西区十二号楼", SIZE, 200)
    assert short.startswith("翡翠湖")
    assert short.endswith("…")
    assert width_of(short, SIZE) <= 200


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param("王\n建国\t3 栋", "王 建国 3 栋", id="breaks are spaces"),
        pytest.param("82.4%  ¥1.00", "82.4%  ¥1.00", id="two spaces stay two"),
        pytest.param("王\u200b建\ufe0f国", "王建国", id="what nobody sees is left out"),
        pytest.param("小花🌸", "小花□", id="what the font lacks is a box"),
    ],
)
def test_a_text_is_made_drawable(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


@given(st.text(max_size=40), st.integers(min_value=60, max_value=400))
def test_any_text_stays_in_its_room(text: str, room: int) -> None:
    assert width_of(shortened(text, SIZE, room), SIZE) <= room
    lines = wrapped(text, SIZE, room=room, most=3)
    assert len(lines) <= 3
    assert all(width_of(line, SIZE) <= room for line in lines)


def test_lines_hold_the_whole_text_where_they_are_enough() -> None:
    text = "收缴率 = 本期已收 ÷ 本期应收，不含往期欠费。数据来自台账。"
    lines = wrapped(text, SIZE, room=400, most=6)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_the_last_line_shows_that_more_was_said() -> None:
    assert wrapped("截至十一月二十一日" * 9, SIZE, room=300, most=2)[-1].endswith("…")


@pytest.mark.parametrize("room", range(120, 420, 12))
def test_a_line_neither_opens_with_a_closing_sign_nor_parts_a_number_from_its_unit(room: int) -> None:
    lines = wrapped("截至 11 月 21 日，已收 ¥41,250.00（台账）。", SIZE, room=room, most=20)
    whole = [line for line in lines if width_of(line, SIZE) > 0]
    assert all(line[0] not in "，。）月日" for line in whole)
    assert all(line[-1] not in "（¥" for line in whole)


def test_words_are_parted_at_spaces_and_numbers_nowhere() -> None:
    assert wrapped("paid ¥41,250.00 of ¥44,640.00", SIZE, room=250, most=3) == ["paid ¥41,250.00", "of ¥44,640.00"]


@pytest.mark.parametrize("text", ["。" * 30, "1" * 60, "（" * 30])
def test_a_text_that_may_be_parted_nowhere_is_parted_where_the_line_is_full(text: str) -> None:
    lines = wrapped(text, SIZE, room=300, most=6)
    assert len(lines) > 1
    assert all(width_of(line, SIZE) <= 300 for line in lines)
