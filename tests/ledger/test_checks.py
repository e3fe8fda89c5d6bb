"""Whether the ledger agrees with itself: every figure that follows from rows is held against them, and counted."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.estate.tables import EstateId
from bot.ledger.bills import cancel_credit, credit_bill, void_bill
from bot.ledger.checks import LedgerState, look_at_ledger
from bot.ledger.entries import NewCredit
from bot.ledger.payments import reverse_payment
from bot.ledger.tables import BillId, BillState, CreditKind, ImportRun, LineState, StatementLine
from bot.money import Fen
from bot.people.tables import Person

from .books import Books


def sql(books: Books, statement: str) -> None:
    assert books.session.connection().execute(text(statement)).rowcount


def test_an_empty_ledger_has_nothing_to_say(any_books: Books) -> None:
    assert look_at_ledger(any_books.session) == LedgerState(0, 0, 0, 0, 0, 0, 0)


def test_each_kind_is_counted(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    any_books.bill(house, owner, 100, "2026-01")
    any_books.bill(house, owner, 100, "2026-02", due=None)
    any_books.bill(house, None, 100, "2026-03")
    any_books.bill(house, None, 100, "2026-04", due=None)
    for month in ("2026-05", "2026-06"):
        any_books.bill(house, None, 100, month, state=BillState.DRAFT)
    clerk: dict[str, Any] = {"by": any_books.by, "now": any_books.now}
    void_bill(any_books.session, any_books.bill(house, None, 100, "2026-07"), reason="错", **clerk)
    any_books.pay(house, 30, payer=owner)
    reverse_payment(any_books.session, any_books.pay(house, 40, payer=owner), reason="错", **clerk)
    for state in LineState:
        _line(any_books, house.estate_id, state)
    assert look_at_ledger(any_books.session) == LedgerState(
        bills=4, payments=1, untrue=0, drafts=2, without_payer=2, without_due_date=2, lines=2
    )


def _line(books: Books, estate_id: EstateId, state: LineState) -> None:
    file: dict[str, Any] = {"kind": "statement", "file_name": "a.xlsx", "sha256": "", "at_ms": 1, "actor": "shell"}
    run = books.world.keep(ImportRun(estate_id=estate_id, **file))
    line: dict[str, Any] = {"source": "wechat", "reference": state, "paid_ms": 1, "fen": 100, "state": state, "why": ""}
    books.world.keep(StatementLine(estate_id=estate_id, import_id=run.id, **line))


def test_a_bill_that_is_settled_waits_for_nobody(books: Books) -> None:
    house = books.house()
    books.bill(house, None, 100, due=None)
    books.pay(house, 100)
    found = look_at_ledger(books.session)
    assert (found.without_payer, found.without_due_date) == (0, 0)


@pytest.fixture
def owner(books: Books) -> Person:
    """The owner of a house with a bill that is paid in part and waived in part, one that is settled, and credit."""
    house = books.house()
    owner = books.owner(house)
    open_bill = books.bill(house, owner, 1000, "2026-02")
    books.bill(house, owner, 500, "2026-01")
    _waive(books, open_bill, 100)
    cancel_credit(books.session, _waive(books, open_bill, 50), reason="错", by=books.by, now=books.now)
    books.pay(house, 700)
    reverse_payment(books.session, books.pay(house, 40), reason="错", by=books.by, now=books.now)
    void_bill(books.session, books.bill(house, owner, 90, "2026-03"), reason="错", by=books.by, now=books.now)
    books.bill(house, owner, 90, "2026-04", state=BillState.DRAFT)
    return owner


def _waive(books: Books, bill: BillId, fen: int) -> int:
    off = NewCredit(CreditKind.WAIVER, Fen(fen), "漏水补偿")
    return credit_bill(books.session, bill, off, by=books.by, now=books.now)


def test_what_went_through_the_doors_is_true(books: Books, owner: Person) -> None:
    assert look_at_ledger(books.session).untrue == 0


@pytest.mark.parametrize(
    "corrupt",
    [
        pytest.param("UPDATE bill SET open_fen = open_fen + 1 WHERE amount_fen = 1000", id="another rest"),
        pytest.param(
            "UPDATE bill SET paid_fen = paid_fen + 1, open_fen = open_fen - 1 WHERE amount_fen = 1000",
            id="paid too much",
        ),
        pytest.param(
            "UPDATE bill SET credited_fen = 0, open_fen = open_fen + 100 WHERE amount_fen = 1000",
            id="a waiver forgotten",
        ),
        pytest.param("UPDATE bill SET settled_on = '2026-02-10' WHERE amount_fen = 1000", id="settled with a rest"),
        pytest.param("UPDATE bill SET settled_on = NULL WHERE amount_fen = 500", id="settled on no day"),
        pytest.param("UPDATE bill SET open_fen = 90 WHERE state = 'void'", id="a void bill that is owed"),
        pytest.param("UPDATE bill SET open_fen = 90 WHERE state = 'draft'", id="a draft that is owed"),
        pytest.param("UPDATE allocation SET fen = fen + 1 WHERE fen = 200", id="an allocation of more"),
        pytest.param("DELETE FROM allocation WHERE fen = 200", id="an allocation that is gone"),
        pytest.param("UPDATE payment SET fen = 600 WHERE fen = 700", id="a payment of less than was used"),
        pytest.param("UPDATE payment SET is_valid = false WHERE fen = 700", id="a payment that does not count"),
        pytest.param("UPDATE payment SET is_valid = true WHERE fen = 40", id="a reversed payment that counts"),
        pytest.param("DELETE FROM reversal", id="a reversal that is gone"),
        pytest.param("DELETE FROM bill_credit WHERE fen = 100", id="a waiver that is gone"),
    ],
)
def test_a_row_that_was_tampered_with_is_found(books: Books, owner: Person, corrupt: str) -> None:
    sql(books, corrupt)
    assert look_at_ledger(books.session).untrue >= 1


def test_tampering_is_found_on_each_database(any_books: Books) -> None:
    house = any_books.house()
    any_books.bill(house, None, 100)
    any_books.pay(house, 60)
    sql(any_books, "UPDATE bill SET open_fen = 41")
    sql(any_books, "UPDATE payment SET is_valid = false")
    assert look_at_ledger(any_books.session).untrue == 2
