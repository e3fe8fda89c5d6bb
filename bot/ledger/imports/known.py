"""What is there already, loaded once for all rows of a file: houses, number plates, standing bills, who owes."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from bot.estate.tables import Estate, House, HouseId
from bot.ledger.entries import NewBill
from bot.ledger.payers import OWES, Payers, payers_of
from bot.ledger.tables import BILL, FEE_ITEM, HOUSE_PAYER, VEHICLE, BillState
from bot.people.tables import Person, PersonId, Residency
from bot.store.batches import in_batches
from bot.understanding.normalise import normalise

BILL_COLUMNS = [
    *(BILL.c.id, BILL.c.estate_id, BILL.c.house_id, BILL.c.payer_id, BILL.c.fee_item_id, BILL.c.item, BILL.c.label),
    *(BILL.c.period, BILL.c.first_on, BILL.c.last_on, BILL.c.due_on, BILL.c.state, BILL.c.principal_id),
    *(BILL.c.amount_fen, BILL.c.paid_fen, BILL.c.credited_fen, BILL.c.open_fen),
]


class BillKey(NamedTuple):
    """What a standing bill is known by, together with its period."""

    house_id: HouseId
    item: str
    label: str


class Named(NamedTuple):
    """A person who belongs or belonged to a house, or pays for it by agreement (`PAYS`; `item` None: everything)."""

    person_id: PersonId
    name: str
    relation: str
    from_on: date
    to_on: date | None
    item: str | None = None

    def may_owe(self, item: str) -> bool:
        """Whether a charge of this name can be this person's: owners and those who agreed to it (`payers.py`)."""
        return self.relation in OWES or (self.relation == PAYS and self.item in (None, item))


PAYS = "payer"


