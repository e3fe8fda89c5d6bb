"""What is owed: of one house, of many houses. Figures only; who may see them is for `bot.people.access` to say.

Owed (未缴) is every posted bill with something open; overdue (逾期) is the part whose due date has passed. Days past
due (dpd) are 0 on the due date, overdue begins with 1 (spec/dunning.md T1). A bill without a due date is owed and never
overdue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from bot.estate.settings import LateFee
from bot.estate.tables import Building, House, HouseId
from bot.ledger.accounts import Account, accounts_of_houses, credit_of
from bot.ledger.late_fee import Less, late_fee
from bot.ledger.periods import said
from bot.ledger.tables import ALLOCATION, BILL, CREDIT, BillId, BillState
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.batches import in_batches

HOUSE: Any = House.__table__  # type: ignore[attr-defined]
BUILDING: Any = Building.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One bill with something open, as of a day. `dpd` is None without a due date, below 0 before it."""

    bill_id: BillId
    payer_id: PersonId | None
    item: str
    label: str
    first_on: date | None
    last_on: date | None
    due_on: date | None
    amount: Fen
    open: Fen
    dpd: int | None
    late_fee: Fen

    @property
    def is_overdue(self) -> bool:
        """Whether the due date has passed."""
        return self.dpd is not None and self.dpd >= 1

    @property
    def title(self) -> str:
        """The bill as it is named to people: 物业费 2026年10–12月."""
        name = f"{self.item}（{self.label}）" if self.label else self.item
        return f"{name} {said(self.first_on, self.last_on)}"


@dataclass(frozen=True, slots=True)
class HouseArrears:
    """What is open for one house as of a day, the oldest first, and money that found no bill yet."""

    house_id: HouseId
    as_of: date
    lines: tuple[OwedLine, ...]
    credit: Fen

    @property
    def open(self) -> Fen:
        """Everything that is open, due or not."""
        return Fen(sum(line.open.value for line in self.lines))

    @property
    def overdue(self) -> Fen:
        """What is open and overdue."""
        return Fen(sum(line.open.value for line in self.lines if line.is_overdue))

    @property
    def dpd(self) -> int | None:
        """How many days the oldest overdue bill is overdue; None when none is."""
        return max((line.dpd for line in self.lines if line.dpd is not None and line.is_overdue), default=None)


@dataclass(frozen=True, slots=True)
class OwingHouse:
    """A line of a list of arrears: one house and one payer."""

    house_id: HouseId
    code: str
    building: str
    payer_id: PersonId | None
    bills: int
    open: Fen
    overdue: Fen
    oldest_due_on: date | None
    oldest_first_on: date | None

    def dpd(self, as_of: date) -> int | None:
        """How many days the oldest bill is overdue; None when none is."""
        days = (as_of - self.oldest_due_on).days if self.oldest_due_on else 0
        return days if days >= 1 else None


def arrears_of_house(
    session: Session, house_id: HouseId, *, as_of: date, payer_id: PersonId | None = None, rule: LateFee | None = None
) -> HouseArrears:
    """Return what is open for a house; with `payer_id` only what this person owes.

    With an enabled rule of the contract each line has its late fee (违约金) up to `as_of`, beside its own amount.
    """
    wanted = select(BILL).where(BILL.c.house_id == house_id, BILL.c.open_fen > 0)
    if payer_id is not None:
        wanted = wanted.where(BILL.c.payer_id == payer_id)
    rows = list(session.connection().execute(wanted))
    fees = _late_fees(session, rows, rule, as_of) if rule is not None and rule.enabled else {}
    lines = [_line(row, as_of, fees.get(row.id, 0)) for row in rows]
    lines.sort(key=_age)
    accounts = accounts_of_houses(session, [house_id]) if payer_id is None else {Account(house_id, payer_id)}
    credit = Fen(sum(credit_of(session, account) for account in accounts))
    return HouseArrears(house_id, as_of, tuple(lines), credit)


def _age(line: OwedLine) -> tuple[date, date, str, str, date]:
    """Order lines as money settles them (`allocation.Owed.age`)."""
    return (line.due_on or date.max, line.first_on or date.max, line.item, line.label, line.last_on or date.max)


