"""What is owed follows from the rows, whatever happened and in whatever order it was entered."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from bot.ledger.accounts import accounts_of_houses, all_accounts, credit_of, settle
from bot.ledger.checks import look_at_ledger
from bot.ledger.tables import ALLOCATION, BILL, PAYMENT
from bot.store.engine import Store

from .books import Books, rolled_back
from .histories import ACTIONS, History, Step, chance_steps, entered_again, figures, reckon

NUMBERS = st.integers(0, 11)
STEPS = st.lists(st.builds(Step, st.sampled_from(ACTIONS), NUMBERS, NUMBERS, NUMBERS), min_size=3, max_size=14)


def check(history: History) -> None:
    """Hold the stored figures against the rows, and against a slow reckoning."""
    bills, payments, allocations = (history.rows(table) for table in (BILL, PAYMENT, ALLOCATION))
    on_bill, of_payment = sums(allocations, "bill_id"), sums(allocations, "payment_id")
    for bill in bills:
        assert bill.paid_fen == on_bill.get(bill.id, 0)
        settled = bill.paid_fen + bill.credited_fen + bill.open_fen
        assert settled == (bill.amount_fen if bill.state == "posted" else 0)
        assert (bill.settled_on is not None) == (bill.state == "posted" and bill.open_fen == 0)
    for payment in payments:
        assert of_payment.get(payment.id, 0) <= (payment.fen if payment.is_valid else 0)
    accounts = set(all_accounts(history.session))
    assert accounts == accounts_of_houses(history.session, [house.id for house in history.houses])
    credit = {account: credit_of(history.session, account) for account in accounts}
    for account in accounts:
        mine = [pay for pay in payments if (pay.house_id, pay.payer_id) == account and pay.is_valid]
        used = sum(of_payment.get(payment.id, 0) for payment in mine)
        assert sum(payment.fen for payment in mine) == used + credit[account]
    reckoned = reckon(history)
    posted = [bill for bill in bills if bill.state == "posted"]
    stored = {bill.id: (bill.paid_fen, bill.credited_fen, bill.open_fen, bill.settled_on) for bill in posted}
    assert stored == reckoned.bills
    assert {(row.payment_id, row.bill_id): row.fen for row in allocations} == reckoned.parts
    assert {account: fen for account, fen in credit.items() if fen} == reckoned.credit


def sums(rows: list[Any], column: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        found[getattr(row, column)] = found.get(getattr(row, column), 0) + row.fen
    return found


def play(store: Store, steps: list[Step]) -> None:
    with rolled_back(store) as books:
        history = History(books)
        for step in steps:
            history.do(step)
            check(history)
        assert look_at_ledger(books.session).untrue == 0


def play_twice(store: Store, steps: list[Step], chance: Random) -> None:
    with rolled_back(store) as books:
        history = History(books)
        for step in steps:
            history.do(step)
        history.know_everybody()
        check(history)
        expected = figures(history)
        again = entered_again(history, Books(books.session, estate="月亮"), chance)
        assert figures(again) == expected


@settings(max_examples=12)
@given(STEPS)
def test_the_figures_follow_from_the_rows_after_every_change(ledger_store: Store, steps: list[Step]) -> None:
    play(ledger_store, steps)


@settings(max_examples=12)
@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_entered_does_not_matter(
    ledger_store: Store, steps: list[Step], chance: Random
) -> None:
    play_twice(ledger_store, steps, chance)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_follow_from_the_rows_in_long_histories(ledger_store: Store, seed: int) -> None:
    for number in range(40):
        play(ledger_store, chance_steps(Random(seed * 1000 + number), 30))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
def test_the_order_does_not_matter_in_long_histories(ledger_store: Store, seed: int) -> None:
    for number in range(200):
        chance = Random(seed * 1000 + number)
        play_twice(ledger_store, chance_steps(chance, 30), chance)


def test_each_house_and_each_payer_has_an_account_of_its_own(any_books: Books) -> None:
    house, next_door = any_books.house(), any_books.house("3-2-502")
    owner, tenant = any_books.owner(house), any_books.owner(next_door, "李梅")
    mine, theirs = any_books.bill(house, owner, 100), any_books.bill(house, tenant, 100, item="车位费")
    elsewhere = any_books.bill(next_door, owner, 100)
    any_books.pay(house, 250, payer=owner)
    assert any_books.open(mine, theirs, elsewhere) == [0, 100, 100]
    credit = [any_books.credit(*account) for account in ((house, owner), (house, tenant), (next_door, owner))]
    assert credit == [150, 0, 0]


def test_settling_again_writes_nothing(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    bills = [any_books.bill(house, owner, 100, f"2026-0{month}") for month in (1, 2, 3)]
    any_books.pay(house, 150, named=bills[1:2])
    before = any_books.everything()
    settle(any_books.session, list(all_accounts(any_books.session)))
    assert any_books.everything() == before


def test_what_was_written_wrongly_is_written_anew(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    bill, other = any_books.bill(house, owner, 100), any_books.bill(house, owner, 100, "2026-02")
    payment = any_books.pay(house, 150)
    right = any_books.everything()
    wrong = ((bill, 10), (other, 0))
    connection = any_books.session.connection()
    connection.execute(delete(ALLOCATION).where(ALLOCATION.c.bill_id == other))
    connection.execute(update(ALLOCATION).where(ALLOCATION.c.bill_id == bill).values(fen=10))
    for each, paid in wrong:
        connection.execute(update(BILL).where(BILL.c.id == each).values(paid_fen=paid, open_fen=100 - paid))
    settle(any_books.session, [any_books.account(house, owner)])
    assert any_books.parts(payment) == {bill: 100, other: 50}
    assert any_books.everything()["bill"] == right["bill"]


def test_accounts_with_money_alone_are_accounts(any_books: Books) -> None:
    house, next_door = any_books.house(), any_books.house("3-2-502")
    owner = any_books.owner(house)
    any_books.pay(house, 100)
    any_books.bill(next_door, None, 100)
    accounts = {any_books.account(house, owner), any_books.account(next_door, None)}
    assert set(all_accounts(any_books.session)) == accounts
    assert accounts_of_houses(any_books.session, [house.id]) == {any_books.account(house, owner)}


def test_an_account_that_nobody_has_has_no_credit(books: Books) -> None:
    assert books.credit(books.house(), None) == 0
