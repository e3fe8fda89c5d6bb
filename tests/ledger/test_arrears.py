"""What is owed (欠费) of a house and of many: open, overdue, days past due, credit (spec/dunning.md T1, D18–D27)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from bot.estate.tables import House
from bot.ledger.arrears import HouseArrears, arrears_of_house, houses_where, less_of, owing_houses, total_of
from bot.ledger.bills import cancel_credit, correct_bill, credit_bill, void_bill
from bot.ledger.entries import Correction, NewCredit
from bot.ledger.late_fee import Less
from bot.ledger.payments import reverse_payment
from bot.ledger.tables import BillId, BillState, CreditKind
from bot.money import Fen

from .books import Books, day

DUE = day("2026-01-31")
AS_OF = day("2026-03-10")


class Home:
    """A house with three bills of 100 fen: January, February, March, each due at the end of its month."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.house = books.house()
        self.owner = books.owner(self.house)
        self.bills = [books.bill(self.house, self.owner, 100, f"2026-0{month}") for month in (1, 2, 3)]

    @property
    def arrears(self) -> HouseArrears:
        return arrears_of_house(self.books.session, self.house.id, as_of=AS_OF)

    def waive(self, bill: BillId, fen: int) -> int:
        off = NewCredit(CreditKind.WAIVER, Fen(fen), "漏水")
        return credit_bill(self.books.session, bill, off, by=self.books.by, now=self.books.now)


@pytest.fixture
def home(books: Books) -> Home:
    return Home(books)


@pytest.mark.parametrize("days", [-31, -30, -8, -7, -1, 0, 1, 7, 8, 30, 31, 90, 91])
def test_days_past_due_are_counted_from_the_due_date_and_overdue_begins_with_one(books: Books, days: int) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100)
    arrears = arrears_of_house(books.session, house.id, as_of=DUE + timedelta(days=days))
    assert [(line.dpd, line.is_overdue) for line in arrears.lines] == [(days, days >= 1)]
    assert (arrears.open, arrears.overdue) == (Fen(100), Fen(100 if days >= 1 else 0))
    assert arrears.dpd == (days if days >= 1 else None)


def test_the_oldest_overdue_bill_says_how_many_days(home: Home) -> None:
    assert [(line.bill_id, line.dpd) for line in home.arrears.lines] == list(
        zip(home.bills, (38, 10, -21), strict=True)
    )
    assert (home.arrears.open, home.arrears.overdue, home.arrears.dpd) == (Fen(300), Fen(200), 38)


def _pay(home: Home) -> None:
    home.books.pay(home.house, 100)


def _pay_newest(home: Home) -> None:
    home.books.pay(home.house, 100, named=[home.bills[2]])


def _pay_too_much(home: Home) -> None:
    home.books.pay(home.house, 350)


def _leave_fifty_fen(home: Home) -> None:
    home.books.pay(home.house, 150)


def _pay_and_bounce(home: Home) -> None:
    payment = home.books.pay(home.house, 300)
    reverse_payment(home.books.session, payment, reason="退票", by=home.books.by, now=home.books.now)


def _waive(home: Home) -> None:
    home.waive(home.bills[0], 100)


def _waive_and_take_back(home: Home) -> None:
    cancel_credit(home.books.session, home.waive(home.bills[0], 60), reason="错", by=home.books.by, now=home.books.now)


def _void(home: Home) -> None:
    void_bill(home.books.session, home.bills[0], reason="错", by=home.books.by, now=home.books.now)


def _issue_again_due_later(home: Home) -> None:
    to = Correction(Fen(80), day("2026-04-30"), "错")
    correct_bill(home.books.session, home.bills[0], to, by=home.books.by, now=home.books.now)


def _issue_again_without_a_due_date(home: Home) -> None:
    to = Correction(Fen(80), None, "错")
    correct_bill(home.books.session, home.bills[0], to, by=home.books.by, now=home.books.now)


