"""Late fees (违约金) as drafts: of a bill that was settled late, where the contract has one, once, on its own.

The rule here: half a thousandth a day from the thirtieth day after the due date, at most a fifth. The bill of January
over ¥1,000.00 is due on 31 January, so 2 March is the first day that counts, with ¥0.50.
"""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.estate.settings import LateFee
from bot.estate.tables import House
from bot.ledger.bills import add_bills, correct_bill, credit_bill, post_drafts, void_bill
from bot.ledger.entries import Correction, NewBill, NewCredit
from bot.ledger.late_bills import ITEM, draft_late_fees
from bot.ledger.payments import reverse_payment
from bot.ledger.tables import BILL, BillId, BillState, CreditKind
from bot.money import Fen

from .books import Books, day, moment

RULE = LateFee(enabled=True, rate_per_mille=Decimal("0.5"), start_after_days=30, cap_percent=20)


def draft(books: Books, house: House, *, rule: LateFee = RULE, due_days: int = 30) -> int:
    return draft_late_fees(books.session, house.estate_id, rule=rule, due_days=due_days, by=books.by, now=books.now)


def late_fees(books: Books) -> list[Any]:
    return list(books.session.connection().execute(select(BILL).where(BILL.c.item == ITEM).order_by(BILL.c.id)))


@pytest.fixture
def house(books: Books) -> House:
    books.now = moment("2026-03-20")
    return books.house()


@pytest.mark.parametrize(
    ("paid", "fen"),
    [
        pytest.param("2026-01-30", 0, id="before it was due"),
        pytest.param("2026-01-31", 0, id="on the due date"),
        pytest.param("2026-03-01", 0, id="the day before the first that counts"),
        pytest.param("2026-03-02", 0, id="on the first day that counts: it was paid when the day ended"),
        pytest.param("2026-03-03", 50, id="the day after"),
        pytest.param("2026-03-12", 500, id="ten days later"),
    ],
)
def test_what_was_settled_late_bears_a_fee_from_the_first_day_that_counts(
    books: Books, house: House, paid: str, fen: int
) -> None:
    books.bill(house, books.owner(house), 100_000)
    books.pay(house, 100_000, paid)
    assert draft(books, house) == (1 if fen else 0)
    assert [row.amount_fen for row in late_fees(books)] == ([fen] if fen else [])


def test_the_fee_is_a_draft_of_its_own_against_the_same_payer_for_the_same_period(any_books: Books) -> None:
    any_books.now = moment("2026-03-20")
    house = any_books.house()
    owner = any_books.owner(house)
    bill = any_books.bill(house, owner, 100_000)
    any_books.pay(house, 100_000, "2026-03-12")
    assert draft(any_books, house, due_days=10) == 1
    (fee,) = late_fees(any_books)
    assert (fee.state, fee.item, fee.label, fee.principal_id, fee.payer_id) == (
        "draft",
        "违约金",
        "物业费",
        bill,
        owner.id,
    )
    assert (fee.first_on, fee.last_on, fee.due_on) == (day("2026-01-01"), day("2026-01-31"), day("2026-03-30"))
    assert fee.basis == {"principal_fen": 100_000, "due_on": "2026-01-31", "settled_on": "2026-03-12"}
    assert any_books.row(bill).amount_fen == 100_000, "the bill itself stays as it is"


def test_a_due_date_that_counts_backwards_gives_no_time_in_the_past_for_paying_the_fee(
    books: Books, house: House
) -> None:
    books.bill(house, None, 100_000)
    books.pay(house, 100_000, "2026-03-12")
    draft(books, house, due_days=-16)
    assert [fee.due_on for fee in late_fees(books)] == [day("2026-03-20")]


@pytest.mark.parametrize("paid", [0, 40_000], ids=["nothing", "a part"])
def test_while_something_is_open_nothing_is_drafted(books: Books, house: House, paid: int) -> None:
    books.bill(house, books.owner(house), 100_000)
    if paid:
        books.pay(house, paid, "2026-03-12")
    assert draft(books, house) == 0


@pytest.mark.parametrize(
    "rule",
    [LateFee(), LateFee(enabled=False, rate_per_mille=Decimal("0.5"), start_after_days=30, cap_percent=20)],
    ids=["no rule", "a rule that is switched off"],
)
def test_without_a_rule_of_the_contract_there_is_no_fee(books: Books, house: House, rule: LateFee) -> None:
    books.bill(house, books.owner(house), 100_000)
    books.pay(house, 100_000, "2026-03-12")
    before = books.everything()
    assert draft(books, house, rule=rule) == 0
    assert books.everything() == before


def test_a_bill_that_nobody_knows_the_due_date_of_bears_no_fee(books: Books, house: House) -> None:
    books.bill(house, books.owner(house), 100_000, due=None)
    books.pay(house, 100_000, "2026-03-12")
    assert draft(books, house) == 0


