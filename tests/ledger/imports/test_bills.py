"""Rows of bills against the ledger: what is new, the same, other, and what is refused."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger.bills import credit_bill
from bot.ledger.entries import NewCredit
from bot.ledger.tables import BILL, BillState, CreditKind, Cycle, FeeItem, Formula, Vehicle
from bot.money import Fen
from bot.people.tables import Relation
from tests.ledger.books import day
from tests.ledger.imports.desk import DUE_DAYS, SHEET, Desk, charged, place, said, whys

# Coming in


def test_a_bill_of_a_file_is_owed_by_the_owner_from_the_moment_it_is_entered(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    preview = any_desk.enter(charged(48330, "2026-01", due_on=day("2026-02-15")))
    assert (preview.create, preview.change, preview.same, preview.total) == (1, 0, 0, 48330)
    assert (preview.refused, preview.warnings) == ([], [])
    (bill,) = any_desk.bills(house)
    assert (bill.payer_id, bill.item, bill.label, bill.amount_fen, bill.open_fen) == (
        owner.id,
        "物业费",
        "",
        48330,
        48330,
    )
    assert (bill.first_on, bill.last_on, bill.due_on) == (day("2026-01-01"), day("2026-01-31"), day("2026-02-15"))
    assert (bill.state, bill.import_id) == (BillState.POSTED, any_desk.run)


def test_money_that_was_paid_ahead_settles_the_bill_that_comes_in(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    any_desk.books.pay(house, 300, "2026-01-02")
    any_desk.enter(charged(500))
    (bill,) = any_desk.bills(house)
    assert (bill.paid_fen, bill.open_fen) == (300, 200)


def test_an_entered_file_leaves_its_number_its_figures_and_one_trace(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    any_desk.enter(charged(500), charged(600, "2026-02", row=3))
    (trace,) = any_desk.books.traces("file.imported")
    assert trace.detail == {"kind": "bills", "create": 2, "change": 0, "fen": 1100}
    assert trace.subject == f"import:{any_desk.run}"


def test_the_trace_of_a_file_holds_no_name_and_no_house(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(charged(500, name="王建国", phone="13800000003"))
    written = str(desk.everything()["audit"])
    assert "王建国" not in written
    assert "3-2-501" not in written
    assert "13800000003" not in written


def test_the_same_file_twice_changes_nothing(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    file = (charged(500), charged(600, "2026-02", row=3), charged(700, None, row=4, item="历史欠费"))
    any_desk.enter(*file)
    assert any_desk.changes_nothing(*file).same == 3


def test_a_mended_file_changes_only_what_was_mended(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    any_desk.enter(charged(500), charged(600, "2026-02", row=3), charged(700, "2026-03", row=4))
    before = {bill.period: bill for bill in any_desk.bills()}
    preview = any_desk.enter(charged(500), charged(650, "2026-02", row=3), charged(700, "2026-03", row=4))
    assert (preview.create, preview.change, preview.same, preview.total) == (0, 1, 2, 650)
    assert whys(preview.warnings) == [said("amount_changes", old=Fen(600), new=Fen(650))]
    after = {bill.period: bill for bill in any_desk.bills()}
    assert {period for period in after if after[period] != before[period]} == {"2026-02-01/2026-02-28"}
    changed = after["2026-02-01/2026-02-28"]
    assert (changed.amount_fen, changed.replaces_id) == (650, before["2026-02-01/2026-02-28"].id)


def test_money_follows_when_the_amount_of_a_paid_bill_changes(any_desk: Desk) -> None:
    house = any_desk.books.house()
    owner = any_desk.books.owner(house)
    older = any_desk.books.bill(house, owner, 400, "2025-12")
    any_desk.enter(charged(500))
    january = any_desk.bills(house)[1]
    any_desk.books.pay(house, 500, named=[january.id])
    any_desk.enter(charged(300))
    new = any_desk.bills(house)[1]
    assert (new.amount_fen, new.paid_fen, new.open_fen) == (300, 300, 0)
    assert any_desk.books.open(older) == [200]  # what was too much settles the older debt


def test_a_due_date_that_was_added_changes_the_bill_and_not_its_amount(any_desk: Desk) -> None:
    house = any_desk.books.house()
    any_desk.books.owner(house)
    any_desk.enter(charged(500, None, item="历史欠费"))
    any_desk.books.pay(house, 100)
    preview = any_desk.enter(charged(500, None, item="历史欠费", due_on=day("2026-03-01")))
    assert (preview.change, preview.warnings) == (1, [])
    (bill,) = any_desk.bills(house)
    assert (bill.amount_fen, bill.paid_fen, bill.due_on) == (500, 100, day("2026-03-01"))


def test_a_file_without_due_dates_leaves_those_that_stand(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(charged(500, due_on=day("2026-05-05")))
    assert desk.changes_nothing(charged(500)).same == 1


# When it is due


def test_a_due_date_is_derived_from_the_fee_item_else_from_the_policy_and_said_once(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    parking = FeeItem(
        estate_id=house.estate_id,
        name="车位费",
        formula=Formula.FIXED,
        cycle=Cycle.MONTH,
        due_days=-10,
        from_on=day("2020-01-01"),
    )
    desk.books.world.keep(parking)
    preview = desk.enter(
        charged(500), charged(600, item="车位费", row=3), charged(700, item="水费", row=4, due_on=day("2026-03-03"))
    )
    assert [(bill.item, bill.due_on) for bill in desk.bills()] == [
        ("物业费", day("2026-01-31")),
        ("车位费", day("2025-12-22")),
        ("水费", day("2026-03-03")),
    ]
    assert whys(preview.warnings) == [said("due_derived", count=2, days=DUE_DAYS)]
    assert [(remark.place.sheet, remark.place.row) for remark in preview.warnings] == [(SHEET, 0)]


def test_an_old_sum_without_period_and_due_date_is_taken_and_said_to_be_never_overdue(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    preview = desk.enter(charged(500, None))
    (bill,) = desk.bills()
    assert (bill.period, bill.due_on, bill.open_fen) == ("", None, 500)
    assert whys(preview.warnings) == [said("due_unknown", count=1)]


def test_a_derived_due_date_beyond_what_the_ledger_keeps_refuses_its_row_alone(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    late = charged(500, None, first=day("2099-12-15"), last=day("2099-12-31"))
    preview = desk.enter(late, charged(600, row=3))
    assert whys(preview.refused) == [said("ledger.bad_day", day=day("2100-01-14"))]
    assert (preview.create, len(desk.bills())) == (1, 1)


# What is refused


MOST = Fen(1_000_000_000)


@pytest.mark.parametrize(
    ("row", "key", "facts"),
    [
        pytest.param(charged(500, house="3-2-999"), "unknown_house", {"house": "3-2-999"}, id="unknown house"),
        pytest.param(
            charged(500, house="3-1-501"),
            "unknown_house_like",
            {"house": "3-1-501", "like": "3-2-501"},
            id="like another",
        ),
        pytest.param(
            charged(500, house="月亮/3-2-501"),
            "unknown_house_like",
            {"house": "月亮/3-2-501", "like": "3-2-501"},
            id="another estate",
        ),
        pytest.param(charged(500, house=None, plate="苏E12345"), "unknown_plate", {"plate": "苏E12345"}, id="plate"),
        pytest.param(charged(500, name="赵六"), "other_name", {"name": "赵六", "ours": "王**"}, id="other name"),
        pytest.param(charged(500, item="费" * 201), "ledger.too_long", {"most": 200}, id="long item"),
        pytest.param(charged(0), "ledger.bad_amount", {"most": MOST}, id="zero"),
        pytest.param(charged(-1), "ledger.bad_amount", {"most": MOST}, id="negative"),
        pytest.param(charged(2**53 + 1), "ledger.bad_amount", {"most": MOST}, id="beyond 2^53"),
    ],
)
def test_a_refused_row_says_why_and_lets_the_others_in(desk: Desk, row: Any, key: str, facts: dict[str, Any]) -> None:
    desk.books.owner(desk.books.house())
    preview = desk.enter(row, charged(600, "2026-06", row=3))
    assert [(remark.place, remark.why) for remark in preview.refused] == [(place(2), said(key, **facts))]
    assert [bill.amount_fen for bill in desk.bills()] == [600]


def test_a_file_of_refused_rows_changes_nothing(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    preview = any_desk.changes_nothing(charged(500, house="9-9-999"), charged(500, name="赵六", row=3))
    assert len(preview.refused) == 2


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        pytest.param("2025-12-01", "2025-12-31", False, id="the month before"),
        pytest.param("2025-12-01", "2026-01-01", True, id="its first day"),
        pytest.param("2026-02-01", "2026-02-28", True, id="within"),
        pytest.param("2026-03-31", "2026-04-30", True, id="its last day"),
        pytest.param("2026-04-01", "2026-04-30", False, id="the month after"),
        pytest.param("2025-01-01", "2026-12-31", True, id="around"),
    ],
)
def test_a_period_that_shares_a_day_with_a_bill_is_refused(desk: Desk, first: str, last: str, overlaps: bool) -> None:
    desk.books.owner(desk.books.house())
    desk.enter(charged(900, None, first=day("2026-01-01"), last=day("2026-03-31")))
    preview = desk.look(charged(500, None, first=day(first), last=day(last)))
    assert whys(preview.refused) == ([said("overlaps", item="物业费", period="2026年1–3月")] if overlaps else [])
    assert preview.create == (not overlaps)


def test_overlaps_are_found_within_a_file_and_between_many_periods(desk: Desk) -> None:
    desk.books.owner(desk.books.house())
    months = [charged(100, f"2026-{month:02}", row=month + 1) for month in (5, 1, 3, 12, 8)]
    across = charged(100, None, first=day("2026-08-15"), last=day("2026-09-15"), row=20)
    again = charged(100, "2026-03", row=21)
    preview = desk.look(*months, across, again)
    assert preview.create == 5
    assert whys(preview.refused) == [said("overlaps", item="物业费", period="2026年8月"), said("twice", item="物业费")]


def test_another_fee_item_and_another_plate_do_not_overlap(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    for plate in ("苏E11111", "苏E22222"):
        desk.books.world.keep(Vehicle(estate_id=house.estate_id, house_id=house.id, plate=plate))
    rows = [
        charged(300, house=None, plate=plate, item="车位费", row=row)
        for row, plate in ((3, "苏E11111"), (4, "苏E22222"))
    ]
    preview = desk.enter(charged(500), *rows)
    assert (preview.create, preview.refused) == (3, [])
    assert sorted((bill.item, bill.label) for bill in desk.bills(house)) == [
        ("物业费", ""),
        ("车位费", "苏E11111"),
        ("车位费", "苏E22222"),
    ]
    assert desk.changes_nothing(charged(500), *rows).same == 3


def test_a_bill_with_a_waiver_is_not_changed_by_a_file_but_stays_the_same(desk: Desk) -> None:
    house = desk.books.house()
    bill = desk.books.bill(house, desk.books.owner(house), 500)
    off = NewCredit(CreditKind.WAIVER, Fen(100), "空置")
    credit_bill(desk.books.session, bill, off, by=desk.books.by, now=desk.books.now)
    assert desk.changes_nothing(charged(500)).same == 1
    preview = desk.changes_nothing(charged(600))
    assert whys(preview.refused) == [said("has_waiver", credited=Fen(100))]
    assert desk.books.open(bill) == [400]


def test_a_void_bill_does_not_stand_in_the_way_of_its_period(desk: Desk) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    desk.books.bill(house, owner, 500)
    desk.books.session.connection().execute(BILL.update().values(state=BillState.VOID, open_fen=0))
    assert desk.enter(charged(600)).create == 1


def test_a_draft_that_a_file_lists_stays_a_draft_and_is_said(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.bill(house, desk.books.owner(house), 500, state=BillState.DRAFT)
    preview = desk.changes_nothing(charged(500))
    assert whys(preview.warnings) == [said("still_draft", count=1)]
    desk.enter(charged(550))
    (bill,) = desk.bills(house)
    assert (bill.state, bill.amount_fen, bill.open_fen) == (BillState.DRAFT, 550, 0)


# Who owes it


def test_a_bill_of_a_house_without_people_stands_against_nobody(desk: Desk) -> None:
    desk.books.house()
    preview = desk.enter(charged(500, name="王建国", due_on=day("2026-02-01")))
    assert whys(preview.warnings) == [said("no_payer")]
    assert [bill.payer_id for bill in desk.bills()] == [None]


def test_a_debt_from_before_the_first_owner_that_we_know_is_that_owners(desk: Desk) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house, since="2026-06-01")
    desk.enter(charged(500))
    assert [bill.payer_id for bill in desk.bills()] == [owner.id]


def test_after_a_sale_each_owner_owes_what_names_him(desk: Desk) -> None:
    house = desk.books.house()
    seller = desk.books.owner(house, "王建国", until="2026-03-01")
    buyer = desk.books.owner(house, "张海", since="2026-03-01")
    desk.enter(
        charged(100, "2026-02", name="王建国"),
        charged(200, "2026-03", name="张海", row=3),
        charged(300, None, name="王建国", item="历史欠费", row=4),
    )
    assert {bill.amount_fen: bill.payer_id for bill in desk.bills()} == {100: seller.id, 200: buyer.id, 300: seller.id}


def test_a_period_after_the_sale_is_not_charged_to_the_seller_whatever_the_list_says(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house, "王建国", until="2026-03-01")
    desk.books.owner(house, "张海", since="2026-03-01")
    preview = desk.changes_nothing(charged(100, "2026-03", name="王建国"))
    assert whys(preview.refused) == [said("other_name", name="王建国", ours="张*")]


@pytest.mark.parametrize(
    "written", ["王建国", "王建国、李梅", "李梅，王建国", "王建国 李梅", "王 建国", "王建国和李梅"]
)
def test_several_names_in_one_cell_name_the_first_owner(desk: Desk, written: str) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    desk.books.resident(house, "李梅", Relation.CO_OWNER)
    desk.enter(charged(500, name=written))
    assert [bill.payer_id for bill in desk.bills()] == [owner.id]


def test_a_tenant_does_not_owe_because_a_list_names_him(desk: Desk) -> None:
    house = desk.books.house()
    desk.books.owner(house)
    desk.books.resident(house, "李四", Relation.TENANT)
    preview = desk.changes_nothing(charged(500, name="李四"))
    assert whys(preview.refused) == [said("not_owing", name="李四", ours="王**")]


def test_who_agreed_to_pay_may_be_named_even_from_outside_the_house(desk: Desk) -> None:
    house = desk.books.house()
    owner = desk.books.owner(house)
    daughter = desk.books.world.person("王小雨")
    desk.books.agree(house, daughter, item="车位费")
    preview = desk.enter(charged(300, name="王小雨", item="车位费"), charged(500, name="王小雨", row=3))
    assert whys(preview.refused) == [said("not_owing", name="王小雨", ours="王**")]
    assert [bill.payer_id for bill in desk.bills()] == [daughter.id]
    desk.enter(charged(300, "2026-02", item="车位费"), charged(500, row=3))
    assert {bill.item: bill.payer_id for bill in desk.bills()} == {"车位费": daughter.id, "物业费": owner.id}


# Houses and estates


def test_unknown_houses_are_made_only_when_that_is_wished_and_then_named(any_desk: Desk) -> None:
    any_desk.books.owner(any_desk.books.house())
    rows = (charged(500, house="5-1-101"), charged(600, house="5-302", row=3), charged(700, row=4))
    preview = any_desk.enter(*rows, create_houses=True)
    assert preview.create == 3
    assert said("new_houses", count=2, houses="5-1-101、5-302") in whys(preview.warnings)
    made = {row.code: row for row in any_desk.books.session.connection().execute(select(_table("house")))}
    assert (made["5-1-101"].entrance, made["5-1-101"].room) == ("1", "101")
    assert (made["5-302"].entrance, made["5-302"].room) == (None, "302")
    assert made["5-1-101"].building_id == made["5-302"].building_id
    assert any_desk.changes_nothing(*rows, create_houses=True).same == 3


def test_a_house_is_not_made_for_a_row_that_is_refused(desk: Desk) -> None:
    desk.estate()
    preview = desk.changes_nothing(charged(0, house="5-1-101"), create_houses=True)
    assert len(preview.refused) == 1
    assert preview.new_houses == {}


def test_a_file_for_one_estate_never_touches_the_same_number_in_another(any_desk: Desk) -> None:
    here = any_desk.books.house()
    there = any_desk.books.world.house("3-2-501", estate="月亮")
    any_desk.books.owner(here)
    any_desk.books.owner(there, "张海")
    any_desk.enter(charged(500), charged(600, "2026-02", house="阳光/3-2-501", row=3))
    assert len(any_desk.bills(here)) == 2
    assert any_desk.bills(there) == []
    preview = any_desk.enter(
        charged(700), charged(800, house="月亮花园/3-2-501", month="2026-05", row=3), estate="月亮"
    )
    assert (preview.create, preview.same) == (2, 0)
    assert [bill.amount_fen for bill in any_desk.bills(there)] == [700, 800]


def test_many_rows_of_unknown_houses_are_refused_with_what_resembles_them(desk: Desk) -> None:
    for entrance in range(1, 6):
        desk.books.house(f"3-{entrance}-501")
    rows = [replace(charged(500, house="3-9-501"), place=place(row)) for row in range(2, 2000)]
    preview = desk.look(*rows)
    assert len(preview.refused) == len(rows)
    assert preview.refused[0].why == said("unknown_house_like", house="3-9-501", like="3-1-501、3-2-501、3-3-501")


def _table(name: str) -> Any:
    return BILL.metadata.tables[name]
