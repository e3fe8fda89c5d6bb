"""Statements of WeChat Pay, Alipay and banks: only money that came in and stayed becomes a row.

What went out, failed or was given back is counted in one sentence each. A line's number is unique within its source; a
bank's list without numbers gets one made of time, amount, counterparty and memo, and of which such line it is. So an
overlapping list that is read again gives the same numbers.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from bot.clock import SHANGHAI
from bot.ledger.sheets.cells import is_nothing, read_money, written
from bot.ledger.sheets.days import read_day, read_moment, read_time
from bot.ledger.sheets.headers import squeeze
from bot.ledger.sheets.kinds import Table
from bot.ledger.sheets.record import FORMULA, Record
from bot.ledger.sheets.rows import StatementRow
from bot.money import Fen
from bot.understanding.result import Understood

_IN = ("收入", "收", "贷", "贷方", "c", "cr", "转入", "来账", "入账", "存入", "credit", "+")
_OUT = ("支出", "支", "付", "借", "借方", "d", "dr", "转出", "往账", "取出", "支取", "debit", "-")
_GIVEN_BACK = ("退款", "退还", "退回", "refund", "冲正", "revoked", "撤销")
_FAILED = (
    "失败",
    "关闭",
    "取消",
    "未支付",
    "等待",
    "处理中",
    "待付",
    "待支付",
    "待确认",
    "closed",
    "notpay",
    "payerror",
)

OUTGOING = "有 {n} 笔是支出或不计收支，没有收进来。"
FAILED = "有 {n} 笔没有成功（失败、关闭或处理中），没有收进来。"
GIVEN_BACK = "有 {n} 笔是退款、撤销或已退款的收入，没有收进来，请人工核对。"
NO_DIRECTION = "这份对账单没有收支标志，正数按收入、负数按支出看，共 {n} 笔收入，请核对。"


@dataclass(slots=True)
class StatementReader:
    """Reads the lines of one file; it counts equal lines that have no number.

    `returned` are the transactions of which a line says that they were given back: WeChat Pay gives the refund a line
    of its own, so the line of the payment, before it or behind it, does not count either.
    """

    source: str = "bank"
    returned: set[tuple[str, str]] = field(default_factory=set)
    _seen: Counter[str] = field(default_factory=Counter)

    def read(self, record: Record) -> list[StatementRow]:
        """Return the line if it is money that came in, else nothing.

        Raises:
            Refused: time or amount cannot be read.
        """
        amount = _incoming(record)
        reason = _why_not(record, amount)
        if reason == GIVEN_BACK and (reference := record.text("reference")):
            self.returned.add((self.source, reference))
        if reason or amount is None:
            record.count(reason or OUTGOING)
            return []
        paid_at = _moment(record)
        counterparty, memo = _text(record, "counterparty"), _text(record, "memo")
        reference = record.text("reference") or self._made(paid_at, amount, counterparty, memo)
        return [StatementRow(record.place, self.source, reference, paid_at, amount, counterparty, memo)]

    def _made(self, paid_at: datetime, amount: Fen, counterparty: str, memo: str) -> str:
        key = "|".join((paid_at.isoformat(), str(amount.value), counterparty, memo))
        self._seen[key] += 1
        digest = hashlib.sha256(f"{key}|{self._seen[key]}".encode()).hexdigest()[:16]
        return f"{paid_at.date():%Y%m%d}-{amount.value}-{digest}"


def source_of(table: Table, titles: Sequence[str]) -> str:
    """Return whose statement this is, by its headers and by what stands above them: wechat, alipay or bank."""
    words = {column.word for column in table.columns}
    said = squeeze("".join(titles)[:200]) + " ".join(titles)
    if any(word.startswith("微信") for word in words) or "微信" in said:
        return "wechat"
    if any("支付宝" in word for word in words) or "支付宝" in said or "账务流水号" in words:
        return "alipay"
    if words >= {"交易订单号", "商家订单号"}:
        return "alipay"
    return "wechat" if words >= {"交易单号", "商户单号"} else "bank"


def _incoming(record: Record) -> Fen | None:
    """Return the amount if it came in, None if it went out; a column for each side outranks a sign or a mark."""
    fields = record.table.fields
    if "credit" in fields:
        credit = record.take("credit", read_money)
        if credit is not None and credit.value > 0:
            return credit
        if record.has("debit") or credit is not None:
            return None
        raise record.refused(record.column("credit"), FORMULA)
    amount = record.need("amount", read_money)
    if "direction" in fields:
        return Fen(abs(amount.value)) if _direction(record) and amount.value else None
    if amount.value <= 0:
        return None
    if "state" not in fields:
        record.count(NO_DIRECTION)
    return amount


def _direction(record: Record) -> bool:
    said = squeeze(written(record.cell("direction")))
    if said in _OUT or said.startswith("不计") or not said:
        return False
    if said in _IN:
        return True
    raise record.refused(record.column("direction"), f"写的是“{said[:30]}”，看不出是收入还是支出")


def _why_not(record: Record, amount: Fen | None) -> str | None:
    """Return why a line does not count, None when it does."""
    said = squeeze(" ".join(written(record.cell(name)) for name in ("state", "type")))
    refund = read_money(record.cell("refund")) if record.has("refund") else None
    if any(word in said for word in _GIVEN_BACK) or (isinstance(refund, Understood) and refund.value.value != 0):
        return GIVEN_BACK
    if amount is None:
        return OUTGOING
    return FAILED if any(word in said for word in _FAILED) else None


def _moment(record: Record) -> datetime:
    """Return when it was paid; a day and a time in columns of their own are put together."""
    columns = [column for column in record.table.fields["moment"] if not is_nothing(record.cells[column.at])]
    days = [column for column in columns if isinstance(read_day(record.cells[column.at]), Understood)]
    if not days:
        return record.need("moment", read_moment)
    moment = record.take_at(days[0], read_moment)
    for column in columns:
        at = read_time(record.cells[column.at]) if column not in days else None
        if at is not None and moment.timetz().replace(tzinfo=None) == time(12):
            return datetime.combine(moment.date(), at, tzinfo=SHANGHAI)
    return moment


def _text(record: Record, name: str) -> str:
    """Return all that a field's columns say, each text once."""
    cells = (record.cells[column.at] for column in record.table.fields.get(name, ()))
    return " ".join(dict.fromkeys(written(cell) for cell in cells if not is_nothing(cell)))
