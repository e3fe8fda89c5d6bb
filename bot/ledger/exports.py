"""Workbooks (xlsx) that go out: arrears, bills, payments, people. What is exported can be imported again as it is.

No cell is ever a formula: what somebody wrote is text, also when it begins like one (`=`, `+`, `-`, `@`), and stays
text when it is edited in Excel or WPS. Amounts are numbers in yuan with two decimals, days and moments are real ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from sqlalchemy import Select, select
from sqlmodel import Session, col
from xlsxwriter.exceptions import FileCreateError

from bot.clock import from_ms
from bot.estate.settings import USE_WORDS
from bot.estate.tables import Use
from bot.ledger.arrears import BUILDING, HOUSE
from bot.ledger.tables import BILL, PAYMENT, VEHICLE, BillState, Method
from bot.money import Fen
from bot.people.access import lives_on
from bot.people.tables import Person, Relation, Residency

PERSON: Any = Person.__table__  # type: ignore[attr-defined]
Cell = str | int | float | date | Fen | None
BATCH = 500
RISKY = (*"=+-@＝＋－＠", "\t", "\r", "'")
METHOD_WORDS = {
    Method.WECHAT: "微信",
    Method.ALIPAY: "支付宝",
    Method.CARD: "刷卡",
    Method.CASH: "现金",
    Method.TRANSFER: "转账",
    Method.OTHER: "其他",
}
STATE_WORDS = {BillState.DRAFT: "草稿", BillState.POSTED: "已入账", BillState.VOID: "已作废"}
RELATION_WORDS = {
    Relation.OWNER: "业主",
    Relation.CO_OWNER: "共有人",
    Relation.TENANT: "租客",
    Relation.FAMILY: "家属",
    Relation.CLERK: "经办人",
}


class What(StrEnum):
    """What can be exported."""

    ARREARS = "arrears"
    BILLS = "bills"
    PAYMENTS = "payments"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its headers with their widths, its rows, and which columns are summed at the end."""

    name: str
    headers: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    summed: frozenset[int] = frozenset()


def export(session: Session, what: What, file: Path, *, where: Any, today: date) -> int:
    """Write a workbook of the houses that the condition `where` on House keeps; returns how many rows it has.

    The file appears complete or not at all.

    Raises:
        OSError: it cannot be written.
    """
    makers = {What.ARREARS: _arrears, What.BILLS: _bills, What.PAYMENTS: _payments, What.PEOPLE: _people}
    # Beside the file, for what lies there while it is written names residents too, and must not outlive a failure.
    with TemporaryDirectory(prefix=".linli-", dir=file.parent) as folder:
        partial = Path(folder) / file.name
        count = _write(partial, makers[what](session, where, today))
        partial.replace(file)
    return count


def _arrears(session: Session, where: Any, today: date) -> Sheet:
    headers = (
        *(("房号", 12), ("业主", 14), ("费用项", 16), ("开始时间", 12), ("结束时间", 12), ("应缴日", 12)),
        *(("应收金额", 12), ("实收金额", 12), ("减免金额", 12), ("欠费金额", 12), ("逾期天数", 10), ("车牌号", 12)),
    )
    wanted = _with_places(BILL).where(BILL.c.open_fen > 0, where).order_by(HOUSE.c.id, BILL.c.due_on, BILL.c.id)

    def rows() -> Iterator[Sequence[Cell]]:
        for row in _stream(session, wanted):
            late = (today - row.due_on).days if row.due_on else None
            amounts = (Fen(row.amount_fen), Fen(row.paid_fen), Fen(row.credited_fen), Fen(row.open_fen))
            days = (row.first_on, row.last_on, row.due_on)
            yield (
                row.code,
                row.person,
                row.item,
                *days,
                *amounts,
                max(late, 0) if late is not None else None,
                row.label,
            )

    return Sheet("欠费清单", headers, rows(), frozenset({6, 7, 8, 9}))


def _bills(session: Session, where: Any, _today: date) -> Sheet:
    headers = (
        *(("房屋编码", 12), ("费用名称", 16), ("开始时间", 12), ("结束时间", 12), ("收费金额", 12), ("应缴日", 12)),
        *(
            ("其中已付", 12),
            ("其中免除", 12),
            ("账单余额", 12),
            ("账单状态", 10),
            ("缴费人", 14),
            ("车牌号", 12),
            ("账单编号", 10),
        ),
    )
    standing = BILL.c.state != BillState.VOID
    wanted = _with_places(BILL).where(standing, where).order_by(HOUSE.c.id, BILL.c.first_on, BILL.c.id)

    def rows() -> Iterator[Sequence[Cell]]:
        for row in _stream(session, wanted):
            days = (row.first_on, row.last_on)
            settled = (Fen(row.paid_fen), Fen(row.credited_fen), Fen(row.open_fen))
            state = STATE_WORDS[BillState(row.state)]
            amount = Fen(row.amount_fen)
            yield (row.code, row.item, *days, amount, row.due_on, *settled, state, row.person, row.label, row.id)

    return Sheet("账单", headers, rows(), frozenset({4, 6, 7, 8}))


