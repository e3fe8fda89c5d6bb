"""A staff member's day: work, duty, notices to residents."""

from typing import Any

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message


@pytest.mark.parametrize(
    "sent",
    [
        "待办",
        "今天有什么任务",
        "今天要做啥",
        "这周的安排",
        "我的任务",
        "今天该催谁",
        "今天要打哪些电话",
        "本周要上哪几家门",
        "今天我有什么活儿",
        "明天有啥安排",
    ],
)
def test_the_work_of_the_day(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "tasks"


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ("上班", "on"),
        ("我到岗了", "on"),
        ("接班", "on"),
        ("打卡上班", "on"),
        ("今晚我值班", "on"),
        ("下班", "off"),
        ("下班了，明天见", "off"),
        ("我先撤了，交班", "off"),
        ("请假", "leave"),
        ("明天请假一天", "leave"),
        ("下周一到周三休年假", "leave"),
        ("家里有事今天来不了", "leave"),
        ("发烧了请个病假", "leave"),
        ("周五调休", "leave"),
    ],
)
def test_duty(sent: str, state: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots["state"]) == ("duty", state)


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("群发 明天停水", {"to": "all", "body": "明天停水"}),
        ("通知所有业主：周六清洗水箱", {"to": "all", "body": "周六清洗水箱"}),
        ("通知3栋明早停电两小时", {"to": "building", "building": "3", "body": "明早停电两小时"}),
        ("给三号楼发个通知，电梯年检", {"to": "building", "building": "3", "body": "电梯年检"}),
        ("给欠费的业主发一条：请尽快缴费", {"to": "list", "body": "请尽快缴费"}),
        ("全小区发公告：元旦放假安排", {"to": "all", "body": "元旦放假安排"}),
        ("跟全体住户说一下后天消杀", {"to": "all", "body": "后天消杀"}),
        ("给名单上这几户群发缴费提醒", {"to": "list"}),
    ],
)
def test_a_notice_to_residents(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert read.action == "broadcast"
    assert {name: read.slots.get(name) for name in slots} == slots
    assert ("building" in read.slots) == ("building" in slots)


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ("群发：WiFi 升级，Call 010-5550-0123", "WiFi 升级，Call 010-5550-0123"),
        ("通知3栋：３号楼 停水，帐单照旧", "３号楼 停水，帐单照旧"),
        ("通知3栋明早停电两小时", "明早停电两小时"),
    ],
)
def test_the_text_of_a_notice_stays_as_it_was_typed(sent: str, body: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).slots["body"] == body
