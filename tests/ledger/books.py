"""A small world for the tests of the ledger: an estate with houses and people, its bills and its money.

`bill` and `pay` go through the doors of the program (`bills.add_bills`, `payments.record_payment`), so a test reads as
what a clerk does. Days and moments are written as text: day("2026-03-31"), moment("2026-03-31 10:00").
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from bot.clock import as_shanghai
from bot.config import PROJECT
from bot.estate.tables import EstateId, House
from bot.ledger.accounts import Account, credit_of
from bot.ledger.bills import add_bills
from bot.ledger.entries import NewBill, NewPayment
from bot.ledger.payments import record_payment
from bot.ledger.refusals import Refusal
from bot.ledger.tables import (
    ALLOCATION,
    BILL,
    CREDIT,
    HOUSE_PAYER,
    PAYMENT,
    REVERSAL,
    BillId,
    BillState,
    HousePayer,
    Method,
    PaymentId,
)
from bot.money import Fen
from bot.people.tables import Person, PersonId, Relation
from bot.store.audit import AUDIT, Actor
from bot.store.engine import Store
from bot.texts.templates import Templates, load_templates
from tests.people.world import World

CLERK = Actor("staff:finance", "cli")
NOW = as_shanghai(datetime(2026, 11, 21, 10, 0))  # noqa: DTZ001 - it is made Shanghai time here
MOVED_IN = date(2020, 1, 1)
WRITTEN = (BILL, CREDIT, PAYMENT, REVERSAL, ALLOCATION, HOUSE_PAYER, AUDIT)


def day(text: str) -> date:
    """Read a day: 2026-03-31."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Read a moment of Shanghai: 2026-03-31 10:00; a day alone is its noon."""
    return as_shanghai(datetime.fromisoformat(text if ":" in text else f"{text} 12:00"))


@dataclass
class Books:
    """One estate: makes its houses, people, bills and payments; `now` is the clerk's present, to be moved at will."""

    session: Session
    by: Actor = CLERK
    now: datetime = NOW
    estate: str = "阳光"
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.session)

    def house(self, code: str = "3-2-501") -> House:
        """Make a house in which nobody lives."""
        return self.world.house(code, estate=self.estate)

    def owner(
        self, house: House, name: str = "王建国", *, since: str = "2020-01-01", until: str | None = None
    ) -> Person:
        """Make a person who owns a house from a day until another (exclusive)."""
        return self.resident(house, name, Relation.OWNER, since=since, until=until)

    def resident(
        self, house: House, name: str, relation: Relation, *, since: str = "2020-01-01", until: str | None = None
    ) -> Person:
        """Make a person who is something to a house from a day until another (exclusive)."""
        person = self.world.person(name)
        self.world.reside(person, house, relation, since=day(since), until=day(until) if until else None)
        return person

    def agree(
        self,
        house: House,
        payer: Person,
        *,
        item: str | None = None,
        since: str = "2020-01-01",
        until: str | None = None,
    ) -> None:
        """Let a person pay by agreement, for one fee item or for everything."""
        to_on = day(until) if until else None
        self.world.keep(HousePayer(house_id=house.id, person_id=payer.id, item=item, from_on=day(since), to_on=to_on))

    def bill(
        self,
        house: House,
        payer: Person | None,
        fen: int,
        month: str = "2026-01",
        *,
        due: str | None = "",
        item: str = "物业费",
        label: str = "",
        state: BillState = BillState.POSTED,
        principal: BillId | None = None,
    ) -> BillId:
        """Enter a bill for a month; it is due on the last day of the month unless `due` says otherwise."""
        first = day(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        new = NewBill(
            estate_id=house.estate_id,
            house_id=house.id,
            payer_id=payer.id if payer else None,
            item=item,
            label=label,
            amount=Fen(fen),
            first_on=first,
            last_on=last,
            due_on=last if due == "" else day(due) if due else None,
            principal_id=principal,
        )
        assert add_bills(self.session, [new], state=state, by=self.by, now=self.now) == 1
        return BillId(int(self.session.connection().execute(select(func.max(BILL.c.id))).scalar_one()))

    def payment(
        self,
        house: House,
        fen: int,
        at: str = "2026-02-10",
        *,
        payer: Person | None = None,
        named: Sequence[BillId] = (),
        voucher: str | None = None,
        method: Method = Method.TRANSFER,
    ) -> NewPayment:
        """Return money that is not booked yet."""
        return NewPayment(
            estate_id=EstateId(house.estate_id),
            house_id=house.id,
            amount=Fen(fen),
            method=method,
            paid_at=moment(at),
            payer_id=payer.id if payer else None,
            voucher=voucher,
            named=tuple(named),
        )

    def pay(self, house: House, fen: int, at: str = "2026-02-10", **more: Any) -> PaymentId:
        """Book money for a house; see `payment` for what may be said about it."""
        return record_payment(self.session, self.payment(house, fen, at, **more), by=self.by, now=self.now)

    def row(self, bill_id: BillId) -> Any:
        """Return a bill as it is stored."""
        return self.session.connection().execute(select(BILL).where(BILL.c.id == bill_id)).one()

    def open(self, *bills: BillId) -> list[int]:
        """Return what is open of each bill, in fen."""
        return [self.row(bill).open_fen for bill in bills]

    def parts(self, payment_id: PaymentId) -> dict[int, int]:
        """Return what a payment settles: fen by bill."""
        wanted = select(ALLOCATION.c.bill_id, ALLOCATION.c.fen).where(ALLOCATION.c.payment_id == payment_id)
        return {row.bill_id: row.fen for row in self.session.connection().execute(wanted)}

    def credit(self, house: House, payer: Person | None) -> int:
        """Return what an account has paid beyond its bills, in fen."""
        return credit_of(self.session, self.account(house, payer))

    def account(self, house: House, payer: Person | None) -> Account:
        """Return the account of a payer for a house."""
        return Account(house.id, PersonId(payer.id) if payer else None)

    def traces(self, what: str) -> list[Any]:
        """Return the audit rows of one kind of change, the oldest first."""
        wanted = select(AUDIT).where(AUDIT.c.what == what).order_by(AUDIT.c.id)
        return list(self.session.connection().execute(wanted))

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the ledger and of the audit: equal before and after means that nothing was written."""
        return {
            table.name: [tuple(row) for row in self.session.connection().execute(select(table).order_by(table.c.id))]
            for table in WRITTEN
        }


@contextmanager
def rolled_back(store: Store) -> Iterator[Books]:
    """Give books that are empty, and are so again afterwards."""
    with Session(store.engine, expire_on_commit=False) as session:
        yield Books(session)
        session.rollback()


@cache
def words() -> Templates:
    """Load the words of the program once."""
    return load_templates(PROJECT / "data" / "templates")


@contextmanager
def refused(books: Books, why: str, **facts: str) -> Iterator[None]:
    """Expect a refusal for this reason, with these facts, that has its words, and that nothing was written."""
    before = books.everything()
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.why == why
    assert facts.items() <= caught.value.facts.items()
    assert words().render(f"ledger.{why}", **caught.value.facts)
    assert books.everything() == before
