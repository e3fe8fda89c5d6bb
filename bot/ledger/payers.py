"""Who owes what is charged for a house on a day (缴费人).

The order: whom an agreement names for this fee item, whom it names for everything, the owner recorded first, a
co-owner. Family, clerks and tenants never owe without an agreement (物业管理条例第41条). Nobody: the charge stands
against no one until somebody is known. What was charged stays with its debtor when the house changes hands.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from bot.estate.tables import HouseId
from bot.ledger.refusals import Refusal
from bot.ledger.tables import HOUSE_PAYER
from bot.people.tables import Person, PersonId, Relation, Residency
from bot.store.audit import Actor, leave_trace
from bot.store.batches import in_batches
from bot.understanding.normalise import normalise

OWES = {Relation.OWNER: 0, Relation.CO_OWNER: 1}


@dataclass(frozen=True, slots=True)
class Payers:
    """The agreements and owners of some houses, to be asked for any day."""

    agreements: dict[HouseId, list[Any]] = field(default_factory=dict)
    owners: dict[HouseId, list[Any]] = field(default_factory=dict)

    def of(self, house_id: HouseId, item: str | None, day: date) -> PersonId | None:
        """Return who owes a charge of `item` for a house on `day`; `item` None: whatever no agreement singles out."""
        agreed = self.agreed(house_id, item, day)
        if agreed is not None:
            return agreed
        owners = [row for row in self.owners.get(house_id, ()) if _holds(row, day)]
        return PersonId(min(owners, key=_first_owner).person_id) if owners else None

    def agreed(self, house_id: HouseId, item: str | None, day: date) -> PersonId | None:
        """Return whom an agreement names on `day`: for this fee item before one for everything, then the latest."""
        rows = [row for row in self.agreements.get(house_id, ()) if _holds(row, day) and row.item in (item, None)]
        return PersonId(max(rows, key=_precise_and_late).person_id) if rows else None

    def on_or_after(self, house_id: HouseId, item: str | None, day: date) -> PersonId | None:
        """Return who owes on `day`, or, when nobody is recorded for it yet, the first owner after it.

        Lists of owners often begin later than the debts that are brought in from before.
        """
        there = self.of(house_id, item, day)
        if there is not None:
            return there
        later = [row for row in self.owners.get(house_id, ()) if row.from_on > day]
        return PersonId(min(later, key=lambda row: (row.from_on, *_first_owner(row))).person_id) if later else None


def payers_of(session: Session, houses: Collection[HouseId]) -> Payers:
    """Load who may owe for these houses."""
    found = Payers(defaultdict(list), defaultdict(list))
    for some in in_batches(sorted(set(houses))):
        _load(session, some, found)
    return found


def payer_of(session: Session, house_id: HouseId, *, day: date, item: str | None = None) -> PersonId | None:
    """Return who owes a charge of `item` for one house on `day`."""
    return payers_of(session, [house_id]).of(house_id, item, day)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Somebody of a house, by name or phone, pays for it: `item` None is everything, `to_on` is exclusive."""

    house_id: HouseId
    person: str
    item: str | None
    from_on: date
    to_on: date | None = None


def agree_payer(session: Session, agreement: Agreement, *, by: Actor, now: datetime) -> PersonId:
    """Note an agreement about who pays; it decides about bills that begin while it holds.

    Raises:
        Refusal: `no_such_person` (nobody of the house is called so), `several_people`, `bad_day` (it ends before it
            begins).
    """
    if agreement.to_on is not None and agreement.to_on <= agreement.from_on:
        raise Refusal("bad_day", day=agreement.to_on)
    person_id = person_of_house(session, agreement.house_id, agreement.person)
    row = {"house_id": agreement.house_id, "person_id": person_id, "item": agreement.item}
    days = {"from_on": agreement.from_on, "to_on": agreement.to_on}
    session.connection().execute(insert(HOUSE_PAYER).values(**row, **days))
    detail = {"person": person_id, "item": agreement.item, "from_on": str(agreement.from_on)}
    leave_trace(session, by, "payer.agreed", f"house:{agreement.house_id}", now=now, detail=detail)
    return person_id


def person_of_house(session: Session, house_id: HouseId, text: str) -> PersonId:
    """Return who of a house, now or earlier, has this name or this phone.

    Raises:
        Refusal: `no_such_person` (nobody has), `several_people`.
    """
    said = normalise(text)
    wanted = (
        select(col(Person.id), col(Person.name), col(Person.phone))
        .join(Residency, col(Residency.person_id) == col(Person.id))
        .where(col(Residency.house_id) == house_id)
        .distinct()
    )
    people = [row for row in session.connection().execute(wanted) if said in (normalise(row.name), row.phone)]
    if not people:
        raise Refusal("no_such_person")
    if len(people) > 1:
        raise Refusal("several_people")
    return PersonId(people[0].id)


def _load(session: Session, houses: Sequence[HouseId], found: Payers) -> None:
    connection = session.connection()
    for row in connection.execute(select(HOUSE_PAYER).where(HOUSE_PAYER.c.house_id.in_(houses))):
        found.agreements[row.house_id].append(row)
    columns = (Residency.id, Residency.house_id, Residency.person_id, Residency.relation)
    wanted = select(*(col(each) for each in columns), col(Residency.from_on), col(Residency.to_on)).where(
        col(Residency.house_id).in_(houses), col(Residency.relation).in_(list(OWES))
    )
    for row in connection.execute(wanted):
        found.owners[row.house_id].append(row)


def _holds(row: Any, day: date) -> bool:
    return bool(row.from_on <= day and (row.to_on is None or row.to_on > day))


def _precise_and_late(row: Any) -> tuple[bool, date, int]:
    return row.item is not None, row.from_on, row.id


def _first_owner(row: Any) -> tuple[int, int]:
    return OWES[Relation(row.relation)], row.id
