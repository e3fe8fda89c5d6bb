"""What a fee item charges a house for a period: cycles, anniversaries, begin and end, amount, which houses."""

import pytest

from bot.estate.tables import Use
from bot.ledger.billing import BillingPlan
from bot.ledger.tables import Cycle, Formula, Rounding

from .books import Books, day
from .fees import fees, home

# 89.50 ㎡ × ¥1.80 = ¥161.10 a month


@pytest.mark.parametrize(
    ("cycle", "within", "periods"),
    [
        pytest.param(
            Cycle.MONTH, "2026Q1", ["2026-01-01/2026-01-31", "2026-02-01/2026-02-28", "2026-03-01/2026-03-31"]
        ),
        pytest.param(Cycle.QUARTER, "2026H1", ["2026-01-01/2026-03-31", "2026-04-01/2026-06-30"], id="quarters"),
        pytest.param(Cycle.HALF_YEAR, "2026", ["2026-01-01/2026-06-30", "2026-07-01/2026-12-31"], id="half years"),
        pytest.param(Cycle.YEAR, "2026", ["2026-01-01/2026-12-31"], id="a year"),
        pytest.param(Cycle.QUARTER, "2026-02", [], id="no quarter begins in February"),
        pytest.param(Cycle.YEAR, "2026H2", [], id="no year begins in its second half"),
    ],
)
def test_each_cycle_is_billed_for_its_periods_that_begin_within_the_span(
    books: Books, cycle: Cycle, within: str, periods: list[str]
) -> None:
    made = fees(books, home(books))
    made.item(cycle=cycle)
    assert [period for _, period, _ in made.lines(within)] == periods


@pytest.mark.parametrize(
    ("cycle", "fen"),
    [
        (Cycle.MONTH, 16_110),
        (Cycle.QUARTER, 48_330),
        (Cycle.HALF_YEAR, 96_660),
        (Cycle.YEAR, 193_320),
        (Cycle.ANNIVERSARY, 193_320),
    ],
)
def test_a_whole_period_costs_area_times_price_times_its_months(books: Books, cycle: Cycle, fen: int) -> None:
    made = fees(books, home(books))
    made.item(cycle=cycle)
    assert {amount for _, _, amount in made.lines("2026")} == {fen}


@pytest.mark.parametrize(
    ("handed_over", "within", "period"),
    [
        ("2024-03-15", "2026", "2026-03-15/2027-03-14"),
        ("2024-02-29", "2026", "2026-02-28/2027-02-27"),
        ("2024-02-29", "2027", "2027-02-28/2028-02-28"),
        ("2024-02-29", "2028", "2028-02-29/2029-02-27"),
        ("2026-03-15", "2026", "2026-03-15/2027-03-14"),
    ],
    ids=["15 March", "29 February in another year", "the year before a leap year", "a leap year", "the first year"],
)
def test_an_anniversary_year_begins_on_the_day_of_the_handover_and_costs_twelve_months(
    books: Books, handed_over: str, within: str, period: str
) -> None:
    made = fees(books, home(books, handed_over=handed_over))
    made.item(cycle=Cycle.ANNIVERSARY)
    assert made.lines(within) == [("物业费", period, 193_320)]


def test_an_anniversary_is_in_the_month_in_which_it_begins_and_in_no_other(books: Books) -> None:
    made = fees(books, home(books, handed_over="2024-03-15"))
    made.item(cycle=Cycle.ANNIVERSARY)
    assert [bool(made.lines(month)) for month in ("2026-02", "2026-03", "2026-04")] == [False, True, False]


def test_an_anniversary_without_a_day_of_handover_is_listed(books: Books) -> None:
    made = fees(books, home(books, handed_over=None))
    made.item(cycle=Cycle.ANNIVERSARY)
    assert made.lines("2026") == []
    assert made.missing("2026") == [("3-2-501", "物业费", "no_handover_day")]


@pytest.mark.parametrize(
    ("since", "until"), [("2020-01-01", "2025-12-31"), ("2027-01-01", None)], ids=["over", "not yet"]
)
def test_nobody_is_listed_for_a_fee_item_that_does_not_hold(books: Books, since: str, until: str | None) -> None:
    made = fees(books, home(books, handed_over=None, area=0))
    made.item(cycle=Cycle.ANNIVERSARY, since=since, until=until)
    made.item("水泵费", since=since, until=until)
    assert made.plan("2026") == BillingPlan((), 0, ())


# Fee items that begin and end


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-01-01", "2026-04-01", [("2026-01-01/2026-03-31", 48_330)]),
        ("2026-01-31", None, [("2026-01-31/2026-03-31", 32_740)]),
        ("2026-02-01", None, [("2026-02-01/2026-03-31", 32_220)]),
        ("2026-02-15", None, [("2026-02-15/2026-03-31", 24_165)]),
        ("2020-01-01", "2026-02-15", [("2026-01-01/2026-02-14", 24_165)]),
        ("2020-01-01", "2026-01-02", [("2026-01-01/2026-01-01", 520)]),
        ("2020-01-01", "2026-01-01", []),
        ("2026-04-01", None, []),
    ],
    ids=[
        "exactly",
        "a day of January",
        "from February",
        "from mid-February",
        "until mid-February",
        "one day",
        "over",
        "later",
    ],
)
def test_only_the_days_of_a_period_in_which_the_fee_item_holds_are_charged(
    books: Books, since: str, until: str | None, expected: list[tuple[str, int]]
) -> None:
    made = fees(books, home(books))
    made.item(since=since, until=until)
    assert made.lines("2026Q1") == [("物业费", *each) for each in expected]


