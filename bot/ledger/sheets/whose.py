"""Whose a row is and for which time: house or plate, item, period; the same in every list about houses."""

from dataclasses import dataclass
from datetime import date

from bot.ledger.sheets.cells import read_phones
from bot.ledger.sheets.codes import join_house_code, read_house_code, read_plate
from bot.ledger.sheets.days import read_period, read_span
from bot.ledger.sheets.names import Named, read_names
from bot.ledger.sheets.record import Record
from bot.understanding.result import Unclear, Understood

_FOR_CARS = ("车", "停", "泊")


@dataclass(frozen=True, slots=True)
class Whose:
    """A house by its code, a car by its plate, or both: the parking fee of a house for one of its cars."""

    house: str | None
    plate: str | None

    def car(self, item: str | None) -> str | None:
        """Return the plate that a charge of `item` is for; beside a house only what is charged for cars has one."""
        return self.plate if self.house is None or (item and any(word in item for word in _FOR_CARS)) else None


def whose(record: Record) -> Whose:
    """Return whose the row is; beside a house a plate may be missing or unreadable.

    Raises:
        Refused: it names neither, or one that cannot be read.
    """
    if "room" in record.table.fields and (record.has("building") or record.has("room")):
        code = join_house_code(record.cell("building"), record.cell("entrance"), record.cell("room"))
        if isinstance(code, Unclear):
            raise record.refused(record.column("building"), code.why)
        return Whose(code.value, _plate_beside(record))
    house = record.take("house", read_house_code)
    if house is not None:
        return Whose(house, _plate_beside(record))
    if "plate" in record.table.fields and record.has("plate"):
        return Whose(None, record.need("plate", read_plate))
    column = record.column("house") or record.column("building") or record.column("plate")
    if record.column("house") is None and record.column("building") is None:
        raise record.refused(column, "是空的，请补上车牌号")
    raise record.refused(column, "是空的；如果和上一行是同一户，请把房号也填上")


def _plate_beside(record: Record) -> str | None:
    read = read_plate(record.cell("plate")) if record.has("plate") else None
    return read.value if isinstance(read, Understood) else None


def period(record: Record) -> tuple[date | None, date | None]:
    """Return the first and the last day, or None twice when the row names none.

    Raises:
        Refused: only one end is there, the end is before the beginning, or they cannot be read.
    """
    fields = record.table.fields
    if "first" in fields or "last" in fields:
        begun, ended = record.take("first", read_span), record.take("last", read_span)
        if begun and ended:
            return _in_order(record, begun.first, ended.last)
        if begun or ended:
            empty = "last" if begun else "first"
            name = "结束时间" if begun else "开始时间"
            column = record.column(empty)
            raise record.refused(column, "是空的，请补上" if column else f"只写了一头，请补上{name}")
    if "period" in fields and not ("first" in fields and "last" in fields):
        span = record.take("period", read_period)
        if span:
            return span.first, span.last
    return None, None


def _in_order(record: Record, first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise record.refused(record.column("last"), f"是 {last}，早于开始的 {first}，请核对")
    if first.day == last.day == 1 and first != last:
        record.count("有 {n} 行的结束时间是某月 1 日，按含这一天算；如果只到上个月底，请改成上个月最后一天。")
    return first, last


def payer(record: Record) -> tuple[Named, str | None]:
    """Return the names of a bill and the telephone; one that cannot be read is left out with a remark."""
    named = read_names(record.cell("name"))
    tenant = read_names(record.cell("tenant"))
    if named.tenant is None and tenant.name:
        named = named._replace(tenant=tenant.name)
    if not record.has("phone"):
        return named, None
    phones = read_phones(record.cell("phone"))
    if isinstance(phones, Unclear):
        record.warn("phone", f"{phones.why}，这一行没有收电话")
        return named, None
    return named, phones.value[0]
