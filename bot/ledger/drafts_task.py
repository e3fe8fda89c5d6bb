"""The one task of an estate that tells finance how many drafts of bills wait to be posted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.estate.tables import EstateId
from bot.ledger.tables import BILL, BillState
from bot.money import Fen
from bot.store.audit import Actor
from bot.tasks.service import ALIVE, NewTask, finish, note_event, open_task
from bot.tasks.tables import Task, TaskKind
from bot.texts.templates import Templates

MOST_NAMED = 5


class LeftOut(Protocol):
    """What was not billed: a house (empty: the whole item), the fee item, why (`billing.Missing`)."""

    @property
    def house(self) -> str:
        """The code of the house."""

    @property
    def item(self) -> str:
        """The name of the fee item."""

    @property
    def why(self) -> str:
        """The reason, a stable code."""


def tell_of_drafts(
    session: Session, estate_id: EstateId, missing: Sequence[LeftOut], templates: Templates, now: datetime
) -> None:
    """Say in one task of the estate how many drafts wait to be posted; one that is open gets the new numbers."""
    drafts = (BILL.c.estate_id == estate_id, BILL.c.state == BillState.DRAFT)
    begin = BILL.c.first_on
    sums = select(func.count(), func.sum(BILL.c.amount_fen), func.min(begin), func.max(begin), func.max(BILL.c.id))
    count, total, first, last, newest = session.connection().execute(sums.where(*drafts)).one()
    title = templates.render("billing.task", count=count, total=Fen(int(total)), first=first, last=last)
    detail = _left_out(missing, templates)
    there = _open_task(session, estate_id)
    if there is None:
        key = f"bills:{estate_id}:{newest}"
        new = NewTask(key=key, kind=TaskKind.POST_BILLS, title=title, detail=detail, estate_id=estate_id)
        open_task(session, new, now=now)
        return
    there.title, there.detail = title, detail
    session.add(there)
    note_event(session, there, actor="system", what="task.renewed", now=now)


def end_task_of_drafts(session: Session, estate_id: EstateId, *, by: Actor, now: datetime) -> None:
    """End the task of an estate when no draft waits any more."""
    drafts = select(BILL.c.id).where(BILL.c.estate_id == estate_id, BILL.c.state == BillState.DRAFT)
    there = _open_task(session, estate_id)
    if there is not None and session.connection().execute(drafts.limit(1)).first() is None:
        finish(session, there, login=by.name.removeprefix("staff:"), note="", now=now)


def _open_task(session: Session, estate_id: EstateId) -> Task | None:
    alive = (col(Task.key).startswith(f"bills:{estate_id}:"), col(Task.state).in_(ALIVE))
    return session.exec(select_rows(Task).where(*alive).order_by(col(Task.id).desc())).first()


def _left_out(missing: Sequence[LeftOut], templates: Templates) -> dict[str, Any]:
    """Return what finance must look at besides; the sum of a period that only begins is not known yet."""
    known = [each for each in missing if each.why != "no_shared_cost"]
    if not known:
        return {}
    named = "；".join(
        f"{each.house} {each.item}：{templates.render(f'billing.why.{each.why}')}".strip()
        for each in known[:MOST_NAMED]
    )
    return {"description": templates.render("billing.left_out", count=len(known), named=named)}
