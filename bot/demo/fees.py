"""What the demo charges: its fee items (费用项), the parking spaces, the shared sums, and the bills of a year.

The prices are those of `data/estate.yaml`. Amounts are computed for the days as they are written, whole months of the
calendar, and stay the same when the days move.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from bot.demo.calendar import Calendar, from_anchor, written_span
from bot.demo.money_cast import Extra
from bot.estate.tables import Building, EstateId, House, HouseId, Use
from bot.ledger.formulas import area_fen, fixed_fen, months_in, rounded, split_by_weight
from bot.ledger.periods import Span
from bot.ledger.tables import Cycle, FeeItem, FeeItemHouse, FeeItemId, Formula, Rounding, SharedCost

PROPERTY, PARKING, ENERGY = "物业费", "车位费", "公共能耗费"
PROPERTY_FEN_PER_M2 = {Use.RESIDENTIAL: 180, Use.SHOP: 350, Use.OFFICE: 300}
PARKING_FEN = 15000
E4_PER_FEN = 100
PROPERTY_DUE, PARKING_DUE, ENERGY_DUE = 31, -16, 227

QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
PARKING_QUARTERS = (*QUARTERS, "2027Q1")
ENERGY_HALF = "2026H1"
ENERGY_FEN = {"1": 521760, "2": 618345, "3": 573112}
SINCE = date(2023, 1, 1)

NOTICE = timedelta(days=30)
"""A bill goes out so long before it is due, the day of the notice (缴费通知单)."""
FIRST_BILLING = from_anchor(-370)


@dataclass(frozen=True, slots=True)
class FeeItems:
    """The fee items of the estate, and the houses that have a parking space."""

    by_use: Mapping[Use, FeeItem]
    parking: FeeItem
    energy: FeeItem
    spaces: Collection[HouseId]


@dataclass(frozen=True, slots=True)
class Charge:
    """One bill to be, its days as written; `owed_on` is the day that decides who owes it."""

    house: House
    item: str
    period: str
    fen: int
    due_on: date | None
    owed_on: date
    posted_on: date
    fee_item_id: FeeItemId | None = None
    basis: dict[str, Any] = field(default_factory=dict)
    is_draft: bool = False

    @property
    def name(self) -> str:
        """The name that the cast uses: 物业费 2026Q4."""
        return f"{self.item} {self.period}".strip()

    @property
    def span(self) -> Span | None:
        """The period, None for an old sum without one."""
        return written_span(self.period) if self.period else None


def load_fee_items(session: Session, estate_id: EstateId, spaces: Sequence[HouseId], calendar: Calendar) -> FeeItems:
    """Enter the fee items, and which houses have a parking space."""
    since = calendar.day(SINCE)

    def item(name: str, formula: Formula, cycle: Cycle, due_days: int, **more: Any) -> FeeItem:
        made = FeeItem(
            estate_id=estate_id, name=name, formula=formula, cycle=cycle, due_days=due_days, from_on=since, **more
        )
        session.add(made)
        return made

    by_use = {
        use: item(PROPERTY, Formula.AREA, Cycle.QUARTER, PROPERTY_DUE, use=use, price_e4=fen * E4_PER_FEN)
        for use, fen in PROPERTY_FEN_PER_M2.items()
    }
    parking = item(
        PARKING, Formula.FIXED, Cycle.QUARTER, PARKING_DUE, price_e4=PARKING_FEN * E4_PER_FEN, assigned_only=True
    )
    energy = item(ENERGY, Formula.SHARED_EVENLY, Cycle.HALF_YEAR, ENERGY_DUE)
    session.flush()
    session.add_all(FeeItemHouse(fee_item_id=parking.id, house_id=house_id, from_on=since) for house_id in spaces)
    session.flush()
    return FeeItems(by_use, parking, energy, frozenset(spaces))


def load_shared_costs(session: Session, items: FeeItems, buildings: Mapping[str, Building], calendar: Calendar) -> None:
    """Enter what the last half year of public energy cost in each building."""
    span = calendar.span(written_span(ENERGY_HALF))
    session.add_all(
        SharedCost(
            fee_item_id=items.energy.id,
            building_id=building.id,
            first_on=span.first,
            last_on=span.last,
            total_fen=ENERGY_FEN[code],
        )
        for code, building in buildings.items()
    )
    session.flush()


def charges_of_the_year(
    items: FeeItems, houses: Sequence[House], buildings: Mapping[str, Building]
) -> Iterator[Charge]:
    """Yield what the fee items charge: four quarters, parking one quarter ahead, the energy of the last half year."""
    for house in houses:
        for quarter in QUARTERS:
            yield _property(house, items.by_use[Use(house.use)], quarter)
        if house.id in items.spaces:
            for quarter in PARKING_QUARTERS:
                yield _parking(house, items.parking, quarter)
    for code, building in buildings.items():
        bearers = [house for house in houses if house.building_id == building.id]
        shares = split_by_weight(ENERGY_FEN[code], {house.id: 1 for house in bearers})
        for house in bearers:
            basis = {"total_fen": ENERGY_FEN[code], "weight": 1, "of": len(bearers)}
            yield _charge(house, items.energy, ENERGY_HALF, shares[house.id], basis)


def extra_charge(house: House, extra: Extra) -> Charge:
    """Return a charge outside the rhythm: owed by whoever owes on the day on which it goes out."""
    due_on = None if extra.due_in is None else from_anchor(extra.due_in)
    posted_on = due_on - NOTICE if due_on else FIRST_BILLING
    if extra.is_draft:
        posted_on = from_anchor(-1)
    return Charge(house, extra.item, extra.period, extra.fen, due_on, posted_on, posted_on, is_draft=extra.is_draft)


def _property(house: House, item: FeeItem, quarter: str) -> Charge:
    months = months_in(written_span(quarter))
    basis = {"price_e4": item.price_e4, "months": str(months), "quantity": 1, "area_dm2": house.area_dm2}
    return _charge(house, item, quarter, _in_fen(area_fen(house.area_dm2, item.price_e4, months)), basis)


def _parking(house: House, item: FeeItem, quarter: str) -> Charge:
    months = months_in(written_span(quarter))
    basis = {"price_e4": item.price_e4, "months": str(months), "quantity": 1}
    return _charge(house, item, quarter, _in_fen(fixed_fen(item.price_e4, 1, months)), basis)


def _in_fen(exact: Fraction) -> int:
    return rounded(exact, Rounding.FEN)


def _charge(house: House, item: FeeItem, period: str, fen: int, basis: dict[str, Any]) -> Charge:
    first = written_span(period).first
    due_on = first + timedelta(days=item.due_days)
    return Charge(house, item.name, period, fen, due_on, first, due_on - NOTICE, item.id, basis)
