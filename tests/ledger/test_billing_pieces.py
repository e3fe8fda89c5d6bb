"""Pieces of a fee item that houses have: parking spaces that begin, end and add up in the middle of a period."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.stretches import Pieces, days_in, stretches
from bot.ledger.tables import Cycle

from .books import Books, day
from .fees import fees, home, span

# ¥150 a month for each

Assigned = tuple[int, str, str | None]
QUARTER = span("2026Q1")


@pytest.mark.parametrize(
    ("assigned", "expected"),
    [
        pytest.param([(1, "2020-01-01", None)], [("2026-01-01/2026-03-31", 45_000)], id="one"),
        pytest.param([(2, "2020-01-01", None)], [("2026-01-01/2026-03-31", 90_000)], id="two"),
        pytest.param([(1, "2026-02-15", None)], [("2026-02-15/2026-03-31", 22_500)], id="begins in the middle"),
        pytest.param([(1, "2020-01-01", "2026-02-15")], [("2026-01-01/2026-02-14", 22_500)], id="ends in the middle"),
        pytest.param(
            [(1, "2020-01-01", None), (1, "2026-01-01", None)], [("2026-01-01/2026-03-31", 90_000)], id="they add up"
        ),
        pytest.param(
            [(1, "2020-01-01", None), (1, "2026-02-15", None)],
            [("2026-01-01/2026-02-14", 22_500), ("2026-02-15/2026-03-31", 45_000)],
            id="a second one in the middle: from then on both are charged",
        ),
        pytest.param(
            [(2, "2020-01-01", "2026-02-15"), (1, "2026-02-15", None)],
            [("2026-01-01/2026-02-14", 45_000), ("2026-02-15/2026-03-31", 22_500)],
            id="another number from a day on",
        ),
        pytest.param(
            [(1, "2020-01-01", "2026-02-15"), (1, "2026-02-15", None)],
            [("2026-01-01/2026-03-31", 45_000)],
            id="given back and taken on one day is one bill",
        ),
        pytest.param(
            [(1, "2020-01-01", "2026-02-01"), (1, "2026-03-01", None)],
            [("2026-01-01/2026-01-31", 15_000), ("2026-03-01/2026-03-31", 15_000)],
            id="a month without",
        ),
        pytest.param([(1, "2020-01-01", "2026-01-01"), (1, "2026-04-01", None)], [], id="before and after"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_house_is_charged_for_the_pieces_that_it_has_and_their_days(
    books: Books, assigned: list[Assigned], expected: list[tuple[str, int]]
) -> None:
    house = home(books)
    made = fees(books, house)
    item = made.parking()
    for pieces, since, until in assigned:
        made.assign(item, house, pieces, since=since, until=until)
    assert made.lines("2026Q1") == [("车位费", *each) for each in expected]
    assert made.missing("2026Q1") == []


def test_a_house_without_a_piece_is_neither_charged_nor_listed(books: Books) -> None:
    with_space = home(books)
    without = home(books, "3-2-502", handed_over=None)
    made = fees(books, with_space)
    made.assign(made.parking(), with_space)
    made.parking(cycle=Cycle.ANNIVERSARY)
    assert [bill.house_id for bill in made.plan("2026").new] == [with_space.id] * 4
    assert without.code not in [house for house, _, _ in made.missing("2026")]


def test_a_space_of_another_house_is_nothing_to_this_one(books: Books) -> None:
    one, two = home(books), home(books, "3-2-502")
    made = fees(books, one)
    item = made.parking()
    made.assign(item, two)
    assert [bill.house_id for bill in made.plan("2026Q1").new] == [two.id]


def test_a_space_that_is_taken_while_the_period_runs_is_billed_for_the_rest_of_it(books: Books) -> None:
    house = home(books)
    made = fees(books, house)
    item = made.parking()
    made.draft("2026Q1")
    made.assign(item, house, since="2026-02-20")
    assert made.lines("2026-02-01/2026-03-10") == [("车位费", "2026-02-20/2026-03-31", 19_821)]


def test_one_more_space_in_a_period_that_is_billed_is_listed_and_not_charged_twice(books: Books) -> None:
    house = home(books)
    made = fees(books, house)
    item = made.parking()
    made.assign(item, house)
    made.draft("2026Q1")
    made.assign(item, house, since="2026-02-15")
    assert made.lines("2026Q1") == []
    assert made.missing("2026Q1") == [("3-2-501", "车位费", "overlaps")]


days = st.dates(day("2025-11-01"), day("2026-05-31"))
pieces = st.lists(st.builds(Pieces, st.integers(1, 3), days, st.none() | days), max_size=5)


@given(pieces)
def test_stretches_never_share_a_day_and_count_every_piece_of_every_day(held: list[Pieces]) -> None:
    found = stretches(QUARTER, held)
    for (earlier, count), (later, other) in pairwise(found):
        assert earlier.last < later.first
        assert count != other or (later.first - earlier.last).days > 1
    whole = sum(
        each.quantity
        for each in held
        for offset in range(days_in(QUARTER))
        if each.from_on is not None
        and each.from_on.toordinal() <= QUARTER.first.toordinal() + offset
        and (each.to_on is None or QUARTER.first.toordinal() + offset < each.to_on.toordinal())
    )
    assert sum(days_in(part) * count for part, count in found) == whole
