"""Drafts of bills from fee items (费用项): what a period needs, what is there already, what cannot be computed and why.

Planning only reads; `draft_periods` plans and enters drafts, which a person posts (`bills.post_drafts`). A period
planned twice adds nothing: a bill is known by house, fee item and days. What was declared void (作废) does not come
back as it was; once an area, a price or a payer was corrected, the corrected bill is drafted. A house without what
the formula needs is listed.

A bill is drafted with the span in which its first day lies: mostly the first day of a period, else the day of the
handover, or the one on which the fee item or a piece of it begins. `linli bill post` posts by the same day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.estate.tables import EstateId, House, HouseId
from bot.ledger.accounts import lock_houses
from bot.ledger.bills import add_bills
from bot.ledger.entries import NewBill
from bot.ledger.formulas import area_fen, fixed_fen, months_in, overlap, rounded, split_by_weight
from bot.ledger.payers import Payers, payers_of
from bot.ledger.periods import MONTHS, Span, spans_beginning_in
from bot.ledger.standing import Charge, Splits, StandingBills
from bot.ledger.stretches import DAY, ONE_PIECE, Pieces, days_in, stretches
from bot.ledger.tables import FEE_ITEM, FEE_ITEM_HOUSE, SHARED_COST, BillState, Cycle, Formula, Rounding
from bot.money import Fen
from bot.people.tables import PersonId
from bot.store.audit import Actor
from bot.understanding.amounts import MOST

LONGEST_PERIOD, LONGEST_MONTH = timedelta(days=366), timedelta(days=31)
SHARED = frozenset({Formula.SHARED_BY_AREA, Formula.SHARED_EVENLY})


@dataclass(frozen=True, slots=True)
class Missing:
    """What a person must look at: a house (empty: the whole item), the fee item, and why, as a stable code.

    `no_area`, `no_handover_day` (an anniversary needs one), `not_handed_over` (nobody agreed to pay before it), `zero`,
    `too_large`, `overlaps` (another bill covers a part of the period, or one of another fee item or number plate all of
    it), `voided` (this very bill was declared void), `no_shared_cost` (the sum of a period was not entered),
    `already_split` (it was split otherwise: the sum or the houses are other ones now), `no_bearers` (no house bears the
    sum) mean that no bill was made; with `no_payer` one was, against nobody yet.
    """

    house: str
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class BillingPlan:
    """What a period needs: the bills to draft, how many are there already, what a person must look at (each once)."""

    new: tuple[NewBill, ...]
    same: int
    missing: tuple[Missing, ...]

    @property
    def total(self) -> Fen:
        """The sum of the bills to draft."""
        return Fen(sum(bill.amount.value for bill in self.new))


class _Part(NamedTuple):
    """Days of a house and who owes them, or why nobody is billed for them."""

    span: Span
    payer_id: PersonId | None
    hindered: str | None = None


def plan_bills(session: Session, estate_id: EstateId, within: Span, *, costs_since: date | None = None) -> BillingPlan:
    """Return what is to be billed for a span; with `costs_since` also shared costs of periods that began since then.

    What a shared fee item cost is often known only when its period is long over.
    """
    planner = _Planner(session, estate_id, within, costs_since or within.first)
    bills = tuple(planner.run())
    return BillingPlan(bills, planner.same, tuple(dict.fromkeys(planner.missing)))


def draft_periods(
    session: Session, estate_id: EstateId, within: Span, *, by: Actor, now: datetime, costs_since: date | None = None
) -> BillingPlan:
    """Plan and enter the bills as drafts, while nobody else books for the estate; returns the plan."""
    houses = session.exec(select_rows(House.id).where(House.estate_id == estate_id))
    lock_houses(session, [HouseId(house) for house in houses])
    plan = plan_bills(session, estate_id, within, costs_since=costs_since)
    add_bills(session, plan.new, state=BillState.DRAFT, by=by, now=now)
    return plan


class _Planner:
    """Goes through the fee items of an estate and the houses that each one charges."""

    def __init__(self, session: Session, estate_id: EstateId, within: Span, costs_since: date) -> None:
        self._session, self._estate_id, self._within = session, estate_id, within
        self._costs_within = Span(min(costs_since, within.first), within.last)
        self._houses = list(session.connection().execute(_houses_of(estate_id)))
        self._payers: Payers = payers_of(session, [house.id for house in self._houses])
        self._items = list(session.connection().execute(_items_of(estate_id)))
        self._costs = self._shared_costs()
        self._standing = StandingBills(session, estate_id, {item.name for item in self._items}, self._around())
        self.same = 0
        self.missing: list[Missing] = []

    def run(self) -> Iterator[NewBill]:
        """Yield the bills that are not there yet, by fee item and house."""
        for item in self._items:
            yield from self._shared(item) if Formula(item.formula) in SHARED else self._by_house(item)

    def _around(self) -> Span:
        """Return the days that a period or a shared cost of this plan can touch."""
        costs = [cost for some in self._costs.values() for cost in some]
        longest = max((MONTHS[Cycle(item.cycle)] for item in self._items), default=0) * LONGEST_MONTH
        first = min([self._within.first, *(cost.first_on for cost in costs)])
        return Span(first, max([self._within.last + longest, *(cost.last_on for cost in costs)]))

    def _by_house(self, item: Any) -> Iterator[NewBill]:
        assigned = self._assigned(item) if item.assigned_only else None
        calendar = self._spans(item, None)
        for house in self._charged(item):
            pieces = assigned.get(house.id, ()) if assigned is not None else ONE_PIECE
            spans = calendar
            if Cycle(item.cycle) is Cycle.ANNIVERSARY:
                spans = self._spans(item, house.handed_over_on)
                if house.handed_over_on is None and self._is_held(item, pieces):
                    self._miss(house, item, "no_handover_day")
            for span in spans if pieces else ():
                for stretch, quantity in stretches(span, pieces) if pieces is not ONE_PIECE else [(span, 1)]:
                    yield from self._charge(item, house, stretch, quantity)

    def _spans(self, item: Any, handed_over_on: date | None) -> list[Span]:
        """Return the days of the periods that share one with `within` in which the fee item holds."""
        wider = Span(self._within.first - LONGEST_PERIOD, self._within.last)
        spans = spans_beginning_in(Cycle(item.cycle), wider, handed_over_on=handed_over_on)
        held = (overlap(span, item.from_on, item.to_on) for span in spans)
        return [span for span in held if span and overlap(self._within, span.first, span.last + DAY)]

    def _is_held(self, item: Any, pieces: Sequence[Pieces]) -> bool:
        held = overlap(self._within, item.from_on, item.to_on)
        return held is not None and any(overlap(held, each.from_on, each.to_on) for each in pieces)

    def _charge(self, item: Any, house: Any, span: Span, quantity: int) -> Iterator[NewBill]:
        by_area = Formula(item.formula) is Formula.AREA
        for part in self._parts(item, house, span):
            if not self._within.first <= part.span.first <= self._within.last:
                continue
            if by_area and not house.area_dm2:
                yield from self._bill(item, house, part._replace(hindered=part.hindered or "no_area"), 0, {})
                continue
            months = months_in(part.span)
            price = item.price_e4
            exact = area_fen(house.area_dm2, price, months) if by_area else fixed_fen(price, quantity, months)
            basis = {"price_e4": price, "months": str(months), "quantity": quantity}
            if by_area:
                basis["area_dm2"] = house.area_dm2
            yield from self._bill(item, house, part, rounded(exact, Rounding(item.rounding)), basis)

    def _parts(self, item: Any, house: Any, span: Span) -> Iterator[_Part]:
        """Yield the days before the handover, owed by whom an agreement names (条例第41条), and those from it on."""
        handover = house.handed_over_on
        if handover is None or handover > span.first:
            before = Span(span.first, min(span.last, handover - DAY) if handover else span.last)
            agreed = self._payers.agreed(house.id, item.name, before.first)
            yield _Part(before, agreed, "not_handed_over" if agreed is None else None)
        if handover is not None and handover <= span.last:
            after = Span(max(span.first, handover), span.last)
            yield _Part(after, self._payers.of(house.id, item.name, after.first))

    def _shared(self, item: Any) -> Iterator[NewBill]:
        """Split what each period cost over the houses that bear it; a period that was left out is listed.

        Sums come in one after the other: one that is later than the last of them is not missed yet.
        """
        costs = self._costs.get(item.id, [])
        last = max((cost.last_on for cost in costs), default=self._within.last)
        due = [span for span in self._spans(item, None) if self._within.first <= span.first <= last]
        if not all(any(overlap(span, cost.first_on, cost.last_on + DAY) for cost in costs) for span in due):
            self.missing.append(Missing("", item.name, "no_shared_cost"))
        if costs:
            made = Splits(self._session, item.id, Span(costs[0].first_on, last))
            charged = list(self._charged(item))
            by_building: dict[int, list[Any]] = defaultdict(list)
            for house in charged:
                by_building[house.building_id].append(house)
            for cost in costs:
                bearers = charged if cost.building_id is None else by_building[cost.building_id]
                yield from self._split(item, cost, bearers, made)

    def _split(self, item: Any, cost: Any, bearers: Sequence[Any], made: Splits) -> Iterator[NewBill]:
        """Split one sum; a house without an area holds it up, and shares that are billed are never split anew."""
        by_area = Formula(item.formula) is Formula.SHARED_BY_AREA
        lacking = [house for house in bearers if by_area and not house.area_dm2]
        for house in lacking:
            self._miss(house, item, "no_area")
        if lacking:
            return
        weights = {house.id: house.area_dm2 if by_area else 1 for house in bearers}
        span, whole = Span(cost.first_on, cost.last_on), sum(weights.values())
        if not bearers or made.otherwise(span, weights, total_fen=cost.total_fen, of=whole):
            self.missing.append(Missing("", item.name, "already_split" if bearers else "no_bearers"))
            return
        shares = split_by_weight(cost.total_fen, weights)
        for house in bearers:
            basis = {"total_fen": cost.total_fen, "weight": weights[house.id], "of": whole}
            parts = list(self._parts(item, house, span))
            by_days = split_by_weight(shares[house.id], {place: days_in(part.span) for place, part in enumerate(parts)})
            for place, part in enumerate(parts):
                made.note(house.id, part.span, total_fen=cost.total_fen, of=whole)
                yield from self._bill(item, house, part, by_days[place], basis)

    def _bill(self, item: Any, house: Any, part: _Part, fen: int, basis: dict[str, Any]) -> Iterator[NewBill]:
        charge = Charge(house.id, item.id, item.name, part.span)
        if self._standing.has(charge):
            self.same += 1
            return
        why = self._hindrance(charge, part, fen)
        if why is not None:
            self._miss(house, item, why)
            return
        if part.payer_id is None:
            self._miss(house, item, "no_payer")
        self._standing.note(charge)
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

    def _hindrance(self, charge: Charge, part: _Part, fen: int) -> str | None:
        """Return why a charge is not billed, None when nothing stands against it."""
        if self._standing.overlap(charge):
            return "overlaps"
        if part.hindered is not None:
            return part.hindered
        if fen <= 0:
            return "zero"
        if fen > MOST.value:
            return "too_large"
        return "voided" if self._standing.was_voided(charge, fen, part.payer_id) else None

    def _charged(self, item: Any) -> Iterator[Any]:
        for house in self._houses:
            if item.use in (None, house.use) and item.building_id in (None, house.building_id):
                yield house

    def _assigned(self, item: Any) -> dict[HouseId, list[Pieces]]:
        found: dict[HouseId, list[Pieces]] = defaultdict(list)
        wanted = select(FEE_ITEM_HOUSE).where(FEE_ITEM_HOUSE.c.fee_item_id == item.id)
        for row in self._session.connection().execute(wanted.order_by(FEE_ITEM_HOUSE.c.id)):
            found[row.house_id].append(Pieces(row.quantity, row.from_on, row.to_on))
        return found

    def _shared_costs(self) -> dict[int, list[Any]]:
        """Return the sums that begin in their span, the oldest first, by fee item."""
        found: dict[int, list[Any]] = defaultdict(list)
        begun = SHARED_COST.c.first_on.between(*self._costs_within)
        mine = SHARED_COST.c.fee_item_id.in_([item.id for item in self._items if Formula(item.formula) in SHARED])
        order = (SHARED_COST.c.first_on, SHARED_COST.c.id)
        for row in self._session.connection().execute(select(SHARED_COST).where(begun, mine).order_by(*order)):
            found[row.fee_item_id].append(row)
        return found

    def _miss(self, house: Any, item: Any, why: str) -> None:
        self.missing.append(Missing(house.code, item.name, why))


def _houses_of(estate_id: EstateId) -> Any:
    columns = (House.id, House.code, House.building_id, House.use, House.area_dm2, House.handed_over_on)
    wanted = select(*(col(each) for each in columns)).where(col(House.estate_id) == estate_id)
    return wanted.order_by(col(House.building_id), col(House.id))


def _items_of(estate_id: EstateId) -> Any:
    return select(FEE_ITEM).where(FEE_ITEM.c.estate_id == estate_id).order_by(FEE_ITEM.c.id)
