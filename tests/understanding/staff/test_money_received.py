"""Money that staff record, take back, and books that are matched."""

from typing import Any

import pytest

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.reading import read_staff_message

STRICT = ("house", "amount_fen", "method", "voucher")


@pytest.mark.parametrize(
    ("sent", "house", "fen", "method", "voucher"),
    [
        ("3-2-501交了1200微信", "3-2-501", 120000, "wechat", None),
        ("收款 3-2-501 1200 现金", "3-2-501", 120000, "cash", None),
        ("3栋2单元501 支付宝转了两千三", "3-2-501", 230000, "alipay", None),
        ("3-2-501刷卡860块5", "3-2-501", 86050, "card", None),
        ("3-2-501对公转账1.2万", "3-2-501", 1200000, "transfer", None),
        ("3-2-501缴费1074.50元", "3-2-501", 107450, None, None),
        ("3-2-501交了半年的，一千零七十四", "3-2-501", 107400, None, None),
        ("3-2-501交6个月物业费1074", "3-2-501", 107400, None, None),
        ("3-2-501 vx 990", "3-2-501", 99000, "wechat", None),
        ("3-2-501现金1200收据号0012345", "3-2-501", 120000, "cash", "0012345"),
        ("收到3-2-501银行转账5600，凭证A2207", "3-2-501", 560000, "transfer", "A2207"),
        ("3-2-501欠2400，今天交了1200现金", "3-2-501", 120000, "cash", None),
        ("3-2-501物业费900停车费300一共1200支付宝", "3-2-501", 120000, "alipay", None),
        ("3-2-501交了1200，不对是1300，微信", "3-2-501", 130000, "wechat", None),
        ("3-2-501交了1200微信，打错了，3-2-502", "3-2-502", 120000, "wechat", None),
        ("5-1-302的女儿替3-2-501交了1200现金", "3-2-501", 120000, "cash", None),
        ("3-2-501交了1200，是他儿子5-1-302转的微信", "3-2-501", 120000, "wechat", None),
        ("帮3-2-501记一笔1200，昨天的现金", "3-2-501", 120000, "cash", None),
        ("3-2-501的钱到账了，2160", "3-2-501", 216000, None, None),
        ("三栋二单元五零一微信一千二百块", "3-2-501", 120000, "wechat", None),
        ("记账 3-2-501 500元 pos机", "3-2-501", 50000, "card", None),
        ("3-2-501付清了，3600，汇款", "3-2-501", 360000, "transfer", None),
        ("老张现金交了500", None, 50000, "cash", None),
        ("3-2-501交费了，微信", "3-2-501", None, "wechat", None),
        ("11月15号收3-2-501现金1500", "3-2-501", 150000, "cash", None),
        ("3-2-501 2025年物业费2160元 微信", "3-2-501", 216000, "wechat", None),
        ("3-2-501交了1千零80微信", "3-2-501", 108000, "wechat", None),
        ("3-2-501现金2千3百五", "3-2-501", 235000, "cash", None),
        ("3-2-501转账1万500元", "3-2-501", 1050000, "transfer", None),
        ("3-2-501收了8百50块5，支付宝", "3-2-501", 85050, "alipay", None),
        ("3-2-501交了2千12个月的，微信", "3-2-501", None, "wechat", None),
        ("3-2-501刷得卡，两千整", "3-2-501", 200000, "card", None),
        ("3-2-501说好今天交，刚才已经转过来了1200支付宝", "3-2-501", 120000, "alipay", None),
    ],
)
def test_money_is_recorded(
    sent: str, house: str | None, fen: int | None, method: str | None, voucher: str | None, words: StaffWords
) -> None:
    read = read_staff_message(sent, words)
    assert read.action == "payment"
    assert [read.slots.get(name) for name in STRICT] == [house, fen, method, voucher]


@pytest.mark.parametrize(
    ("sent", "slots"),
    [
        ("撤销", {}),
        ("撤回刚才那笔", {}),
        ("撤消上一条", {}),
        ("3-2-501那笔冲红", {"house": "3-2-501"}),
        ("红冲3-2-501昨天的收款", {"house": "3-2-501"}),
        ("刚记错了，取消", {}),
        ("凭证0012345作废", {"ref": "0012345"}),
        ("流水号P330 撤销", {"ref": "P330"}),
        ("上一笔录重了，删掉", {}),
        ("3-2-501入错账了，退回去", {"house": "3-2-501"}),
        ("麻烦把3-2-501的登记撤一下", {"house": "3-2-501"}),
    ],
)
def test_an_entry_is_taken_back(sent: str, slots: dict[str, Any], words: StaffWords) -> None:
    read = read_staff_message(sent, words)
    assert (read.action, read.slots) == ("undo", slots)


@pytest.mark.parametrize(
    "sent",
    [
        "已对账",
        "对账完成",
        "今天账平了",
        "今日账目核对无误",
        "对完账了",
        "账对上了，没差",
        "流水都对过了，一致",
        "今天的帐对好了",
        "收款核对完毕",
    ],
)
def test_the_books_are_matched(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action == "reconciled"


@pytest.mark.parametrize("sent", ["账还没对", "账对不上，差两百", "今天对账了吗", "对账没对上", "明天再对账"])
def test_books_that_are_not_matched_are_not_said_to_be(sent: str, words: StaffWords) -> None:
    assert read_staff_message(sent, words).action != "reconciled"
