"""Houses, people and staff for the tests of who may see what."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlmodel import Session, SQLModel, select

from bot.estate.tables import Building, Estate, House
from bot.people.tables import Department, Person, Relation, Residency, Role, Staff, StaffScope

Row = TypeVar("Row", bound=SQLModel)
MOVED_IN = date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """Makes houses, people and staff in one database."""

    session: Session

    def house(self, code: str, *, estate: str = "阳光") -> House:
        """Make a house, with its estate and building when they are new."""
        building_code, entrance, room = code.split("-")
        place = self._estate(estate)
        building = self._building(place, building_code)
        return self.keep(
            House(estate_id=place.id, building_id=building.id, code=code, entrance=entrance, room=room, area_dm2=8950),
        )

    def person(self, name: str, *lives: tuple[House, Relation], until: date | None = None) -> Person:
        """Make a person who lives in houses from 2020 until a day (exclusive)."""
        person = self.keep(Person(name=name))
        for house, relation in lives:
            self.reside(person, house, relation, until=until)
        return person

    def reside(
        self, person: Person, house: House, relation: Relation, *, since: date = MOVED_IN, until: date | None = None
    ) -> None:
        """Let a person be something to a house."""
        row = Residency(person_id=person.id, house_id=house.id, relation=relation, from_on=since, to_on=until)
        self.keep(row)

    def staff(
        self, login: str, role: Role, department: Department, *places: House | Estate, on_duty: bool = True
    ) -> Staff:
        """Make a staff member who is there for whole estates or for the buildings of houses."""
        staff = self.keep(Staff(login=login, name=login, role=role, department=department, on_duty=on_duty))
        for place in places:
            scope = (
                StaffScope(staff_id=staff.id, estate_id=place.id)
                if isinstance(place, Estate)
                else StaffScope(staff_id=staff.id, estate_id=place.estate_id, building_id=place.building_id)
            )
            self.keep(scope)
        return staff

    def estate_of(self, house: House) -> Estate:
        """Return the estate of a house."""
        estate = self.session.get(Estate, house.estate_id)
        assert estate is not None
        return estate

    def keep(self, row: Row) -> Row:
        """Store a row, so that it has its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def _estate(self, code: str) -> Estate:
        found = self.session.exec(select(Estate).where(Estate.code == code)).first()
        return found or self.keep(Estate(code=code, name=f"{code}花园"))

    def _building(self, estate: Estate, code: str) -> Building:
        query = select(Building).where(Building.estate_id == estate.id, Building.code == code)
        return self.session.exec(query).first() or self.keep(Building(estate_id=estate.id, code=code))
