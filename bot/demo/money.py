"""The demo's money: fee items, agreements on who pays, and a year of bills and payments."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from bot.demo.calendar import Calendar
from bot.demo.fees import PARKING, charges_of_the_year, extra_charge, load_fee_items, load_shared_costs
from bot.demo.habits import case_of, habit_of
from bot.demo.people import handover
from bot.demo.year import Year
from bot.estate.tables import Building, House
from bot.ledger.tables import HousePayer
from bot.people.tables import Person, PersonKind, Relation, Residency

DEVELOPER = "阳光置业有限公司"
NOT_HANDED_OVER = "3-2-1001"
TENANT_PAYS = "3-2-502"


def load_money(
    session: Session, buildings: Mapping[str, Building], houses: Sequence[House], calendar: Calendar, *, seed: int
) -> None:
    """Enter fee items, agreements on who pays, and the year; the caller commits."""
    habits = {house.code: habit_of(house.code, seed) for house in houses}
    spaces = [house.id for house in houses if habits[house.code].parking]
    items = load_fee_items(session, houses[0].estate_id, spaces, calendar)
    load_shared_costs(session, items, buildings, calendar)
    _load_agreements(session, houses, calendar)
    extras = [extra_charge(house, extra) for house in houses for extra in case_of(house.code).extras]
    year = Year(session, calendar, habits, [*charges_of_the_year(items, houses, buildings), *extras])
    year.bill()
    year.pay()
    year.tell()


def _load_agreements(session: Session, houses: Sequence[House], calendar: Calendar) -> None:
    """A tenant pays for parking; the developer pays for a house that is not handed over (物业管理条例第41条)."""
    by_code = {house.code: house for house in houses}
    rented, kept = by_code[TENANT_PAYS], by_code[NOT_HANDED_OVER]
    tenant = select(col(Residency.person_id), col(Residency.from_on)).where(
        col(Residency.house_id) == rented.id, col(Residency.relation) == Relation.TENANT
    )
    tenant_id, since = session.connection().execute(tenant).one()
    developer = Person(name=DEVELOPER, kind=PersonKind.COMPANY)
    session.add(developer)
    session.flush()
    finished = handover(NOT_HANDED_OVER.partition("-")[0], calendar.today)
    session.add(HousePayer(house_id=rented.id, person_id=tenant_id, item=PARKING, from_on=since))
    session.add(HousePayer(house_id=kept.id, person_id=developer.id, from_on=finished))
    session.flush()
