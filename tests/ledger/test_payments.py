"""Money that comes in and money that did not stand: what it does, its trace, and each refusal."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from bot.estate.tables import House, HouseId
from bot.ledger.bills import assign_payer, correct_bill, post_drafts, void_bill
from bot.ledger.entries import Correction, NewPayment
from bot.ledger.payments import (
    debtors_of,
    record_payment,
    record_payments,
    reverse_payment,
    taken_vouchers,
    undo_payments,
)
from bot.ledger.refusals import Refusal
from bot.ledger.tables import PAYMENT, REVERSAL, BillId, BillState, ImportId, ImportRun, Method, PaymentId
from bot.money import Fen
from bot.people.tables import Relation
from bot.store.audit import Actor
from bot.understanding.amounts import MOST

from .books import Books, day, moment, refused


def book(books: Books, *payments: NewPayment, import_id: ImportId | None = None) -> list[PaymentId]:
    return record_payments(books.session, payments, by=books.by, now=books.now, import_id=import_id)


def reverse(books: Books, payment: PaymentId, reason: str = "退票") -> None:
    reverse_payment(books.session, payment, reason=reason, by=books.by, now=books.now)


def stored(books: Books, payment: PaymentId) -> Any:
    return books.session.connection().execute(select(PAYMENT).where(PAYMENT.c.id == payment)).one()


# Coming in


def test_money_settles_the_oldest_bill_and_what_is_too_much_is_credit(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    february, january = any_books.bill(house, owner, 200, "2026-02"), any_books.bill(house, owner, 100)
    first = any_books.pay(house, 150, "2026-03-01")
    assert any_books.parts(first) == {january: 100, february: 50}
    second = any_books.pay(house, 170, "2026-03-05")
    assert any_books.parts(second) == {february: 150}
    assert any_books.credit(house, owner) == 20
    assert (any_books.row(january).settled_on, any_books.row(february).settled_on) == (
        day("2026-03-01"),
        day("2026-03-05"),
    )


def test_money_settles_the_bill_that_its_payer_names(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    january, february = any_books.bill(house, owner, 100), any_books.bill(house, owner, 200, "2026-02")
    payment = any_books.pay(house, 150, named=[february])
    assert any_books.parts(payment) == {february: 150}
    assert any_books.open(january, february) == [100, 50]


def test_a_payment_keeps_when_it_was_paid_and_when_it_was_entered(any_books: Books) -> None:
    house = any_books.house()
    new = replace(any_books.payment(house, 100, "2026-11-20 23:59"), paid_by="女儿", memo="11月物业费", voucher="A-7")
    row = stored(any_books, book(any_books, new)[0])
    assert (row.paid_ms, row.paid_on) == (int(moment("2026-11-20 23:59").timestamp() * 1000), day("2026-11-20"))
    assert row.recorded_ms == int(any_books.now.timestamp() * 1000)
    assert (row.fen, row.method, row.voucher, row.paid_by, row.memo) == (100, "transfer", "A-7", "女儿", "11月物业费")
    assert (row.is_valid, row.named, row.payer_id) == (True, [], None)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        pytest.param("2026-01-31 23:59:59", "2026-01-31", id="a second before midnight in Shanghai"),
        pytest.param("2026-02-01 00:00", "2026-02-01", id="midnight"),
        pytest.param("2026-01-31 16:00+00:00", "2026-02-01", id="afternoon in London is the next day"),
    ],
)
def test_the_day_of_a_payment_is_the_one_in_shanghai(books: Books, at: str, on: str) -> None:
    house = books.house()
    bill = books.bill(house, books.owner(house), 100)
    books.pay(house, 100, at)
    assert books.row(bill).settled_on == day(on)


def test_a_payment_that_is_entered_late_counts_from_when_it_was_paid(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    january, february = any_books.bill(house, owner, 100), any_books.bill(house, owner, 100, "2026-02")
    transfer = any_books.pay(house, 100, "2026-03-10")
    cash = any_books.pay(house, 100, "2026-03-01", method=Method.CASH)
    assert (any_books.parts(cash), any_books.parts(transfer)) == ({january: 100}, {february: 100})


def test_each_payment_leaves_a_trace(any_books: Books) -> None:
    house = any_books.house()
    any_books.by = Actor("staff:front", "web")
    payments = book(any_books, any_books.payment(house, 100), any_books.payment(house, 200, method=Method.CASH))
    traces = any_books.traces("payment.recorded")
    assert [(trace.actor, trace.channel, trace.subject) for trace in traces] == [
        ("staff:front", "web", f"payment:{payment}") for payment in payments
    ]
    assert traces[1].detail == {"house": house.id, "fen": 200, "method": "cash"}


def test_payments_of_a_file_leave_the_trace_of_the_file_alone(books: Books) -> None:
    house = books.house()
    run = ImportRun(estate_id=house.estate_id, kind="payments", file_name="一月.xlsx", sha256="0", at_ms=0, actor="x")
    books.world.keep(run)
    (payment,) = book(books, books.payment(house, 100), import_id=run.id)
    assert stored(books, payment).import_id == run.id
    assert not books.traces("payment.recorded")


def test_no_payments_are_no_change(books: Books) -> None:
    before = books.everything()
    assert book(books) == []
    assert books.everything() == before


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param({"amount": Fen(0)}, "bad_amount", id="nothing"),
        pytest.param({"amount": Fen(-100)}, "bad_amount", id="less than nothing"),
        pytest.param({"amount": Fen(MOST.value + 1)}, "bad_amount", id="more than ten million yuan"),
        pytest.param({"paid_at": moment("1999-12-31")}, "bad_day", id="in another century"),
        pytest.param(
            {"paid_at": moment("2026-11-21 10:05:01")}, "paid_in_future", id="a second beyond what clocks differ"
        ),
        pytest.param({"paid_at": moment("2026-11-22")}, "paid_in_future", id="tomorrow"),
        pytest.param({"memo": "字" * 201}, "too_long", id="a memo of 201 characters"),
        pytest.param({"paid_by": "字" * 201}, "too_long", id="a payer of 201 characters"),
        pytest.param({"voucher": "9" * 201}, "too_long", id="a voucher of 201 characters"),
    ],
)
def test_one_payment_with_values_that_none_has_refuses_them_all(books: Books, other: dict[str, Any], why: str) -> None:
    house = books.house()
    books.bill(house, books.owner(house), 100)
    good = books.payment(house, 100, "2026-11-20", voucher="1")
    with refused(books, why):
        book(books, good, replace(good, **{"voucher": "2", **other}))
    assert len(book(books, good, replace(good, voucher="2"))) == 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"amount": Fen(1)}, id="one fen"),
        pytest.param({"amount": MOST}, id="ten million yuan"),
        pytest.param({"paid_at": moment("2026-11-21 10:05")}, id="as far ahead as clocks differ"),
        pytest.param({"paid_at": moment("2000-01-01")}, id="the first day"),
        pytest.param({"memo": "字" * 200, "paid_by": "字" * 200, "voucher": "9" * 200}, id="200 characters"),
    ],
)
def test_the_outermost_values_of_a_payment_are_taken(books: Books, other: dict[str, Any]) -> None:
    assert book(books, replace(books.payment(books.house(), 100), **other))


# Vouchers


def test_a_voucher_is_booked_once_in_an_estate(any_books: Books) -> None:
    house, next_door = any_books.house(), any_books.house("3-2-502")
    first = any_books.pay(house, 100, voucher="20260210-01")
    with refused(any_books, "voucher_taken", voucher="20260210-01", payment=str(first)):
        any_books.pay(next_door, 100, voucher="20260210-01")
    any_books.pay(next_door, 100, voucher="20260210-02")


def test_a_voucher_twice_in_one_batch_is_one_too_many(books: Books) -> None:
    new = books.payment(books.house(), 100, voucher="1")
    with refused(books, "voucher_taken", voucher="1", payment="-"):
        book(books, new, replace(new, amount=Fen(200)))
    book(books, new, replace(new, voucher="2"))


@pytest.mark.parametrize(
    "other", [{"method": Method.CASH}, {"voucher": None}, {"voucher": ""}], ids=["another method", "none", "empty"]
)
def test_other_money_has_another_voucher_or_none(any_books: Books, other: dict[str, Any]) -> None:
    new = any_books.payment(any_books.house(), 100, voucher="1")
    book(any_books, new, replace(new, **other))
    book(any_books, replace(new, voucher=None))


def test_each_estate_has_its_own_vouchers(books: Books) -> None:
    here, there = books.house(), books.world.house("3-2-501", estate="月亮")
    books.pay(here, 100, voucher="1")
    first, second = books.payment(here, 100, voucher="2"), books.payment(there, 100, voucher="1")
    book(books, first, second)
    with refused(books, "voucher_taken", voucher="1"):
        book(books, books.payment(here, 100, voucher="3"), second)


def test_the_voucher_of_a_reversed_payment_may_be_booked_again(any_books: Books) -> None:
    house = any_books.house()
    reverse(any_books, any_books.pay(house, 100, voucher="1"))
    again = any_books.pay(house, 200, voucher="1")
    assert stored(any_books, again).is_valid
    assert taken_vouchers(any_books.session, house.estate_id, {("transfer", "1")}) == {("transfer", "1"): again}


def test_it_is_known_which_vouchers_are_booked(books: Books) -> None:
    house = books.house()
    payment = books.pay(house, 100, voucher="1")
    books.pay(house, 100, voucher="1", method=Method.CASH)
    asked = {("transfer", "1"), ("transfer", "2"), ("card", "1")}
    assert taken_vouchers(books.session, house.estate_id, asked) == {("transfer", "1"): payment}
    assert taken_vouchers(books.session, house.estate_id, set()) == {}


# Whose debt it settles


def test_without_a_word_money_settles_the_debt_of_who_owes_alone(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    bill = books.bill(house, owner, 100)
    assert stored(books, books.pay(house, 60)).payer_id == owner.id
    assert books.open(bill) == [40]


def test_without_debts_money_is_credit_of_who_pays_on_that_day(books: Books) -> None:
    house = books.house()
    seller, buyer = books.owner(house, "胡勇", until="2026-06-01"), books.owner(house, "许娟", since="2026-06-01")
    payments = [books.pay(house, 100, at) for at in ("2026-05-31", "2026-06-01")]
    assert [stored(books, payment).payer_id for payment in payments] == [seller.id, buyer.id]


def test_money_for_a_house_that_nobody_has_stands_with_nobody(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, None, 100)
    payment = books.pay(house, 60)
    assert stored(books, payment).payer_id is None
    assert books.parts(payment) == {bill: 60}


def test_after_a_sale_it_must_be_said_whose_debt_is_paid(any_books: Books) -> None:
    house = any_books.house()
    seller = any_books.owner(house, "胡勇", until="2026-02-01")
    buyer = any_books.owner(house, "许娟", since="2026-02-01")
    old, new = any_books.bill(house, seller, 100), any_books.bill(house, buyer, 100, "2026-02")
    with refused(any_books, "which_debtor"):
        any_books.pay(house, 100)
    any_books.pay(house, 60, payer=seller)
    assert any_books.open(old, new) == [40, 100]
    any_books.pay(house, 70, named=[new])
    assert any_books.open(old, new) == [40, 30]
    any_books.pay(house, 40, payer=seller)
    any_books.pay(house, 30)
    assert any_books.open(old, new) == [0, 0]


def test_money_for_a_house_with_only_its_seller_s_debt_is_not_taken_from_the_buyer(books: Books) -> None:
    house = books.house()
    seller, buyer = books.owner(house, "胡勇", until="2026-02-01"), books.owner(house, "许娟", since="2026-02-01")
    bill = books.bill(house, seller, 100)
    with refused(books, "which_debtor"):
        books.pay(house, 100, "2026-02-10")
    books.pay(house, 40, "2026-01-31")
    books.pay(house, 50, payer=buyer)
    assert books.open(bill) == [60]
    assert books.credit(house, buyer) == 50


def test_who_owes_for_each_house_is_known(books: Books) -> None:
    house, next_door = books.house(), books.house("3-2-502")
    owner = books.owner(house)
    books.bill(house, owner, 100)
    books.bill(house, None, 100, item="水费")
    books.bill(next_door, owner, 100, state=BillState.DRAFT)
    assert debtors_of(books.session, [house.id, next_door.id]) == {house.id: {owner.id, None}}


def test_the_named_bill_says_whose_debt_it_is(books: Books) -> None:
    house = books.house()
    seller, tenant = books.owner(house, "胡勇"), books.resident(house, "钱进", Relation.TENANT)
    books.bill(house, seller, 100)
    parking = books.bill(house, tenant, 50, item="车位费")
    payment = books.pay(house, 50, named=[parking])
    assert (stored(books, payment).payer_id, books.open(parking)) == (tenant.id, [0])


def test_a_payer_cannot_name_a_bill_of_another(books: Books) -> None:
    house, next_door = books.house(), books.house("3-2-502")
    owner, tenant = books.owner(house), books.resident(house, "钱进", Relation.TENANT)
    mine, his = books.bill(house, owner, 100), books.bill(house, tenant, 100, item="车位费")
    elsewhere, nobodys = books.bill(next_door, owner, 100), books.bill(house, None, 100, item="水费")
    for named in (
        [elsewhere],
        [mine, his],
        [mine, elsewhere],
        [BillId(999_999)],
        [mine, BillId(999_999)],
        [nobodys, mine],
    ):
        with refused(books, "bill_of_another"):
            books.pay(house, 100, named=named)
    for named in ([his], [nobodys]):
        with refused(books, "bill_of_another"):
            books.pay(house, 100, named=named, payer=owner)
    books.pay(house, 100, named=[mine], payer=owner)
    books.pay(house, 100, named=[nobodys])
    assert books.open(mine, nobodys) == [0, 0]


def test_money_may_name_a_draft_and_settles_it_once_it_is_posted(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    old, draft = books.bill(house, owner, 100), books.bill(house, owner, 100, "2026-02", state=BillState.DRAFT)
    payment = books.pay(house, 100, named=[draft])
    assert books.parts(payment) == {old: 100}
    post_drafts(books.session, house.estate_id, day("2026-01-01"), day("2026-12-31"), by=books.by, now=books.now)
    assert books.parts(payment) == {draft: 100}


def test_a_name_for_a_bill_that_was_declared_void_counts_as_none(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    wrong, right = books.bill(house, owner, 100), books.bill(house, owner, 100, "2026-02")
    payment = books.pay(house, 80, named=[wrong])
    void_bill(books.session, wrong, reason="重复收费", by=books.by, now=books.now)
    assert books.parts(payment) == {right: 80}
    assert books.parts(books.pay(house, 20, "2026-02-11", named=[wrong])) == {right: 20}


def test_money_may_name_the_bill_from_before_its_correction(books: Books) -> None:
    house = books.house()
    owner = books.owner(house)
    books.bill(house, owner, 100)
    old = books.bill(house, owner, 100, "2026-02")
    new = correct_bill(
        books.session, old, Correction(Fen(90), day("2026-02-28"), "面积有误"), by=books.by, now=books.now
    )
    assert books.parts(books.pay(house, 90, named=[old])) == {new: 90}


# Reversals


def test_what_a_reversed_payment_settled_is_owed_again(any_books: Books) -> None:
    house = any_books.house()
    owner = any_books.owner(house)
    bills = [any_books.bill(house, owner, 100, f"2026-0{month}") for month in (1, 2)]
    bounced, other = any_books.pay(house, 100, "2026-03-01"), any_books.pay(house, 60, "2026-03-02")
    assert any_books.open(*bills) == [0, 40]
    reverse(any_books, bounced)
    assert any_books.open(*bills) == [40, 100]
    assert any_books.row(bills[0]).settled_on is None
    assert (any_books.parts(bounced), any_books.parts(other)) == ({}, {bills[0]: 60})
    row = stored(any_books, bounced)
    assert (row.is_valid, row.fen) == (False, 100)
    (trace,) = any_books.traces("payment.reversed")
    assert (trace.subject, trace.detail) == (f"payment:{bounced}", {"house": house.id, "fen": 100, "reason": "退票"})


def test_a_reversal_is_a_row_of_its_own_with_its_reason(books: Books) -> None:
    payment = books.pay(books.house(), 100)
    reverse(books, payment, "  退票  ")
    (row,) = books.session.connection().execute(select(REVERSAL))
    assert (row.payment_id, row.reason, row.at_ms) == (payment, "退票", int(books.now.timestamp() * 1000))


def test_a_payment_is_reversed_once_and_with_a_reason(books: Books) -> None:
    payment, other = (books.pay(books.house(code), 100) for code in ("3-2-501", "3-2-502"))
    reverse(books, payment)
    with refused(books, "payment_is_reversed", payment=str(payment)):
        reverse(books, payment)
    with refused(books, "no_such_payment", payment="999999"):
        reverse(books, PaymentId(999_999))
    with refused(books, "no_reason"):
        reverse(books, other, "  ")
    reverse(books, other)


def test_a_reversal_is_kept_when_a_payer_becomes_known(books: Books) -> None:
    house = books.house()
    bill = books.bill(house, None, 100)
    reverse(books, books.pay(house, 100))
    owner = books.owner(house)
    assign_payer(books.session, house.id, owner.id, by=books.by, now=books.now)
    assert (books.open(bill), books.credit(house, owner)) == ([100], 0)


def test_no_payments_are_undone_without_a_row(books: Books) -> None:
    before = books.everything()
    undo_payments(books.session, [], reason="撤回", now=books.now)
    assert books.everything() == before


def test_one_payment_is_booked_like_several(books: Books) -> None:
    house = books.house()
    new = books.payment(house, 100, voucher="1")
    payment = record_payment(books.session, new, by=books.by, now=books.now + timedelta(days=1))
    with pytest.raises(Refusal, match="voucher_taken"):
        record_payment(books.session, new, by=books.by, now=books.now)
    assert stored(books, payment).fen == 100


def test_a_thousand_payments_take_few_statements(books: Books) -> None:
    first = books.house()
    houses = [first, *(books.world.keep(_like(first, room)) for room in range(1000))]
    payments = [books.payment(house, 100, voucher=f"{house.id}") for house in houses]
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("INSERT INTO payment "):  # SQLite tells the new ids in order only one by one
            sent.append(statement)

    connection = books.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    made = book(books, *payments)
    event.remove(connection, "before_cursor_execute", note)
    assert len(made) == 1001
    assert len(sent) < 50


def _like(house: House, room: int) -> House:
    code = f"9-1-{room}"
    return House(
        estate_id=house.estate_id, building_id=house.building_id, code=code, entrance="1", room=f"{room}", area_dm2=1
    )


def test_money_for_a_house_that_is_not_there_is_a_bug_and_no_refusal(any_books: Books) -> None:
    house = any_books.house()
    before = any_books.everything()
    with pytest.raises(IntegrityError):
        book(any_books, replace(any_books.payment(house, 100, voucher="1"), house_id=HouseId(999_999)))
    assert any_books.everything() == before
