"""How a danger is talked about: asked once, answered in any words, never forgotten, never invented (§10)."""

import pytest

from bot.messages import ChatKind
from tests.conftest import Program

ASKED = "电梯困人怎么办"


def alarms(program: Program) -> list[str]:
    return [row.kind for row in program.rows("select kind from task order by id")]


@pytest.mark.parametrize("yes", ["是", "是的", "对", "正在发生", "1", "是，正在发生"])
def test_a_yes_in_any_words_raises_the_alarm(program: Program, yes: str) -> None:
    phone = program.phone("a")
    program.say(phone, ASKED)
    assert "值班电话" in program.say(phone, yes)
    assert alarms(program) == ["emergency"]
    assert ASKED in str(program.rows("select detail ->> 'said' from task")[0][0])


@pytest.mark.parametrize("no", ["不是", "没有", "没事的", "2", "没事了"])
def test_a_no_in_any_words_ends_the_question(program: Program, no: str) -> None:
    phone = program.phone("a")
    program.say(phone, ASKED)
    assert "没有危险就好" in program.say(phone, no)
    program.clock.forward(minutes=3)
    assert program.tick("alarms") == 0
    assert alarms(program) == []


def test_the_same_danger_told_twice_in_ten_minutes_is_one_task(program: Program) -> None:
    phone = program.resident()
    for _ in range(3):
        assert "119" in program.say(phone, "厨房着火了")
    assert alarms(program) == ["emergency"]


def test_guards_engineers_and_the_manager_are_paged_once_each(program: Program) -> None:
    desks = {login: program.staff(login) for login in ("guard", "engineer", "manager", "clean")}
    program.say(program.resident(), "厨房着火了")
    paged = [message.sender_id for message in program.outlet.sent if "【紧急】" in message.text]
    assert sorted(paged) == sorted(desks[login].sender_id for login in ("guard", "engineer", "manager"))


def test_where_it_is_reaches_staff_and_is_no_question_about_a_bill(program: Program) -> None:
    guard, phone = program.staff("guard"), program.phone("a")
    program.say(phone, "着火了快来人")
    assert "转告" in program.say(phone, "2-1-301")
    assert "2-1-301" in [m.text for m in program.outlet.sent if m.sender_id == guard.sender_id][-1]
    program.clock.forward(minutes=11)
    assert "转告" not in program.say(phone, "2-1-301")


def test_a_question_after_an_alarm_is_still_answered(program: Program) -> None:
    phone = program.phone("a")
    program.say(phone, "厨房着火了")
    assert "您可以这样交" in program.say(phone, "物业费怎么交")


def test_unaddressed_doubt_in_a_group_is_ignored_and_certain_danger_is_not(program: Program) -> None:
    phone = program.phone("a", chat_id="-100", chat_kind=ChatKind.GROUP)
    assert program.receive(phone.write(ASKED, addressed=False)) == []
    assert "119" in program.receive(phone.write("三号楼着火了大家快跑", addressed=False))[0].text


def test_in_human_mode_the_alarm_is_raised_and_the_person_keeps_the_conversation(program: Program) -> None:
    phone = program.resident()
    program.say(phone, "人工")
    assert "119" in program.say(phone, "厨房着火了")
    assert program.say(phone, "在吗") == ""
    assert alarms(program) == ["handoff", "emergency"]