def test_a_new_price_is_a_new_fee_item_and_each_bills_its_own_days(books: Books) -> None:
    made = fees(books, home(books))
    made.item(until="2026-02-15")
    made.item(price=20_000, since="2026-02-15")
    assert made.lines("2026Q1") == [
        ("物业费", "2026-01-01/2026-02-14", 24_165),
        ("物业费", "2026-02-15/2026-03-31", 26_850),
    ]
    assert made.missing("2026Q1") == []


def test_a_new_price_whose_forerunner_was_not_ended_is_listed_and_not_taken_for_the_same(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    made.item(price=20_000, since="2026-01-01")
    assert made.lines("2026Q1") == [("物业费", "2026-01-01/2026-03-31", 48_330)]
    assert made.missing("2026Q1") == [("3-2-501", "物业费", "overlaps")]


def test_what_begins_in_the_middle_of_a_period_is_drafted_with_the_month_in_which_it_begins(books: Books) -> None:
    made = fees(books, home(books))
    made.item(since="2026-02-15")
    assert [made.lines(month) for month in ("2026-01", "2026-03")] == [[], []]
    assert made.draft("2026-02") == 1
    assert made.post("2026-02") == 1, "it is posted with the same word"


# Amount, due date, basis


@pytest.mark.parametrize(
    ("rounding", "fen"),
    [
        (Rounding.FEN, 16_115),
        (Rounding.JIAO, 16_120),
        (Rounding.YUAN, 16_100),
        (Rounding.JIAO_DOWN, 16_110),
        (Rounding.YUAN_DOWN, 16_100),
    ],
)
def test_an_amount_is_rounded_as_the_fee_item_says(books: Books, rounding: Rounding, fen: int) -> None:
    made = fees(books, home(books, area=8953))
    made.item(cycle=Cycle.MONTH, rounding=rounding)
    assert made.lines("2026-01") == [("物业费", "2026-01-01/2026-01-31", fen)]


@pytest.mark.parametrize(
    ("due_days", "due"),
    [(30, "2026-01-31"), (0, "2026-01-01"), (-16, "2025-12-16")],
    ids=["after", "that day", "before"],
)
def test_the_due_date_counts_from_the_first_day_of_the_period(books: Books, due_days: int, due: str) -> None:
    made = fees(books, home(books))
    made.item(due_days=due_days)
    assert [bill.due_on for bill in made.plan("2026Q1").new] == [day(due)]


def test_a_bill_says_how_its_amount_came_about(books: Books) -> None:
    house = home(books)
    made = fees(books, house)
    made.item()
    made.assign(made.parking(), house, 2)
    area, pieces = made.plan("2026Q1").new
    assert area.basis == {"price_e4": 18_000, "months": "3", "quantity": 1, "area_dm2": 8950}
    assert pieces.basis == {"price_e4": 1_500_000, "months": "3", "quantity": 2}


@pytest.mark.parametrize(
    ("area", "price", "why"),
    [(0, 18_000, "no_area"), (8950, 0, "zero"), (8950, 10**10, "too_large")],
    ids=["no area", "no price", "a slip of the price"],
)
def test_a_house_that_cannot_be_billed_is_listed_and_the_others_are_billed(
    books: Books, area: int, price: int, why: str
) -> None:
    made = fees(books, home(books, area=area))
    home(books, "3-2-502")
    made.item(use=Use.RESIDENTIAL, price=price)
    made.item("水泵费", 100_000, formula=Formula.FIXED)
    assert [item for item, _, _ in made.lines("2026Q1")].count("水泵费") == 2
    assert ("3-2-501", "物业费", why) in made.missing("2026Q1")


# Which houses


def test_a_fee_item_charges_the_houses_of_its_use_and_its_building_alone(books: Books) -> None:
    shop, flat = home(books, "1-1-101", use=Use.SHOP), home(books, "1-1-201")
    other = home(books, "2-1-201")
    made = fees(books, shop)
    made.item("铺", use=Use.SHOP)
    made.item("梯", building=other)
    made.item("灯", use=Use.RESIDENTIAL, building=flat)
    charged = [(bill.item, bill.house_id) for bill in made.plan("2026Q1").new]
    assert charged == [("铺", shop.id), ("梯", other.id), ("灯", flat.id)]


def test_an_estate_is_billed_for_itself(books: Books) -> None:
    here, there = home(books), home(books, estate="月光")
    fees(books, here).item()
    fees(books, there).item(price=20_000)
    assert [(bill.house_id, bill.amount.value) for bill in fees(books, here).plan("2026Q1").new] == [(here.id, 48_330)]
    assert [(bill.house_id, bill.amount.value) for bill in fees(books, there).plan("2026Q1").new] == [
        (there.id, 53_700)
    ]
