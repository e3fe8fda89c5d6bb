"""Bills and arrears: a row of a list becomes one bill, or one for each column of a fee.

A bill's amount is above zero. Of arrears only what is still open counts, 应收 less 实收, 优惠, 减免, 赠送 and what an
empty house is spared, unless the list says itself what is owed. A late fee (滞纳金) is never booked.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.ledger.sheets.cells import is_nothing, read_money, read_positive
from bot.ledger.sheets.days import read_day
from bot.ledger.sheets.kinds import Column
from bot.ledger.sheets.names import Named
from bot.ledger.sheets.record import FORMULA, Record
from bot.ledger.sheets.rows import BillRow, Kind
from bot.ledger.sheets.whose import Whose, payer, period, whose
from bot.money import Fen
from bot.understanding.result import Understood

OLD_ARREARS = "历史欠费"
"""What is owed in a list that does not say for what."""

_CUTS = ("discount", "reduction", "gift", "vacant_discount", "vacant_reduction")
_SETTLED = ("已缴", "已收", "已交", "已结", "缴清", "结清", "已付", "收讫", "完成", "是")
_PARTLY = ("部分", "未")
_PAID_UP = "有 {n} 行已经缴清，没有收进来。"
_NO_FEES = "有 {n} 行没有要收的费用，没有收进来。"
_UNIT = re.compile(r"[（(\[]元[)）\]]$|/元$")


@dataclass(frozen=True, slots=True)
class _Common:
    """What all bills of a row share."""

    whose: Whose
    first: date | None
    last: date | None
    due_on: date | None
    named: Named
    phone: str | None


def read_bills(record: Record) -> list[BillRow]:
    """Return the bills of a row; none when nothing is owed.

    Raises:
        Refused: it cannot be read, or its numbers contradict each other.
    """
    if record.table.kind is Kind.ARREARS and _is_settled(record):
        record.count(_PAID_UP)
        return []
    _note_late_fee(record)
    if record.table.fees:
        return _one_for_each_fee(record)
    amount = _owed(record) if record.table.kind is Kind.ARREARS else record.need("amount", read_positive)
    if amount is None:
        record.count(_PAID_UP)
        return []
    return [_bill(record, _common(record), _item(record), amount)]


def _common(record: Record) -> _Common:
    owner = whose(record)
    first, last = period(record)
    named, phone = payer(record)
    return _Common(owner, first, last, record.take("due_on", read_day), named, phone)


def _bill(record: Record, common: _Common, item: str, amount: Fen) -> BillRow:
    return BillRow(
        record.place,
        common.whose.house,
        common.whose.car(item),
        item,
        common.first,
        common.last,
        amount,
        due_on=common.due_on,
        name=common.named.name,
        tenant=common.named.tenant,
        phone=common.phone,
    )


def _item(record: Record) -> str:
    item = record.text("item")
    if item is not None:
        return item
    if record.table.kind is Kind.ARREARS and "item" not in record.table.fields:
        return OLD_ARREARS
    raise record.refused(record.column("item"), "是空的，请写上是什么费用")


def _is_settled(record: Record) -> bool:
    state = record.text("state")
    return state is not None and state.startswith(_SETTLED) and not any(word in state for word in _PARTLY)


def _note_late_fee(record: Record) -> None:
    read = read_money(record.cell("late_fee")) if record.has("late_fee") else None
    if isinstance(read, Understood) and read.value.value > 0:
        record.warn("late_fee", f"是 {read.value.value / 100:.2f}，程序不记滞纳金，没有算进欠费")


def _owed(record: Record) -> Fen | None:
    """Return what is open, None when nothing is."""
    charged, paid = record.take("charged", read_money), record.take("paid", read_money)
    owed = record.take("owed", read_money)
    name = "owed"
    if owed is None and charged is None:
        name = "total" if record.has("total") else "owed" if "owed" in record.table.fields else "charged"
        owed = record.need(name, read_money)
    rest = None if charged is None else _rest(record, charged, paid or Fen(0))
    if owed is None:
        name, owed = "charged", rest or Fen(0)
    elif charged is not None and paid is not None and rest is not None and rest != owed:
        words = f"{_yuan(owed)}，和应收 {_yuan(charged)} 减实收 {_yuan(paid)} 对不上，按 {_yuan(owed)} 收下"
        record.warn(name, f"是 {words}，请核对")
    if owed.value < 0:
        column = record.column(name)
        why = (
            f"是 {_yuan(owed)}，不能是负数" if name != "charged" else f"比已经收的和减免的少 {_yuan(Fen(-owed.value))}"
        )
        raise record.refused(column, f"{why}；多收的钱请单独登记")
    return owed if owed.value else None


def _rest(record: Record, charged: Fen, paid: Fen) -> Fen:
    cuts = [record.take(name, read_money) or Fen(0) for name in _CUTS]
    return Fen(charged.value - paid.value - sum(abs(cut.value) for cut in cuts))


def _one_for_each_fee(record: Record) -> list[BillRow]:
    """Return a bill for every column of a fee that holds an amount; they must add up to the sum in the row.

    The sum may have a late fee in it, which is no bill.
    """
    amounts = [(fee, _fee_amount(record, fee)) for fee in record.table.fees]
    known = [(fee, amount) for fee, amount in amounts if amount is not None]
    summed = Fen(sum(amount.value for _, amount in known))
    total_name = next((name for name in ("total", "owed", "amount") if name in record.table.fields), "total")
    total = record.take(total_name, read_money)
    late_fee = record.take("late_fee", read_money) or Fen(0)
    if total is not None and total not in {summed, summed + late_fee}:
        raise record.refused(
            record.column(total_name), f"是 {_yuan(total)}，各项费用加起来是 {_yuan(summed)}，对不上，请核对"
        )
    if not known and total is None and any(is_nothing(record.cells[fee.at]) for fee in record.table.fees):
        raise record.refused(record.table.fees[0], FORMULA)
    if not known:
        record.count(_PAID_UP if record.table.kind is Kind.ARREARS else _NO_FEES)
        return []
    common = _common(record)
    return [_bill(record, common, _fee_name(fee), amount) for fee, amount in known]


def _fee_amount(record: Record, fee: Column) -> Fen | None:
    if is_nothing(record.cells[fee.at]):
        return None
    amount = record.take_at(fee, read_money)
    if amount.value < 0:
        raise record.refused(fee, f"是 {_yuan(amount)}，不能是负数；多收的钱请单独登记")
    return amount if amount.value else None


def _fee_name(fee: Column) -> str:
    """Return the header as the item; a bracket that only says 元 is not part of it."""
    return _UNIT.sub("", fee.label).strip("*★：: ") or fee.label


def _yuan(amount: Fen) -> str:
    return f"{amount.value / 100:.2f}"
