"""Lists of arrears: what is still open of a bill, held against bills with money and waivers."""

from bot.ledger.bills import credit_bill
from bot.ledger.entries import NewCredit
from bot.ledger.sheets.rows import BillRow, Kind
from bot.ledger.tables import BillState, CreditKind
from bot.money import Fen
from tests.ledger.books import day
from tests.ledger.imports.desk import Desk, charged, said, whys

ARREARS = Kind.ARREARS


def enter(desk: Desk, *rows: BillRow) -> None:
    assert desk.enter(*rows, kind=ARREARS).refused == []


def test_a_list_of_arrears_brings_old_debts_in_as_bills(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    rows = charged(48330, "2025-07"), charged(9000, None, item="历史欠费", row=3)
    enter(any_desk, *rows)
    assert sorted((bill.amount_fen, bill.open_fen, bill.payer_id) for bill in any_desk.bills(house)) == [
        (9000, 9000, owner.id),
        (48330, 48330, owner.id),
    ]
    assert any_desk.changes_nothing(*rows, kind=ARREARS).same == 2


def test_what_is_left_of_a_partly_paid_bill_is_the_same(any_desk: Desk) -> None:
    house = any_desk.books.house()
    bill = any_desk.books.bill(house, any_desk.books.owner(house), 500)
    any_desk.books.pay(house, 200)
    assert any_desk.changes_nothing(charged(300), kind=ARREARS).same == 1
    assert any_desk.books.open(bill) == [300]


def test_what_is_left_of_a_waived_bill_is_the_same(desk: Desk) -> None:
    house = desk.books.house()
    bill = desk.books.bill(house, desk.books.owner(house), 500)
    off = NewCredit(CreditKind.WAIVER, Fen(100), "空置")
    credit_bill(desk.books.session, bill, off, by=desk.books.by, now=desk.books.now)
    assert desk.changes_nothing(charged(400), kind=ARREARS).same == 1


def test_another_rest_of_a_paid_bill_is_for_a_person_to_look_at(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.bill(house, any_desk.books.owner(house), 500)
    any_desk.books.pay(house, 200)
    preview = any_desk.changes_nothing(charged(500), kind=ARREARS)
    assert whys(preview.refused) == [said("rest_differs", open=Fen(300), listed=Fen(500))]


def test_a_bill_that_is_paid_in_full_does_not_come_back_as_arrears(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.bill(house, desk.books.owner(house), 500)
    desk.books.pay(house, 500)
    preview = desk.changes_nothing(charged(500), kind=ARREARS)
    assert whys(preview.refused) == [said("rest_differs", open=Fen(0), listed=Fen(500))]


def test_another_amount_of_an_unpaid_bill_corrects_it(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.bill(house, desk.books.owner(house), 500)
    preview = desk.enter(charged(450), kind=ARREARS)
    assert whys(preview.warnings) == [said("amount_changes", old=Fen(500), new=Fen(450))]
    assert [(bill.amount_fen, bill.open_fen) for bill in desk.bills(house)] == [(450, 450)]


def test_a_new_due_date_of_a_partly_paid_bill_keeps_its_amount_and_its_money(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.bill(house, any_desk.books.owner(house), 500)
    any_desk.books.pay(house, 200)
    preview = any_desk.enter(charged(300, due_on=day("2026-04-30")), kind=ARREARS)
    assert (preview.change, preview.refused, preview.warnings) == (1, [], [])
    (bill,) = any_desk.bills(house)
    assert (bill.amount_fen, bill.paid_fen, bill.open_fen) == (500, 200, 300)
    assert bill.due_on == day("2026-04-30")


def test_a_new_due_date_of_a_waived_bill_is_refused_as_it_would_end_the_waiver(desk: Desk) -> None:
    house = desk.books.house()
    bill = desk.books.bill(house, desk.books.owner(house), 500)
    off = NewCredit(CreditKind.WAIVER, Fen(100), "空置")
    credit_bill(desk.books.session, bill, off, by=desk.books.by, now=desk.books.now)
    preview = desk.changes_nothing(charged(400, due_on=day("2026-04-30")), kind=ARREARS)
    assert whys(preview.refused) == [said("has_waiver", credited=Fen(100))]


def test_arrears_of_a_bill_that_is_only_a_draft_here_are_said(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.bill(house, desk.books.owner(house), 500, state=BillState.DRAFT)
    preview = desk.changes_nothing(charged(500), kind=ARREARS)
    assert whys(preview.warnings) == [said("still_draft", count=1)]


def test_arrears_that_cover_several_bills_are_refused(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.bill(house, desk.books.owner(house), 500)
    half_year = charged(3000, None, first=day("2026-01-01"), last=day("2026-06-30"))
    preview = desk.changes_nothing(half_year, kind=ARREARS)
    assert whys(preview.refused) == [said("overlaps", item="物业费", period="2026年1月")]
