"""The houses of the demo that are there for their money, and what happened to their bills.

Bills are named as here: fee item and period (物业费 2026Q4), all written for `calendar.ANCHOR`. What is not told here
goes its ordinary way: every bill is paid, mostly on time (`habits.py`).
"""

from dataclasses import dataclass

from bot.ledger.tables import CreditKind, Method

NIGHT = 23 * 60 + 59
FORENOON = 10 * 60 + 20

Q3, Q4 = "物业费 2026Q3", "物业费 2026Q4"
ENERGY = "公共能耗费 2026H1"


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A bill on which nothing was paid."""

    bill: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A bill paid `after` days after its due date (before it when negative), at a minute of that day.

    `rest` fen stayed open; a negative rest was paid too much.
    """

    bill: str
    after: int
    rest: int = 0
    minute: int = FORENOON


@dataclass(frozen=True, slots=True)
class Bounced:
    """A bill whose payment, `after` days after the due date, did not stand and was taken back days later."""

    bill: str
    after: int
    back_after: int
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A bill that was posted with a wrong amount; `on_in` and `due_in` count in days from the anchor."""

    bill: str
    wrong_fen: int
    on_in: int
    due_in: int
    reason: str


@dataclass(frozen=True, slots=True)
class Credited:
    """A bill on which something was waived or credited, `on_in` days from the anchor."""

    bill: str
    kind: CreditKind
    fen: int
    on_in: int
    reason: str


Story = Unpaid | Paid | Bounced | Corrected | Credited


@dataclass(frozen=True, slots=True)
class Extra:
    """A single charge outside the rhythm of the fee items, unpaid unless a story says otherwise.

    `due_in` counts in days from the anchor; None: nobody knows when it is due. `period` "": an old sum without one.
    """

    item: str
    period: str
    fen: int
    due_in: int | None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A house that is there for its money, and what it shows.

    `parking` None: a parking space as it is drawn. `pays`: so many days after each due date it pays, None: as drawn.
    """

    code: str
    why: str
    stories: tuple[Story, ...] = ()
    extras: tuple[Extra, ...] = ()
    parking: bool | None = None
    pays: int | None = None
    method: Method | None = None
    paid_by: str = ""


def _waste(fen: int, period: str, due_in: int) -> tuple[Extra, ...]:
    return (Extra("装修垃圾清运费", period, fen, due_in),)


def _repair(fen: int, period: str, due_in: int, *, is_draft: bool = False) -> tuple[Extra, ...]:
    return (Extra("入户维修费", period, fen, due_in, is_draft),)


