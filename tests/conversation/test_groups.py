"""Groups: two members at once, a moved group, what may never go there (C57)."""

import pytest

from bot.delivery.service import Address, Words, queue
from bot.messages import ChatKind, Kind, Purpose, conversation_key
from tests.conftest import Program
from tests.fakes import FakePhone

PERSONAL = ["我欠多少物业费", "3-2-501欠费吗", "查一下我家的账单", "3-2-501有人住吗", "我的工单"]


def member(program: Program, who: str) -> FakePhone:
    phone = program.resident(who)
    phone.chat_id, phone.chat_kind = "-100", ChatKind.GROUP
    return phone


@pytest.mark.parametrize("said", PERSONAL)
def test_c57_what_is_personal_gets_a_private_link_and_nothing_else(program: Program, said: str) -> None:
    got = program.receive(member(program, "3-2-501/owner").write(said))
    assert [message.private_link for message in got] == [True]
    assert not any(secret in got[0].text for secret in ("王", "李秀兰", "3-2-501", "元", "89.5"))


def test_c57_two_members_at_once_have_states_of_their_own(program: Program) -> None:
    first, second = member(program, "3-2-501/owner"), member(program, "3-2-502/owner")
    program.receive(first.write("电梯困人怎么办"))
    program.receive(second.write("你好"))
    rows = program.rows("select sender_id, prompt is null as idle from conversation order by id")
    assert [bool(row.idle) for row in rows] == [False, True]


def test_c57_nobody_can_press_the_button_of_another_member(program: Program) -> None:
    first, second = member(program, "3-2-501/owner"), member(program, "3-2-502/owner")
    asked = program.receive(first.write("电梯困人怎么办"))[-1]
    got = program.receive(second.press(asked.choices[0].token))
    assert "不是您的选项" in got[0].text
    assert program.rows("select id from task") == []


def test_c57_a_sensitive_message_to_a_group_is_refused_with_an_alert(any_program: Program) -> None:
    key = conversation_key("fake", "bot1", "g", "a")
    to = Address(key, "fake", "bot1", "g", "a", in_group=True)
    words = Words("您家应缴 1074.00 元", Purpose.REPLY, sensitive=True)
    any_program.in_session(lambda session: queue(session, to, words, key="secret", now=any_program.clock()))
    any_program.send()
    assert any_program.outlet.sent == []
    assert [row.code for row in any_program.rows("select code from outbox")] == ["GROUP_SENSITIVE"]
    assert [row.kind for row in any_program.rows("select kind from task")] == ["alert"]


def test_c57_a_group_that_became_a_supergroup_goes_on_under_its_new_id(program: Program) -> None:
    phone = member(program, "3-2-501/owner")
    program.receive(phone.write("你好"))
    program.receive(phone.write(kind=Kind.EVENT, event="migrate:-200"))
    phone.chat_id = "-200"
    program.receive(phone.write("你好"))
    rows = program.rows("select chat_id, version from conversation")
    assert [(row.chat_id, row.version) for row in rows] == [("-200", 3)]


def test_c57_who_wrote_in_the_new_group_already_keeps_that_dialogue(any_program: Program) -> None:
    phone = member(any_program, "3-2-501/owner")
    any_program.receive(phone.write("你好"))
    phone.chat_id = "-200"
    any_program.receive(phone.write("你好"))
    phone.chat_id = "-100"
    any_program.receive(phone.write(kind=Kind.EVENT, event="migrate:-200"))
    rows = any_program.rows("select chat_id, version from conversation order by id")
    assert [(row.chat_id, row.version) for row in rows] == [("-100", 2), ("-200", 1)]
    assert any_program.rows("select id from inbox where state <> 'done'") == []


def test_c57_chatter_of_a_group_is_kept_and_not_answered(program: Program) -> None:
    phone = member(program, "3-2-501/owner")
    for said in ("有人拼单吗", "物业费怎么交", "楼上电梯困过人吗", "别放火烧垃圾啊", "转人工", "1", "取消"):
        assert program.receive(phone.write(said, addressed=False)) == []
    assert program.rows("select id from task") == []


def test_a_member_who_says_yes_in_a_group_raises_the_alarm_once(program: Program) -> None:
    phone = member(program, "3-2-501/owner")
    asked = program.receive(phone.write("电梯困人怎么办"))[-1]
    token = next(choice.token for choice in asked.choices if "是" in choice.label)
    program.receive(phone.press(token))
    program.receive(phone.press(token))
    assert [row.kind for row in program.rows("select kind from task")] == ["emergency"]
