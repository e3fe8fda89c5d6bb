"""Whether the ledger agrees with itself, and what in it waits for a person: for `linli doctor`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlmodel import Session

from bot.ledger.tables import ALLOCATION, BILL, CREDIT, LINE, PAYMENT, REVERSAL, BillState, LineState


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
    """Count bills whose money is not that of their allocations, or whose credits, open rest or day do not follow."""
    got = select(ALLOCATION.c.bill_id, func.sum(ALLOCATION.c.fen).label("fen")).group_by(ALLOCATION.c.bill_id)
    off = case((CREDIT.c.cancels_id.is_(None), CREDIT.c.fen), else_=-CREDIT.c.fen)
    credited = select(CREDIT.c.bill_id, func.sum(off).label("fen")).group_by(CREDIT.c.bill_id)
    parts, less = got.subquery(), credited.subquery()
    posted = BILL.c.state == BillState.POSTED
    wrong = or_(
        BILL.c.paid_fen != func.coalesce(parts.c.fen, 0),
        posted & (BILL.c.credited_fen != func.coalesce(less.c.fen, 0)),
        posted & (BILL.c.open_fen != BILL.c.amount_fen - BILL.c.paid_fen - BILL.c.credited_fen),
        posted & ((BILL.c.open_fen == 0) != BILL.c.settled_on.is_not(None)),
        ~posted & (BILL.c.open_fen + BILL.c.paid_fen + BILL.c.credited_fen > 0),
    )
    joined = BILL.outerjoin(parts, parts.c.bill_id == BILL.c.id).outerjoin(less, less.c.bill_id == BILL.c.id)
    return int(session.connection().execute(select(func.count()).select_from(joined).where(wrong)).scalar_one())


def _untrue_payments(session: Session) -> int:
    """Count payments of which more was used than there is, and those that stand although they were reversed."""
    used = select(ALLOCATION.c.payment_id, func.sum(ALLOCATION.c.fen).label("fen")).group_by(ALLOCATION.c.payment_id)
    parts = used.subquery()
    reversed_too = REVERSAL.c.id.is_not(None)
    wrong = or_(
        parts.c.fen > PAYMENT.c.fen, ~PAYMENT.c.is_valid & (parts.c.fen > 0), PAYMENT.c.is_valid == reversed_too
    )
    joined = PAYMENT.outerjoin(parts, parts.c.payment_id == PAYMENT.c.id).outerjoin(
        REVERSAL, REVERSAL.c.payment_id == PAYMENT.c.id
    )
    return int(session.connection().execute(select(func.count()).select_from(joined).where(wrong)).scalar_one())


def _count(session: Session, table: Any, *which: Any) -> int:
    return int(session.connection().execute(select(func.count()).select_from(table).where(*which)).scalar_one())
