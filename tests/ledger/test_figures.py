"""Collection figures (收缴指标) by hand, with every boundary of due dates, periods and days (spec/dunning.md §8)."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlmodel import col

from bot.estate.tables import House
from bot.ledger.arrears import houses_where
from bot.ledger.bills import correct_bill, void_bill
from bot.ledger.entries import Correction
from bot.ledger.figures.collect import collection_by_month
from bot.ledger.figures.definitions import Figure, HouseFigure, Name, Sums, Why, half_up
from bot.ledger.payments import reverse_payment
from bot.ledger.tables import BillState, CreditKind, Method
from bot.money import Fen

from .asking import Desk, span
from .books import Books, day, moment

COLLECTION, HOUSES, RECOVERY, DAYS, ONLINE, COUNT = Name
FIRST, LAST = day("2026-01-01"), day("2026-03-31")


@pytest.fixture
def desk(any_books: Books) -> Desk:
    """Empty books on each database."""
    return Desk(any_books)


@pytest.mark.parametrize(
    ("due", "billed"),
    [("2025-12-31", 0), ("2026-01-01", 100), ("2026-03-31", 100), ("2026-04-01", 0), (None, 0)],
)
def test_a_bill_belongs_to_the_period_in_which_it_is_due(desk: Desk, due: str | None, billed: int) -> None:
    desk.bill(100, due)
    assert desk.numbers(COLLECTION) == (0, billed)
    assert desk.numbers(HOUSES) == (0, 1 if billed else 0)


@pytest.mark.parametrize(("on", "paid"), [("2026-02-09", 0), ("2026-02-10", 60), ("2026-02-11", 60)])
def test_money_counts_from_the_day_on_which_it_was_paid(desk: Desk, on: str, paid: int) -> None:
    desk.bill(100, "2026-01-31")
    desk.pay(60, "2026-02-10")
    assert desk.numbers(COLLECTION, on) == (paid, 100)


def test_the_collection_rate_counts_what_came_later_too_and_from_earlier(desk: Desk) -> None:
    """Paid before the period began, paid after it ended: both are receipts on the bills due in it."""
    desk.bill(100, "2026-01-31")
    desk.bill(100, "2026-02-28")
    desk.pay(100, "2025-12-01")
    desk.pay(50, "2026-05-01")
    assert desk.numbers(COLLECTION, "2026-04-30") == (100, 200)
    assert desk.numbers(COLLECTION, "2026-05-01") == (150, 200)


def test_money_beyond_the_bills_is_no_receipt_on_them(desk: Desk) -> None:
    desk.bill(100, "2026-01-31")
    desk.pay(250, "2026-01-15")
    assert desk.numbers(COLLECTION) == (100, 100)
    assert desk.figure(COLLECTION).value == 1
    assert desk.numbers(ONLINE) == (0, 250)


def test_money_on_other_bills_is_no_receipt_on_these(desk: Desk) -> None:
    """The oldest debt is settled first, so the money of January goes to the bill of last year."""
    desk.bill(70, "2025-11-30")
    desk.bill(100, "2026-01-31")
    desk.pay(90, "2026-01-15")
    assert desk.numbers(COLLECTION) == (20, 100)
    assert desk.numbers(RECOVERY) == (70, 70)


def test_a_house_counts_when_all_its_bills_are_settled(desk: Desk) -> None:
    other = desk.home("3-2-502")
    desk.bill(100, "2026-01-31")
    desk.bill(100, "2026-02-28")
    desk.bill(100, "2026-02-28", of=other)
    desk.pay(199, "2026-02-01")
    desk.pay(100, "2026-02-01", of=other[0])
    assert desk.numbers(HOUSES) == (1, 2)
    desk.pay(1, "2026-03-31")
    assert desk.numbers(HOUSES, "2026-03-30") == (1, 2)
    assert desk.numbers(HOUSES, "2026-03-31") == (2, 2)


def test_a_bill_of_another_period_keeps_no_house_back(desk: Desk) -> None:
    desk.bill(100, "2025-12-31")
    bill = desk.bill(100, "2026-03-31")
    desk.pay(100, "2026-03-31", named=[bill])
    assert desk.numbers(HOUSES) == (1, 1)


def test_waivers_and_credit_notes_stand_apart(desk: Desk) -> None:
    bill = desk.bill(1000, "2026-01-31")
    desk.take_off(bill, 300, "2026-02-01")
    desk.take_off(bill, 50, "2026-02-01", CreditKind.CREDIT_NOTE)
    desk.pay(400, "2026-02-02")
    figure = desk.figure(COLLECTION)
    assert (figure.numerator, figure.denominator) == (400, 1000)
    assert (figure.waived, figure.credited) == (Fen(300), Fen(50))
    assert desk.numbers(HOUSES) == (0, 1)


@pytest.mark.parametrize(
    ("on", "waived", "settled"),
    [
        ("2026-02-09", 0, 0),
        ("2026-02-10", 100, 1),
        ("2026-03-19", 100, 1),
        ("2026-03-20", 0, 0),
        ("2026-03-21", 0, 0),
    ],
)
def test_a_waiver_counts_from_its_day_until_it_is_taken_back(desk: Desk, on: str, waived: int, settled: int) -> None:
    """Settled by a waiver is settled, for as long as the waiver stands."""
    waiver = desk.take_off(desk.bill(100, "2026-01-31"), 100, "2026-02-10")
    desk.take_back(waiver, "2026-03-20")
    assert desk.figure(COLLECTION, on).waived == Fen(waived)
    assert desk.numbers(HOUSES, on) == (settled, 1)
    assert desk.numbers(COLLECTION, on) == (0, 100)


def test_money_that_was_too_much_while_a_waiver_stood_settles_what_is_owed_again(desk: Desk) -> None:
    """As the ledger is known now: 100 came in on a bill of 100, of which 50 had been waived for a while."""
    waiver = desk.take_off(desk.bill(100, "2026-01-31"), 50, "2026-02-01")
    desk.pay(100, "2026-02-10")
    assert desk.numbers(COLLECTION, "2026-02-20") == (50, 100)
    desk.take_back(waiver, "2026-03-01")
    assert desk.numbers(COLLECTION, "2026-02-20") == (100, 100)
    assert desk.numbers(HOUSES, "2026-02-20") == (1, 1)
    assert desk.buckets("2026-02-20") == {}


@pytest.mark.parametrize("name", [COLLECTION, HOUSES, DAYS, ONLINE, COUNT])
def test_a_reversed_payment_never_was(desk: Desk, name: Name) -> None:
    desk.bill(100, "2026-01-31")
    before = desk.numbers(name)
    payment = desk.pay(100, "2026-02-10", method=Method.WECHAT)
    assert desk.numbers(name) != before
    reverse_payment(desk.books.session, payment, reason="退票", by=desk.books.by, now=moment("2026-05-01"))
    assert desk.numbers(name) == before


def test_a_void_bill_never_was(desk: Desk) -> None:
    bill = desk.bill(100, "2026-01-31")
    desk.take_off(bill, 10, "2026-02-01")
    desk.take_off(bill, 10, "2026-04-10")
    desk.pay(40, "2026-02-10")
    void_bill(desk.books.session, bill, reason="重复", by=desk.books.by, now=moment("2026-05-01"))
    assert desk.figure(COLLECTION).sums == Sums()
    assert desk.figure(RECOVERY, "2026-06-30", period="2026Q2").sums == Sums()
    assert desk.buckets("2026-01-31") == {}


def test_a_corrected_bill_counts_as_it_should_have_been(desk: Desk) -> None:
    bill = desk.bill(100, "2026-01-31")
    desk.pay(100, "2026-02-10", named=[bill])
    to = Correction(Fen(80), day("2026-04-01"), "面积")
    correct_bill(desk.books.session, bill, to, by=desk.books.by, now=moment("2026-05-01"))
    assert desk.numbers(COLLECTION) == (0, 0)
    assert desk.numbers(COLLECTION, period="2026Q2") == (80, 80)


def test_a_draft_is_no_bill(desk: Desk) -> None:
    desk.bill(100, "2026-01-31", state=BillState.DRAFT)
    assert desk.figure(COLLECTION).why is Why.NOTHING_BILLED


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (COLLECTION, Why.NOTHING_BILLED),
        (HOUSES, Why.NOTHING_BILLED),
        (RECOVERY, Why.NO_ARREARS),
        (DAYS, Why.NOTHING_PAID),
        (ONLINE, Why.NO_PAYMENTS),
        (COUNT, Why.NO_PAYMENTS),
    ],
)
def test_without_a_denominator_there_is_no_figure_but_a_reason(desk: Desk, name: Name, why: Why) -> None:
    figure = desk.figure(name)
    assert (figure.value, figure.tenths, figure.why) == (None, None, why)
    assert not figure.reaches(1)


def test_before_its_first_day_a_period_has_no_receipts_of_its_own(desk: Desk) -> None:
    desk.bill(100, "2025-11-30")
    desk.bill(100, "2026-01-31")
    desk.pay(120, "2025-12-31", method=Method.WECHAT)
    whys = [desk.figure(name, "2025-12-31").why for name in Name]
    assert whys == [None, None, Why.NOT_BEGUN, None, Why.NOT_BEGUN, Why.NOT_BEGUN]
    assert desk.numbers(COLLECTION, "2025-12-31") == (20, 100)
    assert desk.figure(RECOVERY, "2026-01-01").why is Why.NO_ARREARS


@pytest.mark.parametrize(
    ("paid", "recovered"),
    [
        ("2025-12-31", (0, 400)),
        ("2026-01-01", (600, 1000)),
        ("2026-03-30", (600, 1000)),
        ("2026-03-31", (600, 1000)),
        ("2026-04-01", (0, 1000)),
    ],
)
def test_recovery_is_what_came_in_within_the_period(desk: Desk, paid: str, recovered: tuple[int, int]) -> None:
    """What was paid the day before is no arrears any more; what is paid the day after is not yet recovered."""
    desk.bill(1000, "2025-10-31")
    desk.pay(600, paid)
    assert desk.numbers(RECOVERY, "2026-12-31") == recovered


@pytest.mark.parametrize(("due", "opening"), [("2025-12-31", 100), ("2026-01-01", 0), ("2026-01-02", 0), (None, 0)])
def test_opening_arrears_are_of_bills_due_before_the_period(desk: Desk, due: str | None, opening: int) -> None:
    desk.bill(100, due)
    desk.pay(30, "2026-02-01")
    assert desk.numbers(RECOVERY) == (30 if opening else 0, opening)


def test_recovery_stops_at_the_day(desk: Desk) -> None:
    desk.bill(100, "2025-10-31")
    desk.pay(30, "2026-02-10")
    desk.pay(30, "2026-02-11")
    assert desk.numbers(RECOVERY, "2026-02-09") == (0, 100)
    assert desk.numbers(RECOVERY, "2026-02-10") == (30, 100)


def test_a_waiver_of_arrears_is_shown_apart(desk: Desk) -> None:
    """Waived before the period: no arrears. Within: arrears that were waived, not recovered. Taken back: arrears."""
    bill = desk.bill(1000, "2025-10-31")
    desk.take_off(bill, 100, "2025-12-31")
    waiver = desk.take_off(bill, 200, "2026-01-01")
    desk.take_off(bill, 50, "2026-03-31", CreditKind.CREDIT_NOTE)
    desk.take_off(bill, 30, "2026-04-01")
    figure = desk.figure(RECOVERY, "2026-06-30")
    assert (figure.numerator, figure.denominator) == (0, 900)
    assert (figure.waived, figure.credited) == (Fen(200), Fen(50))
    desk.take_back(waiver, "2026-02-01")
    figure = desk.figure(RECOVERY, "2026-06-30")
    assert (figure.denominator, figure.waived, figure.credited) == (900, Fen(0), Fen(50))


def test_the_days_to_pay_are_weighted_by_amount(desk: Desk) -> None:
    desk.bill(400, "2026-01-31")
    desk.pay(100, "2026-02-10")
    desk.pay(300, "2026-02-02")
    figure = desk.figure(DAYS)
    assert (figure.numerator, figure.denominator) == (100 * 10 + 300 * 2, 400)
    assert (figure.value, figure.tenths) == (Fraction(4), 40)


@pytest.mark.parametrize(
    ("paid", "tenths"), [("2026-01-21", -100), ("2026-01-30", -10), ("2026-01-31", 0), ("2026-02-01", 10)]
)
def test_days_are_counted_from_the_due_date_and_are_negative_before_it(desk: Desk, paid: str, tenths: int) -> None:
    desk.bill(100, "2026-01-31")
    desk.pay(60, paid)
    assert desk.figure(DAYS).tenths == tenths


def test_days_leave_out_what_was_paid_after_the_day(desk: Desk) -> None:
    desk.bill(100, "2026-01-31")
    desk.pay(50, "2026-02-05")
    desk.pay(50, "2026-03-02")
    assert desk.numbers(DAYS, "2026-03-01") == (250, 50)


def test_days_over_the_end_of_february_and_of_the_year(desk: Desk) -> None:
    desk.bill(1, "2024-02-28")
    desk.pay(1, "2024-03-01")
    assert desk.numbers(DAYS, period="2024Q1") == (2, 1)
    desk.bill(1, "2025-12-31")
    desk.pay(1, "2026-01-01")
    assert desk.numbers(DAYS, period="2025Q4") == (1, 1)


@pytest.mark.parametrize(
    ("paid", "counts"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_the_share_of_online_money_is_of_the_period_in_which_it_was_paid(desk: Desk, paid: str, counts: bool) -> None:
    desk.pay(300, paid, method=Method.WECHAT)
    assert desk.numbers(ONLINE, "2026-12-31") == ((300, 300) if counts else (0, 0))


def test_online_is_what_the_settings_say_by_amount_and_by_count(desk: Desk) -> None:
    for fen, method in zip((100, 200, 50, 50, 100), (*Method,), strict=False):
        desk.pay(fen, "2026-02-10", method=method)
    desk.pay(1000, "2026-02-11", method=Method.CASH)
    assert desk.numbers(ONLINE, "2026-02-10") == (300, 500)
    assert desk.numbers(COUNT, "2026-02-10") == (2, 5)
    assert desk.figure(ONLINE, "2026-02-10").tenths == 600


class Two:
    """Two buildings with bills, a third without, and an estate beside that has nothing to do with it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.homes = [desk.home(code) for code in ("3-2-502", "5-1-101", "5-1-102", "7-1-101")]
        for fen, home in zip((100, 200, 400), ((desk.house, desk.owner), *self.homes[:2]), strict=True):
            desk.bill(fen, "2025-10-31", of=home)
            desk.bill(fen, "2026-02-28", of=home)
        desk.pay(150, "2026-02-10", method=Method.WECHAT)
        desk.pay(500, "2026-03-10", of=self.homes[1][0])
        abroad = Desk(Books(desk.books.session, estate="月亮"))
        abroad.bill(9999, "2025-10-31")
        abroad.bill(9999, "2026-02-28")
        abroad.pay(12345, "2026-02-10")