def owing_houses(session: Session, where: Any, *, as_of: date) -> list[OwingHouse]:
    """Return the houses and payers with something open, of the houses that the condition `where` on House keeps.

    In the order of the list of houses; each carries its sums, so that a list that is cut keeps a true total.
    """
    return [
        OwingHouse(
            house_id=row.house_id,
            code=row.code,
            building=row.building,
            payer_id=row.payer_id,
            bills=row.bills,
            open=Fen(int(row.open)),
            overdue=Fen(int(row.overdue)),
            oldest_due_on=row.due_on,
            oldest_first_on=row.first_on,
        )
        for row in session.connection().execute(_owing(where, as_of))
    ]


def total_of(houses: Iterable[OwingHouse]) -> tuple[Fen, Fen]:
    """Return the sums of what is open and of what is overdue."""
    open_fen = overdue = 0
    for house in houses:
        open_fen, overdue = open_fen + house.open.value, overdue + house.overdue.value
    return Fen(open_fen), Fen(overdue)


def _owing(where: Any, as_of: date) -> Select[Any]:
    return (
        select(
            BILL.c.house_id,
            BILL.c.payer_id,
            HOUSE.c.code,
            BUILDING.c.code.label("building"),
            func.count().label("bills"),
            func.sum(BILL.c.open_fen).label("open"),
            func.sum(case((BILL.c.due_on < as_of, BILL.c.open_fen), else_=0)).label("overdue"),
            func.min(BILL.c.due_on).label("due_on"),
            func.min(BILL.c.first_on).label("first_on"),
        )
        .join(HOUSE, HOUSE.c.id == BILL.c.house_id)
        .join(BUILDING, BUILDING.c.id == HOUSE.c.building_id)
        .where(BILL.c.open_fen > 0, where)
        .group_by(BILL.c.house_id, BILL.c.payer_id, HOUSE.c.id, HOUSE.c.code, BUILDING.c.code)
        .order_by(HOUSE.c.id, BILL.c.payer_id.nulls_last())
    )


def _line(row: Any, as_of: date, fee: int) -> OwedLine:
    return OwedLine(
        bill_id=BillId(row.id),
        payer_id=row.payer_id,
        item=row.item,
        label=row.label,
        first_on=row.first_on,
        last_on=row.last_on,
        due_on=row.due_on,
        amount=Fen(row.amount_fen),
        open=Fen(row.open_fen),
        dpd=(as_of - row.due_on).days if row.due_on else None,
        late_fee=Fen(fee),
    )


def _late_fees(session: Session, bills: Sequence[Any], rule: LateFee, as_of: date) -> dict[int, int]:
    """Return the late fee of each bill that may have one: a late fee bears none, one that is a bill is not shown."""
    charged = {row.id for row in bills if _has_fee_bill(session, row.id)}
    chargeable = [bill for bill in bills if bill.principal_id is None and bill.id not in charged]
    less = less_of(session, [bill.id for bill in chargeable])
    return {
        bill.id: late_fee(bill.amount_fen, bill.due_on, less.get(bill.id, ()), rule=rule, as_of=as_of)
        for bill in chargeable
    }


def _has_fee_bill(session: Session, bill_id: int) -> bool:
    standing = (BILL.c.principal_id == bill_id, BILL.c.state != BillState.VOID)
    return session.connection().execute(select(BILL.c.id).where(*standing).limit(1)).first() is not None


def less_of(session: Session, bills: Sequence[int]) -> dict[int, list[Less]]:
    """Return when and by how much each bill became smaller.

    Money counts from its day. What is waived or was wrong was never late, so a credit counts from the beginning; one
    that was taken back counts from its own day until then.
    """
    found: dict[int, list[Less]] = {}
    connection = session.connection()
    for some in in_batches(bills):
        for row in connection.execute(select(ALLOCATION).where(ALLOCATION.c.bill_id.in_(some))):
            found.setdefault(row.bill_id, []).append(Less(row.paid_on, row.fen))
        credits_ = list(connection.execute(select(CREDIT).where(CREDIT.c.bill_id.in_(some))))
        gone = {row.cancels_id for row in credits_}
        for row in credits_:
            stands = row.cancels_id is None and row.id not in gone
            less = Less(date.min if stands else row.on_day, row.fen if row.cancels_id is None else -row.fen)
            found.setdefault(row.bill_id, []).append(less)
    return found


def houses_where(building_id: int | None = None, estate_id: int | None = None) -> Any:
    """Return the condition on House for a building or an estate."""
    if building_id is not None:
        return col(House.building_id) == building_id
    return col(House.estate_id) == estate_id
