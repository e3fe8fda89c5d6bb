"""Money that comes in, and money that did not stand: every change of a payment.

Like `bills.py`: rows are added, a trace is left, the touched accounts are settled, a `Refusal` changes nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.clock import shanghai_day, to_ms
from bot.estate.tables import EstateId, HouseId
from bot.ledger.accounts import Account, lock_houses, settle
from bot.ledger.entries import NewPayment, check_payment, payment_row, reason_of
from bot.ledger.payers import Payers, payers_of
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, PAYMENT, REVERSAL, BillId, ImportId, PaymentId
from bot.people.tables import PersonId
from bot.store.audit import Actor, leave_trace, leave_traces
from bot.store.batches import in_batches


def record_payment(
    session: Session, new: NewPayment, *, by: Actor, now: datetime, import_id: ImportId | None = None
) -> PaymentId:
    """Book money that came in; it settles the bills that its payer named, then the oldest (民法典第560条).

    Raises:
        Refusal: `bad_amount`, `paid_in_future`, `bad_day`, `too_long`, `voucher_taken` (the same money was booked
            before), `bill_of_another` (a named bill is not this payer's), `which_debtor` (the house has debts of
            several people, and whose are meant was not said).
    """
    made = record_payments(session, [new], by=by, now=now, import_id=import_id)
    return made[0]


def record_payments(
    session: Session, payments: Sequence[NewPayment], *, by: Actor, now: datetime, import_id: ImportId | None = None
) -> list[PaymentId]:
    """Book several payments at once; one that is refused refuses them all (see `record_payment`).

    Payments of an import leave one trace, that of their file.
    """
    if not payments:
        return []
    payments = [replace(new, voucher=(new.voucher or "").strip() or None) for new in payments]
    houses = {new.house_id for new in payments}
    lock_houses(session, houses)
    _refuse_taken_vouchers(session, payments)
    payers, debtors, named = payers_of(session, houses), debtors_of(session, houses), _named_bills(session, payments)
    accounts, rows = [], []
    for new in payments:
        check_payment(new, now)
        accounts.append(_account_named(new, named) if new.named else account_for(new, payers, debtors))
        rows.append(payment_row(new, accounts[-1].payer_id, import_id, to_ms(now)))
    made = _enter(session, payments, rows)
    settle(session, set(accounts))
    if import_id is None:
        booked = [(f"payment:{made_id}", _detail(new)) for made_id, new in zip(made, payments, strict=True)]
        leave_traces(session, by, "payment.recorded", booked, now=now)
    return made


def _detail(new: NewPayment) -> dict[str, Any]:
    return {"house": new.house_id, "fen": new.amount.value, "method": new.method}


def reverse_payment(session: Session, payment_id: PaymentId, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a payment back (bounced, entered wrongly): what it settled is owed again. The row stays.

    Raises:
        Refusal: `no_such_payment`, `payment_is_reversed`, `no_reason`.
    """
    wanted = select(PAYMENT).where(PAYMENT.c.id == payment_id)
    found = session.connection().execute(wanted).first()
    if found is None:
        raise Refusal("no_such_payment", payment=payment_id)
    lock_houses(session, [found.house_id])
    payment = session.connection().execute(wanted).one()
    if not payment.is_valid:
        raise Refusal("payment_is_reversed", payment=payment_id)
    reason = reason_of(reason)
    undo_payments(session, [payment], reason=reason, now=now)
    settle(session, [Account(payment.house_id, payment.payer_id)])
    detail = {"house": payment.house_id, "fen": payment.fen, "reason": reason}
    leave_trace(session, by, "payment.reversed", f"payment:{payment_id}", now=now, detail=detail)


def undo_payments(session: Session, payments: Sequence[Any], *, reason: str, now: datetime) -> None:
    """Add the reversals of valid payments (rows of `payment`); the caller settles."""
    if not payments:
        return
    rows = [{"payment_id": payment.id, "at_ms": to_ms(now), "reason": reason} for payment in payments]
    session.connection().execute(insert(REVERSAL), rows)
    for some in in_batches([payment.id for payment in payments]):
        session.connection().execute(update(PAYMENT).where(PAYMENT.c.id.in_(some)).values(is_valid=False))


