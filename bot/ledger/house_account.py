"""One house's account as a person reads it: every bill with what settled it, every payment, what is left."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.estate.settings import LateFee
from bot.estate.tables import HouseId
from bot.ledger.arrears import HouseArrears, arrears_of_house
from bot.ledger.tables import BILL, PAYMENT
from bot.people.tables import Person


@dataclass(frozen=True, slots=True)
class HouseAccount:
    """What stands in the books for a house: rows of `bill` and `payment` with the payer's name, and what is open."""

    bills: tuple[Any, ...]
    payments: tuple[Any, ...]
    arrears: HouseArrears


def account_of_house(session: Session, house_id: HouseId, *, as_of: date, rule: LateFee | None = None) -> HouseAccount:
    """Return the whole account of a house, void bills and reversed payments too, the oldest first."""
    bills = _rows(session, BILL, house_id, BILL.c.first_on, BILL.c.id)
    payments = _rows(session, PAYMENT, house_id, PAYMENT.c.paid_ms, PAYMENT.c.id)
    return HouseAccount(bills, payments, arrears_of_house(session, house_id, as_of=as_of, rule=rule))


def _rows(session: Session, table: Any, house_id: HouseId, *order: Any) -> tuple[Any, ...]:
    wanted = select(table, col(Person.name).label("payer")).outerjoin(Person, col(Person.id) == table.c.payer_id)
    return tuple(session.connection().execute(wanted.where(table.c.house_id == house_id).order_by(*order)))
