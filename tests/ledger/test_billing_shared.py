"""Shared costs (公摊): a sum is split over the houses that bear it, to the fen, once, and not before it is known."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.estate.tables import Use
from bot.ledger.bills import correct_bill, void_bill
from bot.ledger.entries import Correction
from bot.ledger.tables import BillId, Cycle, Formula
from bot.money import Fen

from .books import Books, day
from .fees import Fees, fees, home

ENERGY = "公共能耗费"
BY_AREA, EVENLY = Formula.SHARED_BY_AREA, Formula.SHARED_EVENLY


def void(books: Books, bill: BillId) -> None:
    void_bill(books.session, bill, reason="重复", by=books.by, now=books.now)


def three_homes(books: Books) -> Fees:
    houses = [home(books, f"3-2-50{number}") for number in (1, 2, 3)]
    return fees(books, houses[0])


@pytest.mark.parametrize(
    ("formula", "areas", "total", "shares"),
    [
        pytest.param(BY_AREA, [10_000, 20_000, 30_000], 60_000, [10_000, 20_000, 30_000], id="by area"),
        pytest.param(BY_AREA, [8950, 8950, 8950], 100, [34, 33, 33], id="by area, the odd fen to the first"),
        pytest.param(EVENLY, [10_000, 20_000, 0], 90_000, [30_000, 30_000, 30_000], id="evenly, whatever the area"),
        pytest.param(EVENLY, [1, 2, 3], 100, [34, 33, 33], id="evenly, the odd fen to the first"),
    ],
)
def test_a_sum_is_split_to_the_fen(
    books: Books, formula: Formula, areas: list[int], total: int, shares: list[int]
) -> None:
    houses = [home(books, f"3-2-50{number}", area=area) for number, area in enumerate(areas)]
    made = fees(books, houses[0])
    made.cost(made.item(ENERGY, 0, formula=formula), total, "2026Q1")
    assert [fen for _, _, fen in made.lines("2026Q1")] == shares
    assert made.missing("2026Q1") == []


def test_a_share_says_of_what_sum_it_is(books: Books) -> None:
    made = fees(books, home(books))
    home(books, "3-2-502", area=1050)
    made.cost(made.item(ENERGY, 0, formula=BY_AREA), 1000, "2026Q1")
    assert [bill.basis for bill in made.plan("2026Q1").new] == [
        {"total_fen": 1000, "weight": 8950, "of": 10_000},
        {"total_fen": 1000, "weight": 1050, "of": 10_000},
    ]


def test_a_house_without_an_area_holds_the_whole_sum_up_until_it_has_one(books: Books) -> None:
    made = fees(books, home(books))
    late = home(books, "3-2-502", area=0)
    made.cost(made.item(ENERGY, 0, formula=BY_AREA), 1000, "2026Q1")
    assert made.lines("2026Q1") == []
    assert made.missing("2026Q1") == [("3-2-502", ENERGY, "no_area")]
    late.area_dm2 = 8950
    books.world.keep(late)
    assert [fen for _, _, fen in made.lines("2026Q1")] == [500, 500]


def test_the_sum_of_a_building_is_borne_by_its_houses_of_the_use_alone(books: Books) -> None:
    flat, shop, other = home(books, "1-1-201"), home(books, "1-1-101", use=Use.SHOP), home(books, "2-1-201")
    made = fees(books, flat)
    item = made.item(ENERGY, 0, formula=EVENLY, use=Use.RESIDENTIAL)
    made.cost(item, 100, "2026Q1", building=shop)
    made.cost(item, 300, "2026Q1", building=other)
    assert [(bill.house_id, bill.amount.value) for bill in made.plan("2026Q1").new] == [(flat.id, 100), (other.id, 300)]


def test_a_sum_that_no_house_bears_is_listed(books: Books) -> None:
    shop = home(books, "1-1-101", use=Use.SHOP)
    made = fees(books, shop)
    made.cost(made.item(ENERGY, 0, formula=EVENLY, use=Use.RESIDENTIAL), 100, "2026Q1", building=shop)
    assert made.missing("2026Q1") == [("", ENERGY, "no_bearers")]


@pytest.mark.parametrize(
    ("entered", "listed"),
    [
        pytest.param([], True, id="no sum at all"),
        pytest.param(["2026-01"], False, id="the first, the others are not known yet"),
        pytest.param(["2026-01", "2026-03"], True, id="a month was left out"),
        pytest.param(["2026-01", "2026-02", "2026-03"], False, id="every sum"),
        pytest.param(["2026-01-01/2026-03-31"], False, id="one sum for the quarter"),
    ],
)
def test_a_period_whose_sum_was_not_entered_is_listed(books: Books, entered: list[str], listed: bool) -> None:
    made = fees(books, home(books))
    item = made.item(ENERGY, 0, formula=EVENLY, cycle=Cycle.MONTH)
    for period in entered:
        made.cost(item, 100, period)
    assert len(made.lines("2026Q1")) == len(entered)
    assert made.missing("2026Q1") == ([("", ENERGY, "no_shared_cost")] if listed else [])


def test_a_sum_is_not_missed_when_no_period_begins_or_the_fee_item_is_over(books: Books) -> None:
    made = fees(books, home(books))
    made.item(ENERGY, 0, formula=EVENLY, cycle=Cycle.HALF_YEAR, until="2026-01-01")
    made.item("水泵费", 0, formula=EVENLY, cycle=Cycle.HALF_YEAR)
    assert made.missing("2026Q2") == []
    assert [item for _, item, _ in made.missing("2026Q1")] == ["水泵费"]


# Who bears a share


def test_a_house_that_was_not_handed_over_bears_its_share_but_its_buyer_does_not_owe_it(books: Books) -> None:
    empty = home(books, handed_over=None)
    made = fees(books, empty)
    home(books, "3-2-502")
    made.cost(made.item(ENERGY, 0, formula=EVENLY), 1000, "2026Q1")
    assert [fen for _, _, fen in made.lines("2026Q1")] == [500], "the neighbour pays no more for it"
    assert made.missing("2026Q1") == [("3-2-501", ENERGY, "not_handed_over")]
    made.draft("2026Q1")
    books.agree(empty, books.world.person("建设单位"))
    assert [fen for _, _, fen in made.lines("2026Q1")] == [500], "once somebody agreed, the rest is billed"


def test_a_share_is_parted_by_days_at_the_handover(books: Books) -> None:
    house = home(books, handed_over="2026-02-01")
    developer = books.world.person("建设单位")
    books.agree(house, developer, until="2026-02-01")
    made = fees(books, house)
    made.cost(made.item(ENERGY, 0, formula=EVENLY), 9000, "2026Q1")
    found = [(bill.payer_id == developer.id, bill.amount.value) for bill in made.plan("2026Q1").new]
    assert found == [(True, 3100), (False, 5900)]


# Once


def test_a_sum_is_split_once(books: Books) -> None:
    made = three_homes(books)
    made.cost(made.item(ENERGY, 0, formula=EVENLY), 100, "2026Q1")
    assert made.draft("2026Q1") == 3
    plan = made.plan("2026Q1")
    assert (plan.new, plan.same, plan.missing) == ((), 3, ())


def test_a_house_that_comes_after_the_split_is_not_charged_beyond_the_sum(books: Books) -> None:
    made = three_homes(books)
    made.cost(made.item(ENERGY, 0, formula=EVENLY), 900, "2026Q1")
    made.draft("2026Q1")
    home(books, "3-2-504")
    assert made.lines("2026Q1") == []
    assert made.missing("2026Q1") == [("", ENERGY, "already_split")]
    assert sum(bill.amount_fen for bill in made.bills()) == 900


def test_a_second_sum_for_days_that_were_split_is_listed_and_not_taken_for_the_same(books: Books) -> None:
    made = three_homes(books)
    item = made.item(ENERGY, 0, formula=EVENLY)
    made.cost(item, 900, "2026Q1")
    made.cost(item, 300, "2026Q1", building=home(books, "3-2-504"))
    assert len(made.lines("2026Q1")) == 4
    assert made.missing("2026Q1") == [("", ENERGY, "already_split")]


def test_a_share_that_was_corrected_by_hand_does_not_hinder_the_others(books: Books) -> None:
    made = three_homes(books)
    made.cost(made.item(ENERGY, 0, formula=EVENLY), 900, "2026Q1")
    made.draft("2026Q1")
    correct_bill(
        books.session, made.newest(), Correction(Fen(200), day("2026-01-31"), "错"), by=books.by, now=books.now
    )
    plan = made.plan("2026Q1")
    assert (plan.new, plan.same, plan.missing) == ((), 3, ())


def test_a_split_that_was_declared_void_is_made_anew_when_the_sum_is_another(books: Books) -> None:
    made = three_homes(books)
    cost = made.cost(made.item(ENERGY, 0, formula=EVENLY), 900, "2026Q1")
    made.draft("2026Q1")
    for bill in made.bills():
        void(books, bill.id)
    assert {why for _, _, why in made.missing("2026Q1")} == {"voided"}
    cost.total_fen = 1200
    books.world.keep(cost)
    assert [fen for _, _, fen in made.lines("2026Q1")] == [400, 400, 400]


def test_a_sum_that_is_known_late_is_billed_when_asked_for_since_then(books: Books) -> None:
    made = fees(books, home(books))
    made.cost(made.item(ENERGY, 0, formula=EVENLY, cycle=Cycle.HALF_YEAR), 900, "2026H1")
    assert made.plan("2026-07").new == ()
    assert [bill.amount.value for bill in made.plan("2026-07", costs_since=day("2025-08-01")).new] == [900]
    assert made.plan("2026-07", costs_since=day("2026-01-02")).new == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(st.integers(1, 30_000), min_size=1, max_size=6),
    st.integers(1, 1_000_000),
    st.sampled_from([BY_AREA, EVENLY]),
)
def test_no_fen_of_a_sum_is_made_or_lost(books: Books, areas: list[int], total: int, formula: Formula) -> None:
    with books.session.begin_nested() as once:
        houses = [home(books, f"3-2-50{number}", area=area) for number, area in enumerate(areas)]
        made = fees(books, houses[0])
        made.cost(made.item(ENERGY, 0, formula=formula), total, "2026Q1")
        assert sum(fen for _, _, fen in made.lines("2026Q1")) == total
        once.rollback()
