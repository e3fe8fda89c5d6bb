"""Every change of a bill: it comes in, is posted, void, corrected, waived, or gets its payer.

Each function adds its rows, leaves a trace (who, when, what, from where) and settles the accounts that it touched, in
the caller's transaction. What cannot be done is a `Refusal`, and then nothing was done.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from bot.clock import shanghai_day, to_ms
from bot.estate.tables import EstateId, HouseId
from bot.ledger.accounts import Account, lock_houses, settle
from bot.ledger.drafts_task import end_task_of_drafts
from bot.ledger.entries import Correction, NewBill, NewCredit, bill_row, check_amount, check_bill, reason_of
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, CREDIT, PAYMENT, BillId, BillState, ImportId
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.audit import Actor, leave_trace, leave_traces
from bot.store.batches import in_batches


def add_bills(
    session: Session,
    bills: Sequence[NewBill],
    *,
    state: BillState,
    by: Actor,
    now: datetime,
    import_id: ImportId | None = None,
) -> int:
    """Enter bills as drafts or posted; the caller has made sure that none is there yet. Returns how many.

    Raises:
        Refusal: an amount, a day or a text does not fit (`bad_amount`, `bad_day`, `too_long`).
    """
    for bill in bills:
        check_bill(bill)
    if not bills:
        return 0
    at = to_ms(now)
    if state is BillState.POSTED:
        lock_houses(session, {bill.house_id for bill in bills})
    for some in in_batches(bills, 5000):
        session.connection().execute(insert(BILL), [bill_row(bill, state, import_id, at) for bill in some])
    accounts = {Account(bill.house_id, bill.payer_id) for bill in bills}
    if state is BillState.POSTED:
        _settle_with_money(session, accounts)
    if import_id is None:
        detail = {"count": len(bills), "fen": sum(bill.amount.value for bill in bills)}
        leave_trace(session, by, f"bills.{state}", f"estate:{bills[0].estate_id}", now=now, detail=detail)
    return len(bills)


def post_drafts(
    session: Session, estate_id: EstateId, first: date, last: date, *, by: Actor, now: datetime
) -> tuple[int, Fen]:
    """Post the drafts whose period begins from `first` to `last` (inclusive); from now on they are owed.

    Posting again does nothing. Returns how many and how much.
    """
    drafts = (BILL.c.estate_id == estate_id, BILL.c.state == BillState.DRAFT, BILL.c.first_on.between(first, last))
    lock_houses(session, session.connection().execute(select(BILL.c.house_id).where(*drafts)).scalars().all())
    posted = {"state": BillState.POSTED, "posted_ms": to_ms(now), "open_fen": BILL.c.amount_fen}
    # Somebody may have posted or added drafts while this waited for the houses: what was posted here is what counts.
    made = update(BILL).where(*drafts).values(posted).returning(BILL.c.house_id, BILL.c.payer_id, BILL.c.amount_fen)
    rows = list(session.connection().execute(made))
    if not rows:
        return 0, Fen(0)
    _settle_with_money(session, {Account(row.house_id, row.payer_id) for row in rows})
    total = Fen(sum(row.amount_fen for row in rows))
    detail = {"count": len(rows), "fen": total.value, "first": str(first), "last": str(last)}
    leave_trace(session, by, "bills.posted", f"estate:{estate_id}", now=now, detail=detail)
    end_task_of_drafts(session, estate_id, by=by, now=now)
    return len(rows), total


def void_bill(session: Session, bill_id: BillId, *, reason: str, by: Actor, now: datetime) -> None:
    """Declare a bill void: it was never owed. What was paid on it settles other bills or becomes credit.

    Raises:
        Refusal: `no_such_bill`, `bill_is_void`, or `no_reason`.
    """
    bill = _standing_bill(session, bill_id)
    detail = {"reason": reason_of(reason)}
    _void(session, [bill_id], now)
    settle(session, [Account(bill.house_id, bill.payer_id)])
    leave_trace(session, by, "bill.voided", f"bill:{bill_id}", now=now, detail=detail)


def correct_bill(session: Session, bill_id: BillId, to: Correction, *, by: Actor, now: datetime) -> BillId:
    """Replace a bill by one with another amount or due date; money that named the old one follows to the new one.

    Waivers of the old bill end with it: a corrected charge is waived anew if it should be.

    Raises:
        Refusal: `no_such_bill`, `bill_is_void`, `bad_amount`, `bad_day`, `no_reason`.
    """
    old = _standing_bill(session, bill_id)
    detail = {"reason": reason_of(to.reason), "from_fen": old.amount_fen, "to_fen": to.amount.value}
    new = replace_bills(session, [(old, to.amount, to.due_on)], now=now)[0]
    settle(session, [Account(old.house_id, old.payer_id)])
    leave_trace(
        session,
        by,
        "bill.corrected",
        f"bill:{bill_id}",
        now=now,
        detail={**detail, "due_on": str(to.due_on), "new": new},
    )
    return new


def replace_bills(
    session: Session,
    changes: Sequence[tuple[Any, Fen, date | None]],
    *,
    now: datetime,
    import_id: ImportId | None = None,
) -> list[BillId]:
    """Void each old bill (a row of `bill`) and enter it anew with its amount and due date; the caller settles.

    Raises:
        Refusal: `bad_amount`, `bad_day`.
    """
    rows = []
    for old, amount, due_on in changes:
        new = NewBill(
            estate_id=old.estate_id,
            house_id=old.house_id,
            payer_id=old.payer_id,
            item=old.item,
            amount=amount,
            first_on=old.first_on,
            last_on=old.last_on,
            due_on=due_on,
            label=old.label,
            fee_item_id=old.fee_item_id,
            principal_id=old.principal_id,
        )
        check_bill(new)
        rows.append({**bill_row(new, BillState(old.state), import_id, to_ms(now)), "replaces_id": old.id})
    _void(session, [old.id for old, _, _ in changes], now)
    entered = insert(BILL).returning(BILL.c.id, sort_by_parameter_order=True)
    return [BillId(row.id) for some in in_batches(rows) for row in session.connection().execute(entered, some)]


def due_date_of(session: Session, bill_id: BillId) -> date | None:
    """Return the due date of a bill.

    Raises:
        Refusal: `no_such_bill`, `bill_is_void`.
    """
    due_on: date | None = _standing_bill(session, bill_id).due_on
    return due_on


def credit_bill(session: Session, bill_id: BillId, off: NewCredit, *, by: Actor, now: datetime) -> int:
    """Waive a part of a posted bill, or correct it downwards; returns the id of the row.

    Raises:
        Refusal: `no_such_bill`, `bill_is_void`, `bill_is_draft`, `bad_amount`, `credit_too_large`, `no_reason`.
    """
    bill = _standing_bill(session, bill_id)
    if bill.state != BillState.POSTED:
        raise Refusal("bill_is_draft", bill=bill_id)
    check_amount(off.amount)
    left = bill.amount_fen - bill.credited_fen
    if off.amount.value > left:
        raise Refusal("credit_too_large", amount=off.amount, most=Fen(left))
    row = {"bill_id": bill_id, "kind": off.kind, "fen": off.amount.value, "reason": reason_of(off.reason)}
    added = insert(CREDIT).values(**row, on_day=shanghai_day(now), at_ms=to_ms(now)).returning(CREDIT.c.id)
    made = int(session.connection().execute(added).scalar_one())
    settle(session, [Account(bill.house_id, bill.payer_id)])
    detail = {"fen": off.amount.value, "credit": made}
    leave_trace(session, by, f"bill.{off.kind}", f"bill:{bill_id}", now=now, detail=detail)
    return made


def cancel_credit(session: Session, credit_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a waiver or credit note back: what it took off is owed again.

    Raises:
        Refusal: `no_such_credit`, `credit_is_cancelled`, `no_reason`.
    """
    row = session.connection().execute(select(CREDIT).where(CREDIT.c.id == credit_id)).first()
    if row is None or row.cancels_id is not None:
        raise Refusal("no_such_credit", credit=credit_id)
    bill = _standing_bill(session, row.bill_id)
    if session.connection().execute(select(CREDIT.c.id).where(CREDIT.c.cancels_id == credit_id)).first():
        raise Refusal("credit_is_cancelled", credit=credit_id)
    back = {
        "bill_id": row.bill_id,
        "kind": row.kind,
        "fen": row.fen,
        "reason": reason_of(reason),
        "cancels_id": credit_id,
    }
    session.connection().execute(insert(CREDIT).values(**back, on_day=shanghai_day(now), at_ms=to_ms(now)))
    settle(session, [Account(bill.house_id, bill.payer_id)])
    leave_trace(session, by, "bill.credit_cancelled", f"bill:{row.bill_id}", now=now, detail={"credit": credit_id})


