"""A clerk's desk: typed rows held against the books of a test, entered, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import select as select_rows

from bot.estate.tables import Building, Estate, House, HouseId
from bot.ledger.imports.planning import Planned, Setting, plan_file
from bot.ledger.imports.preview import Preview
from bot.ledger.imports.run import carry_out, take_back
from bot.ledger.policy import LedgerPolicy
from bot.ledger.sheets.rows import BillRow, Kind, PaymentRow, PersonRow, Place, ReadFile, Remark, Row, StatementRow
from bot.ledger.tables import BILL, LINE, PAYMENT, RUN, VEHICLE, ImportId, Method
from bot.money import Fen
from bot.people.tables import Person, Residency
from bot.tasks.tables import Task, TaskEvent
from tests.ledger.books import Books, day, moment, words

SHEET = "Sheet1"
DUE_DAYS = 30
POLICY = LedgerPolicy(target_percent=90, online=(Method.WECHAT,), bill_ahead_days=30, due_days=DUE_DAYS)
KINDS: dict[type, Kind] = {
    BillRow: Kind.BILLS,
    PersonRow: Kind.PEOPLE,
    PaymentRow: Kind.PAYMENTS,
    StatementRow: Kind.STATEMENT,
}
PLACES: tuple[Any, ...] = (Estate, Building, House, Person, Residency, Task, TaskEvent)
"""What a file may change beside the tables that `Books.everything` returns."""


def place(row: int) -> Place:
    return Place(SHEET, row)


def charged(
    fen: int, month: str | None = "2026-01", *, house: str | None = "3-2-501", row: int = 2, **more: Any
) -> BillRow:
    """A row of bills or arrears for a month; None: no period."""
    first = day(f"{month}-01") if month else None
    values: dict[str, Any] = {"plate": None, "item": "物业费", "first": first, "last": first and end_of_month(first)}
    return BillRow(place(row), house, amount=Fen(fen), **{**values, **more})


def end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def paid(
    fen: int,
    on: str = "2026-02-10",
    *,
    month: str | None = None,
    house: str | None = "3-2-501",
    row: int = 2,
    **more: Any,
) -> PaymentRow:
    """A row of payments; with a month it says for which period of the property fee it was paid."""
    first = day(f"{month}-01") if month else None
    values: dict[str, Any] = {
        "item": "物业费" if month else None,
        "first": first,
        "last": first and end_of_month(first),
    }
    values |= {"plate": None, "paid_at": moment(on), "amount": Fen(fen)}
    return PaymentRow(place(row), house, **{**values, **more})


def person(name: str | None = "王建国", *, house: str = "3-2-501", row: int = 2, **more: Any) -> PersonRow:
    """A row of houses and people."""
    return PersonRow(place(row), house, name=name, **more)


def line(
    fen: int, memo: str = "", *, reference: str = "R1", on: str = "2026-11-20", row: int = 2, **more: Any
) -> StatementRow:
    """A line of a statement of WeChat Pay."""
    values: dict[str, Any] = {"source": "wechat", "reference": reference, "paid_at": moment(on), "memo": memo}
    return StatementRow(place(row), amount=Fen(fen), **{**values, **more})


def said(key: str, **facts: object) -> str:
    """The sentence of a template, as the clerk reads it."""
    values: dict[str, Any] = facts
    return words().render(key if "." in key else f"import.{key}", **values)


def whys(remarks: Sequence[Remark]) -> list[str]:
    return [remark.why for remark in remarks]


@dataclass
class Desk:
    """Plans and enters rows; `run` is the number of the last file that was entered."""

    books: Books
    file: Path
    run: ImportId | None = None
    files: int = field(default=0)

    def estate(self, code: str = "阳光") -> Estate:
        found = self.books.session.exec(select_rows(Estate).where(Estate.code == code)).one_or_none()
        return found or self.books.world.keep(Estate(code=code, name=f"{code}花园"))

    def plan(self, *rows: Row, kind: Kind | None = None, estate: str = "阳光", create_houses: bool = False) -> Planned:
        """Hold rows against the ledger."""
        read = ReadFile(kind or KINDS[type(rows[0])], rows, sheets=(SHEET,))
        setting = Setting(self.estate(estate), words(), POLICY, create_houses=create_houses)
        return plan_file(self.books.session, read, setting, now=self.books.now)

    def look(self, *rows: Row, **more: Any) -> Preview:
        """Hold rows against the ledger, and make sure that this changed nothing."""
        self.estate(more.get("estate", "阳光"))
        before = self.everything()
        preview = self.plan(*rows, **more).preview
        assert self.everything() == before
        return preview

    def enter(self, *rows: Row, **more: Any) -> Preview:
        """Enter a file of these rows."""
        planned = self.plan(*rows, **more)
        self.carry_out(planned)
        return planned.preview

    def carry_out(self, planned: Planned) -> None:
        """Do what a plan says."""
        self.files += 1
        self.file.write_text(f"file {self.files}", encoding="utf-8")
        self.run = carry_out(self.books.session, planned, self.file, by=self.books.by, now=self.books.now)

    def changes_nothing(self, *rows: Row, **more: Any) -> Preview:
        """Enter a file and make sure that not a single row of any table is new or other."""
        before = self.everything()
        preview = self.enter(*rows, **more)
        assert (preview.create, preview.change, preview.total, self.run) == (0, 0, 0, None)
        assert self.everything() == before
        return preview

    def back(self, run: ImportId | None = None, *, estate: str = "阳光") -> dict[str, int]:
        """Take the last file back, or another one."""
        number = run if run is not None else self.run
        assert number is not None
        return take_back(self.books.session, self.estate(estate), number, by=self.books.by, now=self.books.now)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row that a file may change."""
        self.books.session.flush()  # people and tasks are objects that may not be written yet
        found = self.books.everything()
        tables = [RUN, LINE, VEHICLE, *(each.__table__ for each in PLACES)]
        return found | {table.name: self.rows(table) for table in tables}

    def rows(self, table: Any) -> list[Any]:
        """Return the rows of a table, the oldest first."""
        self.books.session.flush()
        return [tuple(row) for row in self.books.session.connection().execute(select(table).order_by(table.c.id))]

    def bills(self, house: House | None = None) -> list[Any]:
        """Return the bills that stand, the oldest first."""
        wanted = select(BILL).where(BILL.c.state != "void").order_by(BILL.c.first_on, BILL.c.id)
        wanted = wanted.where(BILL.c.house_id == house.id) if house else wanted
        return list(self.books.session.connection().execute(wanted))

    def payments(self) -> list[Any]:
        """Return the valid payments, the first entered first."""
        wanted = select(PAYMENT).where(PAYMENT.c.is_valid).order_by(PAYMENT.c.id)
        return list(self.books.session.connection().execute(wanted))

    def lines(self) -> list[Any]:
        """Return the lines of statements, the first entered first."""
        return list(self.books.session.connection().execute(select(LINE).order_by(LINE.c.id)))

    def house_id(self, code: str) -> HouseId:
        """Return the id of a house of any estate; there must be one."""
        return HouseId(self.books.session.exec(select_rows(House.id).where(House.code == code)).one())


def moved(row: Any, number: int) -> Any:
    """Return a row as it stands in another line of the sheet."""
    return replace(row, place=place(number))