@pytest.fixture
def two(desk: Desk) -> Two:
    return Two(desk)


BY_BUILDING = {
    COLLECTION: {"3": (50, 300), "5": (100, 400), "7": (0, 0)},
    HOUSES: {"3": (0, 2), "5": (0, 1), "7": (0, 0)},
    RECOVERY: {"3": (100, 300), "5": (400, 400), "7": (0, 0)},
    DAYS: {"3": (-18 * 50, 50), "5": (10 * 100, 100), "7": (0, 0)},
    ONLINE: {"3": (150, 150), "5": (0, 500), "7": (0, 0)},
    COUNT: {"3": (1, 1), "5": (0, 1), "7": (0, 0)},
}


@pytest.mark.parametrize("name", Name)
def test_the_buildings_add_up_to_the_estate(two: Two, name: Name) -> None:
    found = two.desk.by_building(name)
    assert found == BY_BUILDING[name]
    assert two.desk.numbers(name) == tuple(map(sum, zip(*found.values(), strict=True)))


@pytest.mark.parametrize("name", Name)
def test_one_building_alone_says_the_same(two: Two, name: Name) -> None:
    for code, house in (("3", two.desk.house), ("5", two.homes[1][0]), ("7", two.homes[3][0])):
        one = two.desk.numbers(name, where=houses_where(building_id=house.building_id))
        assert one == BY_BUILDING[name][code]


