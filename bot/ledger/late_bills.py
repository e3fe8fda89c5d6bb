"""Late fees (违约金) as drafts, once it is known how much: when a bill was settled late and the contract has a fee.

Until then the fee is shown beside its bill (`arrears`), never added to it. A person posts the draft or declares it
void; it is drafted once for each bill, whatever becomes of it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session

from bot.clock import shanghai_day
from bot.estate.settings import LateFee
from bot.estate.tables import EstateId, HouseId
from bot.ledger.arrears import less_of
from bot.ledger.bills import add_bills
from bot.ledger.entries import LONGEST_TEXT, NewBill
from bot.ledger.late_fee import late_fee
from bot.ledger.tables import BILL, BillState
from bot.money import Fen
from bot.store.audit import Actor
from bot.store.batches import in_batches

ITEM = "违约金"
LOOK_BACK = timedelta(days=92)


def draft_late_fees(
    session: Session, estate_id: EstateId, *, rule: LateFee, due_days: int, by: Actor, now: datetime
) -> int:
    """Draft the late fee of each bill that was settled late in the last three months; returns how many.

    `due_days` from today are given for paying it. Without an enabled rule nothing is drafted.
    """
    if not rule.enabled:
        return 0
    made, today = 0, shanghai_day(now)
    bills = _settled_late(session, estate_id, today)
    drafted = _drafted(session, {bill.house_id for bill in bills})
    due_on = today + timedelta(days=max(due_days, 0))
    for some in in_batches(bills):
        less = less_of(session, [bill.id for bill in some])
        new = [
            _fee_of(bill, Fen(fee), due_on=due_on)
            for bill in some
            if (fee := late_fee(bill.amount_fen, bill.due_on, less.get(bill.id, ()), rule=rule, as_of=today)) > 0
        ]
        new = [fee for fee in new if (fee.house_id, fee.label, fee.period) not in drafted]
        made += add_bills(session, new, state=BillState.DRAFT, by=by, now=now)
    return made


def _settled_late(session: Session, estate_id: EstateId, today: date) -> list[Any]:
    fee = BILL.alias("fee")
    wanted = select(BILL).where(
        BILL.c.estate_id == estate_id,
        BILL.c.state == BillState.POSTED,
        BILL.c.due_on < BILL.c.settled_on,
        BILL.c.settled_on >= today - LOOK_BACK,
        BILL.c.principal_id.is_(None),
        ~exists().where(fee.c.principal_id == BILL.c.id),
    )
    return list(session.connection().execute(wanted.order_by(BILL.c.id)))


def _drafted(session: Session, houses: Collection[HouseId]) -> set[tuple[HouseId, str, str]]:
    """Return the late fees of these houses, void or not: a bill that was corrected has another id, and one fee."""
    found: set[tuple[HouseId, str, str]] = set()
    for some in in_batches(sorted(houses)):
        wanted = select(BILL.c.house_id, BILL.c.label, BILL.c.period).where(
            BILL.c.house_id.in_(some), BILL.c.item == ITEM
        )
        found |= {(row.house_id, row.label, row.period) for row in session.connection().execute(wanted)}
    return found


def _fee_of(bill: Any, fee: Fen, *, due_on: date) -> NewBill:
    """Return the late fee of a bill; of an old sum without a period it is for the days on which it was late."""
    return NewBill(
        estate_id=bill.estate_id,
        house_id=bill.house_id,
        payer_id=bill.payer_id,
        item=ITEM,
        label=f"{bill.item} {bill.label}".strip()[:LONGEST_TEXT],
        amount=fee,
        first_on=bill.first_on or bill.due_on,
        last_on=bill.last_on or bill.settled_on,
        due_on=due_on,
        basis={"principal_fen": bill.amount_fen, "due_on": str(bill.due_on), "settled_on": str(bill.settled_on)},
        principal_id=bill.id,
    )
