"""Whether the ledger agrees with itself, and what in it waits for a person: for `linli doctor`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from bot.ledger.tables import ALLOCATION, BILL, LINE, PAYMENT, BillState, LineState


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Counts. `untrue` are bills and payments whose derived figures do not follow from their rows: always 0."""

    bills: int
    payments: int
    untrue: int
    drafts: int
    without_payer: int
    without_due_date: int
    lines: int


def look_at_ledger(session: Session) -> LedgerState:
    """Count everything in a handful of statements."""
    posted = BILL.c.state == BillState.POSTED
    return LedgerState(
        bills=_count(session, BILL, posted),
        payments=_count(session, PAYMENT, PAYMENT.c.is_valid),
        untrue=_untrue_bills(session) + _untrue_payments(session),
        drafts=_count(session, BILL, BILL.c.state == BillState.DRAFT),
        without_payer=_count(session, BILL, BILL.c.open_fen > 0, BILL.c.payer_id.is_(None)),
        without_due_date=_count(session, BILL, BILL.c.open_fen > 0, BILL.c.due_on.is_(None)),
        lines=_count(session, LINE, LINE.c.state.in_([LineState.PROPOSED, LineState.UNSURE])),
    )


def _untrue_bills(session: Session) -> int:
    """Count bills whose money is not that of their allocations, or whose open rest does not follow."""
    got = select(ALLOCATION.c.bill_id, func.sum(ALLOCATION.c.fen).label("fen")).group_by(ALLOCATION.c.bill_id)
    parts = got.subquery()
    rest = BILL.c.amount_fen - BILL.c.paid_fen - BILL.c.credited_fen
    wrong = or_(
        BILL.c.paid_fen != func.coalesce(parts.c.fen, 0),
        (BILL.c.state == BillState.POSTED) & (BILL.c.open_fen != rest),
        (BILL.c.state != BillState.POSTED) & (BILL.c.open_fen + BILL.c.paid_fen > 0),
    )
    counted = select(func.count()).select_from(BILL).outerjoin(parts, parts.c.bill_id == BILL.c.id).where(wrong)
    return int(session.connection().execute(counted).scalar_one())


def _untrue_payments(session: Session) -> int:
    """Count payments of which more was used than there is; a reversed one has nothing to use."""
    used = select(ALLOCATION.c.payment_id, func.sum(ALLOCATION.c.fen).label("fen")).group_by(ALLOCATION.c.payment_id)
    parts = used.subquery()
    wrong = (parts.c.fen > PAYMENT.c.fen) | ~PAYMENT.c.is_valid
    counted = select(func.count()).select_from(PAYMENT).join(parts, parts.c.payment_id == PAYMENT.c.id).where(wrong)
    return int(session.connection().execute(counted).scalar_one())


def _count(session: Session, table: Any, *which: Any) -> int:
    return int(session.connection().execute(select(func.count()).select_from(table).where(*which)).scalar_one())