def _payments(session: Session, where: Any, _today: date) -> Sheet:
    headers = (
        *(("房屋编号", 12), ("缴费人", 14), ("缴费时间", 18), ("实缴金额", 12), ("支付方式", 10), ("凭证号", 24)),
        *(("状态", 10), ("登记时间", 18), ("备注", 30), ("缴费编号", 10)),
    )
    wanted = _with_places(PAYMENT).where(where).order_by(PAYMENT.c.paid_ms, PAYMENT.c.id)

    def rows() -> Iterator[Sequence[Cell]]:
        for row in _stream(session, wanted):
            paid, entered = from_ms(row.paid_ms), from_ms(row.recorded_ms)
            state = "有效" if row.is_valid else "已冲正"
            how = METHOD_WORDS[Method(row.method)]
            yield (row.code, row.person, paid, Fen(row.fen), how, row.voucher, state, entered, row.memo, row.id)

    return Sheet("缴费记录", headers, rows())


def _people(session: Session, where: Any, today: date) -> Sheet:
    headers = (
        *(("房屋编码", 12), ("建筑面积", 10), ("房屋类型", 10), ("收房日期", 12), ("空置开始日期", 12), ("姓名", 14)),
        *(("人员角色", 10), ("手机号", 14), ("车牌号", 20)),
    )
    there = select(Residency.house_id, Residency.relation, PERSON.c.name, PERSON.c.phone, Residency.id).join(  # type: ignore[call-overload]
        PERSON, PERSON.c.id == col(Residency.person_id)
    )
    living = there.where(*lives_on(today)).subquery()
    wanted = (
        select(HOUSE, living.c.relation, living.c.name, living.c.phone)
        .outerjoin(living, living.c.house_id == HOUSE.c.id)
        .where(where)
        .order_by(HOUSE.c.id, living.c.id)
    )
    plates: dict[int, list[str]] = {}
    for house_id, plate in session.connection().execute(select(VEHICLE.c.house_id, VEHICLE.c.plate)):
        plates.setdefault(house_id, []).append(plate)

    def rows() -> Iterator[Sequence[Cell]]:
        for row in _stream(session, wanted):
            area = row.area_dm2 / 100 if row.area_dm2 else None
            relation = RELATION_WORDS[Relation(row.relation)] if row.relation else None
            use, cars = USE_WORDS[Use(row.use)], "、".join(plates.get(row.id, ()))
            days = (row.handed_over_on, row.vacant_since)
            yield (row.code, area, use, *days, row.name, relation, row.phone, cars)

    return Sheet("房屋和人员", headers, rows())


def _with_places(table: Any) -> Select[Any]:
    return (
        select(table, HOUSE.c.code, PERSON.c.name.label("person"))
        .join(HOUSE, HOUSE.c.id == table.c.house_id)
        .join(BUILDING, BUILDING.c.id == HOUSE.c.building_id)
        .outerjoin(PERSON, PERSON.c.id == table.c.payer_id)
    )


def _stream(session: Session, wanted: Select[Any]) -> Iterator[Any]:
    yield from session.connection().execute(wanted, execution_options={"yield_per": BATCH})


def _write(file: Path, sheet: Sheet) -> int:
    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "tmpdir": str(file.parent), "remove_timezone": True}
    )
    try:
        with book:
            return _Writer(book, sheet).write()
    except FileCreateError as fault:
        raise OSError(f"{file.name} cannot be written: {fault}") from fault


class _Writer:
    """Writes one sheet, row by row."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self._sheet, self._page = sheet, book.add_worksheet(sheet.name)
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._sum = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
        self._area = book.add_format({"num_format": "0.00"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._text = book.add_format({"quote_prefix": True, "num_format": "@"})

    def write(self) -> int:
        """Write headers, rows and sums; return how many rows there were."""
        sums = dict.fromkeys(self._sheet.summed, 0)
        for column, (title, width) in enumerate(self._sheet.headers):
            self._page.set_column(column, column, width)
            self._page.write_string(0, column, title, self._bold)
        self._page.freeze_panes(1, 1)
        count = 0
        for count, row in enumerate(self._sheet.rows, start=1):
            for column, cell in enumerate(row):
                self._cell(count, column, cell)
                if column in sums and isinstance(cell, Fen):
                    sums[column] += cell.value
        if count and sums:
            self._page.write_string(count + 1, 0, "合计", self._sum)
            for column, total in sums.items():
                self._page.write_number(count + 1, column, total / 100, self._sum)
        self._page.autofilter(0, 0, max(count, 1), len(self._sheet.headers) - 1)
        return count

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case Fen(value):
                self._page.write_number(row, column, value / 100, self._money)
            case datetime():
                self._page.write_datetime(row, column, cell, self._moment)
            case date():
                self._page.write_datetime(row, column, cell, self._day)
            case float():
                self._page.write_number(row, column, cell, self._area)
            case int():
                self._page.write_number(row, column, cell)
            case _ if cell.startswith(RISKY):
                self._page.write_string(row, column, cell, self._text)
            case _:
                self._page.write_string(row, column, cell)