@pytest.mark.parametrize(
    ("happens", "open_fen", "overdue", "dpd", "credit"),
    [
        pytest.param(_pay, 200, 100, 10, 0, id="the oldest is paid: the next one counts"),
        pytest.param(_pay_newest, 200, 200, 38, 0, id="the newest is paid: the oldest still counts"),
        pytest.param(_pay_too_much, 0, 0, None, 50, id="too much is paid"),
        pytest.param(_leave_fifty_fen, 150, 50, 10, 0, id="a part is paid"),
        pytest.param(_pay_and_bounce, 300, 200, 38, 0, id="all was paid and bounced"),
        pytest.param(_waive, 200, 100, 10, 0, id="the oldest is waived"),
        pytest.param(_waive_and_take_back, 300, 200, 38, 0, id="a waiver was taken back"),
        pytest.param(_void, 200, 100, 10, 0, id="the oldest is void"),
        pytest.param(_issue_again_due_later, 280, 100, 10, 0, id="issued again, due later"),
        pytest.param(_issue_again_without_a_due_date, 280, 100, 10, 0, id="issued again, nobody knows when due"),
    ],
)
def test_what_is_owed_follows_what_happened(
    home: Home, happens: Callable[[Home], None], open_fen: int, overdue: int, dpd: int | None, credit: int
) -> None:
    happens(home)
    found = home.arrears
    assert (found.open.value, found.overdue.value, found.dpd, found.credit.value) == (open_fen, overdue, dpd, credit)


def test_a_bill_without_a_due_date_is_owed_last_and_never_overdue(home: Home) -> None:
    bill = home.books.bill(home.house, home.owner, 70, "2019-01", due=None)
    last = home.arrears.lines[-1]
    assert (last.bill_id, last.dpd, last.is_overdue, last.open) == (bill, None, False, Fen(70))


def test_a_draft_is_not_owed(home: Home) -> None:
    home.books.bill(home.house, home.owner, 70, "2025-01", state=BillState.DRAFT)
    assert home.arrears.open == Fen(300)


def test_a_line_is_named_by_item_mark_and_period(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    books.bill(house, owner, 100, item="车位费", label="粤B12345")
    books.bill(house, owner, 100, "2026-02")
    lines = arrears_of_house(books.session, house.id, as_of=AS_OF).lines
    assert [line.title for line in lines] == ["车位费（粤B12345） 2026年1月", "物业费 2026年2月"]


def test_the_houses_that_owe_come_in_their_order_and_nobody_comes_last(any_books: Books) -> None:
    house, next_door, paid = (any_books.house(f"3-2-50{room}") for room in (1, 2, 3))
    owner, tenant = any_books.owner(house), any_books.world.person("钱进")
    any_books.bill(next_door, owner, 40)
    any_books.bill(house, None, 10, item="水费")
    any_books.bill(house, tenant, 20)
    for fen, month in ((30, "2026-01"), (50, "2026-02")):
        any_books.bill(
            house, owner, fen, month, item="车位费", due="2026-03-10" if month == "2026-02" else "2026-03-09"
        )
    any_books.bill(paid, owner, 60)
    any_books.pay(paid, 60)

    def owing(where: Any) -> list[Any]:
        return owing_houses(any_books.session, where, as_of=AS_OF)

    found = owing(houses_where(estate_id=house.estate_id))
    assert [(each.code, each.payer_id, each.bills, each.open.value, each.overdue.value) for each in found] == [
        ("3-2-501", owner.id, 2, 80, 30),
        ("3-2-501", tenant.id, 1, 20, 20),
        ("3-2-501", None, 1, 10, 10),
        ("3-2-502", owner.id, 1, 40, 40),
    ]
    assert (found[0].oldest_due_on, found[0].oldest_first_on, found[0].building) == (
        day("2026-03-09"),
        day("2026-01-01"),
        "3",
    )
    assert [each.dpd(AS_OF) for each in found] == [1, 38, 38, 38]
    assert total_of(found) == (Fen(150), Fen(100))
    assert owing(houses_where(building_id=house.building_id)) == found
    assert owing(col(House.id) == paid.id) == []


def test_a_house_that_owes_without_a_due_date_is_not_overdue(books: Books) -> None:
    house = books.house()
    books.bill(house, None, 100, due=None)
    (found,) = owing_houses(books.session, houses_where(estate_id=house.estate_id), as_of=AS_OF)
    assert (found.open, found.overdue, found.dpd(AS_OF)) == (Fen(100), Fen(0), None)


def test_it_is_known_when_and_by_how_much_a_bill_became_smaller(home: Home) -> None:
    home.books.pay(home.house, 130, "2026-02-10")
    credit = home.waive(home.bills[2], 30)
    home.books.now += timedelta(days=1)
    cancel_credit(home.books.session, credit, reason="错", by=home.books.by, now=home.books.now)
    assert less_of(home.books.session, home.bills) == {
        home.bills[0]: [Less(day("2026-02-10"), 100)],
        home.bills[1]: [Less(day("2026-02-10"), 30)],
        home.bills[2]: [Less(day("2026-11-21"), 30), Less(day("2026-11-22"), -30)],
    }