@pytest.mark.parametrize("name", Name)
def test_the_houses_behind_add_up_to_the_figure(two: Two, name: Name) -> None:
    rows = two.desk.behind(name)
    added = (sum(row.sums.numerator for row in rows), sum(row.sums.denominator for row in rows))
    assert added == two.desk.numbers(name)
    assert rows == sorted(rows, key=lambda row: -row.missing)


def test_the_house_that_misses_most_stands_first(two: Two) -> None:
    def told(rows: list[HouseFigure]) -> list[tuple[str, str, int, int]]:
        return [(row.building, row.code, row.sums.numerator, row.sums.denominator) for row in rows]

    assert told(two.desk.behind(COLLECTION)) == [
        ("5", "5-1-101", 100, 400),
        ("3", "3-2-502", 0, 200),
        ("3", "3-2-501", 50, 100),
    ]
    assert told(two.desk.behind(DAYS)) == [("5", "5-1-101", 1000, 100), ("3", "3-2-501", -900, 50)]
    assert two.desk.behind(ONLINE)[0].code == "5-1-101"


def test_what_was_waived_is_not_missing(two: Two) -> None:
    bill = two.desk.bill(5000, "2026-03-01", of=two.homes[2])
    two.desk.take_off(bill, 5000, "2026-03-02")
    last = two.desk.behind(COLLECTION)[-1]
    assert (last.code, last.missing, last.sums.waived) == ("5-1-102", 0, 5000)


