"""A plan carried out as one transaction, and taken back."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.clock import to_ms
from bot.estate.tables import Building, Estate, House, HouseId
from bot.ledger.accounts import Account, lock_houses, settle
from bot.ledger.bills import add_bills, assign_payers, replace_bills, void_all
from bot.ledger.entries import NewBill
from bot.ledger.imports.lines import add_lines, take_lines_back
from bot.ledger.imports.people import PeoplePlan
from bot.ledger.imports.planning import Planned
from bot.ledger.imports.preview import Preview
from bot.ledger.payments import record_payments, undo_payments
from bot.ledger.refusals import Refusal
from bot.ledger.sheets.rows import Kind
from bot.ledger.tables import (
    BILL,
    PAYMENT,
    RUN,
    VEHICLE,
    BillId,
    BillState,
    ImportId,
    ImportRun,
)
from bot.money import Fen
from bot.people.tables import Person, PersonId, Residency
from bot.store.audit import Actor, leave_trace
from bot.store.batches import Tell, in_batches, tell_nobody

TAKEN_BACK = "import.taken_back"


def carry_out(
    session: Session, planned: Planned, file: Path, *, by: Actor, now: datetime, tell: Tell = tell_nobody
) -> ImportId | None:
    """Do what a plan says, in the transaction in which it was made; None when there is nothing to do.

    Returns the number under which all of it can be taken back (`take_back`).
    """
    preview = planned.preview
    if preview.is_empty:
        return None
    lock_houses(session, _touched(preview))
    run = _note_run(session, planned, file, by, now)
    houses = _make_houses(session, planned)
    if planned.people is not None:
        _write_people(session, planned, houses, by, now)
    new = [replace(bill, house_id=houses.get(bill.house_id, bill.house_id)) for bill in preview.new_bills]
    _enter_bills(session, new, run, tell, by=by, now=now)
    bills = _ids_of(session, new, run) if any(place is not None for _, place in preview.payments) else []
    if preview.changed_bills:
        replace_bills(session, preview.changed_bills, now=now, import_id=run)
        settle(session, {Account(old.house_id, old.payer_id) for old, _, _ in preview.changed_bills})
    payments = [
        replace(
            new,
            house_id=houses.get(new.house_id, new.house_id),
            named=new.named if place is None else (bills[place],),
        )
        for new, place in preview.payments
    ]
    record_payments(session, payments, by=by, now=now, import_id=run)
    add_lines(session, planned.estate.id, preview.lines, templates=planned.templates, import_id=run, now=now)
    detail = {"kind": preview.kind, "create": preview.create, "change": preview.change, "fen": preview.total}
    leave_trace(session, by, "file.imported", f"import:{run}", now=now, detail=detail)
    return run


def _touched(preview: Preview) -> set[HouseId]:
    """Return the houses that are there and that a plan books for: locked at once, so that two files cannot block."""
    houses = {bill.house_id for bill in preview.new_bills} | {new.house_id for new, _ in preview.payments}
    houses |= {old.house_id for old, _, _ in preview.changed_bills}
    return {house for house in houses if house > 0}


def take_back(session: Session, estate: Estate, run_id: ImportId, *, by: Actor, now: datetime) -> dict[str, int]:
    """Take back what a file brought in: its bills void, those that it corrected as before, its payments reversed.

    Money that was paid on its bills meanwhile settles other bills or becomes credit. Lines that were booked stay, the
    others may come in again.

    Raises:
        Refusal: `no_such_import`, `import_taken_back` (it was before), `import_of_people` (people stay as they are).
    """
    wanted = select(RUN).where(RUN.c.id == run_id, RUN.c.estate_id == estate.id)
    run = session.connection().execute(wanted.with_for_update()).first()
    if run is None:
        raise Refusal("no_such_import", run=run_id)
    if run.undone_ms is not None:
        raise Refusal("import_taken_back", run=run_id)
    if run.kind == Kind.PEOPLE:
        raise Refusal("import_of_people", run=run_id)
    bills, payments = _made_by(session, run_id)
    lock_houses(session, {row.house_id for row in [*bills, *payments]})
    old = _corrected(session, bills)
    undo_payments(session, payments, reason=TAKEN_BACK, now=now)
    void_all(session, [bill for bill in bills if bill.replaces_id is None], now=now)
    # What is as before replaces the correction, so that money which named either bill follows to it.
    again = [(bill, old[bill.replaces_id]) for bill in bills if bill.replaces_id is not None]
    replace_bills(session, [(bill, Fen(before.amount_fen), before.due_on) for bill, before in again], now=now)
    settle(session, {Account(row.house_id, row.payer_id) for row in [*bills, *payments]})
    lines = take_lines_back(session, run_id, by=by, now=now)
    session.connection().execute(update(RUN).where(RUN.c.id == run_id).values(undone_ms=to_ms(now)))
    done = {"bills": len(bills), "corrections": len(old), "payments": len(payments), "lines": lines}
    leave_trace(session, by, "file.taken_back", f"import:{run_id}", now=now, detail=done)
    return done


def runs_of(session: Session, estate: Estate) -> list[Any]:
    """Return the files that were taken in, the newest first."""
    wanted = select(RUN).where(RUN.c.estate_id == estate.id).order_by(RUN.c.id.desc())
    return list(session.connection().execute(wanted))


def _note_run(session: Session, planned: Planned, file: Path, by: Actor, now: datetime) -> ImportId:
    preview = planned.preview
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    run = ImportRun(
        estate_id=planned.estate.id,
        kind=preview.kind,
        file_name=file.name[:200],
        sha256=digest,
        at_ms=to_ms(now),
        actor=by.name,
        counts={"create": preview.create, "change": preview.change, "fen": preview.total},
    )
    session.add(run)
    session.flush()
    return run.id


def _make_houses(session: Session, planned: Planned) -> dict[int, HouseId]:
    """Make the houses that are new, with their buildings; return their ids by the negative ones of the plan."""
    made: dict[int, HouseId] = {}
    codes = planned.preview.new_houses
    buildings = _buildings(session, planned.estate, {code.split("-")[0] for code in codes.values()})
    values = planned.people.houses if planned.people else {}
    rows = []
    for stub, code in codes.items():
        building, _, rest = code.partition("-")
        entrance, _, room = rest.rpartition("-")
        row = House(
            estate_id=planned.estate.id,
            building_id=buildings[building].id,
            code=code,
            entrance=entrance or None,
            room=room,
            area_dm2=0,
        )
        for name, value in values.get(stub, {}).items():
            setattr(row, name, value)
        rows.append((stub, row))
    session.add_all(row for _, row in rows)
    session.flush()
    made.update((stub, row.id) for stub, row in rows)
    return made


def _buildings(session: Session, estate: Estate, codes: set[str]) -> dict[str, Building]:
    there = session.exec(select_rows(Building).where(Building.estate_id == estate.id))
    found = {building.code: building for building in there}
    new = [Building(estate_id=estate.id, code=code) for code in sorted(codes - found.keys())]
    session.add_all(new)
    session.flush()
    return found | {building.code: building for building in new}


def _enter_bills(
    session: Session, new: Sequence[NewBill], run: ImportId, tell: Tell, *, by: Actor, now: datetime
) -> None:
    """Enter the new bills as posted."""
    done = 0
    for some in in_batches(new, 5000):
        done += add_bills(session, some, state=BillState.POSTED, by=by, now=now, import_id=run)
        tell(done, len(new))


def _ids_of(session: Session, new: Sequence[NewBill], run: ImportId) -> list[BillId]:
    """Return the ids of the bills that a file brought in, in the order of its plan."""
    wanted = select(BILL.c.id, BILL.c.house_id, BILL.c.item, BILL.c.label, BILL.c.period).where(BILL.c.import_id == run)
    ids = {tuple(row[1:]): BillId(row.id) for row in session.connection().execute(wanted)}
    return [ids[bill.house_id, bill.item, bill.label, bill.period] for bill in new]


def _write_people(session: Session, planned: Planned, houses: dict[int, HouseId], by: Actor, now: datetime) -> None:
    todo = planned.people or PeoplePlan()
    for house_id, values in todo.houses.items():
        if house_id > 0 and values:
            session.connection().execute(update(House).where(col(House.id) == house_id).values(values))
    for person_id, phone in todo.phones.items():
        session.connection().execute(update(Person).where(col(Person.id) == person_id).values(phone=phone))
    session.add_all(todo.new_people.values())
    session.flush()
    ids = {stub: person.id for stub, person in todo.new_people.items()}
    session.add_all(
        Residency(
            person_id=ids.get(person, person), house_id=houses.get(house, HouseId(house)), relation=what, from_on=since
        )
        for house, person, what, since in todo.residencies
    )
    session.flush()
    plates = [
        {"estate_id": planned.estate.id, "plate": plate, "house_id": houses.get(house, house)}
        for plate, house in todo.plates.items()
    ]
    if plates:
        session.connection().execute(insert(VEHICLE), plates)
    owning = {house: todo.first_owners[house] for house in _against_nobody(session, todo.first_owners)}
    owners = {house: PersonId(ids.get(owner, owner)) for house, owner in owning.items()}
    assign_payers(session, owners, by=by, now=now)


def _against_nobody(session: Session, houses: Collection[HouseId]) -> list[HouseId]:
    """Return the houses for which something was charged or paid while nobody was known."""
    found: set[HouseId] = set()
    for some in in_batches(sorted(houses)):
        for table in (BILL, PAYMENT):
            nobody = select(table.c.house_id).where(table.c.house_id.in_(some), table.c.payer_id.is_(None))
            found |= set(session.connection().execute(nobody.distinct()).scalars())
    return sorted(found)


def _made_by(session: Session, run_id: ImportId) -> tuple[list[Any], list[Any]]:
    bills = select(BILL).where(BILL.c.import_id == run_id, BILL.c.state != BillState.VOID).order_by(BILL.c.id)
    payments = select(PAYMENT).where(PAYMENT.c.import_id == run_id, PAYMENT.c.is_valid).order_by(PAYMENT.c.id)
    connection = session.connection()
    return list(connection.execute(bills)), list(connection.execute(payments))


def _corrected(session: Session, bills: Sequence[Any]) -> dict[BillId, Any]:
    """Return the bills, as they were, that the bills of a file replaced."""
    found: dict[BillId, Any] = {}
    for some in in_batches([bill.replaces_id for bill in bills if bill.replaces_id is not None]):
        found |= {row.id: row for row in session.connection().execute(select(BILL).where(BILL.c.id.in_(some)))}
    return found
