"""Whatever happened, every figure of every day is what a slow look at the rows says."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.arrears import houses_where
from bot.ledger.figures.ageing import ageing, bucket_of, houses_aged
from bot.ledger.figures.collect import Asked, figures, figures_by_building, houses_behind
from bot.ledger.figures.definitions import Name, Sums
from bot.ledger.periods import Span
from bot.ledger.tables import ALLOCATION, BILL, CREDIT, PAYMENT, Method
from bot.store.engine import Store

from .asking import span
from .books import Books, rolled_back
from .histories import ACTIONS, History, Step

ONLINE = (Method.CARD,)
NUMBERS = st.integers(0, 11)
STEPS = st.lists(st.builds(Step, st.sampled_from(ACTIONS), NUMBERS, NUMBERS, NUMBERS), min_size=4, max_size=16)
PERIODS = st.sampled_from(["2026-01", "2026Q1", "2026-03", "2026Q2", "2026-04", "2026", "2026-12"]).map(span)
DAYS = st.one_of(
    st.sampled_from(["2026-01-20", "2026-01-31", "2026-02-10", "2026-03-31", "2026-04-01"]).map(date.fromisoformat),
    st.dates(date(2026, 1, 15), date(2026, 12, 10)),
)


@dataclass(frozen=True)
class Slow:
    """Adds up row by row, forward from nothing: what a bill was, less what had come off it by a day."""

    bills: list[Any]
    paid: list[Any]
    off: list[Any]
    payments: list[Any]
    as_of: date
    period: Span

    def residual(self, bill: Any, on: date) -> int:
        paid = sum(int(row.fen) for row in self.paid if row.bill_id == bill.id and row.paid_on <= on)
        return int(bill.amount_fen) - paid - self.taken_off(bill, date.min, on)

    def taken_off(self, bill: Any, first: date, last: date, kind: str = "") -> int:
        rows = [row for row in self.off if row.bill_id == bill.id and first <= row.on_day <= last]
        return sum(int(row.fen) * (1 if row.cancels_id is None else -1) for row in rows if kind in ("", row.kind))

    def due(self, house: int) -> list[Any]:
        return [bill for bill in self.of(house) if bill.due_on and self.period.first <= bill.due_on <= self.period.last]

    def of(self, house: int) -> list[Any]:
        return [bill for bill in self.bills if bill.house_id == house]

    def receipts(self, bill: Any, first: date, last: date) -> list[Any]:
        return [row for row in self.paid if row.bill_id == bill.id and first <= row.paid_on <= last]

    def apart(self, bills: list[Any], first: date, last: date) -> tuple[int, int]:
        kinds = ("waiver", "credit_note")
        waived, credited = (sum(self.taken_off(bill, first, last, kind) for bill in bills) for kind in kinds)
        return waived, credited

    def collection(self, house: int) -> Sums:
        due = self.due(house)
        paid = sum(row.fen for bill in due for row in self.receipts(bill, date.min, self.as_of))
        return Sums(paid, sum(bill.amount_fen for bill in due), *self.apart(due, date.min, self.as_of))

    def collection_houses(self, house: int) -> Sums:
        due = self.due(house)
        settled = bool(due) and all(self.residual(bill, self.as_of) <= 0 for bill in due)
        return Sums(int(settled), int(bool(due)), *self.apart(due, date.min, self.as_of))

    def recovery(self, house: int) -> Sums:
        first, last = self.period.first, min(self.period.last, self.as_of)
        if last < first:
            return Sums()
        old = [bill for bill in self.of(house) if bill.due_on and bill.due_on < first]
        opening = sum(self.residual(bill, first - timedelta(days=1)) for bill in old)
        paid = sum(row.fen for bill in old for row in self.receipts(bill, first, last))
        return Sums(paid, opening, *self.apart(old, first, last))

    def days(self, house: int) -> Sums:
        rows = [(bill, row) for bill in self.due(house) for row in self.receipts(bill, date.min, self.as_of)]
        return Sums(
            sum(row.fen * (row.paid_on - bill.due_on).days for bill, row in rows), sum(row.fen for _, row in rows)
        )

    def online(self, house: int) -> Sums:
        return self._share(house, lambda row: int(row.fen))

    def online_count(self, house: int) -> Sums:
        return self._share(house, lambda _row: 1)

    def _share(self, house: int, worth: Callable[[Any], int]) -> Sums:
        last = min(self.period.last, self.as_of)
        rows = [row for row in self.payments if row.house_id == house and self.period.first <= row.paid_on <= last]
        return Sums(sum(worth(row) for row in rows if row.method in ONLINE), sum(map(worth, rows)))

    def ages(self, house: int) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for bill in self.of(house):
            fen = self.residual(bill, self.as_of)
            if fen > 0:
                found[bucket_of(bill.due_on, self.as_of)] += fen
        return dict(found)


def played(books: Books, steps: list[Step]) -> History:
    """Let a history happen to two houses, of two buildings."""
    history = History(books)
    history.houses[1].building_id = books.house("5-1-101").building_id
    books.session.flush()
    for step in steps:
        history.do(step)
    return history


def check(history: History, period: Span, as_of: date) -> None:
    """Hold the figures of houses, buildings and the estate against the slow ones."""
    session, estate = history.session, houses_where(estate_id=history.estate_id)
    slow = Slow(
        [bill for bill in history.rows(BILL) if bill.state == "posted"],
        history.rows(ALLOCATION),
        history.rows(CREDIT),
        [row for row in history.rows(PAYMENT) if row.is_valid],
        as_of,
        period,
    )
    asked = Asked(estate, period, as_of, ONLINE)
    told = {figure.name: figure.sums for figure in figures(session, asked)}
    by_building = {
        each.building: {one.name: one.sums for one in each.figures} for each in figures_by_building(session, asked)
    }
    for name in Name:
        expected = {house.id: getattr(slow, name)(house.id) for house in history.houses}
        behind = {row.house_id: row.sums for row in houses_behind(session, name, asked)}
        assert {house: behind.get(house, Sums()) for house in expected} == expected
        assert [by_building[code][name] for code in ("3", "5")] == list(expected.values())
        assert told[name] == Sums(*map(sum, zip(*expected.values(), strict=True)))
    aged = ageing(session, estate, as_of=as_of)
    ages = {house.id: slow.ages(house.id) for house in history.houses}
    for line in aged.lines:
        expected_open = {house: fen[line.bucket] for house, fen in ages.items() if line.bucket in fen}
        assert (line.open.value, line.houses) == (sum(expected_open.values()), len(expected_open))
        found = houses_aged(session, estate, line.bucket, as_of=as_of)
        assert {row.house_id: row.open.value for row in found} == expected_open


@settings(max_examples=8)
@given(STEPS, PERIODS, DAYS)
def test_every_figure_is_what_the_rows_say(ledger_store: Store, steps: list[Step], period: Span, as_of: date) -> None:
    with rolled_back(ledger_store) as books:
        check(played(books, steps), period, as_of)
