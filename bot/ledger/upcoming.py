"""The scheduled side of billing: what begins soon is drafted by itself, and finance is told that drafts wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.clock import shanghai_day
from bot.estate.settings import EstateTable
from bot.estate.tables import Estate, EstateId
from bot.ledger.billing import Missing, draft_periods
from bot.ledger.late_bills import draft_late_fees
from bot.ledger.periods import Span
from bot.ledger.policy import LedgerPolicy
from bot.ledger.tables import BILL, BillState
from bot.money import Fen
from bot.store.audit import Actor
from bot.tasks.service import ALIVE, NewTask, note_event, open_task
from bot.tasks.tables import Task, TaskKind
from bot.texts.templates import Templates

CATCH_UP = timedelta(days=31)
COSTS_BACK = timedelta(days=366)
BY_ITSELF = Actor("system", "tick")
MOST_NAMED = 5


def draft_upcoming(
    session: Session, *, estates: EstateTable, policy: LedgerPolicy, templates: Templates, now: datetime
) -> int:
    """Draft the bills of every estate whose period begins within `bill_ahead_days`, and late fees that are final.

    A month that was slept through is caught up, and shared costs that were entered for a period of the last year, since
    those are known late. Running again adds nothing. Returns how many drafts were made.
    """
    today, made = shanghai_day(now), 0
    within = Span(today - CATCH_UP, today + timedelta(days=policy.bill_ahead_days))
    for estate in session.exec(select_rows(Estate).order_by(col(Estate.id))).all():
        plan = draft_periods(session, estate.id, within, by=BY_ITSELF, now=now, costs_since=today - COSTS_BACK)
        new, settings = len(plan.new), estates.of(estate.code)
        if settings is not None:
            rule, days = settings.contract.late_fee, policy.due_days
            new += draft_late_fees(session, estate.id, rule=rule, due_days=days, by=BY_ITSELF, now=now)
        if new:
            _tell_finance(session, estate.id, plan.missing, templates, now)
        made += new
    return made


def _tell_finance(
    session: Session, estate_id: EstateId, missing: Sequence[Missing], templates: Templates, now: datetime
) -> None:
    """Say in one task of the estate how many drafts wait to be posted; one that is open gets the new numbers."""
    drafts = (BILL.c.estate_id == estate_id, BILL.c.state == BillState.DRAFT)
    begin = BILL.c.first_on
    sums = select(func.count(), func.sum(BILL.c.amount_fen), func.min(begin), func.max(begin), func.max(BILL.c.id))
    count, total, first, last, newest = session.connection().execute(sums.where(*drafts)).one()
    title = templates.render("billing.task", count=count, total=Fen(int(total)), first=first, last=last)
    detail = _left_out(missing, templates)
    alive = (Task.kind == TaskKind.POST_BILLS, Task.estate_id == estate_id, col(Task.state).in_(ALIVE))
    there = session.exec(select_rows(Task).where(*alive).order_by(col(Task.id).desc())).first()
    if there is None:
        key = f"bills:{estate_id}:{newest}"
        new = NewTask(key=key, kind=TaskKind.POST_BILLS, title=title, detail=detail, estate_id=estate_id)
        open_task(session, new, now=now)
        return
    there.title, there.detail = title, detail
    session.add(there)
    note_event(session, there, actor=BY_ITSELF.name, what="task.renewed", now=now)


def _left_out(missing: Sequence[Missing], templates: Templates) -> dict[str, Any]:
    """Return what finance must look at besides; the sum of a period that only begins is not known yet."""
    known = [each for each in missing if each.why != "no_shared_cost"]
    if not known:
        return {}
    named = "；".join(
        f"{each.house} {each.item}：{templates.render(f'billing.why.{each.why}')}".strip()
        for each in known[:MOST_NAMED]
    )
    return {"description": templates.render("billing.left_out", count=len(known), named=named)}
