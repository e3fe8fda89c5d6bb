"""Who owes what is billed: before and after the handover, by agreement, after a sale, when nobody is known."""

import pytest

from bot.ledger.tables import Cycle
from bot.people.tables import Relation

from .books import Books, day
from .fees import fees, home, line

# Handover


@pytest.mark.parametrize(
    ("handed_over", "expected"),
    [
        ("2025-12-31", [("王建国", "2026-01-01/2026-03-31", 48_330)]),
        ("2026-01-01", [("王建国", "2026-01-01/2026-03-31", 48_330)]),
        ("2026-01-02", [("建设单位", "2026-01-01/2026-01-01", 520), ("王建国", "2026-01-02/2026-03-31", 47_810)]),
        ("2026-02-15", [("建设单位", "2026-01-01/2026-02-14", 24_165), ("王建国", "2026-02-15/2026-03-31", 24_165)]),
        ("2026-03-31", [("建设单位", "2026-01-01/2026-03-30", 47_810), ("王建国", "2026-03-31/2026-03-31", 520)]),
        ("2026-04-01", [("建设单位", "2026-01-01/2026-03-31", 48_330)]),
        (None, [("建设单位", "2026-01-01/2026-03-31", 48_330)]),
    ],
    ids=["before", "the first day", "the day after", "in the middle", "the last day", "after", "not yet"],
)
def test_before_the_handover_the_developer_owes_by_agreement_and_from_the_day_on_the_owner(
    books: Books, handed_over: str | None, expected: list[tuple[str, str, int]]
) -> None:
    house = home(books, handed_over=handed_over)
    developer = books.world.person("建设单位")
    books.agree(house, developer, until=handed_over)
    made = fees(books, house)
    made.item()
    found = [
        ("建设单位" if bill.payer_id == developer.id else "王建国", *line(bill)[1:]) for bill in made.plan("2026Q1").new
    ]
    assert found == expected
    assert made.missing("2026Q1") == []


@pytest.mark.parametrize(
    ("handed_over", "periods"),
    [("2026-02-15", ["2026-02-15/2026-03-31"]), (None, [])],
    ids=["in the middle", "not yet"],
)
def test_without_an_agreement_the_days_before_the_handover_are_listed_and_never_the_owners(
    books: Books, handed_over: str | None, periods: list[str]
) -> None:
    made = fees(books, home(books, handed_over=handed_over))
    made.item()
    assert [period for _, period, _ in made.lines("2026Q1")] == periods
    assert made.missing("2026Q1") == [("3-2-501", "物业费", "not_handed_over")]


def test_a_house_is_listed_once_however_many_of_its_periods_lack_something(books: Books) -> None:
    made = fees(books, home(books, handed_over=None))
    made.item(cycle=Cycle.MONTH)
    assert made.missing("2026") == [("3-2-501", "物业费", "not_handed_over")]


# Who owes


def test_the_owner_of_the_first_day_owes_the_whole_period_and_the_buyer_the_next(books: Books) -> None:
    house = books.house()
    house.handed_over_on = day("2020-01-01")
    seller = books.owner(house, until="2026-02-01")
    buyer = books.owner(house, "李娜", since="2026-02-01")
    made = fees(books, house)
    made.item()
    assert [bill.payer_id for bill in made.plan("2026H1").new] == [seller.id, buyer.id]


def test_whom_an_agreement_names_for_one_fee_item_owes_that_one_alone(books: Books) -> None:
    house = home(books)
    tenant = books.resident(house, "陈静", Relation.TENANT)
    books.agree(house, tenant, item="水费")
    made = fees(books, house)
    made.item()
    made.item("水费")
    owes = {bill.item: bill.payer_id == tenant.id for bill in made.plan("2026Q1").new}
    assert owes == {"物业费": False, "水费": True}


def test_a_bill_of_a_house_whose_owner_is_unknown_is_drafted_against_nobody_and_listed(books: Books) -> None:
    house = books.house()
    house.handed_over_on = day("2020-01-01")
    made = fees(books, house)
    made.item()
    plan = made.plan("2026Q1")
    assert [(bill.payer_id, bill.amount.value) for bill in plan.new] == [(None, 48_330)]
    assert [each.why for each in plan.missing] == ["no_payer"]
