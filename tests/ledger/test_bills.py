"""Every change of a bill: what it does, the trace it leaves, and each refusal, after which nothing was written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.ledger.accounts import settle
from bot.ledger.bills import (
    add_bills,
    assign_payer,
    cancel_credit,
    correct_bill,
    credit_bill,
    due_date_of,
    post_drafts,
    replace_bills,
    void_all,
    void_bill,
)
from bot.ledger.entries import Correction, NewBill, NewCredit
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BillId, BillState, CreditKind
from bot.money import Fen
from bot.store.audit import Actor
from bot.understanding.amounts import MOST

from .books import NOW, Books, day, refused

YEAR = (day("2026-01-01"), day("2026-12-31"))


def new_bill(books: Books, **other: Any) -> NewBill:
    house = books.house()
    whole = NewBill(
        estate_id=house.estate_id,
        house_id=house.id,
        payer_id=books.owner(house).id,
        item="物业费",
        amount=Fen(16_110),
        first_on=day("2026-01-01"),
        last_on=day("2026-01-31"),
        due_on=day("2026-01-31"),
    )
    return replace(whole, **other)


def enter(books: Books, *bills: NewBill, state: BillState = BillState.POSTED) -> int:
    return add_bills(books.session, bills, state=state, by=books.by, now=books.now)


def waive(books: Books, bill: BillId, fen: int, reason: str = "漏水补偿") -> int:
    off = NewCredit(CreditKind.WAIVER, Fen(fen), reason)
    return credit_bill(books.session, bill, off, by=books.by, now=books.now)


def void(books: Books, bill: BillId, reason: str = "重复收费") -> None:
    void_bill(books.session, bill, reason=reason, by=books.by, now=books.now)


def correct(books: Books, bill: BillId, fen: int, due: str | None = "2026-01-31", reason: str = "面积有误") -> BillId:
    to = Correction(Fen(fen), day(due) if due else None, reason)
    return correct_bill(books.session, bill, to, by=books.by, now=books.now)


def post(books: Books, estate_id: Any, first: date = YEAR[0], last: date = YEAR[1]) -> tuple[int, Fen]:
    return post_drafts(books.session, estate_id, first, last, by=books.by, now=books.now)


# Coming in


def test_a_posted_bill_is_owed_in_full(any_books: Books) -> None:
    house = any_books.house()
    bill = any_books.row(any_books.bill(house, any_books.owner(house), 16_110))
    assert (bill.state, bill.open_fen, bill.paid_fen, bill.credited_fen, bill.settled_on) == (
        "posted",
        16_110,
        0,
        0,
        None,
    )
    assert (bill.period, bill.created_ms, bill.posted_ms) == (
        "2026-01-01/2026-01-31",
        *[int(NOW.timestamp() * 1000)] * 2,
    )


def test_a_draft_is_not_owed_and_takes_no_money(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    draft = books.bill(house, owner, 100, state=BillState.DRAFT)
    books.pay(house, 100)
    bill = books.row(draft)
    assert (bill.state, bill.open_fen, bill.paid_fen, bill.posted_ms) == ("draft", 0, 0, None)
    assert books.credit(house, owner) == 100


def test_a_posted_bill_is_settled_at_once_by_credit_that_is_there(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    any_books.pay(house, 150, "2025-12-20")
    bill = any_books.row(any_books.bill(house, owner, 100))
    assert (bill.paid_fen, bill.open_fen, bill.settled_on) == (100, 0, day("2025-12-20"))
    assert any_books.credit(house, owner) == 50


def test_bills_of_one_charge_leave_one_trace_with_their_sum(books: Books) -> None:
    bill = new_bill(books)
    assert enter(books, bill, replace(bill, item="车位费", amount=Fen(90))) == 2
    (trace,) = books.traces("bills.posted")
    assert (trace.actor, trace.channel, trace.subject) == ("staff:finance", "cli", f"estate:{bill.estate_id}")
    assert trace.detail == {"count": 2, "fen": 16_200}


def test_drafts_leave_a_trace_of_their_own(books: Books) -> None:
    enter(books, new_bill(books), state=BillState.DRAFT)
    assert [trace.detail["count"] for trace in books.traces("bills.draft")] == [1]


def test_no_bills_are_no_change(books: Books) -> None:
    before = books.everything()
    assert enter(books) == 0
    assert books.everything() == before


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param({"amount": Fen(0)}, "bad_amount", id="nothing"),
        pytest.param({"amount": Fen(-1)}, "bad_amount", id="less than nothing"),
        pytest.param({"amount": Fen(MOST.value + 1)}, "bad_amount", id="more than ten million yuan"),
        pytest.param({"last_on": day("2025-12-31")}, "bad_day", id="ends before it begins"),
        pytest.param({"last_on": None}, "bad_day", id="a period without an end"),
        pytest.param({"first_on": None}, "bad_day", id="a period without a beginning"),
        pytest.param({"due_on": day("1999-12-31")}, "bad_day", id="due in another century"),
        pytest.param({"due_on": day("2100-01-01")}, "bad_day", id="due in the next century"),
        pytest.param({"item": " "}, "too_long", id="without a name"),
        pytest.param({"item": "费" * 201}, "too_long", id="a name of 201 characters"),
        pytest.param({"label": "号" * 201}, "too_long", id="a label of 201 characters"),
    ],
)
def test_a_bill_with_values_that_no_bill_has_refuses_them_all(books: Books, other: dict[str, Any], why: str) -> None:
    good = new_bill(books)
    with refused(books, why):
        enter(books, good, replace(good, **{"label": "2", **other}))
    assert enter(books, good, replace(good, label="2")) == 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"amount": Fen(1)}, id="one fen"),
        pytest.param({"amount": MOST}, id="ten million yuan"),
        pytest.param({"last_on": day("2026-01-01")}, id="a period of one day"),
        pytest.param({"first_on": None, "last_on": None}, id="an old sum without a period"),
        pytest.param({"due_on": None}, id="nobody knows when it is due"),
        pytest.param({"due_on": day("2000-01-01")}, id="the first day"),
        pytest.param({"due_on": day("2099-12-31")}, id="the last day"),
        pytest.param({"item": "费" * 200, "label": "号" * 200}, id="200 characters"),
        pytest.param({"payer_id": None}, id="nobody is known"),
    ],
)
def test_the_outermost_values_of_a_bill_are_taken(books: Books, other: dict[str, Any]) -> None:
    assert enter(books, new_bill(books, **other)) == 1


# Posting


def test_posting_makes_drafts_of_the_period_owed_and_says_how_much(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    bills = [
        any_books.bill(house, owner, fen, month, state=BillState.DRAFT)
        for fen, month in ((100, "2026-01"), (200, "2026-03"))
    ]
    other = any_books.bill(house, owner, 400, "2026-04", state=BillState.DRAFT)
    any_books.pay(house, 130)
    assert post(any_books, house.estate_id, day("2026-01-01"), day("2026-03-01")) == (2, Fen(300))
    assert any_books.open(*bills, other) == [0, 170, 0]
    (trace,) = any_books.traces("bills.posted")
    assert trace.detail == {"count": 2, "fen": 300, "first": "2026-01-01", "last": "2026-03-01"}


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        pytest.param("2026-02-01", "2026-02-28", 1, id="begins on the first day"),
        pytest.param("2026-01-01", "2026-02-01", 1, id="begins on the last day"),
        pytest.param("2026-02-02", "2026-12-31", 0, id="begins the day before"),
        pytest.param("2026-01-01", "2026-01-31", 0, id="begins the day after"),
    ],
)
def test_what_begins_outside_of_the_period_stays_a_draft(books: Books, first: str, last: str, count: int) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100, "2026-02", state=BillState.DRAFT)
    assert post(books, house.estate_id, day(first), day(last))[0] == count


def test_posting_again_does_nothing(books: Books) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100, state=BillState.DRAFT)
    assert post(books, house.estate_id) == (1, Fen(100))
    before = books.everything()
    assert post(books, house.estate_id) == (0, Fen(0))
    assert books.everything() == before


def test_a_void_draft_is_not_posted(books: Books) -> None:
    house = books.house()
    void(books, books.bill(house, books.owner(house), 100, state=BillState.DRAFT))
    assert post(books, house.estate_id) == (0, Fen(0))


def test_another_estate_s_drafts_are_not_posted(books: Books) -> None:
    house, other = books.house(), books.world.house("3-2-501", estate="月亮")
    mine = books.bill(house, None, 100, state=BillState.DRAFT)
    theirs = books.bill(other, None, 100, state=BillState.DRAFT)
    post(books, house.estate_id)
    assert [books.row(bill).state for bill in (mine, theirs)] == ["posted", "draft"]


# Void


def test_money_on_a_void_bill_settles_other_bills_and_the_rest_is_credit(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    wrong, right = any_books.bill(house, owner, 100), any_books.bill(house, owner, 70, "2026-02")
    payment = any_books.pay(house, 100)
    void(any_books, wrong)
    assert any_books.parts(payment) == {right: 70}
    assert any_books.credit(house, owner) == 30
    bill = any_books.row(wrong)
    assert (bill.state, bill.paid_fen, bill.credited_fen, bill.open_fen, bill.settled_on) == ("void", 0, 0, 0, None)
    (trace,) = any_books.traces("bill.voided")
    assert (trace.subject, trace.detail) == (f"bill:{wrong}", {"reason": "重复收费"})


@pytest.mark.parametrize("waived", [40, 100])
def test_nothing_stands_on_a_void_bill_however_much_was_waived(books: Books, waived: int) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    waive(books, bill, waived)
    void(books, bill)
    row = books.row(bill)
    assert (row.paid_fen, row.credited_fen, row.open_fen, row.settled_on) == (0, 0, 0, None)


def test_a_charge_may_come_again_after_its_bill_was_declared_void(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    void(books, books.bill(house, owner, 100))
    assert books.open(books.bill(house, owner, 90)) == [90]


@pytest.mark.parametrize(
    "do", [void, lambda books, bill: waive(books, bill, 1), lambda books, bill: correct(books, bill, 90)]
)
def test_what_is_void_or_was_never_there_is_not_changed(books: Books, do: Callable[[Books, BillId], Any]) -> None:
    house = books.house()
    owner = books.owner(house)
    bill, gone = books.bill(house, owner, 100), books.bill(house, owner, 100, "2026-02")
    void(books, gone)
    with refused(books, "bill_is_void", bill=str(gone)):
        do(books, gone)
    with refused(books, "no_such_bill", bill="999999"):
        do(books, BillId(999_999))
    do(books, bill)


@pytest.mark.parametrize(
    "do",
    [
        void,
        lambda books, bill, reason: waive(books, bill, 1, reason),
        lambda books, bill, reason: correct(books, bill, 90, reason=reason),
        lambda books, bill, reason: cancel_credit(
            books.session, waive(books, bill, 1), reason=reason, by=books.by, now=books.now
        ),
    ],
    ids=["void", "waive", "correct", "take a waiver back"],
)
def test_nothing_is_taken_off_without_a_reason(books: Books, do: Callable[[Books, BillId, str], Any]) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    waive(books, bill, 1)
    before = books.row(bill)
    with pytest.raises(Refusal, match="no_reason"):
        do(books, bill, " \n")
    assert books.row(bill).state == before.state == BillState.POSTED
    assert books.row(bill).open_fen in {99, 98}
    assert not [
        row for kind in ("bill.voided", "bill.corrected", "bill.credit_cancelled") for row in books.traces(kind)
    ]
    do(books, bill, "有原因")


def test_the_due_date_of_a_standing_bill_is_known(books: Books) -> None:
    house = books.house()
    bill, gone = books.bill(house, books.owner(house), 100), books.bill(house, None, 100, "2026-02")
    void(books, gone)
    assert due_date_of(books.session, bill) == day("2026-01-31")
    for asked, why in ((gone, "bill_is_void"), (BillId(999_999), "no_such_bill")):
        with refused(books, why):
            due_date_of(books.session, asked)


# Corrections


def test_a_correction_is_a_new_bill_that_names_the_old_one(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    old = any_books.bill(house, owner, 100, label="粤B12345", due="2026-01-15")
    new = correct(any_books, old, 80, "2026-02-15")
    before, after = any_books.row(old), any_books.row(new)
    assert (before.state, before.amount_fen, before.open_fen) == ("void", 100, 0)
    assert (after.state, after.amount_fen, after.open_fen, after.due_on) == ("posted", 80, 80, day("2026-02-15"))
    same = ("house_id", "payer_id", "item", "label", "period", "first_on", "last_on", "fee_item_id", "estate_id")
    assert all(getattr(before, name) == getattr(after, name) for name in same)
    assert after.replaces_id == old
    (trace,) = any_books.traces("bill.corrected")
    assert trace.detail == {"reason": "面积有误", "from_fen": 100, "to_fen": 80, "due_on": "2026-02-15", "new": new}


def test_money_that_named_a_bill_follows_it_through_corrections(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    oldest, named = any_books.bill(house, owner, 100), any_books.bill(house, owner, 100, "2026-02")
    payment = any_books.pay(house, 100, named=[named])
    second = correct(any_books, named, 120, "2026-02-28")
    assert any_books.parts(payment) == {second: 100}
    third = correct(any_books, second, 60, "2026-02-28")
    assert any_books.parts(payment) == {third: 60, oldest: 40}


def test_a_draft_is_corrected_into_a_draft(books: Books) -> None:
    house = books.house()
    new = correct(books, books.bill(house, books.owner(house), 100, state=BillState.DRAFT), 80)
    assert (books.row(new).state, books.row(new).open_fen, books.row(new).posted_ms) == ("draft", 0, None)


def test_the_waivers_of_a_corrected_bill_end_with_it(books: Books) -> None:
    house = books.house()
    old = books.bill(house, books.owner(house), 100)
    waive(books, old, 30)
    new = correct(books, old, 90)
    assert (books.row(new).open_fen, books.row(new).credited_fen, books.row(old).credited_fen) == (90, 0, 0)


@pytest.mark.parametrize(
    ("fen", "due", "why"),
    [
        pytest.param(0, "2026-01-31", "bad_amount", id="to nothing"),
        pytest.param(-80, "2026-01-31", "bad_amount", id="to less than nothing"),
        pytest.param(80, "2100-01-01", "bad_day", id="to a day that does not come"),
    ],
)
def test_a_bill_is_not_corrected_to_what_no_bill_is(books: Books, fen: int, due: str, why: str) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    with refused(books, why):
        correct(books, bill, fen, due)
    correct(books, bill, 80, "2099-12-31")


def test_many_bills_are_replaced_or_declared_void_at_once(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    bills = [books.bill(house, owner, 100, f"2026-0{month}") for month in (1, 2, 3)]
    rows = [books.row(bill) for bill in bills]
    new = replace_bills(books.session, [(row, Fen(50 + row.id), None) for row in rows[:2]], now=books.now)
    void_all(books.session, rows[2:], now=books.now)
    settle(books.session, [books.account(house, owner)])
    assert [(books.row(bill).replaces_id, books.row(bill).open_fen) for bill in new] == [
        (bill, 50 + bill) for bill in bills[:2]
    ]
    assert books.open(*bills) == [0, 0, 0]


# Waivers and credit notes


@pytest.mark.parametrize(
    ("kind", "what"), [(CreditKind.WAIVER, "bill.waiver"), (CreditKind.CREDIT_NOTE, "bill.credit_note")]
)
def test_what_is_taken_off_is_not_owed_any_more(any_books: Books, kind: CreditKind, what: str) -> None:
    house = any_books.house()
    bill = any_books.bill(house, any_books.owner(house), 100)
    off = NewCredit(kind, Fen(30), "漏水补偿")
    credit = credit_bill(any_books.session, bill, off, by=Actor("staff:manager", "web"), now=any_books.now)
    row = any_books.row(bill)
    assert (row.amount_fen, row.credited_fen, row.open_fen, row.settled_on) == (100, 30, 70, None)
    (trace,) = any_books.traces(what)
    assert (trace.actor, trace.channel, trace.subject) == ("staff:manager", "web", f"bill:{bill}")
    assert trace.detail == {"fen": 30, "credit": credit}


def test_a_bill_that_is_waived_in_full_is_settled_that_day(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    waive(books, bill, 60)
    waive(books, bill, 40)
    assert (books.row(bill).open_fen, books.row(bill).settled_on) == (0, day("2026-11-21"))


def test_a_waiver_of_a_paid_bill_frees_its_money(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    bill, other = books.bill(house, owner, 100), books.bill(house, owner, 20, "2026-02")
    payment = books.pay(house, 100)
    waive(books, bill, 30)
    assert books.parts(payment) == {bill: 70, other: 20}
    assert books.credit(house, owner) == 10


@pytest.mark.parametrize(
    ("fen", "why"),
    [
        pytest.param(71, "credit_too_large", id="a fen more than is left"),
        pytest.param(0, "bad_amount", id="nothing"),
        pytest.param(-1, "bad_amount", id="less than nothing"),
    ],
)
def test_no_more_is_taken_off_than_was_charged(books: Books, fen: int, why: str) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    waive(books, bill, 30)
    with refused(books, why):
        waive(books, bill, fen)
    waive(books, bill, 70)
    assert books.open(bill) == [0]


def test_nothing_is_taken_off_a_draft(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100, state=BillState.DRAFT)
    with refused(books, "bill_is_draft", bill=str(bill)):
        waive(books, bill, 30)
    post(books, house.estate_id)
    waive(books, bill, 30)


def test_a_waiver_that_is_taken_back_is_owed_again(any_books: Books) -> None:
    house = any_books.house()
    bill = any_books.bill(house, any_books.owner(house), 100)
    kept, wrong = waive(any_books, bill, 10), waive(any_books, bill, 30)
    cancel_credit(any_books.session, wrong, reason="批错了", by=any_books.by, now=any_books.now)
    assert (any_books.row(bill).credited_fen, any_books.row(bill).open_fen) == (10, 90)
    (trace,) = any_books.traces("bill.credit_cancelled")
    assert (trace.subject, trace.detail) == (f"bill:{bill}", {"credit": wrong})
    assert waive(any_books, bill, 90) > kept


def test_a_waiver_is_taken_back_once(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    credit, other = waive(books, bill, 30), waive(books, bill, 20)

    def take_back(credit: int) -> None:
        cancel_credit(books.session, credit, reason="批错了", by=books.by, now=books.now)

    take_back(credit)
    with refused(books, "credit_is_cancelled", credit=str(credit)):
        take_back(credit)
    with refused(books, "no_such_credit", credit="999999"):
        take_back(999_999)
    with refused(books, "no_such_credit"):
        take_back(other + 1)
    take_back(other)
    assert books.open(bill) == [100]


# Nobody known yet


def test_what_stands_against_nobody_goes_to_the_payer_who_becomes_known(any_books: Books) -> None:
    house = any_books.house()
    bills = [any_books.bill(house, None, 100, f"2026-0{month}") for month in (1, 2)]
    payment = any_books.pay(house, 130)
    owner = any_books.owner(house)
    moved = assign_payer(any_books.session, house.id, owner.id, by=any_books.by, now=any_books.now)
    assert moved == 2
    assert {any_books.row(bill).payer_id for bill in bills} == {owner.id}
    assert any_books.open(*bills) == [0, 70]
    assert any_books.parts(payment) == {bills[0]: 100, bills[1]: 30}
    (trace,) = any_books.traces("bills.payer_known")
    assert (trace.subject, trace.detail) == (f"house:{house.id}", {"payer": owner.id, "bills": 2})


def test_money_that_stood_with_nobody_settles_what_the_payer_owed_already(books: Books) -> None:
    house = books.house()
    books.pay(house, 150)
    owner = books.owner(house)
    bill = books.bill(house, owner, 100)
    assert books.open(bill) == [100]
    assert assign_payer(books.session, house.id, owner.id, by=books.by, now=books.now) == 0
    assert books.open(bill) == [0]
    assert (books.credit(house, owner), books.credit(house, None)) == (50, 0)


def test_a_debt_that_has_a_debtor_never_moves(books: Books) -> None:
    house, next_door = books.house(), books.house("3-2-502")
    seller, buyer = books.owner(house, "胡勇"), books.owner(house, "许娟")
    old, elsewhere = books.bill(house, seller, 100), books.bill(next_door, None, 100)
    assert assign_payer(books.session, house.id, buyer.id, by=books.by, now=books.now) == 0
    assert (books.row(old).payer_id, books.row(elsewhere).payer_id) == (seller.id, None)
    assert not books.traces("bills.payer_known")
