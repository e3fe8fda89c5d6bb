"""A file is taken back: what it made is gone, what it corrected is as before, and it may come in again."""

from typing import Any

from bot.ledger.imports.lines import confirm_lines
from bot.ledger.imports.run import runs_of
from bot.ledger.sheets.rows import Kind
from bot.ledger.tables import ALLOCATION, REVERSAL, RUN, ImportId
from bot.money import Fen
from tests.ledger.books import day, refused, words
from tests.ledger.imports.desk import Desk, charged, line, paid, person
from tests.ledger.imports.test_statement import owing, states, tasks


def test_the_bills_of_a_file_are_void_and_it_can_be_taken_in_again(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    rows = charged(500), charged(600, "2026-02", row=3)
    any_desk.enter(*rows)
    assert any_desk.back() == {"bills": 2, "corrections": 0, "payments": 0, "lines": 0}
    assert any_desk.bills(house) == []
    assert any_desk.enter(*rows).create == 2
    assert [bill.open_fen for bill in any_desk.bills(house)] == [500, 600]


def test_money_that_came_in_for_its_bills_settles_what_else_is_open(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    other = any_desk.books.bill(house, owner, 300, "2026-05")
    any_desk.enter(charged(500))
    any_desk.books.pay(house, 500)
    any_desk.back()
    assert any_desk.books.open(other) == [0]
    assert any_desk.books.credit(house, owner) == 200


def test_corrected_bills_are_as_before(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    any_desk.enter(charged(500, due_on=day("2026-02-01")), charged(600, "2026-02", row=3))
    any_desk.enter(
        charged(450, due_on=day("2026-03-01")), charged(600, "2026-02", row=3), charged(700, "2026-03", row=4)
    )
    assert any_desk.back() == {"bills": 2, "corrections": 1, "payments": 0, "lines": 0}
    assert [(bill.amount_fen, bill.open_fen) for bill in any_desk.bills(house)] == [(500, 500), (600, 600)]
    assert any_desk.bills(house)[0].due_on == day("2026-02-01")


def test_money_that_named_a_bill_follows_it_through_correction_and_back(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    oldest = any_desk.books.bill(house, owner, 400, "2025-01")
    first = any_desk.books.bill(house, owner, 500)
    before = any_desk.books.pay(house, 200, "2026-02-01", named=[first])
    any_desk.enter(charged(450))
    (corrected,) = [bill for bill in any_desk.bills(house) if bill.replaces_id == first]
    after = any_desk.books.pay(house, 100, "2026-03-01", named=[corrected.id])
    any_desk.back()
    (again,) = [bill for bill in any_desk.bills(house) if bill.first_on == day("2026-01-01")]
    assert (again.amount_fen, again.paid_fen, again.open_fen) == (500, 300, 200)
    assert (any_desk.books.parts(before), any_desk.books.parts(after)) == ({again.id: 200}, {again.id: 100})
    assert any_desk.books.open(oldest) == [400]


def test_payments_of_a_file_are_reversed_and_can_be_taken_in_again(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    rows = paid(300, month="2025-03", charged=Fen(480), voucher="V1"), paid(400, "2026-02-11", row=3)
    any_desk.enter(*rows)
    assert any_desk.back() == {"bills": 1, "corrections": 0, "payments": 2, "lines": 0}
    assert (any_desk.payments(), any_desk.bills(house), any_desk.rows(ALLOCATION)) == ([], [], [])
    assert {row[3] for row in any_desk.rows(REVERSAL)} == {"import.taken_back"}
    preview = any_desk.enter(*rows)
    assert (preview.create, preview.same, preview.refused) == (2, 0, [])
    assert len(any_desk.payments()) == 2


def test_a_statement_that_was_taken_back_can_be_taken_in_again_with_its_tasks(any_desk: Desk) -> None:
    owing(any_desk, 500)
    rows = line(500, "3-2-501"), line(700, "水费", reference="R2", row=3)
    any_desk.enter(*rows)
    assert any_desk.back() == {"bills": 0, "corrections": 0, "payments": 0, "lines": 2}
    assert [state for state, _, _ in states(any_desk)] == ["set_aside", "set_aside"]
    assert [task["state"] for task in tasks(any_desk)] == ["cancelled"]
    preview = any_desk.enter(*rows)
    assert (preview.create, preview.same, len(preview.warnings)) == (1, 0, 1)
    assert [(state, why) for state, why, _ in states(any_desk)] == [("proposed", "memo"), ("unsure", "no_mark")]
    assert [task["state"] for task in tasks(any_desk)] == ["cancelled", "open"]


def test_lines_that_were_booked_stay_booked_when_their_statement_is_taken_back(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    rows = line(500, "3-2-501"), line(700, "水费", reference="R2", row=3)
    any_desk.enter(*rows)
    confirm_lines(
        any_desk.books.session,
        any_desk.estate(),
        templates=words(),
        by=any_desk.books.by,
        now=any_desk.books.now,
    )
    assert any_desk.back()["lines"] == 1
    assert [bill.open_fen for bill in any_desk.bills(house)] == [0]
    preview = any_desk.enter(*rows)
    assert (preview.create, preview.same, len(preview.warnings)) == (0, 1, 1)


def test_a_file_is_taken_back_once(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(charged(500))
    desk.back()
    with refused(desk.books, "import_taken_back"):
        desk.back()


def test_a_number_that_no_file_has_or_one_of_another_estate_is_refused(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    any_desk.enter(charged(500))
    any_desk.estate("月亮")
    with refused(any_desk.books, "no_such_import"):
        any_desk.back(ImportId(999_999))
    with refused(any_desk.books, "no_such_import"):
        any_desk.back(estate="月亮")


def test_a_list_of_people_is_not_taken_back_as_a_whole(desk: Desk) -> None:
    desk.books.house()
    desk.enter(person())
    with refused(desk.books, "import_of_people"):
        desk.back()


def test_a_bill_that_was_corrected_by_a_later_file_stays_with_that_file(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.enter(charged(500), charged(600, "2026-02", row=3))
    first = desk.run
    desk.enter(charged(550))
    assert desk.back(first) == {"bills": 1, "corrections": 0, "payments": 0, "lines": 0}
    assert [bill.amount_fen for bill in desk.bills(house)] == [550]


def test_taking_back_leaves_a_trace_of_figures(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(charged(500), kind=Kind.ARREARS)
    desk.back()
    (trace,) = desk.books.traces("file.taken_back")
    assert (trace.subject, trace.actor) == (f"import:{desk.run}", "staff:finance")
    assert trace.detail == {"bills": 1, "corrections": 0, "payments": 0, "lines": 0}


def test_files_are_listed_the_newest_first_each_for_its_estate(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.books.owner(desk.books.world.house("3-2-501", estate="月亮"), "张海")
    desk.enter(charged(500))
    desk.enter(charged(600, "2026-02"))
    desk.enter(charged(700), estate="月亮")
    rows: list[Any] = runs_of(desk.books.session, desk.estate())
    assert [row.counts["fen"] for row in rows] == [600, 500]
    assert len({row[4] for row in desk.rows(RUN)}) == 3  # each file has its own fingerprint
