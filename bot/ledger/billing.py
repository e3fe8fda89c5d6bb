"""Drafts of bills from fee items (费用项): what a period needs, what is there already, what cannot be computed and why.

Planning only reads; `draft_bills` enters a plan as drafts, which a person posts (`bills.post_drafts`). A period planned
twice adds nothing: a bill is known by house, fee item and period. A house without what the formula needs is listed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows
from sqlmodel.sql.expression import SelectOfScalar

from bot.estate.tables import EstateId, House, HouseId
from bot.ledger.bills import add_bills
from bot.ledger.entries import NewBill
from bot.ledger.formulas import area_fen, fixed_fen, months_in, overlap, rounded, split_by_weight
from bot.ledger.payers import Payers, payers_of
from bot.ledger.periods import Span, spans_beginning_in
from bot.ledger.tables import (
    BILL,
    FEE_ITEM,
    FEE_ITEM_HOUSE,
    SHARED_COST,
    BillState,
    Cycle,
    Formula,
    Rounding,
)
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.audit import Actor

LONGEST_PERIOD = timedelta(days=366)
SHARED = frozenset({Formula.SHARED_BY_AREA, Formula.SHARED_EVENLY})


@dataclass(frozen=True, slots=True)
class Missing:
    """What a person must look at: a house (empty: the whole item), the fee item, and why, as a stable code.

    `no_area`, `no_handover_day` (an anniversary needs one), `not_handed_over` (nobody agreed to pay before it), `zero`,
    `overlaps` (another bill covers a part of the period), `no_shared_cost` (the sum of the period was not entered) mean
    that no bill was made; with `no_payer` one was, against nobody yet.
    """

    house: str
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class BillingPlan:
    """What a period needs: the bills to draft, how many are there already, what a person must look at."""

    new: tuple[NewBill, ...]
    same: int
    missing: tuple[Missing, ...]

    @property
    def total(self) -> Fen:
        """The sum of the bills to draft."""
        return Fen(sum(bill.amount.value for bill in self.new))


class _Pieces(NamedTuple):
    """So many pieces of a fee item from a day (inclusive) to another (exclusive); None: without a bound."""

    quantity: int
    from_on: date | None
    to_on: date | None


_ONE_PIECE = (_Pieces(1, None, None),)


class _Part(NamedTuple):
    """A span of a house and who owes it."""

    span: Span
    payer_id: PersonId | None


def plan_bills(session: Session, estate_id: EstateId, within: Span) -> BillingPlan:
    """Return what is to be billed for the periods of all fee items that begin within a span."""
    planner = _Planner(session, estate_id, within)
    bills = list(planner.run())
    return BillingPlan(tuple(bills), planner.same, tuple(planner.missing))


def draft_bills(session: Session, plan: BillingPlan, *, by: Actor, now: datetime) -> int:
    """Enter the bills of a plan as drafts; the plan must have been made in this transaction. Returns how many."""
    return add_bills(session, plan.new, state=BillState.DRAFT, by=by, now=now)


class _Planner:
    """Goes through the fee items of an estate and the houses that each one charges."""

    def __init__(self, session: Session, estate_id: EstateId, within: Span) -> None:
        self._session, self._estate_id, self._within = session, estate_id, within
        self._houses = list(session.exec(_houses_of(estate_id)))
        self._payers: Payers = payers_of(session, [house.id for house in self._houses])
        self._there = _standing_bills(session, estate_id, within)
        self.same = 0
        self.missing: list[Missing] = []

    def run(self) -> Iterator[NewBill]:
        """Yield the bills that are not there yet, by fee item and house."""
        wanted = select(FEE_ITEM).where(FEE_ITEM.c.estate_id == self._estate_id).order_by(FEE_ITEM.c.id)
        for item in self._session.connection().execute(wanted):
            made = self._shared(item) if Formula(item.formula) in SHARED else self._by_house(item)
            yield from made

    def _by_house(self, item: Any) -> Iterator[NewBill]:
        assigned = self._assigned(item) if item.assigned_only else None
        for house in self._charged(item):
            pieces = assigned.get(house.id, ()) if assigned is not None else _ONE_PIECE
            for span in self._spans(item, house) if pieces else ():
                for clipped, quantity in _quantities(item, span, pieces).items():
                    yield from self._charge(item, house, clipped, quantity)

    def _spans(self, item: Any, house: House) -> Iterator[Span]:
        cycle = Cycle(item.cycle)
        if cycle is Cycle.ANNIVERSARY and house.handed_over_on is None:
            self._miss(house, item, "no_handover_day")
            return
        yield from spans_beginning_in(cycle, self._within, handed_over_on=house.handed_over_on)

    def _charge(self, item: Any, house: House, span: Span, quantity: int) -> Iterator[NewBill]:
        """Bill one span of a house: the part before the handover is owed by whom an agreement names (条例第41条)."""
        if Formula(item.formula) is Formula.AREA and not house.area_dm2:
            self._miss(house, item, "no_area")
            return
        for part in self._parts(item, house, span):
            months = months_in(part.span)
            exact = (
                area_fen(house.area_dm2, item.price_e4, months)
                if Formula(item.formula) is Formula.AREA
                else fixed_fen(item.price_e4, quantity, months)
            )
            basis = {"price_e4": item.price_e4, "months": str(months), "quantity": quantity}
            if Formula(item.formula) is Formula.AREA:
                basis["area_dm2"] = house.area_dm2
            yield from self._bill(item, house, part, rounded(exact, Rounding(item.rounding)), basis)

    def _parts(self, item: Any, house: House, span: Span) -> Iterator[_Part]:
        handover = house.handed_over_on
        if handover is not None and handover <= span.first:
            yield _Part(span, self._payers.of(house.id, item.name, span.first))
            return
        before = Span(span.first, min(span.last, handover - timedelta(days=1)) if handover else span.last)
        agreed = self._payers.agreed(house.id, item.name, before.first)
        if agreed is None:
            self._miss(house, item, "not_handed_over")
        else:
            yield _Part(before, agreed)
        if handover is not None and handover <= span.last:
            yield _Part(Span(handover, span.last), self._payers.of(house.id, item.name, handover))

    def _shared(self, item: Any) -> Iterator[NewBill]:
        """Split what a period cost over the houses that bear it; one without an area holds the whole sum up."""
        wanted = select(SHARED_COST).where(
            SHARED_COST.c.fee_item_id == item.id,
            SHARED_COST.c.first_on.between(self._within.first, self._within.last),
        )
        costs = list(self._session.connection().execute(wanted.order_by(SHARED_COST.c.first_on, SHARED_COST.c.id)))
        due = any(spans_beginning_in(Cycle(item.cycle), self._within)) and overlap(
            self._within, item.from_on, item.to_on
        )
        if not costs and due:
            self.missing.append(Missing("", item.name, "no_shared_cost"))
        for cost in costs:
            yield from self._split(item, cost)

    def _split(self, item: Any, cost: Any) -> Iterator[NewBill]:
        span = Span(cost.first_on, cost.last_on)
        bearers = [house for house in self._charged(item) if cost.building_id in (None, house.building_id)]
        by_area = Formula(item.formula) is Formula.SHARED_BY_AREA
        lacking = [house for house in bearers if by_area and not house.area_dm2]
        for house in lacking:
            self._miss(house, item, "no_area")
        if lacking or not bearers:
            return
        weights = {house.id: house.area_dm2 if by_area else 1 for house in bearers}
        shares = split_by_weight(cost.total_fen, weights)
        whole = sum(weights.values())
        for house in bearers:
            basis = {"total_fen": cost.total_fen, "weight": weights[house.id], "of": whole}
            part = _Part(span, self._payers.of(house.id, item.name, span.first))
            yield from self._bill(item, house, part, shares[house.id], basis)

    def _bill(self, item: Any, house: House, part: _Part, fen: int, basis: dict[str, Any]) -> Iterator[NewBill]:
        there = self._there[house.id, item.name]
        if part.span.key in there:
            self.same += 1
            return
        if any(_overlap(part.span, period) for period in there):
            self._miss(house, item, "overlaps")
            return
        if fen <= 0:
            self._miss(house, item, "zero")
            return
        if part.payer_id is None:
            self._miss(house, item, "no_payer")
        self._there[house.id, item.name][part.span.key] = None
        yield NewBill(
            estate_id=self._estate_id,
            house_id=house.id,
            payer_id=part.payer_id,
            item=item.name,
            amount=Fen(fen),
            first_on=part.span.first,
            last_on=part.span.last,
            due_on=part.span.first + timedelta(days=item.due_days),
            fee_item_id=item.id,
            basis=basis,
        )

    def _charged(self, item: Any) -> Iterator[House]:
        for house in self._houses:
            if item.use in (None, house.use) and item.building_id in (None, house.building_id):
                yield house

    def _assigned(self, item: Any) -> dict[HouseId, list[_Pieces]]:
        found: dict[HouseId, list[_Pieces]] = defaultdict(list)
        wanted = select(FEE_ITEM_HOUSE).where(FEE_ITEM_HOUSE.c.fee_item_id == item.id)
        for row in self._session.connection().execute(wanted.order_by(FEE_ITEM_HOUSE.c.id)):
            found[row.house_id].append(_Pieces(row.quantity, row.from_on, row.to_on))
        return found

    def _miss(self, house: House, item: Any, why: str) -> None:
        self.missing.append(Missing(house.code, item.name, why))


def _quantities(item: Any, span: Span, pieces: Sequence[_Pieces]) -> dict[Span, int]:
    """Return the stretches of a span in which a house has pieces of an item, and how many; equal ones add up."""
    found: dict[Span, int] = {}
    held = overlap(span, item.from_on, item.to_on)
    for each in pieces if held else ():
        clipped = overlap(held or span, each.from_on, each.to_on)
        if clipped is not None:
            found[clipped] = found.get(clipped, 0) + each.quantity
    return found


def _houses_of(estate_id: EstateId) -> SelectOfScalar[House]:
    return select_rows(House).where(House.estate_id == estate_id).order_by(col(House.building_id), col(House.id))


def _standing_bills(session: Session, estate_id: EstateId, within: Span) -> dict[tuple[HouseId, str], dict[str, None]]:
    """Return what is billed already for periods that could touch those that begin within a span, by house and item."""
    found: dict[tuple[HouseId, str], dict[str, None]] = defaultdict(dict)
    wanted = select(BILL.c.house_id, BILL.c.item, BILL.c.period).where(
        BILL.c.estate_id == estate_id,
        BILL.c.state != BillState.VOID,
        BILL.c.label == "",
        BILL.c.last_on >= within.first,
        BILL.c.first_on <= within.last + LONGEST_PERIOD,
    )
    for house_id, item, period in session.connection().execute(wanted):
        found[house_id, item][period] = None
    return found


def _overlap(span: Span, period: str) -> bool:
    first, _, last = period.partition("/")
    return first <= span.last.isoformat() and span.first.isoformat() <= last
