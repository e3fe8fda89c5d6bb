"""Lists of tickets and what is done with one."""

from typing import Any

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message


@pytest.mark.parametrize(
    ("sent", "which"),
    [
        ("我的单", "mine"),
        ("我的工单有哪些", "mine"),
        ("我手里的单子", "mine"),
        ("部门单", "department"),
        ("我们部门的工单", "department"),
        ("保洁部还有几个单", "department"),
        ("超时单", "overdue"),
        ("超期没处理的工单", "overdue"),
        ("快超时的单子", "overdue"),
        ("未完成的工单", "open"),
        ("现在还有多少报修没处理", "open"),
        ("工单列表", "open"),
        ("3栋的工单", "building"),
        ("三号楼报修有哪些", "building"),
    ],
)
def test_a_list_of_tickets(sent: str, which: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots["which"]) == ("tickets", which)


@pytest.mark.parametrize(
    ("sent", "number", "op", "department"),
    [
        ("接12", "12", "accept", None),
        ("接单 #12", "12", "accept", None),
        ("12号单我接了", "12", "accept", None),
        ("工单12我去处理", "12", "accept", None),
        ("接一百二十三号单", "123", "accept", None),
        ("到场 12", "12", "arrive", None),
        ("12号单到现场了", "12", "arrive", None),
        ("问 12 漏得厉害吗", "12", "ask", None),
        ("问下12号单业主在不在家", "12", "ask", None),
        ("回 12 明天上午十点到", "12", "reply", None),
        ("回复12：配件到了就去", "12", "reply", None),
        ("备注 12 业主只有晚上在", "12", "note", None),
        ("12号单备注一下，要带梯子", "12", "note", None),
        ("转 12 保洁", "12", "transfer", "保洁"),
        ("12转工程部", "12", "transfer", "工程部"),
        ("12号单转给保安那边", "12", "transfer", "保安"),
        ("#12 应该归客服管，转过去", "12", "transfer", "客服"),
        ("等外部 12 开发商 3月20日", "12", "wait", None),
        ("12号单等配件，挂起", "12", "wait", None),
        ("完成 12 换了软管", "12", "done", None),
        ("12修好了", "12", "done", None),
        ("#12 搞定", "12", "done", None),
        ("工单12处理完了，业主签了字", "12", "done", None),
        ("退回 12 地址不清", "12", "return", None),
        ("12号单退回去，不是我们的活", "12", "return", None),
        ("并 41 到 37", "41", "merge", None),
        ("41和37是同一件事，合并", "41", "merge", None),
        ("加急 12", "12", "urgent", None),
        ("12号单急，优先处理", "12", "urgent", None),
        ("误报 12", "12", "false_alarm", None),
        ("12号是误报", "12", "false_alarm", None),
        ("结束 12", "12", "close", None),
        ("关闭工单12", "12", "close", None),
        ("#12 不对，#13 完成", "13", "done", None),
        ("单号12 接了", "12", "accept", None),
        ("这单我接了", None, "accept", None),
        ("修好了 215", "215", "done", None),
        ("转保洁 大厅地上有油 88", "88", "transfer", "保洁"),
        ("我这边52先挂起 缺阀门", "52", "wait", None),
        ("手里的77转给维修", "77", "transfer", "维修"),
    ],
)
def test_something_is_done_with_a_ticket(
    sent: str, number: str | None, op: str, department: str | None, words: StaffWords
) -> None:
    read = read_staff_message(sent, words)
    told = [read.slots.get(name) for name in ("number", "op", "department")]
    assert (read.action, told) == ("ticket", [number, op, department])


@pytest.mark.parametrize(
    ("sent", "note"),
    [
        ("完成 12 换了软管", "换了软管"),
        ("回 12 一小时后到", "一小时后到"),
        ("回 #12 好的，下午到", "好的，下午到"),
        ("12完成，换了软管", "换了软管"),
        ("问 12 下周在家吗", "下周在家吗"),
        ("回复12：配件到了就去", "配件到了就去"),
        ("并 41 到 37", "37"),
        ("备注 #12 业主只有晚上在", "业主只有晚上在"),
    ],
)
def test_what_was_written_with_it_is_kept(sent: str, note: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).slots["note"] == note


@pytest.mark.parametrize("sent", ["10点到现场", "微信搞定 1200", "3-2-501搞定 1200", "2个师傅先等着"])
def test_an_hour_and_a_sum_are_no_tickets(sent: str, words: StaffWords) -> None:
    assert "number" not in read_staff_message(sent, words).slots


@pytest.mark.parametrize(
    "sent", ["12号单谁接的", "12修好了吗", "#12到哪一步了", "工单12转给谁了？", "12号单完成没", "12备注了没有"]
)
def test_a_question_about_a_ticket_does_nothing_to_it(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "tickets"


def test_the_words_of_a_row_are_kept_as_typed(words: StaffWords) -> None:
    slots: dict[str, Any] = dict(read_staff_message("转 #12 保洁 大厅有积水", words).slots)
    assert slots == {"number": "12", "op": "transfer", "department": "保洁", "note": "大厅有积水"}
