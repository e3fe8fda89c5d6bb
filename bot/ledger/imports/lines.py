"""Lines of a statement after their import: proposals are confirmed, the others are given to a house or set aside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from bot.clock import from_ms, shanghai_day, to_ms
from bot.estate.tables import Estate, EstateId, HouseId
from bot.ledger.accounts import Account
from bot.ledger.entries import NewPayment
from bot.ledger.imports.matching import Match, Matcher
from bot.ledger.imports.statement import METHOD_OF, TAKEN_BACK, load_books
from bot.ledger.payments import record_payment, record_payments, taken_vouchers
from bot.ledger.refusals import Refusal
from bot.ledger.sheets.rows import StatementRow
from bot.ledger.tables import LINE, PAYMENT, BillId, ImportId, LineState, PaymentId
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.audit import Actor, leave_trace
from bot.store.batches import in_batches
from bot.tasks.service import NewTask, cancel, finish, open_task
from bot.tasks.tables import Task, TaskKind
from bot.texts.templates import Templates
from bot.understanding.phones import mask_phones

WAITING = (LineState.PROPOSED, LineState.UNSURE)


def add_lines(
    session: Session,
    estate_id: EstateId,
    lines: Sequence[tuple[StatementRow, Match]],
    *,
    templates: Templates,
    import_id: ImportId,
    now: datetime,
) -> None:
    """Keep new lines: the sure ones as proposals, each of the others with a task for finance."""
    _forget_taken_back(session, estate_id, [row.reference for row, _ in lines])
    rows = []
    for line, match in lines:
        row = {**_row(line, match), "estate_id": estate_id, "import_id": import_id}
        task = None if match.is_sure else _task(session, row, match, templates, now)
        rows.append({**row, "state": LineState.PROPOSED if match.is_sure else LineState.UNSURE, "task_id": task})
    for some in in_batches(rows):
        session.connection().execute(insert(LINE), some)


def waiting_lines(session: Session, estate_id: EstateId, *, import_id: ImportId | None = None) -> list[Any]:
    """Return the lines that wait for a person, the oldest first."""
    wanted = select(LINE).where(LINE.c.estate_id == estate_id, LINE.c.state.in_(WAITING))
    if import_id is not None:
        wanted = wanted.where(LINE.c.import_id == import_id)
    return list(session.connection().execute(wanted.order_by(LINE.c.paid_ms, LINE.c.id)))


def confirm_lines(
    session: Session,
    estate: Estate,
    *,
    templates: Templates,
    by: Actor,
    now: datetime,
    import_id: ImportId | None = None,
) -> tuple[int, Fen, int]:
    """Book every proposal that is still as sure as when it was made; the others become tasks.

    Returns how many were booked, how much, and how many are not sure any more: somebody paid or booked meanwhile.
    """
    proposals = [
        line for line in waiting_lines(session, estate.id, import_id=import_id) if line.state == LineState.PROPOSED
    ]
    matcher = Matcher(load_books(session, estate, today=shanghai_day(now)))
    marks = {(METHOD_OF[line.source].value, line.reference) for line in proposals}
    taken = taken_vouchers(session, estate.id, marks)
    good, total = [], 0
    for line in proposals:
        found = matcher.match(memo=line.memo, counterparty=line.counterparty, fen=line.fen)
        booked = (METHOD_OF[line.source].value, line.reference) in taken
        if booked or (found.is_sure, found.house_id, found.payer_id) != (True, line.house_id, line.payer_id):
            why = "booked_already" if booked else found.why if not found.is_sure else "contradiction"
            _doubt(session, line, Match(False, why, line.house_id), templates, now=now)
            continue
        named = (BillId(found.bill_id),) if found.bill_id is not None else ()
        good.append((line, _payment(line, line.house_id, line.payer_id, named)))
        total += line.fen
    _book(session, good, by=by, now=now)
    return len(good), Fen(total), len(proposals) - len(good)


def book_line(session: Session, estate: Estate, line_id: int, to: Account, *, by: Actor, now: datetime) -> PaymentId:
    """Book a line of an estate for the house that a person names, and the payer if he names one.

    Raises:
        Refusal: `no_such_line`, `line_is_done`, or why the payment cannot be booked.
    """
    line = _waiting(session, estate, line_id)
    payment = record_payment(session, _payment(line, to.house_id, to.payer_id, ()), by=by, now=now)
    payer = select(PAYMENT.c.payer_id).where(PAYMENT.c.id == payment).scalar_subquery()
    values = {"state": LineState.BOOKED, "payment_id": payment, "house_id": to.house_id, "payer_id": payer}
    values |= {"why": "by_hand"}
    session.connection().execute(update(LINE).where(LINE.c.id == line_id).values(values))
    _end_task(session, line, by=by, now=now)
    leave_trace(session, by, "line.booked", f"line:{line_id}", now=now, detail={"payment": payment})
    return payment


def set_line_aside(session: Session, estate: Estate, line_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Say that a line is no payment of a fee (a deposit, a transfer between own accounts): nothing is booked.

    Raises:
        Refusal: `no_such_line`, `line_is_done`, `no_reason`.
    """
    if not reason.strip():
        raise Refusal("no_reason")
    line = _waiting(session, estate, line_id)
    session.connection().execute(update(LINE).where(LINE.c.id == line_id).values(state=LineState.SET_ASIDE))
    _end_task(session, line, by=by, now=now, note=reason)
    leave_trace(session, by, "line.set_aside", f"line:{line_id}", now=now, detail={"reason": reason[:200]})


