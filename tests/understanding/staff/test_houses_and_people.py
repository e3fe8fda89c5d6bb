"""Asking about one house, one person, the houses of one's own; why a house is not reminded; its binding code."""

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message


@pytest.mark.parametrize(
    ("sent", "house"),
    [
        ("3-2-501", "3-2-501"),
        ("查3-2-501", "3-2-501"),
        ("三栋二单元五零一什么情况", "3-2-501"),
        ("看一下6栋1201", "6--1201"),
        ("6--1201", "6--1201"),
        ("A座1-1603的档案", "A-1-1603"),
        ("4-1-902欠多少钱", "4-1-902"),
        ("4-1-902交到哪个月了", "4-1-902"),
        ("4-1-902交了没", "4-1-902"),
        ("4-1-902的业主是谁，电话多少", "4-1-902"),
        ("7-2-304上次缴费是什么时候", "7-2-304"),
        ("调7-2-304资料", "7-2-304"),
        ("七杠二杠三零四", "7-2-304"),
        ("7 2 304 看看", "7-2-304"),
        ("查下3-2-501，不对，是3-2-601", "3-2-601"),
        ("不是3-2-501，是3-2-601的情况", "3-2-601"),
    ],
)
def test_a_house_is_looked_up(sent: str, house: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("house", {"house": house})


@pytest.mark.parametrize(
    ("sent", "person"),
    [
        ("查李建军", "李建军"),
        ("找一下周晓梅", "周晓梅"),
        ("周晓梅住哪户", "周晓梅"),
        ("有个叫孙丽的业主吗", "孙丽"),
        ("姓欧阳的住几栋", "欧阳"),
        ("13800138000是哪家", "13800138000"),
        ("138 0013 8000 谁的号码", "13800138000"),
        ("尾号8000", "8000"),
        ("手机后四位是4412的业主", "4412"),
        ("搜 刘德", "刘德"),
        ("业主姓名 胡一鸣", "胡一鸣"),
        ("何秀英", "何秀英"),
        ("名字里带志强的业主", "志强"),
        ("诸葛明住在哪", "诸葛明"),
        ("沈丽华 哪个单元", "沈丽华"),
        ("外面有人找彭国梁在几号楼", "彭国梁"),
        ("搜一下“雪梅”", "雪梅"),
        ("找戴什么的业主", "戴"),
    ],
)
def test_a_person_is_found_by_name_or_phone(sent: str, person: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("person", {"person": person})


@pytest.mark.parametrize(
    "sent",
    [
        "我的户",
        "我负责的房子",
        "我管的有哪些户",
        "我名下都有哪些房",
        "责任户清单",
        "看看分给我的户",
        "我片区的住户列一下",
        "我包的是哪些",
    ],
)
def test_the_houses_of_ones_own(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "my_houses"


@pytest.mark.parametrize(
    "sent",
    [
        "为什么没催3-2-501",
        "3-2-501为啥没发提醒",
        "3-2-501怎么不催了",
        "3-2-501没收到催费是什么原因",
        "咋一直不给3-2-501发短信",
        "3-2-501怎么还在催",
        "三栋二单元501昨天为何又提醒了",
        "3-2-501的催缴停了，啥原因？",
    ],
)
def test_why_a_house_is_reminded_or_not(sent: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("why", {"house": "3-2-501"})


@pytest.mark.parametrize(
    "sent",
    [
        "3-2-501绑定码",
        "给3-2-501出个绑定码",
        "3-2-501要绑微信，发个码",
        "帮我生成3-2-501的邀请码",
        "3栋2单元501的码",
        "能不能给3-2-501重新生成一个绑定码",
        "3-2-501换人了重开一个绑定码",
    ],
)
def test_a_binding_code_for_a_house(sent: str, words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("code", {"house": "3-2-501"})
