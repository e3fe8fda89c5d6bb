"""Rows of payments (缴费历史) against what is booked: nobody's money counts twice, and it settles what it was for."""

from typing import Any

import pytest

from bot.ledger.payments import reverse_payment
from bot.ledger.tables import Method, Vehicle
from bot.money import Fen
from tests.ledger.books import NOW, day, moment
from tests.ledger.imports.desk import Desk, charged, paid, place, said, whys

# Coming in


def test_money_settles_the_bill_whose_period_its_row_names(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    january, march = any_desk.books.bill(house, owner, 500), any_desk.books.bill(house, owner, 500, "2026-03")
    preview = any_desk.enter(paid(500, month="2026-03", charged=Fen(500), voucher="V1", method="微信支付"))
    assert (preview.create, preview.total, preview.warnings, preview.refused) == (1, 500, [], [])
    assert any_desk.books.open(january, march) == [500, 0]
    (payment,) = any_desk.payments()
    assert (payment.named, payment.payer_id, payment.import_id) == ([march], owner.id, any_desk.run)
    assert (payment.method, payment.voucher, payment.paid_on) == (Method.WECHAT, "V1", day("2026-02-10"))


def test_money_without_a_period_settles_the_oldest_bill(desk: Desk) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    january, march = desk.books.bill(house, owner, 500), desk.books.bill(house, owner, 500, "2026-03")
    desk.enter(paid(600))
    assert desk.books.open(january, march) == [0, 400]


def test_a_history_brings_its_bill_along_so_that_its_money_pays_nothing_else(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    open_one = any_desk.books.bill(house, owner, 500)
    rows = (
        paid(300, "2025-04-01", month="2025-03", charged=Fen(480)),
        paid(180, "2025-05-01", month="2025-03", charged=Fen(480), row=3),
    )
    preview = any_desk.enter(*rows)
    assert (preview.create, preview.total) == (2, 480)
    assert any_desk.books.open(open_one) == [500]
    old = any_desk.bills(house)[0]
    assert (old.amount_fen, old.paid_fen, old.open_fen, old.payer_id) == (480, 480, 0, owner.id)
    assert any_desk.changes_nothing(*rows).same == 2


def test_money_for_a_period_that_is_not_billed_and_not_charged_is_said(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    preview = desk.enter(paid(300, month="2025-03"), paid(200, month="2025-04", charged=Fen(0), row=3))
    assert whys(preview.warnings) == [said("no_such_period", item="物业费")] * 2
    assert (desk.bills(), len(desk.payments())) == ([], 2)


def test_what_was_charged_by_the_list_and_by_us_is_compared(desk: Desk) -> None:
    house = desk.books.house()
    bill = desk.books.bill(house, desk.books.owner(house), 500)
    preview = desk.enter(paid(300, month="2026-01", charged=Fen(480)))
    assert whys(preview.warnings) == [said("charged_differs", charged=Fen(480), ours=Fen(500))]
    assert desk.books.open(bill) == [200]


def test_money_for_a_part_of_a_period_is_refused_and_not_charged_a_second_time(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.enter(charged(3000, None, first=day("2026-01-01"), last=day("2026-06-30")))
    preview = desk.changes_nothing(paid(500, month="2026-01", charged=Fen(500)))
    assert whys(preview.refused) == [said("paid_part", item="物业费", period="2026年1–6月")]


def test_money_for_a_plate_settles_the_bill_of_that_plate(desk: Desk) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    for plate in ("苏E11111", "苏E22222"):
        desk.books.world.keep(Vehicle(estate_id=house.estate_id, house_id=house.id, plate=plate))
    first, second = (
        desk.books.bill(house, owner, 300, item="车位费", label=plate) for plate in ("苏E11111", "苏E22222")
    )
    desk.enter(paid(300, month="2026-01", house=None, plate="苏E22222", item="车位费"))
    assert desk.books.open(first, second) == [300, 0]


def test_who_took_the_money_and_what_was_noted_are_kept_but_not_as_who_brought_it(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(paid(300, cashier="收银小刘", note="女儿代交"))
    (payment,) = desk.payments()
    assert (payment.memo, payment.paid_by) == ("女儿代交；收银小刘", "")


@pytest.mark.parametrize(
    ("written", "method"),
    [
        ("微信", Method.WECHAT),
        ("支付宝扫码", Method.ALIPAY),
        ("POS刷卡", Method.CARD),
        ("现金", Method.CASH),
        ("银行转账", Method.TRANSFER),
        ("抵扣", Method.OTHER),
        (None, Method.OTHER),
    ],
)
def test_how_money_came_is_read_from_what_lists_write(desk: Desk, written: str | None, method: Method) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(paid(300, method=written))
    assert [payment.method for payment in desk.payments()] == [method]


def test_a_day_alone_may_be_today_even_in_the_morning(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    assert moment("2026-11-21 12:00") > NOW
    rows = (paid(300, "2026-11-21"),)
    assert desk.enter(*rows).refused == []
    assert desk.changes_nothing(*rows).same == 1


# What is refused


@pytest.mark.parametrize(
    ("row", "key", "facts"),
    [
        pytest.param(paid(300, "2026-11-22"), "ledger.paid_in_future", {"day": day("2026-11-22")}, id="tomorrow"),
        pytest.param(
            paid(300, "2026-11-21 18:00"), "ledger.paid_in_future", {"day": day("2026-11-21")}, id="this evening"
        ),
        pytest.param(paid(300, "1900-01-01"), "ledger.bad_day", {"day": day("1900-01-01")}, id="1900"),
        pytest.param(paid(0), "ledger.bad_amount", {"most": Fen(1_000_000_000)}, id="zero"),
        pytest.param(paid(-300), "ledger.bad_amount", {"most": Fen(1_000_000_000)}, id="negative"),
        pytest.param(paid(2**53), "ledger.bad_amount", {"most": Fen(1_000_000_000)}, id="beyond 2^53"),
        pytest.param(paid(300, voucher="V" * 201), "ledger.too_long", {"most": 200}, id="long voucher"),
        pytest.param(
            paid(300, month="2026-01", item="费" * 201, charged=Fen(300)),
            "ledger.too_long",
            {"most": 200},
            id="long item",
        ),
        pytest.param(paid(300, house="9-9-999"), "unknown_house", {"house": "9-9-999"}, id="unknown house"),
        pytest.param(paid(300, house=None, plate="苏E1"), "unknown_plate", {"plate": "苏E1"}, id="unknown plate"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_alone(desk: Desk, row: Any, key: str, facts: dict[str, Any]) -> None:
    desk.books.owner(desk.books.house())
    preview = desk.enter(row, paid(100, "2026-05-05", row=3))
    assert [(remark.place, remark.why) for remark in preview.refused] == [(place(2), said(key, **facts))]
    assert [payment.fen for payment in desk.payments()] == [100]


def test_money_for_a_house_with_debts_of_two_people_must_say_whose(desk: Desk) -> None:
    house = desk.books.house()
    seller = desk.books.owner(house, until="2026-02-01")
    buyer = desk.books.owner(house, "张海", since="2026-02-01")
    bills = desk.books.bill(house, seller, 500), desk.books.bill(house, buyer, 500, "2026-02")
    preview = desk.enter(paid(500), paid(500, "2026-03-03", month="2026-01", row=3))
    assert whys(preview.refused) == [said("ledger.which_debtor")]
    assert desk.books.open(*bills) == [0, 500]


# Whether it is booked already


def test_the_same_file_twice_books_nothing_twice(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    rows = (
        paid(300, voucher="V1"),
        paid(300, voucher="V2", row=3),
        paid(300, row=4, house="3-2-502"),
        paid(300, row=5, house="3-2-502"),
    )
    any_desk.books.owner(any_desk.books.house("3-2-502"), "张海")
    assert any_desk.enter(*rows).create == 4  # two equal rows without a number are two payments
    assert any_desk.changes_nothing(*rows).same == 4


def test_one_voucher_for_two_houses_in_a_file_is_for_the_first_only(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    any_desk.books.owner(any_desk.books.house("3-2-502"), "张海")
    rows = paid(300, voucher="V1", method="微信"), paid(300, voucher="V1", method="微信", house="3-2-502", row=3)
    preview = any_desk.enter(*rows)
    assert whys(preview.refused) == [said("voucher_twice", voucher="V1", other=2)]
    assert len(any_desk.payments()) == 1
    preview = any_desk.changes_nothing(*rows)
    assert whys(preview.refused) == [said("voucher_taken", voucher="V1", other=any_desk.payments()[0].id)]


def test_a_voucher_that_stands_for_another_amount_is_refused(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    booked = desk.books.pay(house, 300, voucher="V1", method=Method.OTHER)
    preview = desk.changes_nothing(paid(310, voucher="V1"))
    assert whys(preview.refused) == [said("voucher_taken", voucher="V1", other=booked)]


def test_one_number_of_two_methods_is_two_payments(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.books.pay(house, 310, voucher="0007", method=Method.CASH)
    assert desk.enter(paid(300, voucher="0007", method="微信")).create == 1


def test_a_payment_that_may_be_one_without_a_number_is_for_a_person(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.books.pay(house, 300, "2026-02-10")
    preview = desk.changes_nothing(paid(300, "2026-02-10", voucher="V1"))
    assert whys(preview.refused) == [said("maybe_booked", amount=Fen(300))]


def test_a_row_without_a_number_is_what_was_booked_that_day(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.books.pay(house, 300, "2026-02-10 18:30", voucher="V1")
    assert desk.changes_nothing(paid(300, "2026-02-10")).same == 1


def test_a_reversed_payment_is_not_brought_back_by_a_list(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    rows = paid(300, voucher="V1"), paid(400, "2026-02-11", row=3)
    any_desk.enter(*rows)
    for payment in any_desk.payments():
        reverse_payment(any_desk.books.session, payment.id, reason="退票", by=any_desk.books.by, now=any_desk.books.now)
    assert any_desk.changes_nothing(*rows).same == 2
    assert any_desk.payments() == []


def test_the_right_amount_may_come_in_after_a_wrong_one_was_reversed(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    wrong = desk.books.pay(house, 30, voucher="V1", method=Method.OTHER)
    reverse_payment(desk.books.session, wrong, reason="少一个零", by=desk.books.by, now=desk.books.now)
    assert desk.enter(paid(300, voucher="V1")).create == 1


def test_a_file_for_one_estate_never_touches_the_same_number_in_another(any_desk: Desk) -> None:
    here = any_desk.books.house()
    there = any_desk.books.world.house("3-2-501", estate="月亮")
    any_desk.books.owner(here)
    any_desk.books.owner(there, "张海")
    any_desk.enter(paid(300, voucher="V1"))
    any_desk.enter(paid(300, voucher="V1"), estate="月亮")
    assert [(payment.house_id, payment.estate_id) for payment in any_desk.payments()] == [
        (here.id, here.estate_id),
        (there.id, there.estate_id),
    ]


def test_money_for_an_unknown_house_may_make_it(desk: Desk) -> None:
    desk.estate()
    rows = (paid(300, house="5-1-101", month="2026-01", charged=Fen(300)),)
    assert desk.enter(*rows, create_houses=True).create == 1
    (bill,) = desk.bills()
    assert (bill.open_fen, bill.payer_id, bill.house_id) == (0, None, desk.house_id("5-1-101"))
    desk.changes_nothing(*rows, create_houses=True)
