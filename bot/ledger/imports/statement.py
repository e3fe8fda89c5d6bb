"""Lines of a statement (流水): what is new, whose money it is for sure, what a person must look at."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from bot.clock import shanghai_day
from bot.estate.tables import Building, Estate, EstateId, House, HouseId
from bot.ledger.entries import NewPayment, check_payment
from bot.ledger.imports.known import name_key
from bot.ledger.imports.matching import Books, Debt, Match, Matcher
from bot.ledger.imports.payments import by_now
from bot.ledger.imports.preview import Clerk
from bot.ledger.payers import payers_of
from bot.ledger.payments import taken_vouchers
from bot.ledger.refusals import Refusal
from bot.ledger.sheets.rows import StatementRow
from bot.ledger.tables import BILL, LINE, Method
from bot.people.tables import Person, PersonId
from bot.store.batches import Tell, in_batches, told
from bot.understanding.phones import find_phones

TAKEN_BACK = "taken_back"
"""Why a line is set aside whose file was taken back: it may come in again."""
METHOD_OF = {"wechat": Method.WECHAT, "alipay": Method.ALIPAY, "bank": Method.TRANSFER}


def plan_lines(
    session: Session, estate: Estate, rows: Sequence[StatementRow], clerk: Clerk, *, now: datetime, tell: Tell
) -> None:
    """Plan the lines of a statement: the sure ones are to be proposed, the others become tasks."""
    preview = clerk.preview
    there = _known_references(session, estate.id, rows)
    seen: set[tuple[str, str]] = set()
    marks = {(METHOD_OF[row.source].value, row.reference) for row in rows}
    booked = taken_vouchers(session, estate.id, marks)
    matcher = Matcher(load_books(session, estate, today=shanghai_day(now)))
    for row in told(rows, tell):
        mark = (row.source, row.reference)
        if mark in there:
            preview.same += 1
            continue
        if mark in seen:
            clerk.refuse(row.place, "line_twice", reference=row.reference[:40])
            continue
        seen.add(mark)
        row = replace(row, paid_at=by_now(row.paid_at, now))  # noqa: PLW2901 - the same line, its moment made possible
        if _is_no_payment(row, estate, clerk, now):
            continue
        found = (
            Match(False, "booked_already")
            if (METHOD_OF[row.source].value, row.reference) in booked
            else matcher.match(memo=row.memo, counterparty=row.counterparty, fen=row.amount.value)
        )
        preview.lines.append((row, found))
        if found.is_sure:
            preview.create += 1
            preview.total += row.amount.value
        else:
            clerk.warn(row.place, f"unsure_{found.why}")


def _is_no_payment(row: StatementRow, estate: Estate, clerk: Clerk, now: datetime) -> bool:
    """Refuse a line that could never be booked: one such line would keep all others from being confirmed."""
    method, nowhere = METHOD_OF[row.source], HouseId(0)
    try:
        check_payment(NewPayment(estate.id, nowhere, row.amount, method, row.paid_at, voucher=row.reference), now)
    except Refusal as refusal:
        clerk.refuse(row.place, f"ledger.{refusal.why}", **refusal.facts)
        return True
    return False


def load_books(session: Session, estate: Estate, *, today: date) -> Books:
    """Load what lines are matched against: houses, phones, names, and all that is open in an estate."""
    connection = session.connection()
    codes: dict[tuple[str | None, str | None, str], list[HouseId]] = defaultdict(list)
    houses = (
        select(col(House.id), col(House.entrance), col(House.room), col(Building.code))
        .join(Building, col(Building.id) == col(House.building_id))
        .where(col(House.estate_id) == estate.id)
    )
    for row in connection.execute(houses):
        codes[row.code.upper(), row.entrance, row.room.upper()].append(row.id)
        if row.entrance is not None:
            codes[row.code.upper(), None, row.room.upper()].append(row.id)
    phones: dict[str, list[PersonId]] = defaultdict(list)
    names: dict[PersonId, str] = {}
    for person in connection.execute(select(col(Person.id), col(Person.name), col(Person.phone))):
        names[person.id] = name_key(person.name)
        for phone in find_phones(person.phone or ""):
            phones[phone].append(person.id)
    return Books(codes, phones, names, _debts(session, estate.id, today), frozenset({estate.code, estate.name}))


def _debts(session: Session, estate_id: EstateId, today: date) -> list[Debt]:
    wanted = select(BILL.c.house_id, BILL.c.payer_id, BILL.c.id, BILL.c.open_fen).where(
        BILL.c.estate_id == estate_id, BILL.c.open_fen > 0
    )
    found: dict[tuple[HouseId, PersonId | None], list[tuple[int, int]]] = defaultdict(list)
    for row in session.connection().execute(wanted.order_by(BILL.c.id)):
        found[row.house_id, row.payer_id].append((row.id, row.open_fen))
    payers = payers_of(session, {house for house, _ in found})
    return [
        Debt(
            house,
            payer,
            sum(rest for _, rest in bills),
            tuple(bills),
            is_former=payers.of(house, None, today) not in (None, payer),
        )
        for (house, payer), bills in found.items()
    ]


def _known_references(session: Session, estate_id: EstateId, rows: Sequence[StatementRow]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for some in in_batches(sorted({row.reference for row in rows})):
        wanted = select(LINE.c.source, LINE.c.reference).where(
            LINE.c.estate_id == estate_id, LINE.c.reference.in_(some), LINE.c.why != TAKEN_BACK
        )
        found |= {(row.source, row.reference) for row in session.connection().execute(wanted)}
    return found
