"""Fee items for the tests of billing: what is charged, planned for a span, and said as lines that a clerk reads."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bot.estate.tables import EstateId, House, Use
from bot.ledger.billing import BillingPlan, draft_periods, plan_bills
from bot.ledger.bills import post_drafts
from bot.ledger.entries import NewBill
from bot.ledger.periods import Span, read_billing_period
from bot.ledger.tables import BILL, BillId, Cycle, FeeItem, FeeItemHouse, Formula, Rounding, SharedCost

from .books import Books, day

Line = tuple[str, str, int]
SINCE = "2020-01-01"


def span(text: str) -> Span:
    """Read a period, 2026Q1, or two days, 2026-01-15/2026-02-14."""
    first, _, last = text.partition("/")
    found = Span(day(first), day(last)) if last else read_billing_period(text, today=day("2026-11-21"))
    assert found is not None
    return found


def line(bill: NewBill) -> Line:
    """Say a bill: its fee item, its days, its fen."""
    return bill.item, bill.period, bill.amount.value


@dataclass
class Fees:
    """Makes the fee items of one estate and bills them."""

    books: Books
    estate_id: EstateId

    def item(
        self,
        name: str = "物业费",
        price: int = 18_000,
        *,
        formula: Formula = Formula.AREA,
        cycle: Cycle = Cycle.QUARTER,
        rounding: Rounding = Rounding.FEN,
        due_days: int = 30,
        since: str = SINCE,
        until: str | None = None,
        use: Use | None = None,
        building: House | None = None,
        assigned_only: bool = False,
    ) -> FeeItem:
        """Make a fee item; the price is in ten-thousandths of a yuan."""
        made = FeeItem(
            estate_id=self.estate_id,
            name=name,
            formula=formula,
            price_e4=price,
            cycle=cycle,
            rounding=rounding,
            due_days=due_days,
            use=use,
            building_id=building.building_id if building else None,
            assigned_only=assigned_only,
            from_on=day(since),
            to_on=day(until) if until else None,
        )
        return self.books.world.keep(made)

    def parking(self, **more: Any) -> FeeItem:
        """Make a fee item of 150 yuan a month for each parking space that a house has."""
        return self.item("车位费", 1_500_000, formula=Formula.FIXED, assigned_only=True, **more)

    def assign(
        self, item: FeeItem, house: House, pieces: int = 1, *, since: str = SINCE, until: str | None = None
    ) -> None:
        """Give a house pieces of a fee item."""
        to_on = day(until) if until else None
        row = FeeItemHouse(fee_item_id=item.id, house_id=house.id, quantity=pieces, from_on=day(since), to_on=to_on)
        self.books.world.keep(row)

    def cost(self, item: FeeItem, fen: int, period: str, *, building: House | None = None) -> SharedCost:
        """Enter what a shared fee item cost."""
        days, place = span(period), building.building_id if building else None
        row = SharedCost(fee_item_id=item.id, building_id=place, first_on=days.first, last_on=days.last, total_fen=fen)
        return self.books.world.keep(row)

    def plan(self, period: str, **more: Any) -> BillingPlan:
        """Plan a period."""
        return plan_bills(self.session, self.estate_id, span(period), **more)

    def lines(self, period: str) -> list[Line]:
        """Return what would be drafted, as lines."""
        return [line(bill) for bill in self.plan(period).new]

    def missing(self, period: str) -> list[tuple[str, str, str]]:
        """Return what a person would have to look at: house, fee item, code."""
        return [(each.house, each.item, each.why) for each in self.plan(period).missing]

    def draft(self, period: str) -> int:
        """Plan a period and enter its drafts."""
        books = self.books
        return len(draft_periods(self.session, self.estate_id, span(period), by=books.by, now=books.now).new)

    def post(self, period: str) -> int:
        """Post the drafts of a period."""
        days, books = span(period), self.books
        return post_drafts(self.session, self.estate_id, days.first, days.last, by=books.by, now=books.now)[0]

    def bills(self) -> list[Any]:
        """Return every bill of the estate, the oldest first."""
        wanted = select(BILL).where(BILL.c.estate_id == self.estate_id).order_by(BILL.c.id)
        return list(self.session.connection().execute(wanted))

    def newest(self) -> BillId:
        """Return the id of the bill that was entered last."""
        return BillId(self.bills()[-1].id)

    @property
    def session(self) -> Session:
        """Return the session of the books."""
        return self.books.session


def home(
    books: Books,
    code: str = "3-2-501",
    *,
    area: int = 8950,
    handed_over: str | None = SINCE,
    use: Use = Use.RESIDENTIAL,
    estate: str = "阳光",
) -> House:
    """Make a house of 89.50 ㎡ that was handed over in 2020, with an owner since then."""
    house = books.world.house(code, estate=estate)
    house.area_dm2, house.use = area, use
    house.handed_over_on = day(handed_over) if handed_over else None
    books.world.keep(house)
    books.owner(house)
    return house


def fees(books: Books, house: House) -> Fees:
    """Return the fee items of the estate of a house."""
    return Fees(books, house.estate_id)
