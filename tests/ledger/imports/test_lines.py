"""Lines after their import: proposals are confirmed once and looked at again, the others are booked or set aside."""

from typing import Any

import pytest

from bot.ledger.accounts import Account
from bot.ledger.imports.lines import book_line, confirm_lines, set_line_aside, waiting_lines
from bot.ledger.payments import reverse_payment
from bot.ledger.tables import ImportId, Method
from bot.money import Fen
from bot.tasks.tables import Task, TaskEvent
from tests.ledger.books import day, refused, words
from tests.ledger.imports.desk import Desk, line, said
from tests.ledger.imports.test_statement import owing, states, tasks


def confirm(desk: Desk, *, run: ImportId | None = None, estate: str = "阳光") -> tuple[int, Fen, int]:
    return confirm_lines(
        desk.books.session,
        desk.estate(estate),
        templates=words(),
        by=desk.books.by,
        now=desk.books.now,
        import_id=run,
    )


def book(desk: Desk, number: int, house: Any, estate: str = "阳光") -> None:
    to = Account(house.id, None)
    book_line(desk.books.session, desk.estate(estate), number, to, by=desk.books.by, now=desk.books.now)


def drop(desk: Desk, number: int, reason: str = "装修押金", estate: str = "阳光") -> None:
    set_line_aside(desk.books.session, desk.estate(estate), number, reason=reason, by=desk.books.by, now=desk.books.now)


def events(desk: Desk) -> list[tuple[str, str, str]]:
    rows: list[Any] = desk.rows(TaskEvent.__table__)  # type: ignore[attr-defined]
    columns = [column.name for column in TaskEvent.__table__.columns]  # type: ignore[attr-defined]
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    return [(row["what"], row["actor"], row["note"]) for row in found]


# Confirming


