"""Lines of a statement (流水): the sure ones are proposed, the others become tasks, nothing is booked by a guess."""

from typing import Any

import pytest

from bot.estate.tables import House
from bot.ledger.tables import LineState, Method
from bot.money import Fen
from bot.people.tables import Person
from bot.tasks.tables import Task
from tests.ledger.books import day, moment
from tests.ledger.imports.desk import Desk, charged, line, moved, place, said, whys

PHONE = "13800000003"


def owing(desk: Desk, *fen: int, code: str = "3-2-501", name: str = "王建国", phone: str | None = PHONE) -> House:
    """A house whose owner owes a bill for each amount, from January on."""
    house = desk.books.house(code)
    owner = desk.books.owner(house, name)
    owner.phone = phone
    for month, each in enumerate(fen, start=1):
        desk.books.bill(house, owner, each, f"2026-{month:02}")
    desk.books.session.flush()
    return house


def tasks(desk: Desk) -> list[Any]:
    found: list[Any] = desk.rows(Task.__table__)  # type: ignore[attr-defined]
    columns = [column.name for column in Task.__table__.columns]  # type: ignore[attr-defined]
    return [dict(zip(columns, row, strict=True)) for row in found]


def states(desk: Desk) -> list[tuple[str, str, int | None]]:
    return [(row.state, row.why, row.house_id) for row in desk.lines()]


def test_sure_lines_are_proposed_and_nothing_is_booked(any_desk: Desk) -> None:
    first = owing(any_desk, 500)
    second = owing(any_desk, 700, code="3-2-502", name="张海", phone="13900000004")
    third = owing(any_desk, 900, code="3-2-503", name="周杰", phone=None)
    preview = any_desk.enter(
        line(300, "3-2-501 物业费", reference="R1"),
        line(700, "房款 13900000004", reference="R2", row=3),
        line(900, "转账", counterparty="周杰", reference="R3", row=4),
    )
    assert (preview.create, preview.total, preview.refused, preview.warnings) == (3, 1900, [], [])
    assert states(any_desk) == [
        ("proposed", "memo", first.id),
        ("proposed", "phone", second.id),
        ("proposed", "name", third.id),
    ]
    assert any_desk.payments() == []
    assert tasks(any_desk) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param(line(500, "物业费"), "no_mark", id="an amount alone"),
        pytest.param(line(500, counterparty="王**"), "no_mark", id="masked name"),
        pytest.param(line(500, "3-2-999"), "unknown_house", id="unknown house"),
        pytest.param(line(500, "3-2-501 3-2-502"), "several_houses", id="two houses"),
        pytest.param(line(500, "3-2-502"), "nothing_open", id="nothing open"),
        pytest.param(line(500, "3-2-501 13900000004"), "contradiction", id="memo and phone disagree"),
    ],
)
def test_a_line_that_is_not_sure_becomes_a_task_for_finance(any_desk: Desk, row: Any, why: str) -> None:
    owing(any_desk, 500)
    owing(any_desk, code="3-2-502", name="张海", phone=None)
    owing(any_desk, 800, code="3-2-503", name="周杰", phone="13900000004")
    preview = any_desk.enter(row)
    assert (preview.create, preview.total) == (0, 0)
    assert [(remark.place, remark.why) for remark in preview.warnings] == [(place(2), said(f"unsure_{why}"))]
    ((state, reason, _),) = states(any_desk)
    assert (state, reason) == ("unsure", why)
    (task,) = tasks(any_desk)
    assert (task["kind"], task["department"], task["state"]) == ("match_payment", "财务", "open")
    assert task["detail"] == {"why": said(f"unsure_{why}"), "reference": "R1"}
    assert any_desk.lines()[0].task_id == task["id"]


def test_the_title_of_a_task_hides_the_number_in_the_memo(desk: Desk) -> None:
    desk.estate()
    desk.enter(line(48330, "物业费 13800000003"))
    (task,) = tasks(desk)
    assert task["title"] == said("line_task", amount=Fen(48330), memo="物业费 138****0003")


def test_a_second_line_for_the_same_debt_is_for_a_person(desk: Desk) -> None:
    owing(desk, 500)
    desk.enter(line(500, "3-2-501"), line(500, "3-2-501", reference="R2", row=3))
    assert [(state, why) for state, why, _ in states(desk)] == [("proposed", "memo"), ("unsure", "same_debt_twice")]


def test_a_line_that_was_booked_by_hand_is_not_proposed(any_desk: Desk) -> None:
    house = owing(any_desk, 500)
    any_desk.books.pay(house, 500, voucher="R1", method=Method.WECHAT)
    preview = any_desk.enter(line(500, "3-2-501"))
    assert whys(preview.warnings) == [said("unsure_booked_already")]
    assert states(any_desk)[0][:2] == ("unsure", "booked_already")


