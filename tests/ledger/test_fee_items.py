"""The fee items of the settings in the database: added, ended, never changed behind bills that were made of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.estate.settings import EstateSettings
from bot.estate.tables import Estate
from bot.ledger.billing import draft_periods
from bot.ledger.fee_items import sync_fee_items
from bot.ledger.periods import Span
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, FEE_ITEM, FEE_ITEM_HOUSE, SHARED_COST
from tests.ledger.books import Books

TODAY = date(2026, 11, 21)
QUARTER = Span(date(2027, 1, 1), date(2027, 3, 31))
PROPERTY_FEE = {
    "name": "物业费",
    "formula": "area",
    "price": "1.80",
    "use": "residential",
    "cycle": "quarter",
    "due_days": 31,
    "from_on": "2025-01-01",
}
PARKING = {"name": "车位费", "formula": "fixed", "price": "150", "cycle": "quarter", "due_days": -16}
PUMP = {"name": "水泵费", "formula": "shared_evenly", "cycle": "quarter", "due_days": 60, "from_on": "2025-01-01"}


def settings(*items: dict[str, Any], costs: list[dict[str, Any]] | None = None) -> EstateSettings:
    return EstateSettings.model_validate(
        {
            "company": "邻里物业",
            "name": "阳光花园",
            "desk_phone": "010-5550-0123",
            "duty_phone": "010-5550-0110",
            "office_hours": {"days": "every_day", "segments": ["08:30-12:00"]},
            "desk_address": "1 号楼",
            "fee_fen_per_m2": {"residential": 180},
            "fee_items": list(items),
            "shared_costs": costs or [],
        }
    )


@dataclass(frozen=True)
class Place:
    """An estate with two houses that were handed over long ago, and the books it is written in."""

    books: Books
    estate: Estate

    def sync(self, told: EstateSettings | None) -> int:
        return sync_fee_items(self.books.session, self.estate, told, today=TODAY)

    def draft(self) -> None:
        draft_periods(self.books.session, self.estate.id, QUARTER, by=self.books.by, now=self.books.now)

    def rows(self, table: Any) -> list[Any]:
        return list(self.books.session.connection().execute(select(table).order_by(table.c.id)))


@pytest.fixture
def place(books: Books) -> Place:
    houses = [books.house("3-2-501"), books.house("3-2-502")]
    for house in houses:
        house.handed_over_on = date(2020, 1, 1)
        books.owner(house)
    books.session.flush()
    return Place(books, books.world.estate_of(houses[0]))


def test_an_entry_becomes_a_fee_item_once(place: Place) -> None:
    assert place.sync(settings(PROPERTY_FEE)) == 1
    assert place.sync(settings(PROPERTY_FEE)) == 0
    (item,) = place.rows(FEE_ITEM)
    assert (item.name, item.price_e4, item.use, item.due_days) == ("物业费", 18000, "residential", 31)
    assert (item.from_on, item.to_on, item.assigned_only) == (date(2025, 1, 1), None, False)


def test_without_the_key_nothing_is_touched(place: Place) -> None:
    place.sync(settings(PROPERTY_FEE))
    told = settings().model_copy(update={"fee_items": None})
    assert place.sync(told) == 0
    assert place.sync(None) == 0
    assert place.rows(FEE_ITEM)[0].to_on is None


def test_an_entry_that_is_gone_ends_today(place: Place) -> None:
    place.sync(settings(PROPERTY_FEE))
    assert place.sync(settings()) == 1
    assert place.rows(FEE_ITEM)[0].to_on == TODAY


def test_a_price_may_be_mended_until_a_bill_was_made_of_it(place: Place) -> None:
    place.sync(settings(PROPERTY_FEE))
    assert place.sync(settings({**PROPERTY_FEE, "price": "1.90"})) == 1
    assert place.rows(FEE_ITEM)[0].price_e4 == 19000
    place.draft()
    with pytest.raises(Refusal, match="fee_item_in_use"):
        place.sync(settings({**PROPERTY_FEE, "price": "2.00"}))
    assert place.rows(FEE_ITEM)[0].price_e4 == 19000


def test_an_item_in_use_may_still_end(place: Place) -> None:
    place.sync(settings(PROPERTY_FEE))
    place.draft()
    later = {**PROPERTY_FEE, "from_on": "2027-04-01", "price": "2.00"}
    assert place.sync(settings({**PROPERTY_FEE, "to_on": "2027-04-01"}, later)) == 2
    assert [(row.price_e4, row.to_on) for row in place.rows(FEE_ITEM)] == [(18000, date(2027, 4, 1)), (20000, None)]


def test_named_houses_get_their_pieces_and_lose_them(place: Place) -> None:
    told = {**PARKING, "from_on": "2025-01-01"}
    place.sync(settings({**told, "houses": {"3-2-501": 2, "3-2-502": 1}}))
    assert [(row.quantity, row.from_on, row.to_on) for row in place.rows(FEE_ITEM_HOUSE)] == [
        (2, date(2025, 1, 1), None),
        (1, date(2025, 1, 1), None),
    ]
    assert place.sync(settings({**told, "houses": {"3-2-501": 1}})) == 3
    assert [(row.quantity, row.from_on, row.to_on) for row in place.rows(FEE_ITEM_HOUSE)] == [
        (2, date(2025, 1, 1), TODAY),
        (1, date(2025, 1, 1), TODAY),
        (1, TODAY, None),
    ]


def test_a_house_or_a_building_that_does_not_exist_is_refused(place: Place) -> None:
    told = {**PARKING, "from_on": "2025-01-01"}
    with pytest.raises(Refusal, match="no_such_house_of_item"):
        place.sync(settings({**told, "houses": {"9-9-999": 1}}))
    with pytest.raises(Refusal, match="no_such_building"):
        place.sync(settings({**told, "building": "9"}))


def test_a_shared_sum_may_be_mended_until_it_was_split(place: Place) -> None:
    cost = {"item": "水泵费", "from_on": "2027-01-01", "to_on": "2027-03-31", "total": "100.01"}
    assert place.sync(settings(PUMP, costs=[cost])) == 2
    assert place.sync(settings(PUMP, costs=[{**cost, "total": "90.01"}])) == 1
    assert [row.total_fen for row in place.rows(SHARED_COST)] == [9001]
    place.draft()
    assert sorted(row.amount_fen for row in place.rows(BILL)) == [4500, 4501]
    with pytest.raises(Refusal, match="shared_cost_in_use"):
        place.sync(settings(PUMP, costs=[cost]))
    assert [row.total_fen for row in place.rows(SHARED_COST)] == [9001]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param({"price": "0"}, "price is missing", id="no price"),
        pytest.param({"formula": "shared_evenly"}, "no price", id="a shared item with a price"),
        pytest.param({"to_on": "2025-01-01"}, "must lie after", id="ends where it begins"),
        pytest.param({"price": "1.80001"}, "decimal", id="a price finer than a hundredth of a fen"),
        pytest.param({"cycle": "week"}, "month", id="an unknown cycle"),
    ],
)
def test_an_entry_that_makes_no_sense_stops_the_start(wrong: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        settings({**PROPERTY_FEE, **wrong})


def test_one_entry_does_not_stand_twice_and_a_sum_needs_its_item() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        settings(PROPERTY_FEE, PROPERTY_FEE)
    cost = {"item": "电梯费", "from_on": "2027-01-01", "to_on": "2027-03-31", "total": "100"}
    with pytest.raises(ValueError, match="no shared fee item 电梯费"):
        settings(PUMP, costs=[cost])
