"""Choices of several people and of several channels (C44–C46, C80)."""

import pytest

from bot.messages import Kind
from tests.conftest import Program
from tests.fakes import FakePhone, tokens

POWERLESS = ["/start@x", "/faq_vacancy", "faq:vacancy", "flow:complaint", "word:pending", "p12:0", "p1:1", "step:yes"]


def menu_of(program: Program, phone: FakePhone) -> dict[str, str]:
    return tokens(program.receive(phone.write("菜单")))


def test_c44_another_persons_tap_does_nothing(any_program: Program) -> None:
    owner, other = any_program.phone("a"), any_program.phone("b")
    token = menu_of(any_program, owner)["报修"]
    got = any_program.receive(other.press(token))
    assert "不是您的选项" in got[0].text
    assert (
        any_program.rows("select stack from conversation where sender_id = 'b' and cast(stack as text) <> '[]'") == []
    )


def test_c44_the_owner_can_still_tap_after_another_tried(program: Program) -> None:
    owner, other = program.phone("a"), program.phone("b")
    token = menu_of(program, owner)["报修"]
    program.receive(other.press(token))
    assert "请说说哪里坏了" in program.receive(owner.press(token))[0].text


def test_c44_a_double_tap_begins_one_form(any_program: Program) -> None:
    phone = any_program.phone("a")
    token = menu_of(any_program, phone)["报修"]
    first, second = any_program.receive(phone.press(token)), any_program.receive(phone.press(token))
    assert "请说说哪里坏了" in first[0].text
    assert "已经办过了" in second[0].text


def test_c44_every_press_is_answered(program: Program) -> None:
    phone = program.phone("a")
    for token in ("", "nonsense", "p9:9", "p99999999999999999:1", "p1:1; drop"):
        assert program.receive(phone.press(token)), token


@pytest.mark.parametrize("said", POWERLESS)
def test_c45_a_typed_inner_name_begins_nothing(program: Program, said: str) -> None:
    phone = program.phone("a")
    menu_of(program, phone)
    program.say(phone, said)
    rows = program.rows("select stack, mode from conversation")
    assert [(row.stack, row.mode) for row in rows] == [("[]", "bot")]


def test_c46_a_menu_tap_that_arrives_as_text_with_a_token_is_the_choice(program: Program) -> None:
    phone = program.phone("a")
    token = menu_of(program, phone)["报修"]
    tap = phone.write("报修", kind=Kind.CHOICE, choice_token=token)
    assert "请说说哪里坏了" in program.receive(tap)[0].text


@pytest.mark.parametrize("said", ["2", "报修"])
def test_c46_the_number_and_the_words_choose_like_the_button(program: Program, said: str) -> None:
    phone = program.phone("a")
    menu_of(program, phone)
    assert "请说说哪里坏了" in program.say(phone, said)


def test_c80_one_resident_on_two_channels_in_one_second_has_two_dialogues(program: Program) -> None:
    first = program.resident("3-2-501/owner")
    second = program.phone("resident:3-2-501/owner", account="bot2")
    program.receive(first.write("报修"))
    program.receive(second.write("投诉"))
    assert "请核对报修内容" in program.say(first, "洗手池下面一直滴水")
    assert "房号" in program.say(second, "楼上半夜装修打电钻吵得没法睡觉")
    assert len(program.rows("select id from conversation")) == 2


def test_an_unknown_menu_key_of_a_platform_shows_the_menu(program: Program) -> None:
    event = program.phone("a").write(kind=Kind.EVENT, event="menu:no_such_thing")
    assert "报修" in tokens(program.receive(event))
    assert program.rows("select id from task") == []
