"""What each house of the demo that is there for its money owes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.clock import from_ms
from bot.demo import ANCHOR, MONEY_CAST
from bot.demo.calendar import written_span
from bot.demo.money import DEVELOPER
from bot.estate.tables import House
from bot.ledger.tables import BILL, PAYMENT, REVERSAL, BillState
from bot.money import Fen
from bot.people.tables import Person
from tests.demo.books import arrears, bills, days_late, house, lines, payer, rows


def test_3_2_501_owes_one_bill_20_days_overdue_and_another_falls_due_in_25_days(demo: Session) -> None:
    owed = arrears(demo, "3-2-501")
    assert [(line.item, line.open, line.due_on, line.dpd) for line in owed.lines] == [
        ("物业费", Fen(48330), date(2026, 11, 1), 20),
        ("车位费", Fen(45000), date(2026, 12, 16), -25),
    ]
    assert (owed.overdue, owed.credit) == (Fen(48330), Fen(0))
    settled = [bill for bill in bills(demo, "3-2-501") if bill.open_fen == 0]
    assert len(settled) == 8
    assert all(bill.settled_on <= bill.due_on for bill in settled)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        pytest.param("1-1-302", [-20], id="P0"),
        pytest.param("1-1-402", [-5], id="P1"),
        pytest.param("1-1-602", [0], id="DUE"),
        pytest.param("1-1-702", [3], id="O1"),
        pytest.param("1-2-401", [20], id="O2"),
        pytest.param("1-2-502", [60], id="O3"),
        pytest.param("1-2-602", [112, 97, 20], id="O4"),
        pytest.param("2-2-301", [112, 20], id="hardship"),
        pytest.param("2-2-401", [293, 203, 112, 97, 20], id="refuser"),
    ],
)
def test_each_stage_has_a_house_whose_oldest_bill_is_in_it(demo: Session, code: str, days: list[int]) -> None:
    assert [line.dpd for line in lines(demo, code)] == days


def test_the_profiles_have_houses_that_pay_so(demo: Session) -> None:
    assert set(days_late(demo, "2-1-201")) == {-28}
    assert arrears(demo, "2-1-201").open == Fen(0)
    assert set(days_late(demo, "2-1-302")) == {2}
    assert set(days_late(demo, "2-1-601")) == {36}
    assert arrears(demo, "2-1-601").dpd == 20


def test_a_part_was_paid_a_rest_is_below_the_tolerance_too_much_is_credit(demo: Session) -> None:
    part, rest, credit = (arrears(demo, code) for code in ("2-2-701", "2-2-802", "3-1-301"))
    assert [(line.amount, line.open) for line in part.lines] == [(Fen(55296), Fen(35296))]
    assert rest.open == Fen(60)
    assert (credit.open, credit.credit) == (Fen(0), Fen(50000))


def test_a_wrong_bill_is_void_and_was_issued_anew(demo: Session) -> None:
    wanted = select(BILL).where(BILL.c.house_id == house(demo, "3-1-402").id, BILL.c.period == "2026-10-01/2026-12-31")
    wrong, right = rows(demo, wanted.order_by(BILL.c.id))
    assert (wrong.state, wrong.amount_fen, right.state, right.amount_fen) == ("void", 84960, "posted", 63720)
    assert right.replaces_id == wrong.id
    assert [line.dpd for line in lines(demo, "3-1-402")] == [-7]


def test_a_bill_was_waived_in_part_and_one_credited_after_it_was_paid(demo: Session) -> None:
    credited = {bill.item: bill.credited_fen for bill in bills(demo, "3-2-201") if bill.credited_fen}
    assert credited == {"公共能耗费": 2000, "物业费": 15000}
    assert (arrears(demo, "3-2-201").open, arrears(demo, "3-2-201").credit) == (Fen(0), Fen(2000))


def test_a_payment_bounced_and_its_bill_is_open_again(demo: Session) -> None:
    back = rows(demo, select(PAYMENT, REVERSAL.c.reason).join(REVERSAL, REVERSAL.c.payment_id == PAYMENT.c.id))
    assert [(row.house_id, row.is_valid, row.reason) for row in back] == [
        (house(demo, "3-2-302").id, False, "银行退票"),
    ]
    assert [(line.open, line.dpd) for line in lines(demo, "3-2-302")] == [(Fen(back[0].fen), 20)]


def test_who_pays_a_minute_before_midnight_of_the_due_date_has_paid_on_time(demo: Session) -> None:
    last = bills(demo, "3-2-402")[-1]
    assert (last.due_on, last.settled_on) == (ANCHOR - timedelta(days=1),) * 2
    paid = rows(demo, select(PAYMENT).where(PAYMENT.c.house_id == last.house_id).order_by(PAYMENT.c.paid_ms))[-1]
    assert f"{from_ms(paid.paid_ms):%F %H:%M}" == "2026-11-20 23:59"
    assert f"{from_ms(paid.recorded_ms):%F %H:%M}" == "2026-11-21 08:20"


def test_an_old_sum_without_a_due_date_is_owed_and_never_overdue(demo: Session) -> None:
    old = arrears(demo, "3-2-601")
    assert [(line.title, line.due_on, line.is_overdue) for line in old.lines] == [("历史欠费 未注明账期", None, False)]
    assert (old.open, old.overdue) == (Fen(126000), Fen(0))


def test_two_drafts_wait_and_are_not_owed(demo: Session) -> None:
    drafts = rows(demo, select(BILL).where(BILL.c.state == BillState.DRAFT))
    assert len(drafts) == 2
    assert {row.house_id for row in drafts} == {house(demo, code).id for code in ("1-1-901", "3-2-801")}
    assert all(row.open_fen == 0 for row in drafts)


def test_a_debt_is_owed_by_whom_the_house_belonged_to(demo: Session) -> None:
    owed = [(payer(demo, line), line.item) for line in lines(demo, "2-1-802")]
    assert owed == [("马军", "物业费"), ("唐静", "装修垃圾清运费")]
    assert [payer(demo, line) for line in lines(demo, "3-1-602")] == ["胡勇"]


def test_a_tenant_owes_the_parking_and_the_owner_the_property_fee(demo: Session) -> None:
    owed = [(payer(demo, line), line.item, line.dpd) for line in lines(demo, "3-2-502")]
    assert owed == [("陈志强", "物业费", 20), ("周敏", "车位费", -25)]


def test_the_owner_of_three_houses_is_behind_with_two(demo: Session) -> None:
    behind = [arrears(demo, code).overdue.value > 0 for code in ("1-1-502", "2-1-502", "3-1-502")]
    assert behind == [False, True, True]


def test_the_developer_pays_before_the_handover(demo: Session) -> None:
    (owing,) = {bill.payer_id for bill in bills(demo, "3-2-1001")}
    developer = demo.get(Person, owing)
    assert developer is not None
    assert developer.name == DEVELOPER
    assert arrears(demo, "3-2-1001").open == Fen(0)


def test_the_bills_of_the_empty_house_stand_against_nobody(demo: Session) -> None:
    assert len(lines(demo, "1-1-1002")) == 5
    assert {payer(demo, line) for line in lines(demo, "1-1-1002")} == {None}


def test_one_debt_is_nearly_three_years_old(demo: Session) -> None:
    (old,) = lines(demo, "3-1-902")
    assert old.due_on is not None
    assert timedelta(0) < old.due_on.replace(year=old.due_on.year + 3) - ANCHOR < timedelta(days=90)


def test_nobody_but_the_cast_is_overdue(demo: Session) -> None:
    overdue = select(House.code).join(BILL, BILL.c.house_id == House.id).where(BILL.c.open_fen > 0)  # type: ignore[call-overload]
    owing = {row.code for row in rows(demo, overdue.where(BILL.c.due_on < ANCHOR))}
    assert owing <= {case.code for case in MONEY_CAST}
    assert len(owing) > 20


def test_what_the_cast_tells_is_told_of_bills_that_exist(demo: Session) -> None:
    names = {case.code: {f"{bill.item} {bill.period}" for bill in bills(demo, case.code)} for case in MONEY_CAST}
    for case in MONEY_CAST:
        for story in case.stories:
            item, _, period = story.bill.partition(" ")
            assert f"{item} {written_span(period).key}" in names[case.code], (case.code, story.bill)