MONEY_CAST = (
    Case("3-2-501", "欠一笔，逾期 20 天，以前的都已交清；还有一笔 25 天后到期", (Unpaid(Q4),), parking=True, pays=-3),
    Case("3-2-502", "租客按约定交车位费，业主欠物业费", (Unpaid(Q4),), parking=True, pays=-2),
    # The stages of reminding, one house for each.
    Case("1-1-302", "通知期（P0）：20 天后到期", extras=_repair(18000, "2026-11", 20), parking=False),
    Case("1-1-402", "温馨提醒（P1）：5 天后到期", extras=_waste(60000, "2026-10", 5), parking=False),
    Case("1-1-602", "今天到期（DUE）", extras=_repair(8500, "2026-10", 0), parking=False),
    Case("1-1-702", "友好提醒（O1）：逾期 3 天", extras=_waste(30000, "2026-10", -3), parking=False),
    Case("1-2-401", "电话沟通（O2）：逾期 20 天", (Unpaid(Q4),), parking=False),
    Case("1-2-502", "上门和催缴函（O3）：逾期 60 天", extras=_waste(80000, "2026-08", -60), parking=False),
    Case("1-2-602", "法律准备（O4）：逾期超过 91 天，欠几期", (Unpaid(Q3), Unpaid(ENERGY), Unpaid(Q4)), parking=False),
    # The ways in which owners pay.
    Case("2-1-201", "积极主动：账单一出就交", parking=True, pays=-28, method=Method.WECHAT),
    Case("2-1-302", "提醒后缴纳：总在到期后两天交", parking=True, pays=2, method=Method.ALIPAY),
    Case("2-1-601", "观望拖延：总要拖一个多月", parking=True, pays=36),
    Case(
        "2-2-301",
        "有困难：两期没交清，每次交得起一点",
        (Paid(Q3, after=50, rest=45296), Unpaid(Q4)),
        parking=False,
        method=Method.CASH,
    ),
    Case(
        "2-2-401",
        "疑似恶意：一年四期一分未交",
        (Unpaid("物业费 2026Q1"), Unpaid("物业费 2026Q2"), Unpaid(Q3), Unpaid(ENERGY), Unpaid(Q4)),
        parking=False,
    ),
    # What can happen to a bill.
    Case("2-2-701", "交了一部分", (Paid(Q4, after=9, rest=35296),), parking=False),
    Case("2-2-802", "尾差 0.60 元，不值得催", (Paid(Q4, after=-2, rest=60),), parking=False),
    Case("3-1-301", "多交了，余额抵下一期", (Paid(Q4, after=-6, rest=-50000),), parking=False),
    Case(
        "3-1-402",
        "账单开错，作废重开，应缴日也改了",
        (Corrected(Q4, wrong_fen=84960, on_in=-24, due_in=7, reason="多算了一个月"),),
        parking=False,
    ),
    Case(
        "3-2-201",
        "物业费减免一部分，其余交清；交过的公共能耗费冲减 20 元，成了余额",
        (
            Credited(Q4, CreditKind.WAIVER, 15000, on_in=-32, reason="公共管道漏水，维修期间减免"),
            Paid(Q4, after=-4, rest=15000),
            Paid(ENERGY, after=-6),
            Credited(ENERGY, CreditKind.CREDIT_NOTE, 2000, on_in=-70, reason="公共照明电表抄错"),
        ),
        parking=False,
    ),
    Case(
        "3-2-302",
        "付款被银行退回，账单重新未缴",
        (Bounced(Q4, after=-4, back_after=0, reason="银行退票"),),
        parking=False,
        method=Method.TRANSFER,
    ),
    Case(
        "3-2-402",
        "应缴日 23:59 付款，第二天早上才入账",
        (Paid("入户维修费 2026-10", after=0, minute=NIGHT),),
        extras=_repair(12000, "2026-10", -1),
        parking=False,
        method=Method.WECHAT,
    ),
    Case("3-2-601", "历史欠费：没有账期，没有应缴日", extras=(Extra("历史欠费", "", 126000, None),), parking=False),
    Case("1-1-901", "一笔草稿等人出账（其一）", extras=_repair(15000, "2026-11", 14, is_draft=True), parking=False),
    Case("3-2-801", "一笔草稿等人出账（其二）", extras=_repair(22000, "2026-11", 14, is_draft=True), parking=False),
    # Who owes.
    Case(
        "2-1-802",
        "四十天前过户：旧业主的物业费还欠着，新业主欠自己的",
        (Unpaid(Q4),),
        extras=_waste(40000, "2026-10", -8),
        parking=False,
    ),
    Case("3-1-602", "今天过户：旧业主还欠一笔，新业主不欠", (Unpaid(Q4),), parking=False),
    Case("2-2-902", "十天后过户，已交清", parking=False),
    Case("1-1-502", "三套房的业主：这一套已交清", parking=True, pays=-5),
    Case("2-1-502", "三套房的业主：这一套欠一期", (Unpaid(Q4),), parking=False, pays=-5),
    Case("3-1-502", "三套房的业主：这一套也欠一期", (Unpaid(Q4),), parking=False, pays=-5),
    Case("1-1-101", "公司业主，商铺单价，欠一期", (Unpaid(Q4),), parking=False, pays=-1, method=Method.TRANSFER),
    Case("1-2-101", "办公单价，已交清", parking=True, pays=-7, method=Method.TRANSFER),
    Case("1-1-1002", "空房：账单挂着，不知道谁欠", parking=False),
    Case("3-2-1001", "还没有收房：由开发商交", parking=False, pays=-1, method=Method.TRANSFER),
    Case("3-1-201", "没有电话的独居老人，欠一期", (Unpaid(Q4),), parking=False, method=Method.CASH),
    Case("2-2-102", "女儿代交", parking=False, pays=-4, paid_by="刘敏"),
    Case("3-1-702", "同名业主之一，欠一期；另一位（1-2-302）不欠", (Unpaid(Q4),), parking=False),
    Case("1-2-302", "同名业主之一，不欠", parking=False),
    Case(
        "3-1-902",
        "一笔旧账快满三年（诉讼时效），以后各期都指明账期交清",
        (Unpaid("物业费 2024Q1"),),
        extras=(Extra("物业费", "2024Q1", 63720, -1024),),
        parking=False,
    ),
)
