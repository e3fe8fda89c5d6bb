"""A file held against the ledger: what it would do. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import shanghai_day
from bot.estate.tables import Estate, HouseId
from bot.ledger.imports.bills import BillsPlanner
from bot.ledger.imports.known import Known, load_bills, load_known
from bot.ledger.imports.payments import PaymentsPlanner
from bot.ledger.imports.people import PeoplePlan, PeoplePlanner
from bot.ledger.imports.preview import Clerk, Preview, in_order
from bot.ledger.imports.statement import plan_lines
from bot.ledger.policy import LedgerPolicy
from bot.ledger.sheets.rows import BillRow, Kind, PaymentRow, PersonRow, Place, ReadFile, StatementRow
from bot.store.batches import Tell, tell_nobody
from bot.texts.templates import Templates

NAMED_HOUSES = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """A preview with what carrying it out needs; it holds for the transaction in which it was made."""

    estate: Estate
    preview: Preview
    templates: Templates
    people: PeoplePlan | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What planning needs beside the file: the estate, whether it is new, the words, the policy, if houses are made."""

    estate: Estate
    templates: Templates
    policy: LedgerPolicy
    create_houses: bool = False
    new_estate: bool = False


def plan_file(
    session: Session, read: ReadFile, setting: Setting, *, now: datetime, tell: Tell = tell_nobody
) -> Planned:
    """Hold a file that was read against the ledger.

    Everything that a file of its kind can do stands in the preview, also the rows that could not be read.
    """
    preview = Preview(read.kind, refused=list(read.refused), warnings=[*read.passed_over, *read.warnings])
    clerk = Clerk(setting.templates, preview)
    known = load_known(session, setting.estate, create_houses=setting.create_houses)
    people = None
    match read.kind:
        case Kind.BILLS | Kind.ARREARS:
            bills = [row for row in read.rows if isinstance(row, BillRow)]
            load_bills(session, known, _houses_meant(bills, known), {row.item for row in bills})
            due_days = setting.policy.due_days
            BillsPlanner(known, clerk, due_days=due_days, today=shanghai_day(now)).plan(bills, tell)
        case Kind.PAYMENTS:
            payments = [row for row in read.rows if isinstance(row, PaymentRow)]
            items = {row.item for row in payments if row.item}
            load_bills(session, known, _houses_meant(payments, known), items)
            PaymentsPlanner(session, known, clerk, now=now).plan(payments, tell, due_days=setting.policy.due_days)
        case Kind.PEOPLE:
            planner = PeoplePlanner(session, known, clerk, today=shanghai_day(now))
            planner.plan([row for row in read.rows if isinstance(row, PersonRow)], tell)
            people = planner.todo
        case Kind.STATEMENT:
            lines = [row for row in read.rows if isinstance(row, StatementRow)]
            plan_lines(session, setting.estate, lines, clerk, now=now, tell=tell)
    preview.new_houses = _used(known, preview, people)
    _warn_of_new_places(clerk, setting, Place(read.sheets[0] if read.sheets else "", 0))
    preview.refused, preview.warnings = in_order(preview.refused), in_order(preview.warnings)
    return Planned(setting.estate, preview, setting.templates, people)


def _warn_of_new_places(clerk: Clerk, setting: Setting, sheet: Place) -> None:
    """Name what is made beside the rows themselves: a slip of the pen would make a house or a whole estate."""
    if setting.new_estate:
        clerk.warn(sheet, "new_estate", estate=setting.estate.code)
    codes = list(clerk.preview.new_houses.values())
    if codes:
        more = "等" if len(codes) > NAMED_HOUSES else ""
        clerk.warn(sheet, "new_houses", count=len(codes), houses="、".join(codes[:NAMED_HOUSES]) + more)


def _used(known: Known, preview: Preview, people: PeoplePlan | None) -> dict[int, str]:
    """Return the houses to be made: those that a row needs which is not refused."""
    used: set[int] = {bill.house_id for bill in preview.new_bills} | {new.house_id for new, _ in preview.payments}
    used |= set(people.houses) if people else set()
    return {house: code for house, code in known.made.items() if house in used}


def _houses_meant(rows: Sequence[Any], known: Known) -> set[HouseId]:
    meant = {
        known.places.get(row.house.rpartition("/")[2]) if row.house else known.plates.get(row.plate) for row in rows
    }
    return {house for house in meant if house is not None}
