"""Who owes, how much came in, how old it is, and files of it."""

from typing import Any

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("欠费名单", {}),
        ("谁没交", {}),
        ("还有哪些户没缴", {}),
        ("3栋欠费", {"building": "3"}),
        ("三号楼谁没交物业费", {"building": "3"}),
        ("B座欠费的", {"building": "B"}),
        ("欠费 3栋 2单元", {"building": "3", "entrance": "2"}),
        ("5幢一单园没交的有谁", {"building": "5", "entrance": "1"}),
        ("5幢一单元没交的有谁", {"building": "5", "entrance": "1"}),
        ("超过三个月没交的", {"min_months": 3}),
        ("逾期60天以上", {"min_days": 60}),
        ("欠费一百八十天的有谁", {"min_days": 180}),
        ("超过一百二十天没交的", {"min_days": 120}),
        ("欠了半年以上的", {"min_months": 6}),
        ("欠费超一年的户", {"min_months": 12}),
        ("一年半没交的有几户", {"min_months": 18}),
        ("两年以上的欠费", {"min_months": 24}),
        ("欠两千以上的", {"min_fen": 200000}),
        ("欠款超过5000元的业主", {"min_fen": 500000}),
        ("欠费上万的", {"min_fen": 1000000}),
        ("7栋欠3k以上的", {"building": "7", "min_fen": 300000}),
        ("欠得最多的十户", {"top": 10}),
        ("欠费前十名", {"top": 10}),
        ("欠费大户top20", {"top": 20}),
        ("2栋欠费排前5的", {"building": "2", "top": 5}),
        ("9栋半年没交且欠两千以上的", {"building": "9", "min_months": 6, "min_fen": 200000}),
        ("3栋，不对，4栋的欠费", {"building": "4"}),
        ("拉一下十二栋未缴清单", {"building": "12"}),
    ],
)
def test_who_owes(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("arrears", slots)


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("收缴率", {}),
        ("本月收费率多少", {"period": "本月"}),
        ("3栋上个月收缴率", {"building": "3", "period": "上个月"}),
        ("今年收了多少", {"period": "今年"}),
        ("Q3回款率", {"period": "q3"}),
        ("1到6月收缴情况", {"period": "1到6月"}),
        ("今年和去年收费率对比", {"period": "今年", "compare": True}),
        ("本季度收缴率同比", {"period": "本季度", "compare": True}),
        ("收费进度怎么样了", {}),
        ("指标完成百分之几了", {}),
        ("8栋目前收上来多少", {"building": "8"}),
        ("去年下半年的收缴率", {"period": "去年下半年"}),
    ],
)
def test_how_much_came_in(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("rate", slots)


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("账龄", {}),
        ("帐龄分析", {}),
        ("3栋账龄结构", {"building": "3"}),
        ("欠费按账龄排", {}),
        ("一年以内的多少，一到两年的多少", {}),
        ("看看老账有多少，分段给我", {}),
        ("六号楼欠款账龄分布", {"building": "6"}),
    ],
)
def test_arrears_by_age(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("ageing", slots)


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("导出欠费", {"what": "arrears"}),
        ("3栋欠费表导一份", {"what": "arrears", "building": "3"}),
        ("导出本月收款", {"what": "payments"}),
        ("把这个月的账单导成excel", {"what": "bills"}),
        ("缴费明细下载", {"what": "payments"}),
        ("要一份未缴户的excel", {"what": "arrears"}),
        ("6栋账单表格发我", {"what": "bills", "building": "6"}),
        ("能不能导个收款流水出来", {"what": "payments"}),
    ],
)
def test_a_file(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("export", slots)