def assign_payer(session: Session, house_id: HouseId, payer_id: PersonId, *, by: Actor, now: datetime) -> int:
    """Let a person owe what is charged for a house and stands against nobody yet; returns how many bills.

    Debts that have a debtor never move: they stay his when he moves out.
    """
    return assign_payers(session, {house_id: payer_id}, by=by, now=now)


def assign_payers(session: Session, owners: Mapping[HouseId, PersonId], *, by: Actor, now: datetime) -> int:
    """Do so for many houses at once (see `assign_payer`)."""
    lock_houses(session, owners.keys())
    moved: dict[HouseId, int] = {}
    for house_id, payer_id in owners.items():
        for table in (BILL, PAYMENT):
            nobody = update(table).where(table.c.house_id == house_id, table.c.payer_id.is_(None))
            count = session.connection().execute(nobody.values(payer_id=payer_id)).rowcount
            moved[house_id] = moved.get(house_id, 0) + (count if table is BILL else 0)
    settle(session, [Account(house_id, payer_id) for house_id, payer_id in owners.items()])
    traces = [(f"house:{house}", {"payer": owners[house], "bills": count}) for house, count in moved.items() if count]
    leave_traces(session, by, "bills.payer_known", traces, now=now)
    return sum(moved.values())


def _void(session: Session, bills: Sequence[BillId], now: datetime) -> None:
    for some in in_batches(bills):
        voided = update(BILL).where(BILL.c.id.in_(some)).values(state=BillState.VOID, voided_ms=to_ms(now))
        session.connection().execute(voided)


