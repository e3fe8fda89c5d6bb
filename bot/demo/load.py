"""Loading the demo estate: houses, people and staff, then its year of bills and payments."""

from dataclasses import dataclass
from datetime import date
from random import Random

from sqlmodel import Session, col, func, select

from bot.demo.calendar import ANCHOR, Calendar
from bot.demo.money import load_money
from bot.demo.people import load_buildings, load_houses, load_people, load_staff
from bot.estate.service import estate_by_code
from bot.estate.tables import Estate, EstateId, House
from bot.ledger.tables import Bill, Payment
from bot.people.tables import Residency, StaffScope

ESTATE_CODE = "阳光"
ESTATE_NAME = "阳光花园"
SEED = 1


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What is there after loading; `created` False: it was there before, and nothing was changed."""

    estate_id: EstateId
    created: bool
    houses: int
    people: int
    staff: int
    bills: int
    payments: int


def load_demo(session: Session, *, today: date = ANCHOR, seed: int = SEED) -> DemoReport:
    """Load the demo estate as of `today`; loading it again changes nothing. The caller commits.

    Raises:
        ValueError: `today` lies so far away that the ledger does not know its days (`Calendar`).
    """
    estate = estate_by_code(session, ESTATE_CODE)
    if estate is not None:
        return _report(session, estate.id, created=False)
    calendar = Calendar(today)
    estate = Estate(code=ESTATE_CODE, name=ESTATE_NAME, city="示例市")
    session.add(estate)
    session.flush()
    buildings = load_buildings(session, estate.id)
    houses = load_houses(session, buildings, today)
    load_people(session, houses, today, Random(seed))  # noqa: S311 - invented names, no secret
    load_staff(session, buildings)
    load_money(session, buildings, houses, calendar, seed=seed)
    return _report(session, estate.id, created=True)


def _report(session: Session, estate_id: EstateId, *, created: bool) -> DemoReport:
    here = select(House.id).where(House.estate_id == estate_id)
    living = select(func.count(func.distinct(Residency.person_id))).where(col(Residency.house_id).in_(here))
    staff = select(func.count(func.distinct(StaffScope.staff_id))).where(StaffScope.estate_id == estate_id)
    houses = select(func.count()).select_from(House).where(House.estate_id == estate_id)
    bills = select(func.count()).select_from(Bill).where(Bill.estate_id == estate_id)
    payments = select(func.count()).select_from(Payment).where(Payment.estate_id == estate_id)
    return DemoReport(
        estate_id,
        created=created,
        houses=session.exec(houses).one(),
        people=session.exec(living).one(),
        staff=session.exec(staff).one(),
        bills=session.exec(bills).one(),
        payments=session.exec(payments).one(),
    )