def test_a_condition_narrows_every_figure(two: Two) -> None:
    """As a staff member's scope does: two houses of two buildings, of one estate."""
    where = col(House.id).in_([two.desk.house.id, two.homes[1][0].id])
    assert two.desk.numbers(COLLECTION, where=where) == (150, 500)
    assert two.desk.numbers(HOUSES, where=where) == (0, 2)
    nobody = col(House.id).in_([])
    assert [two.desk.figure(name, where=nobody).sums for name in Name] == [Sums()] * len(Name)


def test_the_months_up_to_the_day_each_by_its_due_dates(two: Two) -> None:
    months = collection_by_month(two.desk.books.session, two.desk.asked("2026-03-10"))
    assert [month.period for month in (months[0], months[-1])] == [span("2025-04"), span("2026-03")]
    assert len(months) == 12
    told = {
        month.period.first.isoformat()[:7]: (month.numerator, month.denominator)
        for month in months
        if month.value is not None
    }
    assert told == {"2025-10": (500, 700), "2026-02": (150, 700)}
    assert all(month == two.desk.figure(COLLECTION, "2026-03-10", period=month.period.key[:7]) for month in months)


RATES: list[tuple[int, int, int]] = [
    (1, 3, 333),
    (2, 3, 667),
    (1, 2000, 1),
    (1, 2001, 0),
    (9995, 10000, 1000),
    (9994, 10000, 999),
    (1, 1, 1000),
]


