"""Rows of payments (缴费历史) against what is booked: the bill that a row names, and whether it is there already."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from bot.clock import as_shanghai, shanghai_day
from bot.estate.tables import HouseId
from bot.ledger.entries import NewBill, NewPayment, check_bill, check_payment
from bot.ledger.imports.bills import house_of
from bot.ledger.imports.known import BillKey, Known
from bot.ledger.imports.preview import Clerk
from bot.ledger.payments import account_for, debtors_of, taken_vouchers
from bot.ledger.periods import said
from bot.ledger.refusals import Refusal
from bot.ledger.sheets.rows import PaymentRow
from bot.ledger.tables import PAYMENT, RUN, BillId, Method
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.batches import Tell, in_batches, told

METHODS = (
    (("微信", "wechat", "财付通"), Method.WECHAT),
    (("支付宝", "alipay"), Method.ALIPAY),
    (("刷卡", "pos", "银行卡"), Method.CARD),
    (("现金", "cash"), Method.CASH),
    (("转账", "汇款", "对公", "网银", "银行"), Method.TRANSFER),
)


class Mark(NamedTuple):
    """What a payment is known by, together with its voucher."""

    house_id: HouseId
    paid_on: date
    fen: int


class PaymentsPlanner:
    """Holds rows against the ledger; what is booked already is found by voucher, else by house, day and amount."""

    def __init__(self, session: Session, known: Known, clerk: Clerk, *, now: datetime) -> None:
        """Write into the preview of `clerk`; nothing may have been paid after `now`."""
        self._session, self._known, self._preview, self._clerk, self._now = session, known, clerk.preview, clerk, now
        self._booked: dict[Mark, list[str | None]] = {}
        self._vouchers: dict[Any, Any] = {}
        self._debtors: dict[HouseId, set[PersonId | None]] = {}
        self._places: dict[tuple[BillKey, str], int] = {}
        self._due_days = 0

    def plan(self, rows: Sequence[PaymentRow], tell: Tell, *, due_days: int) -> None:
        """Plan all rows in their order."""
        self._due_days = due_days
        houses = {self._known.places.get(row.house.rpartition("/")[2]) for row in rows if row.house}
        houses |= {self._known.plates.get(row.plate) for row in rows if row.plate}
        there = [house for house in houses if house is not None and house > 0]
        self._booked = _booked(self._session, there)
        self._debtors = debtors_of(self._session, there)
        marks = {(method_of(row.method).value, row.voucher) for row in rows if row.voucher}
        taken = taken_vouchers(self._session, self._known.estate.id, marks)
        self._vouchers = {mark: ("taken", payment) for mark, payment in taken.items()}
        for row in told(rows, tell):
            self._row(row)

    def _row(self, row: PaymentRow) -> None:
        house = house_of(row, self._known, self._clerk)
        if house is None or self._is_there(row, house):
            return
        new = NewPayment(
            estate_id=self._known.estate.id,
            house_id=house,
            amount=row.amount,
            method=method_of(row.method),
            paid_at=by_now(row.paid_at, self._now),
            voucher=row.voucher,
            memo=_memo(row),
        )
        bill, made, place = self._bill(row, house)
        if made is not None and self._overlaps(row, made):
            return
        try:
            check_payment(new, self._now)
            if made is not None:
                check_bill(made)
            named = (BillId(bill.id),) if bill is not None else ()
            payer = made.payer_id if made else self._account(new, bill)
        except Refusal as refusal:
            self._clerk.refuse(row.place, f"ledger.{refusal.why}", **refusal.facts)
            return
        if made is not None and place == len(self._preview.new_bills):
            self._preview.new_bills.append(made)
            self._known.enter(BillKey(house, made.item, made.label), made)
            self._places[BillKey(house, made.item, made.label), made.period] = place
        self._preview.payments.append((replace(new, payer_id=payer, named=named), place))
        self._preview.create += 1
        self._preview.total += row.amount.value

    def _is_there(self, row: PaymentRow, house: HouseId) -> bool:
        """Decide whether a row is booked already, or its voucher stands for other money."""
        alike = self._booked.get(Mark(house, shanghai_day(row.paid_at), row.amount.value), [])
        if row.voucher in alike or (row.voucher is None and alike):
            alike.remove(row.voucher if row.voucher in alike else alike[0])
            self._preview.same += 1
            return True
        if row.voucher is None:
            return False
        voucher = (method_of(row.method).value, row.voucher)
        where, other = self._vouchers.get(voucher, ("", None))
        if where:
            self._clerk.refuse(row.place, f"voucher_{where}", voucher=row.voucher, other=other)
        elif None in alike:
            self._clerk.refuse(row.place, "maybe_booked", amount=row.amount)
        else:
            self._vouchers[voucher] = ("twice", row.place.row)
            return False
        return True

    def _bill(self, row: PaymentRow, house: HouseId) -> tuple[Any, NewBill | None, int | None]:
        """Return the standing bill that a row names, or the one to be made of what it says was charged and its place.

        Money for a period that was never billed here would else pay other bills: the history brings its bill along.
        """
        if not (row.item and row.first and row.last):
            return None, None, None
        period = f"{row.first}/{row.last}"
        key = self._known.key_of(house, row.item, row.plate, period)
        there = self._known.bills[key].get(period)
        if isinstance(there, NewBill):
            return None, there, self._places[key, period]
        if there is not None:
            if row.charged is not None and row.charged.value != there.amount_fen:
                self._clerk.warn(row.place, "charged_differs", charged=row.charged, ours=Fen(there.amount_fen))
            return there, None, None
        if row.charged is None or row.charged.value <= 0:
            self._clerk.warn(row.place, "no_such_period", item=row.item)
            return None, None, None
        new = NewBill(
            estate_id=self._known.estate.id,
            house_id=house,
            payer_id=self._known.payers.on_or_after(house, row.item, row.first),
            item=row.item,
            amount=row.charged,
            first_on=row.first,
            last_on=row.last,
            due_on=self._known.due_on(row.item, row.first, self._due_days),
            label=key.label,
        )
        return None, new, len(self._preview.new_bills)

    def _overlaps(self, row: PaymentRow, made: NewBill) -> bool:
        """Refuse money for a part of what is billed as one: a second bill for those days would charge them twice."""
        key = BillKey(made.house_id, made.item, made.label)
        if made.period in self._known.bills[key]:
            return False
        other = self._known.overlapping(key, made.period)
        if other is not None:
            self._clerk.refuse(row.place, "paid_part", item=made.item, period=said(*other))
        return other is not None

    def _account(self, new: NewPayment, bill: Any) -> PersonId | None:
        if bill is not None:
            return PersonId(bill.payer_id) if bill.payer_id is not None else None
        return account_for(new, self._known.payers, self._debtors).payer_id


@lru_cache(maxsize=256)
def method_of(text: str | None) -> Method:
    """Read how money came, as lists write it; what is not known is `other`."""
    said = (text or "").lower()
    return next((method for words, method in METHODS if any(word in said for word in words)), Method.OTHER)


def by_now(paid_at: datetime, now: datetime) -> datetime:
    """Return when money came in: a list with days alone says noon, and the noon of today may still lie ahead."""
    is_ahead = paid_at > now and shanghai_day(paid_at) == shanghai_day(now)
    return now if is_ahead and as_shanghai(paid_at).time() == time(12) else paid_at


def _memo(row: PaymentRow) -> str:
    """Return what was written beside a payment, and who took it (收银员)."""
    return "；".join(part for part in ((row.note or "")[:80], (row.cashier or "")[:20]) if part)


def _booked(session: Session, houses: Sequence[HouseId]) -> dict[Mark, list[str | None]]:
    """Return the vouchers of what is booked, by house, day and amount.

    Reversed payments count too (a list must not bring them back), those of a file that was taken back do not.
    """
    found: dict[Mark, list[str | None]] = {}
    for some in in_batches(sorted(houses)):
        wanted = (
            select(PAYMENT.c.house_id, PAYMENT.c.paid_on, PAYMENT.c.fen, PAYMENT.c.voucher)
            .outerjoin(RUN, RUN.c.id == PAYMENT.c.import_id)
            .where(PAYMENT.c.house_id.in_(some), RUN.c.undone_ms.is_(None))
            .order_by(PAYMENT.c.id)
        )
        for row in session.connection().execute(wanted):
            found.setdefault(Mark(row.house_id, row.paid_on, row.fen), []).append(row.voucher)
    return found
