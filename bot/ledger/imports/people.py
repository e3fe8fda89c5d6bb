"""Rows of houses and their people against who is known: nobody is replaced by a list, a sale is for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.estate.tables import House, HouseId
from bot.ledger.exports import RELATION_WORDS
from bot.ledger.imports.bills import refuse_house
from bot.ledger.imports.known import Known, name_key
from bot.ledger.imports.preview import Clerk
from bot.ledger.sheets.rows import PersonRow, Place
from bot.people.service import mask_name
from bot.people.tables import Person, PersonId, PersonKind, Relation, Residency
from bot.store.batches import Tell, in_batches, told

OWNERS = frozenset({Relation.OWNER, Relation.CO_OWNER})
SINCE_ALWAYS = date(2000, 1, 1)
"""From when a person belongs to a house when neither the list nor a handover says."""


@dataclass(slots=True)
class Living:
    """Somebody who belongs to a house today or later; an id below 0 is a person whom this file makes."""

    person_id: PersonId
    name: str
    phone: str | None
    relation: str


@dataclass(slots=True)
class PeoplePlan:
    """What carrying out means: new values of houses and phones, new people, residencies and number plates."""

    houses: dict[int, dict[str, Any]] = field(default_factory=dict)
    phones: dict[PersonId, str] = field(default_factory=dict)
    new_people: dict[PersonId, Person] = field(default_factory=dict)
    residencies: list[tuple[int, PersonId, str, date]] = field(default_factory=list)
    plates: dict[str, HouseId] = field(default_factory=dict)
    first_owners: dict[HouseId, PersonId] = field(default_factory=dict)


class PeoplePlanner:
    """Holds rows against the people of their houses."""

    def __init__(self, session: Session, known: Known, clerk: Clerk, *, today: date) -> None:
        """Write into the preview of `clerk` and, what is to be done, into `todo`."""
        self._session, self._known, self._preview, self._clerk, self._today = (
            session,
            known,
            clerk.preview,
            clerk,
            today,
        )
        self.todo = PeoplePlan()
        self._houses: dict[HouseId, House] = {}
        self._living: dict[HouseId, list[Living]] = {}
        self._by_name_and_phone: dict[tuple[str, str], PersonId] = {}
        self._names: set[str] = set()
        self._undated: list[Place] = []
        self._left: dict[tuple[HouseId, str], date] = {}
        self._refused: dict[HouseId, Place] = {}
        self._phones: dict[PersonId, str] = {}

    def plan(self, rows: Sequence[PersonRow], tell: Tell) -> None:
        """Plan all rows in their order."""
        self._load(rows)
        for row in told(rows, tell):
            self._row(row)
        if self._undated:
            place = Place(self._undated[0].sheet, 0)
            self._clerk.warn(place, "no_handover", count=len(self._undated))

    def _row(self, row: PersonRow) -> None:
        house = self._known.house(row.house)
        if house is None:
            refuse_house(row.place, row.house, self._known, self._clerk)
            return
        is_new = house < 0 and house not in self.todo.houses
        living = self._living.setdefault(house, [])
        if row.name is not None and (self._is_of_a_sale(row, house, living) or self._is_a_sale(row, house, living)):
            return
        changes = self._house_changes(row, house) + self._plates(row, house)
        added = self._person(row, row.name, house, living) if row.name else 0
        if row.tenant:
            tenant = PersonRow(row.place, row.house, name=row.tenant, relation=Relation.TENANT)
            added += self._person(tenant, row.tenant, house, living)
        self._count(is_new=is_new, added=added, changes=changes)

    def _count(self, *, is_new: bool, added: int, changes: int) -> None:
        if is_new or added >= 2:
            self._preview.create += 1
        elif changes or added:
            self._preview.change += 1
        else:
            self._preview.same += 1

    def _is_of_a_sale(self, row: PersonRow, house: HouseId, living: Sequence[Living]) -> bool:
        """Whoever comes with an owner that was refused is not taken either: co-owners see what a house owes."""
        before = self._refused.get(house)
        if before is None or _of_name(living, row.name or ""):
            return False
        if (before.sheet, before.row) != (row.place.sheet, row.place.row):
            self._clerk.refuse(row.place, "with_other_owner", row=before.row)
        return True

    def _is_a_sale(self, row: PersonRow, house: HouseId, living: Sequence[Living]) -> bool:
        """Refuse an owner other than ours: whether the house was sold or the list is old, a person must say."""
        if row.relation != Relation.OWNER:
            return False
        owners = [each for each in living if each.relation in OWNERS]
        if not owners or any(name_key(each.name) == name_key(row.name or "") for each in owners):
            return False
        self._refused[house] = row.place
        self._clerk.refuse(row.place, "other_owner", ours=mask_name(owners[0].name), name=(row.name or "")[:30])
        return True

    def _person(self, row: PersonRow, name: str, house: HouseId, living: list[Living]) -> int:
        """Add a person to a house (2), fill in or change a phone (1), or find all as it is (0)."""
        there = _of_name(living, name)
        if there is not None:
            self._compare(row, there)
            return self._phone(row, there)
        if (until := self._left.get((house, name_key(name)))) is not None:
            self._clerk.warn(row.place, "moved_out", name=mask_name(name), until=until)
            return 0
        person = self._same_person(row, name)
        if person is None:
            person = PersonId(-1 - len(self.todo.new_people))
            kind = PersonKind.COMPANY if row.is_company else PersonKind.NATURAL
            self.todo.new_people[person] = Person(name=name, phone=row.phone, kind=kind)
            if row.phone:
                self._by_name_and_phone[name_key(name), row.phone] = person
                self._phones[person] = row.phone
            if name_key(name) in self._names:
                self._clerk.warn(row.place, "same_name", name=mask_name(name))
            self._names.add(name_key(name))
        since = row.from_on or row.handed_over_on or self._handover(house) or SINCE_ALWAYS
        self.todo.residencies.append((house, person, row.relation, min(since, self._today)))
        if row.relation == Relation.OWNER and house > 0:
            self.todo.first_owners[house] = person
        living.append(Living(person, name, row.phone, row.relation))
        return 2

    def _same_person(self, row: PersonRow, name: str) -> PersonId | None:
        """Return the person of this name and this phone: the owner of several houses is one person."""
        return self._by_name_and_phone.get((name_key(name), row.phone)) if row.phone else None

    def _compare(self, row: PersonRow, there: Living) -> None:
        """Tell that a list names somebody as something else than ours: what a person is to a house no list changes."""
        if there.relation != row.relation and not {there.relation, row.relation} <= OWNERS:
            ours, listed = RELATION_WORDS[Relation(there.relation)], RELATION_WORDS[Relation(row.relation)]
            self._clerk.warn(row.place, "other_relation", name=mask_name(there.name), ours=ours, listed=listed)

    def _phone(self, row: PersonRow, there: Living) -> int:
        """Take a new number: of several numbers for one person in a file the first, or it would change each time."""
        if row.phone is None:
            return 0
        phone = self._phones.setdefault(there.person_id, row.phone)
        if phone != row.phone:
            self._clerk.warn(row.place, "two_phones", name=mask_name(there.name), tail=phone[-4:])
            return 0
        if phone in (there.phone, self.todo.phones.get(there.person_id)):
            return 0
        if there.phone:
            self._clerk.warn(row.place, "phone_changes", name=mask_name(there.name), tail=phone[-4:])
        there.phone = phone
        self._by_name_and_phone.setdefault((name_key(there.name), phone), there.person_id)
        if there.person_id < 0:
            self.todo.new_people[there.person_id].phone = row.phone
        else:
            self.todo.phones[there.person_id] = row.phone
        return 1

    def _house_changes(self, row: PersonRow, house: HouseId) -> int:
        there = self._houses.get(house)
        told = {
            "area_dm2": row.area_dm2,
            "use": row.use,
            "handed_over_on": row.handed_over_on,
            "vacant_since": row.vacant_since,
        }
        before = self.todo.houses.get(house, {})
        changed = {
            name: value
            for name, value in told.items()
            if value is not None and value != before.get(name, getattr(there, name, None))
        }
        if "area_dm2" in changed and there is not None and there.area_dm2:
            old, new = (f"{area / 100:.2f}" for area in (there.area_dm2, row.area_dm2 or 0))
            self._clerk.warn(row.place, "area_changes", old=old, new=new)
        if house < 0 and row.area_dm2 is None and not before:
            self._clerk.warn(row.place, "no_area")
        if house < 0 and not before and row.handed_over_on is None:
            self._undated.append(row.place)
        if changed or house < 0:
            self.todo.houses[house] = {**before, **changed}
        return len(changed)

    def _plates(self, row: PersonRow, house: HouseId) -> int:
        added = 0
        for plate in row.plates:
            there = self._known.plates.get(plate)
            if there is not None and there != house:
                self._clerk.warn(Place(row.place.sheet, row.place.row), "plate_taken", plate=plate)
            elif there is None:
                self._known.plates[plate] = self.todo.plates[plate] = house
                added += 1
        return added

    def _handover(self, house: HouseId) -> date | None:
        planned: date | None = self.todo.houses.get(house, {}).get("handed_over_on")
        there = self._houses.get(house)
        return planned or (there.handed_over_on if there is not None else None)

    def _load(self, rows: Sequence[PersonRow]) -> None:
        connection = self._session.connection()
        for row in connection.execute(select(col(Person.id), col(Person.name), col(Person.phone))):
            self._names.add(name_key(row.name))
            if row.phone:
                self._by_name_and_phone.setdefault((name_key(row.name), row.phone), row.id)
        meant = {self._known.places.get(row.house.rpartition("/")[2]) for row in rows}
        for some in in_batches(sorted(house for house in meant if house is not None)):
            for house in self._session.exec(select_rows(House).where(col(House.id).in_(some))):
                self._houses[house.id] = house
            for row in connection.execute(_residents(some)):
                if row.to_on is not None and row.to_on <= self._today:
                    self._left[row.house_id, name_key(row.name)] = row.to_on
                else:
                    living = Living(row.id, row.name, row.phone, row.relation)
                    self._living.setdefault(row.house_id, []).append(living)


def _of_name(living: Sequence[Living], name: str) -> Living | None:
    return next((each for each in living if name_key(each.name) == name_key(name)), None)


def _residents(houses: Sequence[HouseId]) -> Any:
    columns = (Residency.house_id, Residency.relation, Residency.to_on)
    return (
        select(*(col(each) for each in columns), col(Person.id), col(Person.name), col(Person.phone))
        .join(Person, col(Person.id) == col(Residency.person_id))
        .where(col(Residency.house_id).in_(houses))
        .order_by(col(Residency.id))
    )