def test_what_was_waived_in_full_bears_no_fee(books: Books, house: House) -> None:
    bill = books.bill(house, books.owner(house), 100_000)
    books.now = moment("2026-03-12")
    off = NewCredit(CreditKind.WAIVER, Fen(100_000), "漏水补偿")
    credit_bill(books.session, bill, off, by=books.by, now=books.now)
    assert draft(books, house) == 0
    assert late_fees(books) == []


@pytest.mark.parametrize(
    ("looked", "drafted"),
    [("2026-06-12", 1), ("2026-06-13", 0)],
    ids=["the last of three months", "the day after"],
)
def test_a_settlement_of_long_ago_is_not_dug_up(books: Books, house: House, looked: str, drafted: int) -> None:
    books.bill(house, books.owner(house), 100_000)
    books.pay(house, 100_000, "2026-03-12")
    books.now = moment(looked)
    assert draft(books, house) == drafted


# Once


def settled_late(books: Books, house: House) -> BillId:
    bill = books.bill(house, books.owner(house), 100_000)
    books.pay(house, 100_000, "2026-03-12")
    assert draft(books, house) == 1
    return bill


@pytest.mark.parametrize("fate", ["draft", "posted", "void"])
def test_a_fee_is_drafted_once_whatever_becomes_of_it(books: Books, house: House, fate: str) -> None:
    settled_late(books, house)
    if fate == "posted":
        post_drafts(books.session, house.estate_id, day("2026-01-01"), day("2026-01-31"), by=books.by, now=books.now)
    if fate == "void":
        void_bill(books.session, late_fees(books)[0].id, reason="免收", by=books.by, now=books.now)
    assert draft(books, house) == 0
    assert [fee.state for fee in late_fees(books)] == [fate]


def test_a_payment_that_bounced_and_came_again_brings_no_second_fee(books: Books, house: House) -> None:
    books.bill(house, books.owner(house), 100_000)
    payment = books.pay(house, 100_000, "2026-03-12")
    assert draft(books, house) == 1
    reverse_payment(books.session, payment, reason="退票", by=books.by, now=books.now)
    books.pay(house, 100_000, "2026-03-18")
    assert draft(books, house) == 0


def test_a_bill_that_is_corrected_after_its_fee_brings_no_second_one(books: Books, house: House) -> None:
    bill = settled_late(books, house)
    to = Correction(Fen(90_000), day("2026-01-31"), "面积有误")
    corrected = correct_bill(books.session, bill, to, by=books.by, now=books.now)
    assert books.row(corrected).settled_on == day("2026-03-12")
    assert draft(books, house) == 0


def test_a_late_fee_bears_no_late_fee(books: Books, house: House) -> None:
    settled_late(books, house)
    post_drafts(books.session, house.estate_id, day("2026-01-01"), day("2026-01-31"), by=books.by, now=books.now)
    books.now = moment("2026-07-20")
    books.pay(house, 500, "2026-07-19")
    assert [fee.open_fen for fee in late_fees(books)] == [0]
    assert draft(books, house) == 0


def test_two_plates_of_a_house_bear_two_fees_that_are_told_apart(books: Books, house: House) -> None:
    owner = books.owner(house)
    for plate in ("京A11111", "京A22222"):
        books.bill(house, owner, 100_000, item="车位费", label=plate)
    books.pay(house, 200_000, "2026-03-12")
    assert draft(books, house) == 2
    assert [fee.label for fee in late_fees(books)] == ["车位费 京A11111", "车位费 京A22222"]


def test_the_fee_of_an_old_sum_without_a_period_is_for_the_days_on_which_it_was_late(
    books: Books, house: House
) -> None:
    owner = books.owner(house)
    old = NewBill(house.estate_id, house.id, owner.id, "往年欠费", Fen(100_000), due_on=day("2026-01-31"))
    add_bills(books.session, [old], state=BillState.POSTED, by=books.by, now=books.now)
    books.pay(house, 100_000, "2026-03-12")
    assert draft(books, house) == 1
    (fee,) = late_fees(books)
    assert (fee.first_on, fee.last_on) == (day("2026-01-31"), day("2026-03-12"))
    days = (day("2026-01-01"), day("2026-03-31"))
    assert post_drafts(books.session, house.estate_id, *days, by=books.by, now=books.now)[0] == 1


def test_a_long_name_and_a_long_plate_do_not_keep_the_others_from_their_fee(books: Books, house: House) -> None:
    books.bill(house, books.owner(house), 100_000, item="费" * 200, label="车" * 200)
    books.pay(house, 100_000, "2026-03-12")
    assert draft(books, house) == 1


def test_the_fees_of_another_estate_are_not_drafted(books: Books, house: House) -> None:
    there = books.world.house("3-2-501", estate="月光")
    books.bill(there, None, 100_000)
    books.pay(there, 100_000, "2026-03-12")
    assert draft(books, house) == 0
    assert draft(books, there) == 1
    assert [fee.state for fee in late_fees(books)] == [BillState.DRAFT]