def take_lines_back(session: Session, import_id: ImportId, *, by: Actor, now: datetime) -> int:
    """Set the lines of a file aside that still wait, and end their tasks; returns how many there were."""
    waiting = (LINE.c.import_id == import_id, LINE.c.state.in_(WAITING))
    lines = list(session.connection().execute(select(LINE).where(*waiting)))
    session.connection().execute(update(LINE).where(*waiting).values(state=LineState.SET_ASIDE, why=TAKEN_BACK))
    for line in lines:
        _end_task(session, line, by=by, now=now, note=f"import.{TAKEN_BACK}")
    return len(lines)


def _forget_taken_back(session: Session, estate_id: EstateId, references: Sequence[str]) -> None:
    """Make room for lines that come in again after their file was taken back."""
    for some in in_batches(references):
        again = (LINE.c.estate_id == estate_id, LINE.c.why == TAKEN_BACK, LINE.c.reference.in_(some))
        session.connection().execute(delete(LINE).where(*again))


def _book(session: Session, good: Sequence[tuple[Any, NewPayment]], *, by: Actor, now: datetime) -> None:
    if not good:
        return
    made = record_payments(session, [new for _, new in good], by=by, now=now)
    booked = update(LINE).where(LINE.c.id == bindparam("line"))
    booked = booked.values(state=LineState.BOOKED, payment_id=bindparam("payment"))
    rows = [{"line": line.id, "payment": payment} for (line, _), payment in zip(good, made, strict=True)]
    session.connection().execute(booked, rows)


def _doubt(session: Session, line: Any, match: Match, templates: Templates, *, now: datetime) -> None:
    task = _task(session, line._mapping, match, templates, now)
    values = {"state": LineState.UNSURE, "why": match.why, "task_id": task}
    session.connection().execute(update(LINE).where(LINE.c.id == line.id).values(values))


def _waiting(session: Session, estate: Estate, line_id: int) -> Any:
    wanted = select(LINE).where(LINE.c.id == line_id, LINE.c.estate_id == estate.id)
    line = session.connection().execute(wanted.with_for_update()).first()
    if line is None:
        raise Refusal("no_such_line", line=line_id)
    if line.state not in WAITING:
        raise Refusal("line_is_done", line=line_id)
    return line


def _payment(line: Any, house_id: HouseId, payer_id: PersonId | None, named: tuple[BillId, ...]) -> NewPayment:
    return NewPayment(
        estate_id=line.estate_id,
        house_id=house_id,
        payer_id=payer_id,
        amount=Fen(line.fen),
        method=METHOD_OF[line.source],
        paid_at=from_ms(line.paid_ms),
        voucher=line.reference,
        paid_by=line.counterparty[:50],
        memo=line.memo[:100],
        named=named,
    )


def _row(row: StatementRow, match: Match) -> dict[str, Any]:
    return {
        "source": row.source,
        "reference": row.reference,
        "paid_ms": to_ms(row.paid_at),
        "fen": row.amount.value,
        "counterparty": row.counterparty[:100],
        "memo": row.memo[:200],
        "why": match.why,
        "house_id": match.house_id,
        "payer_id": match.payer_id,
    }


def _task(session: Session, line: Mapping[str, Any], match: Match, templates: Templates, now: datetime) -> int | None:
    """Open the task of a line that is not sure: what it is, and why nobody could tell."""
    memo = mask_phones(line["memo"])[:30] or "—"
    new = NewTask(
        key=f"line:{line['import_id']}:{line['source']}:{line['reference']}",
        kind=TaskKind.MATCH_PAYMENT,
        title=templates.render("import.line_task", amount=Fen(line["fen"]), memo=memo),
        detail={"why": templates.render(f"import.unsure_{match.why}"), "reference": line["reference"]},
        estate_id=line["estate_id"],
        house_id=match.house_id,
    )
    return open_task(session, new, now=now).id


def _end_task(session: Session, line: Any, *, by: Actor, now: datetime, note: str = "") -> None:
    task = session.get(Task, line.task_id) if line.task_id is not None else None
    if task is None:
        return
    if note:
        cancel(session, task, actor=by.name, note=note[:200], now=now)
    else:
        finish(session, task, login=by.name.removeprefix("staff:"), note="", now=now)
