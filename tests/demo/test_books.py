"""The demo's year of bills and payments: complete, in order, and the same on every machine and day."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.clock import from_ms
from bot.config import PROJECT
from bot.demo import ANCHOR, ESTATE_CODE, SEED, load_demo
from bot.demo.calendar import Calendar, written_span
from bot.estate.settings import load_estates
from bot.estate.tables import House
from bot.ledger.accounts import all_accounts, settle
from bot.ledger.billing import plan_bills
from bot.ledger.periods import Span
from bot.ledger.tables import ALLOCATION, BILL, FEE_ITEM, PAYMENT, BillState, Method
from bot.money import Fen
from tests.demo.books import bills, everything, house, lines, rows

MONEY_1 = "7bda02fc4fc5be38"
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def fingerprint(session: Session, today: date) -> str:
    return sha256("\n".join(everything(session, today)).encode()).hexdigest()[:16]


def test_the_fee_items_have_the_prices_of_the_settings(demo: Session) -> None:
    settings = load_estates(PROJECT / "data" / "estate.yaml").of(ESTATE_CODE)
    assert settings is not None
    priced = rows(demo, select(FEE_ITEM.c.use, FEE_ITEM.c.price_e4).where(FEE_ITEM.c.name == "物业费"))
    assert {use: price // 100 for use, price in priced} == settings.fee_fen_per_m2


def test_every_house_has_a_year_of_property_fee_and_its_part_of_the_public_energy(demo: Session) -> None:
    for each in demo.exec(select_rows(House)):
        periods = [bill.period for bill in bills(demo, each.code, item="物业费") if bill.first_on.year == 2026]
        assert periods == [written_span(quarter).key for quarter in ("2026Q1", "2026Q2", "2026Q3", "2026Q4")]
        assert len(bills(demo, each.code, item="公共能耗费")) == 1


def test_a_parking_space_is_billed_one_quarter_ahead(demo: Session) -> None:
    count = select(BILL.c.house_id, func.count()).where(BILL.c.item == "车位费").group_by(BILL.c.house_id)
    spaces = dict(map(tuple, rows(demo, count)))
    assert 40 < len(spaces) < 80
    assert set(spaces.values()) == {5}


def test_nothing_of_the_year_is_left_to_bill(demo: Session) -> None:
    plan = plan_bills(demo, house(demo, "3-2-501").estate_id, YEAR)
    assert plan.new == ()
    assert [(each.item, each.why) for each in plan.missing] == []


@pytest.mark.parametrize(
    ("code", "fen"), [("3-2-501", 48330), ("1-1-101", 82530), ("1-2-101", 70740)], ids=["home", "shop", "office"]
)
def test_the_property_fee_is_area_times_price_times_three_months(demo: Session, code: str, fen: int) -> None:
    assert {bill.amount_fen for bill in bills(demo, code, item="物业费")} == {fen}


def test_what_the_energy_of_a_building_cost_is_split_to_the_fen(demo: Session) -> None:
    total = select(House.building_id, func.sum(BILL.c.amount_fen)).join(House, col(House.id) == BILL.c.house_id)  # type: ignore[call-overload]
    split = rows(demo, total.where(BILL.c.item == "公共能耗费").group_by(House.building_id))
    assert sorted(fen for _, fen in split) == [521760, 573112, 618345]


def test_paid_is_what_was_allocated_and_open_is_the_rest(demo: Session) -> None:
    parts: dict[int, int] = dict(
        map(tuple, rows(demo, select(ALLOCATION.c.bill_id, func.sum(ALLOCATION.c.fen)).group_by(ALLOCATION.c.bill_id)))
    )
    used: dict[int, int] = dict(
        map(
            tuple,
            rows(demo, select(ALLOCATION.c.payment_id, func.sum(ALLOCATION.c.fen)).group_by(ALLOCATION.c.payment_id)),
        )
    )
    for bill in rows(demo, select(BILL)):
        assert bill.paid_fen == parts.get(bill.id, 0)
        owed = bill.amount_fen - bill.credited_fen if bill.state == BillState.POSTED else 0
        assert bill.open_fen == owed - bill.paid_fen
    for payment in rows(demo, select(PAYMENT)):
        assert used.get(payment.id, 0) <= (payment.fen if payment.is_valid else 0)


def test_settling_everything_anew_changes_nothing(demo: Session) -> None:
    before = everything(demo, ANCHOR)
    settle(demo, list(all_accounts(demo)))
    assert everything(demo, ANCHOR) == before


def test_money_comes_after_its_bill_and_is_booked_after_it_came(demo: Session) -> None:
    # In 3-2-201 a credit of August settles a bill of October.
    pairs = select(BILL.c.posted_ms, PAYMENT.c.paid_ms, PAYMENT.c.recorded_ms).where(
        BILL.c.id == ALLOCATION.c.bill_id,
        PAYMENT.c.id == ALLOCATION.c.payment_id,
        BILL.c.house_id != house(demo, "3-2-201").id,
    )
    found = rows(demo, pairs)
    assert all(posted < paid < recorded for posted, paid, recorded in found)
    assert f"{from_ms(max(row.recorded_ms for row in found)):%F %H:%M}" == "2026-11-21 08:20"


def test_money_comes_in_five_ways_and_a_transfer_has_its_voucher(demo: Session) -> None:
    paid = rows(demo, select(PAYMENT))
    assert {row.method for row in paid} == set(Method) - {Method.OTHER}
    assert all((row.voucher is not None) == (row.method == Method.TRANSFER) for row in paid)


def test_most_pay_on_time_and_some_a_few_days_late(demo: Session) -> None:
    settled = rows(demo, select(BILL.c.due_on, BILL.c.settled_on).where(BILL.c.settled_on.is_not(None)))
    late = [row for row in settled if row.settled_on > row.due_on]
    assert 0.02 < len(late) / len(settled) < 0.25


def test_the_same_seed_gives_the_same_money_on_every_machine(demo: Session) -> None:
    assert fingerprint(demo, ANCHOR) == MONEY_1


@pytest.mark.parametrize("today", [ANCHOR - timedelta(days=1), date(2028, 2, 29)], ids=str)
def test_on_another_day_it_is_the_same_money_with_all_days_moved(session: Session, today: date) -> None:
    load_demo(session, today=today)
    assert fingerprint(session, today) == MONEY_1


def test_another_seed_pays_otherwise_but_the_cast_owes_the_same(session: Session) -> None:
    load_demo(session, seed=SEED + 1)
    assert fingerprint(session, ANCHOR) != MONEY_1
    assert [(line.open, line.dpd) for line in lines(session, "3-2-501")] == [(Fen(48330), 20), (Fen(45000), -25)]


def test_loading_again_adds_no_bill_and_no_payment(demo: Session) -> None:
    before = everything(demo, ANCHOR)
    again = load_demo(demo, today=ANCHOR + timedelta(days=40))
    assert (again.created, again.bills + again.payments) == (False, len(before))
    assert everything(demo, ANCHOR) == before


@pytest.mark.parametrize("today", [date(2004, 12, 31), date(2096, 1, 1)], ids=str)
def test_a_day_that_the_ledger_does_not_know_is_refused_before_anything_is_written(
    session: Session, today: date
) -> None:
    with pytest.raises(ValueError, match="between"):
        load_demo(session, today=today)
    assert session.exec(select_rows(House)).all() == []


@pytest.mark.parametrize("today", [date(2005, 1, 1), date(2095, 12, 31)], ids=str)
def test_the_first_and_the_last_day_that_it_knows_are_loaded(session: Session, today: date) -> None:
    assert load_demo(session, today=today).bills == 892
    assert Calendar(today).today == today
