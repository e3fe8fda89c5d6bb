"""Calls, visits, letters, promises and pauses of one house."""

from typing import Any

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message

HOUSE = "3-2-501"


def strict(read: Any, *names: str) -> list[Any]:
    return [read.slots.get(name) for name in names]


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        ("3-2-501没人接", "no_answer"),
        ("打了3-2-501三次，无人接听", "no_answer"),
        ("3-2-501电话打不通", "no_answer"),
        ("3-2-501一直占线", "no_answer"),
        ("给3-2-501打了电话没接", "no_answer"),
        ("3-2-501关机", "powered_off"),
        ("3-2-501电话停机了", "powered_off"),
        ("3-2-501号码是空号", "wrong_number"),
        ("打3-2-501，对方说打错了", "wrong_number"),
        ("3-2-501电话换人了，不是业主", "wrong_number"),
        ("3-2-501直接挂了", "refused"),
        ("3-2-501接了电话骂了两句就挂", "refused"),
        ("电联3-2-501，明确说不交", "refused"),
        ("3-2-501把我拉黑了", "refused"),
        ("3-2-501打通了", "connected"),
        ("3-2-501电话通了，说在外地", "connected"),
        ("跟3-2-501通了电话，他问楼道灯什么时候修", "connected"),
        ("3-2-501接电话了，说再考虑", "connected"),
        ("打给3-2-501，不对3-2-601，没人接", None),
    ],
)
def test_the_outcome_of_a_call(sent: str, outcome: str | None, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    wanted = ["3-2-601", "no_answer"] if outcome is None else [HOUSE, outcome]
    assert (read.action, strict(read, "house", "outcome")) == ("call", wanted)


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        ("上门3-2-501没人", "nobody_home"),
        ("去3-2-501敲门没人应", "nobody_home"),
        ("3-2-501家里没人在", "nobody_home"),
        ("跑了趟3-2-501，锁着门", "nobody_home"),
        ("今天上门3-2-501见到业主了", "met"),
        ("3-2-501上门，跟他老婆聊了聊", "met"),
        ("入户3-2-501，本人在家，态度挺好", "met"),
        ("上门3-2-501拒绝开门", "refused"),
        ("去了3-2-501，人家不让进", "refused"),
        ("和小刘上门3-2-501，被赶出来了", "refused"),
        ("3-2-501我跟老陈去的，门铃按了没反应", "nobody_home"),
    ],
)
def test_the_outcome_of_a_visit(sent: str, outcome: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, strict(read, "house", "outcome")) == ("visit", [HOUSE, outcome])


def test_the_colleague_of_a_visit_is_kept(words: StaffWords) -> None:
    assert read_staff_message("和小刘上门3-2-501，没人", words).slots["with"] == "小刘"


@pytest.mark.parametrize(
    ("sent", "step"),
    [
        ("3-2-501催缴函起草", "draft"),
        ("给3-2-501出一份催缴函", "draft"),
        ("打一份3-2-501的律师函", "draft"),
        ("3-2-501催缴函同意", "approve"),
        ("批3-2-501的催缴函", "approve"),
        ("3-2-501的函审核通过", "approve"),
        ("3-2-501催缴函已寄出", "sent"),
        ("3-2-501的函今天发了EMS", "sent"),
        ("催缴函3-2-501顺丰寄走了", "sent"),
        ("3-2-501催缴函签收了", "delivered"),
        ("3-2-501催款函已送达", "delivered"),
        ("3-2-501的函当面给他了", "delivered"),
    ],
)
def test_the_steps_of_a_letter(sent: str, step: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, strict(read, "house", "step")) == ("letter", [HOUSE, step])


def test_the_number_of_the_courier_is_kept(words: StaffWords) -> None:
    read = read_staff_message("3-2-501催缴函寄了，EMS 1234567890123", words)
    assert read.slots == {"house": HOUSE, "step": "sent", "courier": "EMS 1234567890123"}


@pytest.mark.parametrize(
    ("sent", "fen", "when"),
    [
        ("3-2-501答应下周五交", None, "下周五"),
        ("3-2-501说月底交", None, "月底"),
        ("3-2-501承诺12月10号前交两千", 200000, "12月10号前"),
        ("打通3-2-501了，说明天来交", None, "明天"),
        ("3-2-501保证发工资就交", None, "发工资"),
        ("上门3-2-501，答应后天转账", None, "后天"),
        ("3-2-501约了周六上午来缴", None, "周六上午"),
        ("3-2-501改到25号付", None, "25号"),
        ("3-2-501这个月先交500", 50000, None),
        ("3-2-501下个月初把1500补上", 150000, "下个月初"),
        ("3-2-501本来说周五交，不对，是周六", None, "周六"),
    ],
)
def test_a_promise(sent: str, fen: int | None, when: str | None, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, strict(read, "house", "amount_fen")) == ("commit", [HOUSE, fen])
    assert when is None or read.slots["when"] == when


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("3-2-501先别催", {}),
        ("3-2-501暂停催费到月底", {"until": "月底"}),
        ("别给3-2-501发提醒了，家里有病人", {"reason": "家里有病人"}),
        ("3-2-501停催，在打官司", {"reason": "在打官司"}),
        ("3-2-501这户先缓缓，漏水还没修", {"reason": "漏水还没修"}),
        ("暂缓3-2-501，等12月1号再说", {"until": "12月1号"}),
        ("3-2-501恢复催费", {"release": True}),
        ("3-2-501可以继续催了", {"release": True}),
        ("解除3-2-501暂停", {"release": True}),
        ("3-2-501不用再停了，正常催", {"release": True}),
        ("取消3-2-501的暂停催缴", {"release": True}),
    ],
)
def test_reminders_are_paused_and_resumed(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("hold", {"house": HOUSE, **slots})