def void_all(session: Session, bills: Sequence[Any], *, now: datetime) -> None:
    """Declare many bills (rows of `bill`) void; the caller settles."""
    _void(session, [bill.id for bill in bills], now)


def _settle_with_money(session: Session, accounts: set[Account]) -> None:
    """Settle the accounts that have money; where there is none, a posted bill is open in full, as it was entered."""
    lock_houses(session, {account.house_id for account in accounts})
    with_money: set[Account] = set()
    for some in in_batches(sorted({account.house_id for account in accounts})):
        wanted = select(PAYMENT.c.house_id, PAYMENT.c.payer_id).where(PAYMENT.c.house_id.in_(some), PAYMENT.c.is_valid)
        with_money |= {Account(*row) for row in session.connection().execute(wanted.distinct())}
    settle(session, accounts & with_money)


def _standing_bill(session: Session, bill_id: BillId) -> Any:
    wanted = select(BILL).where(BILL.c.id == bill_id)
    found = session.connection().execute(wanted).first()
    if found is None:
        raise Refusal("no_such_bill", bill=bill_id)
    lock_houses(session, [found.house_id])
    bill = session.connection().execute(wanted).one()
    if bill.state == BillState.VOID:
        raise Refusal("bill_is_void", bill=bill_id)
    return bill
