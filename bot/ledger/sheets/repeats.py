"""What stands twice in one file: the same bill, periods of one fee that overlap, a person, a transaction.

The first in the file is taken, the later one refused with the row of the first; which of them is right only the clerk
can say.
"""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.ledger.sheets.record import Refused
from bot.ledger.sheets.rows import BillRow, PaymentRow, PersonRow, Place, Row, StatementRow


@dataclass(slots=True)
class Repeats:
    """What was taken so far of one file."""

    _periods: dict[tuple[str, str], list[tuple[date, date, Place]]] = field(default_factory=dict)
    _first: dict[tuple[object, ...], Place] = field(default_factory=dict)
    _areas: dict[str, tuple[int, Place]] = field(default_factory=dict)

    def check(self, row: Row) -> str | None:
        """Take note of a row; return a remark on it when it is odd but is taken.

        Raises:
            Refused: it contradicts or repeats a row before it.
        """
        match row:
            case BillRow():
                self._check_bill(row)
            case PersonRow():
                self._check_person(row)
            case StatementRow():
                self._refuse_second(
                    (row.source, row.reference), row.place, lambda where: f"这笔交易和{where}的单号相同"
                )
            case PaymentRow():
                key = (row.house, row.plate, row.item, row.first, row.last, row.paid_at, row.amount, row.voucher)
                before = self._first.setdefault(key, row.place)
                if before is not row.place:
                    return f"这一笔和{_where(before, row.place)}完全一样，都收下了，请核对是不是登记了两次。"
        return None

    def _check_bill(self, bill: BillRow) -> None:
        whose = (f"{bill.house or ''} {bill.plate or ''}".strip(), bill.item)
        if bill.first is None or bill.last is None:
            self._refuse_second((*whose, None), bill.place, lambda where: f"{whose[0]} 的{bill.item}和{where}重复")
            return
        taken = self._periods.setdefault(whose, [])
        place = bisect(taken, bill.first, key=lambda each: each[0])
        for first, last, before in taken[max(place - 1, 0) : place + 1]:
            if first <= bill.last and bill.first <= last:
                raise Refused(bill.place, _overlap(bill, (first, last), _where(before, bill.place)))
        taken.insert(place, (bill.first, bill.last, bill.place))

    def _check_person(self, person: PersonRow) -> None:
        if person.area_dm2 is not None:
            area, before = self._areas.setdefault(person.house, (person.area_dm2, person.place))
            if area != person.area_dm2:
                here, there = person.area_dm2 / 100, area / 100
                why = f"{person.house} 的面积这里是 {here:.2f}，{_where(before, person.place)}是 {there:.2f}，请核对"
                raise Refused(person.place, why)
        key = (person.house, person.name, person.relation, person.phone)
        self._refuse_second(key, person.place, lambda where: f"{person.house} 的这个人和{where}重复")

    def _refuse_second(self, key: tuple[object, ...], place: Place, words: Callable[[str], str]) -> None:
        before = self._first.setdefault(key, place)
        if before is not place:
            raise Refused(place, f"{words(_where(before, place))}，只收了前面那一行")


def check_all(repeats: Repeats, rows: Sequence[Row]) -> list[str]:
    """Check the rows that one line of a list became; return the remarks.

    Raises:
        Refused: one of them contradicts or repeats a row before it.
    """
    return [remark for row in rows if (remark := repeats.check(row)) is not None]


def _overlap(bill: BillRow, taken: tuple[date, date], where: str) -> str:
    whose = f"{bill.house or ''} {bill.plate or ''}".strip() + f" 的{bill.item}"
    if taken == (bill.first, bill.last):
        return f"{whose}和{where}是同一期，重复了，只收了前面那一行"
    return f"{whose}这一期（{bill.first} 至 {bill.last}）和{where}的（{taken[0]} 至 {taken[1]}）有重叠，请核对"


def _where(before: Place, here: Place) -> str:
    return f"第 {before.row} 行" if before.sheet == here.sheet else f"“{before.sheet}”第 {before.row} 行"