def taken_vouchers(
    session: Session, estate_id: EstateId, vouchers: Collection[tuple[str, str]]
) -> dict[Any, PaymentId]:
    """Return which of these (method, voucher) are booked already, and as which payment."""
    found: dict[Any, PaymentId] = {}
    methods = sorted({method for method, _ in vouchers})
    for some in in_batches(sorted({voucher for _, voucher in vouchers})):
        wanted = select(PAYMENT.c.id, PAYMENT.c.method, PAYMENT.c.voucher).where(
            PAYMENT.c.estate_id == estate_id,
            PAYMENT.c.method.in_(methods),
            PAYMENT.c.voucher.in_(some),
            PAYMENT.c.is_valid,
        )
        found |= {(row.method, row.voucher): PaymentId(row.id) for row in session.connection().execute(wanted)}
    return {key: payment for key, payment in found.items() if key in vouchers}


def _refuse_taken_vouchers(session: Session, payments: Sequence[NewPayment]) -> None:
    """Nobody's money counts twice: a voucher is booked once, until its payment is reversed."""
    for estate_id in sorted({new.estate_id for new in payments}):
        marks = [(new.method.value, new.voucher) for new in payments if new.voucher and new.estate_id == estate_id]
        there = taken_vouchers(session, estate_id, set(marks))
        twice = [mark for mark, count in Counter(marks).items() if count > 1 or mark in there]
        if twice:
            raise Refusal("voucher_taken", voucher=twice[0][1], payment=there.get(twice[0], "-"))


def _enter(session: Session, payments: Sequence[NewPayment], rows: Sequence[dict[str, Any]]) -> list[PaymentId]:
    """Insert the rows. Who booked one of their vouchers for another house at the same moment was first: a refusal."""
    booked = insert(PAYMENT).returning(PAYMENT.c.id, sort_by_parameter_order=True)
    connection = session.connection()
    try:
        with connection.begin_nested():
            return [PaymentId(row.id) for some in in_batches(rows) for row in connection.execute(booked, some)]
    except IntegrityError:
        _refuse_taken_vouchers(session, payments)
        raise


def debtors_of(session: Session, houses: Collection[HouseId]) -> dict[HouseId, set[PersonId | None]]:
    """Return who has open bills for each house."""
    found: dict[HouseId, set[PersonId | None]] = {}
    for some in in_batches(sorted(houses)):
        wanted = select(BILL.c.house_id, BILL.c.payer_id).where(BILL.c.house_id.in_(some), BILL.c.open_fen > 0)
        for house_id, payer_id in session.connection().execute(wanted.distinct()):
            found.setdefault(house_id, set()).add(payer_id)
    return found


def account_for(new: NewPayment, payers: Payers, debtors: Mapping[HouseId, set[PersonId | None]]) -> Account:
    """Decide whose debt money settles that names no bill: who was said, who owes alone, who owes today.

    Raises:
        Refusal: `which_debtor`: several owe for the house, or only somebody who is not its payer any more.
    """
    if new.payer_id is not None:
        return Account(new.house_id, new.payer_id)
    today = payers.of(new.house_id, None, shanghai_day(new.paid_at))
    owing = debtors.get(new.house_id, set())
    if len(owing) > 1 or (owing and today is not None and today not in owing):
        raise Refusal("which_debtor")
    return Account(new.house_id, next(iter(owing)) if owing else today)


def _named_bills(session: Session, payments: Sequence[NewPayment]) -> dict[BillId, Account]:
    """Return whose bills the payments name; an id that is no bill is missing."""
    found: dict[BillId, Account] = {}
    for some in in_batches(sorted({bill for new in payments for bill in new.named})):
        wanted = select(BILL.c.id, BILL.c.house_id, BILL.c.payer_id).where(BILL.c.id.in_(some))
        for bill, house_id, payer_id in session.connection().execute(wanted):
            found[bill] = Account(house_id, payer_id)
    return found


def _account_named(new: NewPayment, bills: Mapping[BillId, Account]) -> Account:
    accounts = {bills.get(bill) for bill in new.named}
    account = accounts.pop()
    if accounts or account is None or account.house_id != new.house_id or new.payer_id not in (None, account.payer_id):
        raise Refusal("bill_of_another")
    return account
