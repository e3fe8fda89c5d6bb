"""The scheduled side of billing: what begins soon is drafted by itself, and finance is told that drafts wait."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session
from sqlmodel import select as select_rows

from bot.clock import shanghai_day
from bot.estate.settings import EstateTable
from bot.estate.tables import Estate, EstateId
from bot.ledger.billing import draft_bills, plan_bills
from bot.ledger.late_bills import draft_late_fees
from bot.ledger.periods import Span
from bot.ledger.policy import LedgerPolicy
from bot.ledger.tables import BILL, BillState
from bot.money import Fen
from bot.store.audit import Actor
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind
from bot.texts.templates import Templates

CATCH_UP = timedelta(days=31)
BY_ITSELF = Actor("system", "tick")


def draft_upcoming(
    session: Session, *, estates: EstateTable, policy: LedgerPolicy, templates: Templates, now: datetime
) -> int:
    """Draft the bills of every estate whose period begins within `bill_ahead_days`, and late fees that are final.

    A month that was slept through is caught up. Running again adds nothing. Returns how many drafts were made.
    """
    today, made = shanghai_day(now), 0
    within = Span(today - CATCH_UP, today + timedelta(days=policy.bill_ahead_days))
    for estate in session.exec(select_rows(Estate)).all():
        new = draft_bills(session, plan_bills(session, estate.id, within), by=BY_ITSELF, now=now)
        settings = estates.of(estate.code)
        if settings is not None:
            rule, days = settings.contract.late_fee, policy.due_days
            new += draft_late_fees(session, estate.id, rule=rule, due_days=days, by=BY_ITSELF, now=now)
        if new:
            _tell_finance(session, estate.id, templates, now)
        made += new
    return made


def _tell_finance(session: Session, estate_id: EstateId, templates: Templates, now: datetime) -> None:
    """Open one task a day: so many drafts wait for somebody to post them."""
    drafts = select(
        func.count(), func.sum(BILL.c.amount_fen), func.min(BILL.c.first_on), func.max(BILL.c.first_on)
    ).where(BILL.c.estate_id == estate_id, BILL.c.state == BillState.DRAFT)
    count, total, first, last = session.connection().execute(drafts).one()
    title = templates.render("billing.task", count=count, total=Fen(int(total)), first=first, last=last)
    key = f"bills:{estate_id}:{shanghai_day(now)}"
    open_task(session, NewTask(key=key, kind=TaskKind.POST_BILLS, title=title, estate_id=estate_id), now=now)
