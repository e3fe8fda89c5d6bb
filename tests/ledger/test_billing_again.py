"""Billing again adds nothing: after drafting, after posting, beside what files brought in, at the same moment.

What was declared void does not come back as it was; corrected, it does.
"""

from collections.abc import Iterator

import pytest

from bot.ledger.bills import assign_payer, correct_bill, void_bill
from bot.ledger.entries import Correction
from bot.ledger.periods import Span
from bot.ledger.tables import BillId, BillState, Cycle, Formula
from bot.migrations.metadata import METADATA
from bot.money import Fen
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database

from .books import Books, day
from .fees import Fees, fees, home
from .test_two_at_once import Place


def void(books: Books, bill: BillId) -> None:
    void_bill(books.session, bill, reason="不该收", by=books.by, now=books.now)


def correct(books: Books, bill: BillId, fen: int) -> BillId:
    to = Correction(Fen(fen), day("2026-01-31"), "面积有误")
    return correct_bill(books.session, bill, to, by=books.by, now=books.now)


def is_done(made: Fees, period: str = "2026Q1", *, same: int = 1) -> bool:
    plan = made.plan(period)
    return (plan.new, plan.same, plan.missing) == ((), same, ())


def test_planning_changes_nothing(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    before = books.everything()
    assert made.lines("2026Q1")
    assert books.everything() == before


def test_a_plan_is_entered_as_drafts_that_nobody_owes_and_leaves_a_trace(any_books: Books) -> None:
    made = fees(any_books, home(any_books))
    made.item()
    assert made.draft("2026Q1") == 1
    (bill,) = made.bills()
    assert (bill.state, bill.amount_fen, bill.open_fen, bill.due_on) == ("draft", 48_330, 0, day("2026-01-31"))
    assert [trace.detail for trace in any_books.traces("bills.draft")] == [{"count": 1, "fen": 48_330}]


def test_drafting_again_adds_nothing(any_books: Books) -> None:
    house = home(any_books, handed_over="2026-02-15")
    any_books.agree(house, any_books.world.person("建设单位"), until="2026-02-15")
    made = fees(any_books, house)
    made.item()
    made.assign(made.parking(), house, since="2026-02-20")
    made.cost(made.item("公摊", 0, formula=Formula.SHARED_EVENLY), 900, "2026Q1")
    assert made.draft("2026Q1") == 5
    before = any_books.everything()
    assert made.draft("2026Q1") == 0
    assert any_books.everything() == before
    assert is_done(made, same=5)


def test_posted_drafts_are_owed_and_not_drafted_again(any_books: Books) -> None:
    house = home(any_books)
    made = fees(any_books, house)
    made.item()
    made.draft("2026Q1")
    any_books.pay(house, 40_000, "2026-01-05")
    assert made.post("2026Q1") == 1
    (bill,) = made.bills()
    assert (bill.state, bill.open_fen) == ("posted", 8_330)
    assert is_done(made)
    assert made.post("2026Q1") == 0


def test_what_is_added_later_is_drafted_alone(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    made.draft("2026Q1")
    home(books, "3-2-502")
    assert made.draft("2026Q1") == 1


# Void and corrected


@pytest.mark.parametrize("posted", [False, True], ids=["a draft", "a posted bill"])
def test_a_bill_that_was_declared_void_does_not_come_back_and_is_listed(any_books: Books, posted: bool) -> None:
    made = fees(any_books, home(any_books))
    made.item()
    made.draft("2026Q1")
    if posted:
        made.post("2026Q1")
    void(any_books, made.newest())
    assert made.draft("2026Q1") == 0
    assert made.missing("2026Q1") == [("3-2-501", "物业费", "voided")]


def test_only_the_period_that_was_declared_void_stays_away(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    made.draft("2026Q1")
    void(books, made.newest())
    assert [period for _, period, _ in made.lines("2026H1")] == ["2026-04-01/2026-06-30"]


def test_once_the_area_was_corrected_a_void_bill_is_drafted_with_the_new_amount(books: Books) -> None:
    house = home(books)
    made = fees(books, house)
    made.item()
    made.draft("2026Q1")
    void(books, made.newest())
    house.area_dm2 = 9000
    books.world.keep(house)
    assert made.lines("2026Q1") == [("物业费", "2026-01-01/2026-03-31", 48_600)]


def test_once_another_payer_was_agreed_a_void_bill_is_drafted_against_him(books: Books) -> None:
    house = home(books)
    made = fees(books, house)
    made.item()
    made.draft("2026Q1")
    void(books, made.newest())
    tenant = books.world.person("陈静")
    books.agree(house, tenant)
    assert [bill.payer_id for bill in made.plan("2026Q1").new] == [tenant.id]


def test_a_void_bill_of_an_old_price_does_not_hinder_the_new_fee_item(books: Books) -> None:
    made = fees(books, home(books))
    old = made.item()
    made.draft("2026Q1")
    void(books, made.newest())
    old.to_on = day("2026-01-01")
    books.world.keep(old)
    made.item(price=20_000, since="2026-01-01")
    assert made.lines("2026Q1") == [("物业费", "2026-01-01/2026-03-31", 53_700)]


def test_a_corrected_bill_stands_for_the_one_that_it_replaced(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    made.draft("2026Q1")
    corrected = correct(books, made.newest(), 40_000)
    assert is_done(made)
    void(books, corrected)
    assert [why for _, _, why in made.missing("2026Q1")] == ["voided"]
    assert made.lines("2026Q1") == []


def test_a_bill_against_nobody_is_the_same_once_its_payer_is_known(books: Books) -> None:
    house = books.house()
    house.handed_over_on = day("2020-01-01")
    made = fees(books, house)
    made.item()
    made.draft("2026Q1")
    owner = books.owner(house)
    assign_payer(books.session, house.id, owner.id, by=books.by, now=books.now)
    assert is_done(made)


# Beside other bills


@pytest.mark.parametrize(
    ("cycle", "within", "label", "expected"),
    [
        pytest.param(Cycle.MONTH, "2026-01", "", [], id="a file has the very period"),
        pytest.param(Cycle.QUARTER, "2026Q1", "", ["overlaps"], id="a file has a month of the quarter"),
        pytest.param(Cycle.MONTH, "2026-01", "京A12345", ["overlaps"], id="a file has it by number plate"),
        pytest.param(Cycle.QUARTER, "2026Q2", "", None, id="a file has the month before"),
    ],
)
def test_what_a_file_brought_in_is_not_charged_again(
    books: Books, cycle: Cycle, within: str, label: str, expected: list[str] | None
) -> None:
    house = home(books)
    made = fees(books, house)
    made.item(cycle=cycle)
    month = "2026-03" if expected is None else "2026-01"
    books.bill(house, None, 100, month, label=label)
    assert bool(made.lines(within)) is (expected is None)
    assert [why for _, _, why in made.missing(within)] == (expected or [])


def test_a_bill_of_another_fee_item_or_house_or_a_void_one_of_a_file_hinders_nothing(books: Books) -> None:
    house, next_door = home(books), home(books, "3-2-502")
    made = fees(books, house)
    made.item(cycle=Cycle.MONTH)
    books.bill(house, None, 100, item="电梯费")
    books.bill(next_door, None, 100)
    void(books, books.bill(house, None, 100))
    assert [bill.house_id for bill in made.plan("2026-01").new] == [house.id]


def test_what_was_drafted_before_a_handover_that_came_sooner_is_listed(books: Books) -> None:
    house = home(books, handed_over=None)
    books.agree(house, books.world.person("建设单位"))
    made = fees(books, house)
    made.item()
    made.draft("2026Q1")
    house.handed_over_on = day("2026-02-15")
    books.world.keep(house)
    assert made.lines("2026Q1") == []
    assert made.missing("2026Q1") == [("3-2-501", "物业费", "overlaps")]


def test_a_house_that_lacks_something_but_is_billed_already_is_not_listed(books: Books) -> None:
    house = home(books, area=0, handed_over=None)
    made = fees(books, house)
    made.item(cycle=Cycle.MONTH)
    books.bill(house, None, 100)
    assert is_done(made, "2026-01")


def test_the_bills_of_another_estate_are_nothing_to_this_one(books: Books) -> None:
    here, there = home(books), home(books, estate="月光")
    fees(books, here).item()
    fees(books, there).item()
    assert fees(books, here).draft("2026Q1") == 1
    assert fees(books, there).draft("2026Q1") == 1
    assert fees(books, here).post("2026Q1") == 1
    assert [bill.state for bill in fees(books, there).bills()] == [BillState.DRAFT]


# At the same moment


@pytest.fixture(scope="module", params=KINDS)
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with fresh_database(request.param, tmp_path_factory.mktemp("billing at once")) as url:
        made = Store(url)
        METADATA.create_all(made.engine)
        yield made
        made.close()


def test_two_who_bill_at_the_same_moment_draft_each_bill_once(shared_store: Store) -> None:
    place = Place(shared_store)

    def prepare(books: Books) -> None:
        for house in (place.house, place.next_door):
            house.handed_over_on = day("2020-01-01")
            books.session.merge(house)
        fees(books, place.house).item()

    def draft(books: Books) -> int:
        return fees(books, place.house).draft("2026Q1")

    place.do(prepare)
    assert place.at_once(draft, draft) == (2, 0)
    assert len(place.look(lambda books: fees(books, place.house).bills())) == 2


def test_a_span_is_inclusive_on_both_ends(books: Books) -> None:
    made = fees(books, home(books))
    made.item(cycle=Cycle.MONTH)
    assert Span(day("2026-01-01"), day("2026-01-01")).key == "2026-01-01/2026-01-01"
    periods = [period for _, period, _ in made.lines("2026-01-01/2026-02-01")]
    assert periods == ["2026-01-01/2026-01-31", "2026-02-01/2026-02-28"]
    assert made.lines("2026-01-02/2026-01-31") == []