@dataclass(slots=True)
class Known:
    """The facts of one estate that a file is held against. `places` maps the code of a house to its id."""

    estate: Estate
    places: dict[str, HouseId]
    create_houses: bool = False
    made: dict[int, str] = field(default_factory=dict)
    plates: dict[str, HouseId] = field(default_factory=dict)
    payers: Payers = field(default_factory=Payers)
    due_days: dict[str, int] = field(default_factory=dict)
    names: dict[HouseId, list[Named]] = field(default_factory=lambda: defaultdict(list))
    bills: dict[BillKey, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    _spans: dict[BillKey, list[tuple[str, str]]] = field(default_factory=dict)
    _alike: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def house(self, code: str) -> HouseId | None:
        """Return the house of a code (阳光/3-2-501 only of this estate); an unknown one is made when that is wished."""
        estate, _, bare = code.rpartition("/")
        if estate and estate not in (self.estate.code, self.estate.name):
            return None
        found = self.places.get(bare)
        if found is None and self.create_houses:
            found = HouseId(-1 - len(self.made))
            self.made[found] = bare
            self.places[bare] = found
        return found

    def key_of(self, house: HouseId, item: str, plate: str | None, period: str) -> BillKey:
        """Return what a charge is known by: with its plate, unless it stands without one."""
        plain = BillKey(house, item, "")
        labelled = BillKey(house, item, plate or "")
        return plain if period not in self.bills[labelled] and period in self.bills[plain] else labelled

    def resembling(self, code: str) -> list[str]:
        """Return at most three houses that may have been meant: the same building and room, whatever the entrance."""
        if not self._alike:
            for there in self.places:
                self._alike.setdefault(_ends(there), []).append(there)
        return self._alike.get(_ends(code.rpartition("/")[2]), [])[:3]

    def overlapping(self, key: BillKey, period: str) -> tuple[date, date] | None:
        """Return the period of a bill that shares days with `period`, if there is one."""
        first, _, last = period.partition("/")
        spans = self._spans_of(key)
        place = bisect_left(spans, (first, ""))
        around = spans[max(0, place - 1) : place + 1]
        found = ((begin, end) for begin, end in around if begin <= last and first <= end)
        return next(((date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in found), None)

    def enter(self, key: BillKey, new: NewBill) -> None:
        """Let a bill of the plan stand for the rows behind it, like those that are there."""
        spans = self._spans_of(key)
        self.bills[key][new.period] = new
        if new.period:
            first, _, last = new.period.partition("/")
            spans.insert(bisect_left(spans, (first, last)), (first, last))

    def _spans_of(self, key: BillKey) -> list[tuple[str, str]]:
        if key not in self._spans:
            periods = (period.partition("/") for period in self.bills[key] if period)
            self._spans[key] = sorted((first, last) for first, _, last in periods)
        return self._spans[key]

    def due_on(self, item: str, first_on: date | None, fallback_days: int) -> date | None:
        """Return when a bill without a due date is due: as its fee item says, else `fallback_days` after it begins."""
        if first_on is None:
            return None
        return first_on + timedelta(days=self.due_days.get(item, fallback_days))


def name_key(name: str) -> str:
    """Return a name as two lists compare it: 王 磊 and 王磊 are one."""
    return normalise(name).replace(" ", "")


def load_known(session: Session, estate: Estate, *, create_houses: bool = False) -> Known:
    """Load the houses, number plates and fee items of an estate."""
    connection = session.connection()
    houses = select(col(House.code), col(House.id)).where(col(House.estate_id) == estate.id)
    known = Known(estate, dict(_pairs(connection.execute(houses))), create_houses=create_houses)
    plates = select(VEHICLE.c.plate, VEHICLE.c.house_id).where(VEHICLE.c.estate_id == estate.id)
    known.plates = dict(_pairs(connection.execute(plates)))
    items = select(FEE_ITEM.c.name, FEE_ITEM.c.due_days).where(FEE_ITEM.c.estate_id == estate.id)
    known.due_days = dict(_pairs(connection.execute(items.order_by(FEE_ITEM.c.id))))
    return known


def load_bills(session: Session, known: Known, houses: Collection[HouseId], items: Collection[str]) -> None:
    """Load who owes for these houses, their people, and the standing bills of these fee items."""
    there = sorted({house for house in houses if house > 0})
    known.payers = payers_of(session, there)
    for some in in_batches(there):
        for row in session.connection().execute(_people(some)):
            known.names[row.house_id].append(Named(row.id, row.name, row.relation, row.from_on, row.to_on))
        for row in session.connection().execute(_agreed(some)):
            known.names[row.house_id].append(Named(row.id, row.name, PAYS, row.from_on, row.to_on, row.item))
        wanted = select(*BILL_COLUMNS).where(BILL.c.house_id.in_(some), BILL.c.state != BillState.VOID)
        for row in session.connection().execute(wanted):
            if row.item in items:
                known.bills[BillKey(row.house_id, row.item, row.label)][row.period] = row


def _people(houses: Iterable[HouseId]) -> Any:
    return (
        select(
            col(Residency.house_id),
            col(Person.id),
            col(Person.name),
            col(Residency.relation),
            col(Residency.from_on),
            col(Residency.to_on),
        )
        .join(Person, col(Person.id) == col(Residency.person_id))
        .where(col(Residency.house_id).in_(list(houses)))
        .order_by(col(Residency.id))
    )


def _agreed(houses: Iterable[HouseId]) -> Any:
    return (
        select(
            HOUSE_PAYER.c.house_id,
            col(Person.id),
            col(Person.name),
            HOUSE_PAYER.c.from_on,
            HOUSE_PAYER.c.to_on,
            HOUSE_PAYER.c.item,
        )
        .join(Person, col(Person.id) == HOUSE_PAYER.c.person_id)
        .where(HOUSE_PAYER.c.house_id.in_(list(houses)))
        .order_by(HOUSE_PAYER.c.id)
    )


def _ends(code: str) -> tuple[str, str]:
    parts = code.split("-")
    return parts[0], parts[-1]


def _pairs(rows: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    return ((row[0], row[1]) for row in rows)