def test_the_same_number_booked_by_another_method_is_other_money(desk: Desk) -> None:
    house = owing(desk, 500)
    desk.books.pay(house, 100, voucher="R1", method=Method.CASH)
    desk.enter(line(400, "3-2-501"))
    assert states(desk)[0][0] == LineState.PROPOSED


def test_the_same_statement_twice_changes_nothing(any_desk: Desk) -> None:
    owing(any_desk, 500)
    rows = line(500, "3-2-501"), line(700, "物业费", reference="R2", row=3)
    any_desk.enter(*rows)
    assert any_desk.changes_nothing(*rows).same == 2
    longer = (*rows, line(900, "水费", reference="R3", row=4))
    preview = any_desk.enter(*longer)
    assert (preview.same, len(any_desk.lines())) == (2, 3)


def test_a_number_that_stands_twice_in_a_file_is_taken_once(desk: Desk) -> None:
    owing(desk, 500)
    preview = desk.enter(line(500, "3-2-501"), moved(line(500, "3-2-501"), 3))
    assert whys(preview.refused) == [said("line_twice", reference="R1")]
    assert len(desk.lines()) == 1


def test_numbers_of_wechat_and_of_a_bank_do_not_meet(desk: Desk) -> None:
    owing(desk, 500)
    desk.enter(line(100, "3-2-501"), line(200, "3-2-501", source="bank", row=3))
    assert [(row.source, row.fen) for row in desk.lines()] == [("wechat", 100), ("bank", 200)]


@pytest.mark.parametrize(
    ("row", "key", "facts"),
    [
        pytest.param(
            line(500, "3-2-501", on="2026-11-22"), "paid_in_future", {"day": day("2026-11-22")}, id="tomorrow"
        ),
        pytest.param(line(500, "3-2-501", on="1999-12-31"), "bad_day", {"day": day("1999-12-31")}, id="1999"),
        pytest.param(line(0, "3-2-501"), "bad_amount", {"most": Fen(1_000_000_000)}, id="nothing"),
        pytest.param(line(2**53, "3-2-501"), "bad_amount", {"most": Fen(1_000_000_000)}, id="beyond 2^53"),
        pytest.param(line(500, "3-2-501", reference="R" * 201), "too_long", {"most": 200}, id="long number"),
    ],
)
def test_a_line_that_could_never_be_booked_is_refused(desk: Desk, row: Any, key: str, facts: dict[str, Any]) -> None:
    owing(desk, 500)
    preview = desk.changes_nothing(row)
    assert whys(preview.refused) == [said(f"ledger.{key}", **facts)]


def test_a_line_of_today_without_a_time_is_not_of_the_future(desk: Desk) -> None:
    owing(desk, 500)
    assert desk.enter(line(500, "3-2-501", on="2026-11-21")).refused == []
    assert desk.lines()[0].paid_ms <= int(desk.books.now.timestamp() * 1000)
    assert moment("2026-11-21") > desk.books.now


def test_the_money_of_a_new_owner_does_not_pay_what_the_seller_owes(desk: Desk) -> None:
    house = desk.books.house()
    seller = desk.books.owner(house, until="2026-06-01")
    desk.books.owner(house, "张海", since="2026-06-01")
    desk.books.bill(house, seller, 500)
    preview = desk.enter(line(500, "3-2-501"))
    assert whys(preview.warnings) == [said("unsure_former_debtor")]


def test_a_debt_that_stands_against_nobody_may_be_paid_by_its_code(desk: Desk) -> None:
    desk.books.house()
    desk.enter(charged(500))
    desk.enter(line(500, "3-2-501"))
    assert states(desk)[0][:2] == ("proposed", "memo")


def test_a_statement_for_one_estate_never_touches_the_same_number_in_another(any_desk: Desk) -> None:
    here = owing(any_desk, 500)
    there = any_desk.books.world.house("3-2-501", estate="月亮")
    any_desk.books.bill(there, any_desk.books.owner(there, "张海"), 500)
    any_desk.enter(line(500, "3-2-501"))
    any_desk.enter(line(500, "3-2-501"), line(500, "阳光/3-2-501", reference="R2", row=3), estate="月亮")
    assert states(any_desk) == [
        ("proposed", "memo", here.id),
        ("proposed", "memo", there.id),
        ("unsure", "unknown_house", None),
    ]


def test_a_person_of_another_estate_is_not_found_here(desk: Desk) -> None:
    owing(desk, 500)
    there = desk.books.world.house("1-1-101", estate="月亮")
    stranger: Person = desk.books.owner(there, "张海")
    desk.books.bill(there, stranger, 700)
    desk.enter(line(700, counterparty="张海"))
    assert states(desk)[0][:2] == ("unsure", "no_mark")
