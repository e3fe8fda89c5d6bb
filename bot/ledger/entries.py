"""What may be entered into the ledger: a new bill, a new payment, and whether its values fit. No database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import shanghai_day, to_ms
from bot.estate.tables import EstateId, HouseId
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BillId, BillState, CreditKind, FeeItemId, ImportId, Method
from bot.money import Fen
from bot.people.tables import PersonId
from bot.understanding.amounts import MOST

LONGEST_TEXT = 200
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewBill:
    """A charge to be entered; see `tables.Bill` for what each means."""

    estate_id: EstateId
    house_id: HouseId
    payer_id: PersonId | None
    item: str
    amount: Fen
    first_on: date | None = None
    last_on: date | None = None
    due_on: date | None = None
    label: str = ""
    fee_item_id: FeeItemId | None = None
    basis: dict[str, Any] = field(default_factory=dict)
    principal_id: BillId | None = None

    @property
    def period(self) -> str:
        """The period in the form in which it makes a bill unique."""
        return f"{self.first_on}/{self.last_on}" if self.first_on and self.last_on else ""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money to be booked. `payer_id` None: whoever owes alone, or today (`payments.record_payments`)."""

    estate_id: EstateId
    house_id: HouseId
    amount: Fen
    method: Method
    paid_at: datetime
    payer_id: PersonId | None = None
    voucher: str | None = None
    paid_by: str = ""
    memo: str = ""
    named: tuple[BillId, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """How a bill should have been, and why it was not."""

    amount: Fen
    due_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class NewCredit:
    """What is taken off a bill, and why."""

    kind: CreditKind
    amount: Fen
    reason: str


def check_bill(bill: NewBill) -> None:
    """Refuse values that no bill has; a period has both its days or none.

    Raises:
        Refusal: `bad_amount`, `bad_day`, `too_long`.
    """
    check_amount(bill.amount)
    for day in (bill.first_on, bill.last_on, bill.due_on):
        _check_day(day)
    if (bill.first_on is None) != (bill.last_on is None):  # half a period would not tell two bills apart
        raise Refusal("bad_day", day=bill.first_on or bill.last_on)
    if bill.first_on and bill.last_on and bill.last_on < bill.first_on:
        raise Refusal("bad_day", day=bill.last_on)
    if not bill.item.strip() or max(len(bill.item), len(bill.label)) > LONGEST_TEXT:
        raise Refusal("too_long", most=LONGEST_TEXT)


def check_payment(new: NewPayment, now: datetime) -> None:
    """Refuse values that no payment has.

    Raises:
        Refusal: `bad_amount`, `bad_day`, `paid_in_future`, `too_long`.
    """
    check_amount(new.amount)
    _check_day(shanghai_day(new.paid_at))
    if new.paid_at > now + CLOCKS_DIFFER:
        raise Refusal("paid_in_future", day=shanghai_day(new.paid_at))
    if max(len(new.voucher or ""), len(new.memo), len(new.paid_by)) > LONGEST_TEXT:
        raise Refusal("too_long", most=LONGEST_TEXT)


def check_amount(amount: Fen) -> None:
    """Refuse an amount that is not above zero and up to ten million yuan.

    Raises:
        Refusal: `bad_amount`.
    """
    if not 0 < amount.value <= MOST.value:
        raise Refusal("bad_amount", most=MOST)


def reason_of(text: str) -> str:
    """Return a reason as it is kept: nothing is taken back or waived without one.

    Raises:
        Refusal: `no_reason`.
    """
    if not text.strip():
        raise Refusal("no_reason")
    return text.strip()[:LONGEST_TEXT]


def _check_day(day: date | None) -> None:
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise Refusal("bad_day", day=day)


def bill_row(bill: NewBill, state: BillState, import_id: ImportId | None, at_ms: int) -> dict[str, Any]:
    """Return the row of a bill; a posted one is open in full until `accounts.settle` says otherwise."""
    posted = state is BillState.POSTED
    return {
        "estate_id": bill.estate_id,
        "house_id": bill.house_id,
        "payer_id": bill.payer_id,
        "fee_item_id": bill.fee_item_id,
        "item": bill.item,
        "label": bill.label,
        "period": bill.period,
        "first_on": bill.first_on,
        "last_on": bill.last_on,
        "amount_fen": bill.amount.value,
        "due_on": bill.due_on,
        "basis": bill.basis,
        "state": state,
        "import_id": import_id,
        "principal_id": bill.principal_id,
        "created_ms": at_ms,
        "posted_ms": at_ms if posted else None,
        "paid_fen": 0,
        "credited_fen": 0,
        "open_fen": bill.amount.value if posted else 0,
    }


def payment_row(new: NewPayment, payer_id: PersonId | None, import_id: ImportId | None, at_ms: int) -> dict[str, Any]:
    """Return the row of a valid payment."""
    return {
        "estate_id": new.estate_id,
        "house_id": new.house_id,
        "payer_id": payer_id,
        "fen": new.amount.value,
        "method": new.method,
        "voucher": new.voucher or None,
        "paid_by": new.paid_by,
        "memo": new.memo,
        "named": list(new.named),
        "import_id": import_id,
        "paid_ms": to_ms(new.paid_at),
        "paid_on": shanghai_day(new.paid_at),
        "recorded_ms": at_ms,
        "is_valid": True,
    }
