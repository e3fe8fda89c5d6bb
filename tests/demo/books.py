"""Looking into the books of the demo, as of its anchor day."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.clock import from_ms
from bot.demo import ANCHOR
from bot.estate.service import house_by_code
from bot.estate.tables import House
from bot.ledger.arrears import HouseArrears, OwedLine, arrears_of_house
from bot.ledger.tables import BILL, PAYMENT, BillState
from bot.people.tables import Person


def house(session: Session, code: str) -> House:
    found = house_by_code(session, code)
    assert found is not None
    return found


def arrears(session: Session, code: str) -> HouseArrears:
    return arrears_of_house(session, house(session, code).id, as_of=ANCHOR)


def lines(session: Session, code: str) -> list[OwedLine]:
    return list(arrears(session, code).lines)


def payer(session: Session, line: OwedLine) -> str | None:
    person = session.get(Person, line.payer_id) if line.payer_id else None
    return person.name if person else None


def rows(session: Session, query: Any) -> list[Any]:
    return list(session.connection().execute(query))


def bills(session: Session, code: str, *, item: str | None = None) -> list[Any]:
    """The bills of a house that stand, by due date."""
    wanted = select(BILL).where(BILL.c.house_id == house(session, code).id, BILL.c.state == BillState.POSTED)
    if item is not None:
        wanted = wanted.where(BILL.c.item == item)
    return rows(session, wanted.order_by(BILL.c.due_on, BILL.c.id))


def days_late(session: Session, code: str) -> list[int]:
    """How many days after its due date each settled bill of a house was settled."""
    return [(bill.settled_on - bill.due_on).days for bill in bills(session, code) if bill.settled_on]


def everything(session: Session, today: date) -> list[str]:
    """All bills and payments, with days counted from `today`."""

    def days(day: date | None) -> str:
        return "-" if day is None else str((day - today).days)

    charged = select(BILL, House.code).join(House, col(House.id) == BILL.c.house_id).order_by(BILL.c.id)  # type: ignore[call-overload]
    paid = select(PAYMENT, House.code).join(House, col(House.id) == PAYMENT.c.house_id).order_by(PAYMENT.c.id)  # type: ignore[call-overload]
    return [
        *(
            f"{row.code}|{row.payer_id}|{row.item}|{days(row.first_on)}|{days(row.last_on)}|{days(row.due_on)}|"
            f"{row.amount_fen}|{row.credited_fen}|{row.paid_fen}|{row.open_fen}|{row.state}|{days(row.settled_on)}"
            for row in rows(session, charged)
        ),
        *(
            f"{row.code}|{row.payer_id}|{row.fen}|{row.method}|{row.voucher}|{days(row.paid_on)}|"
            f"{from_ms(row.paid_ms):%H:%M}|{row.is_valid}|{row.recorded_ms - row.paid_ms}"
            for row in rows(session, paid)
        ),
    ]
