"""What holds for any fee items, houses and periods: billing twice adds nothing, and no day is charged twice."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.estate.tables import HouseId
from bot.ledger.billing import draft_periods, plan_bills
from bot.ledger.periods import Span
from bot.ledger.tables import Cycle, FeeItem, FeeItemHouse, Formula, Rounding, SharedCost

from .books import Books
from .fees import Fees, fees, home

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
maybe = st.none() | days
Assigned = tuple[int, date, int, date | None]
assigned = st.tuples(st.integers(0, 1), days, st.integers(1, 3), maybe)


@dataclass(frozen=True)
class Thing:
    """A fee item, what is assigned of it, what it cost."""

    name: str
    formula: Formula
    cycle: Cycle
    rounding: Rounding
    price: int
    since: date
    days: int | None
    assigned: list[Assigned] | None
    costs: list[tuple[date, int, int]]


things = st.builds(
    Thing,
    name=st.sampled_from(["物业费", "车位费"]),
    formula=st.sampled_from(Formula),
    cycle=st.sampled_from(Cycle),
    rounding=st.sampled_from(Rounding),
    price=st.integers(0, 200_000),
    since=days,
    days=st.none() | st.integers(0, 900),
    assigned=st.none() | st.lists(assigned, max_size=4, unique_by=lambda each: each[1]),
    costs=st.lists(st.tuples(days, st.integers(1, 100), st.integers(1, 10_000)), max_size=3),
)
spans = st.builds(
    lambda first, length: Span(first, date.fromordinal(first.toordinal() + length)), days, st.integers(0, 200)
)


def enter(books: Books, handovers: list[tuple[date | None, bool]], wanted: list[Thing]) -> Fees:
    houses = [home(books, f"3-2-50{number}", area=8950 + number) for number in range(len(handovers))]
    for house, (handed_over, agreed) in zip(houses, handovers, strict=True):
        house.handed_over_on = handed_over
        books.world.keep(house)
        if agreed:
            books.agree(house, books.world.person("建设单位"))
    made = fees(books, houses[0])
    for thing in wanted:
        keep(books, made, thing, [house.id for house in houses])
    return made


def keep(books: Books, made: Fees, thing: Thing, houses: list[HouseId]) -> None:
    to_on = None if thing.days is None else date.fromordinal(thing.since.toordinal() + thing.days)
    item = books.world.keep(
        FeeItem(
            estate_id=made.estate_id,
            name=thing.name,
            formula=thing.formula,
            price_e4=thing.price,
            cycle=thing.cycle,
            rounding=thing.rounding,
            due_days=10,
            assigned_only=thing.assigned is not None,
            from_on=thing.since,
            to_on=to_on,
        )
    )
    for place, first, quantity, until in thing.assigned or ():
        row = FeeItemHouse(fee_item_id=item.id, house_id=houses[place % len(houses)], quantity=quantity, from_on=first)
        row.to_on = until
        books.world.keep(row)
    for first, length, fen in thing.costs:
        last = date.fromordinal(first.toordinal() + length)
        books.world.keep(SharedCost(fee_item_id=item.id, first_on=first, last_on=last, total_fen=fen))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.tuples(maybe, st.booleans()), min_size=1, max_size=2),
    st.lists(things, min_size=1, max_size=3),
    spans,
    spans,
)
def test_billing_twice_adds_nothing_and_no_day_is_charged_twice(
    books: Books, handovers: list[tuple[date | None, bool]], wanted: list[Thing], one: Span, other: Span
) -> None:
    with books.session.begin_nested() as once:
        made = enter(books, handovers, wanted)
        for span in (one, other):
            plan = draft_periods(books.session, made.estate_id, span, by=books.by, now=books.now)
            again = plan_bills(books.session, made.estate_id, span)
            assert (again.new, again.same) == ((), plan.same + len(plan.new))
        for first, second in combinations(made.bills(), 2):
            if (first.house_id, first.item) == (second.house_id, second.item):
                assert first.last_on < second.first_on or second.last_on < first.first_on
        once.rollback()