@pytest.mark.parametrize(("numerator", "denominator", "tenths"), RATES)
def test_a_percentage_has_one_decimal_and_half_of_it_is_rounded_up(
    numerator: int, denominator: int, tenths: int
) -> None:
    figure = Figure(COLLECTION, span("2026Q1"), LAST, Sums(numerator, denominator))
    assert (figure.value, figure.tenths) == (Fraction(numerator, denominator), tenths)


@pytest.mark.parametrize(("numerator", "tenths"), [(25, 3), (24, 2), (-25, -3), (-24, -2), (0, 0)])
def test_days_are_rounded_away_from_zero(numerator: int, tenths: int) -> None:
    assert Figure(DAYS, span("2026Q1"), LAST, Sums(numerator, 100)).tenths == tenths
    assert half_up(Fraction(numerator, 10)) == tenths


@pytest.mark.parametrize(("numerator", "reached"), [(79_999, False), (80_000, True), (80_001, True)])
def test_a_target_is_reached_exactly_or_not(numerator: int, reached: bool) -> None:
    figure = Figure(COLLECTION, span("2026Q1"), LAST, Sums(numerator, 100_000))
    assert figure.reaches(80) is reached
    assert Figure(COLLECTION, span("2026Q1"), LAST, Sums(2, 3)).reaches(67) is False


def test_the_same_question_gets_the_same_answer_on_every_later_day(desk: Desk) -> None:
    """As of a day that is over, money of later changes nothing."""
    desk.bill(100, "2026-01-31")
    desk.pay(40, "2026-02-10")
    ask: Callable[[], list[Sums]] = lambda: [desk.figure(name, "2026-02-28").sums for name in Name]  # noqa: E731
    before, aged = ask(), desk.aged("2026-02-28")
    desk.pay(60, (day("2026-02-28") + timedelta(days=1)).isoformat())
    assert ask() == before
    assert desk.aged("2026-02-28") == aged