def test_a_confirmed_line_is_a_payment_with_all_that_the_statement_said(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    any_desk.enter(line(500, "3-2-501", counterparty="李梅", on="2026-11-20 09:30"))
    assert confirm(any_desk) == (1, Fen(500), 0)
    (payment,) = any_desk.payments()
    assert (payment.house_id, payment.fen, payment.method) == (house.id, 500, Method.WECHAT)
    assert (payment.voucher, payment.paid_by, payment.memo) == ("R1", "李梅", "3-2-501")
    assert (payment.paid_on, payment.import_id) == (day("2026-11-20"), None)
    assert [bill.open_fen for bill in any_desk.bills(house)] == [0]
    (row,) = any_desk.lines()
    assert (row.state, row.payment_id) == ("booked", payment.id)


def test_a_line_that_names_one_bill_by_its_amount_settles_that_bill(any_desk: Desk) -> None:
    house = owing(any_desk, 500, 300)
    any_desk.enter(line(300, "3-2-501"))
    confirm(any_desk)
    assert [bill.open_fen for bill in any_desk.bills(house)] == [500, 0]


def test_confirming_twice_books_once(any_desk: Desk) -> None:
    owing(any_desk, 500)
    any_desk.enter(line(500, "3-2-501"))
    confirm(any_desk)
    before = any_desk.everything()
    assert confirm(any_desk) == (0, Fen(0), 0)
    assert any_desk.everything() == before


def test_only_the_lines_of_the_named_file_are_confirmed(desk: Desk) -> None:
    owing(desk, 500)
    owing(desk, 700, code="3-2-502", name="张海", phone=None)
    desk.enter(line(500, "3-2-501"))
    desk.enter(line(700, "3-2-502", reference="R2"))
    assert confirm(desk, run=desk.run) == (1, Fen(700), 0)
    assert [row.state for row in desk.lines()] == ["proposed", "booked"]


def test_what_was_paid_meanwhile_is_not_booked_but_becomes_a_task(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    any_desk.enter(line(500, "3-2-501"))
    any_desk.books.pay(house, 500, "2026-11-20")
    assert confirm(any_desk) == (0, Fen(0), 1)
    assert states(any_desk) == [("unsure", "nothing_open", house.id)]
    (task,) = tasks(any_desk)
    assert task["detail"]["why"] == said("unsure_nothing_open")
    assert (task["house_id"], len(any_desk.payments())) == (house.id, 1)


def test_what_was_booked_by_hand_meanwhile_is_not_booked_twice(any_desk: Desk) -> None:
    house = owing(any_desk, 500, 500)
    any_desk.enter(line(500, "3-2-501"))
    any_desk.books.pay(house, 500, voucher="R1", method=Method.WECHAT)
    assert confirm(any_desk) == (0, Fen(0), 1)
    assert states(any_desk)[0][:2] == ("unsure", "booked_already")


def test_two_files_that_propose_the_same_debt_settle_it_once(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.enter(line(500, "3-2-501"))
    desk.enter(line(500, "3-2-501", reference="R2"))
    assert confirm(desk) == (1, Fen(500), 1)
    assert [bill.open_fen for bill in desk.bills(house)] == [0]
    assert [why for _, why, _ in states(desk)] == ["memo", "same_debt_twice"]


def test_a_line_whose_house_got_a_second_debtor_meanwhile_is_for_a_person(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.enter(line(400, "3-2-501"))
    desk.books.bill(house, desk.books.owner(house, "张海", since="2026-10-01"), 100, "2026-11")
    assert confirm(desk) == (0, Fen(0), 1)
    assert states(desk)[0][:2] == ("unsure", "several_debtors")


def test_one_doubtful_line_does_not_keep_the_others_from_being_booked(desk: Desk) -> None:
    house = owing(desk, 500)
    owing(desk, 700, code="3-2-502", name="张海", phone=None)
    desk.enter(line(500, "3-2-501"), line(700, "3-2-502", reference="R2", row=3))
    desk.books.pay(house, 500, "2026-11-20")
    assert confirm(desk) == (1, Fen(700), 1)


def test_lines_of_one_estate_are_not_confirmed_with_those_of_another(any_desk: Desk) -> None:
    owing(any_desk, 500)
    any_desk.enter(line(500, "3-2-501"))
    assert confirm(any_desk, estate="月亮") == (0, Fen(0), 0)
    assert waiting_lines(any_desk.books.session, any_desk.estate("月亮").id) == []


# By hand


def test_a_line_is_booked_for_the_house_that_a_person_names_and_its_task_is_done(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    any_desk.enter(line(500, "物业费"))
    (row,) = any_desk.lines()
    book(any_desk, row.id, house)
    (payment,) = any_desk.payments()
    (row,) = any_desk.lines()
    assert (row.state, row.why, row.payment_id) == ("booked", "by_hand", payment.id)
    assert (row.house_id, row.payer_id) == (house.id, payment.payer_id)
    (task,) = tasks(any_desk)
    assert task["state"] == "done"
    assert events(any_desk)[-1] == ("task.done", "staff:finance", "")


def test_a_proposal_may_be_booked_for_another_house(desk: Desk) -> None:
    owing(desk, 500)
    other = owing(desk, 500, code="3-2-502", name="张海", phone=None)
    desk.enter(line(500, "3-2-501"))
    book(desk, desk.lines()[0].id, other)
    assert [payment.house_id for payment in desk.payments()] == [other.id]
    assert confirm(desk) == (0, Fen(0), 0)


def test_a_line_that_is_no_fee_is_set_aside_with_a_reason_and_its_task_ends(any_desk: Desk) -> None:
    any_desk.estate()
    any_desk.enter(line(200000, "押金"))
    drop(any_desk, any_desk.lines()[0].id)
    assert any_desk.lines()[0].state == "set_aside"
    assert tasks(any_desk)[0]["state"] == "cancelled"
    assert events(any_desk)[-1] == ("task.cancelled", "staff:finance", "装修押金")
    assert any_desk.changes_nothing(line(200000, "押金")).same == 1


def test_a_line_that_is_done_is_not_done_again(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.enter(line(500, "物业费"), line(200, "押金", reference="R2", row=3))
    first, second = (row.id for row in desk.lines())
    book(desk, first, house)
    drop(desk, second)
    for number in (first, second):
        with refused(desk.books, "line_is_done"):
            book(desk, number, house)
        with refused(desk.books, "line_is_done"):
            drop(desk, number)


def test_a_line_that_is_not_there_or_of_another_estate_is_refused(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.enter(line(500, "物业费"))
    number = desk.lines()[0].id
    for estate, line_number in (("阳光", number + 1), ("月亮", number)):
        desk.estate(estate)
        with refused(desk.books, "no_such_line"):
            book(desk, line_number, house, estate)
        with refused(desk.books, "no_such_line"):
            drop(desk, line_number, estate=estate)


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_set_aside_without_a_reason(desk: Desk, reason: str) -> None:
    desk.estate()
    desk.enter(line(500, "押金"))
    with refused(desk.books, "no_reason"):
        drop(desk, desk.lines()[0].id, reason)


def test_a_line_whose_number_was_booked_by_hand_is_not_booked_again(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    any_desk.books.pay(house, 500, voucher="R1", method=Method.WECHAT)
    any_desk.enter(line(500, "3-2-501"))
    with refused(any_desk.books, "voucher_taken"):
        book(any_desk, any_desk.lines()[0].id, house)


def test_a_booked_line_whose_payment_bounced_is_not_proposed_again(desk: Desk) -> None:
    owing(desk, 500)
    desk.enter(line(500, "3-2-501"))
    confirm(desk)
    (payment,) = desk.payments()
    reverse_payment(desk.books.session, payment.id, reason="退票", by=desk.books.by, now=desk.books.now)
    assert desk.changes_nothing(line(500, "3-2-501")).same == 1


def test_traces_of_lines_name_nobody(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.enter(line(300, "3-2-501 13800000003", counterparty="李梅"), line(200, "王建国", reference="R2", row=3))
    confirm(desk)
    book(desk, desk.lines()[1].id, house)
    written = str(desk.everything()["audit"])
    assert not [word for word in ("李梅", "王建国", "13800000003", "3-2-501") if word in written]


def test_waiting_lines_are_listed_the_oldest_first(desk: Desk) -> None:
    owing(desk, 500)
    desk.enter(line(1, "3-2-501", on="2026-11-20"), line(2, "水费", reference="R2", on="2026-11-18", row=3))
    assert [row.fen for row in waiting_lines(desk.books.session, desk.estate().id)] == [2, 1]
    assert len(desk.rows(Task.__table__)) == 1  # type: ignore[attr-defined]
