"""What is billed already: so that nothing is drafted twice, and nothing that was declared void comes back as it was."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from bot.estate.tables import EstateId, HouseId
from bot.ledger.periods import Span
from bot.ledger.tables import BILL, BillState
from bot.people.tables import PersonId

LABELLED = -1


class Charge(NamedTuple):
    """A fee item of a house for some days."""

    house_id: HouseId
    fee_item_id: int
    item: str
    span: Span


class StandingBills:
    """The bills of an estate that share a day with a span: drafts and posted ones, and what was declared void."""

    def __init__(self, session: Session, estate_id: EstateId, items: Collection[str], around: Span) -> None:
        """Load those of some fee items once; `note` adds what is planned meanwhile."""
        self._there: dict[tuple[HouseId, str], dict[str, int | None]] = defaultdict(dict)
        self._void: dict[tuple[HouseId, int | None, str], set[tuple[int, PersonId | None]]] = defaultdict(set)
        wanted = select(
            *(BILL.c.house_id, BILL.c.item, BILL.c.label, BILL.c.period, BILL.c.fee_item_id),
            *(BILL.c.state, BILL.c.amount_fen, BILL.c.payer_id),
        ).where(
            BILL.c.estate_id == estate_id,
            BILL.c.item.in_(sorted(items)),
            BILL.c.last_on >= around.first,
            BILL.c.first_on <= around.last,
        )
        for house_id, item, label, period, fee_item_id, state, fen, payer_id in session.connection().execute(wanted):
            if state == BillState.VOID:
                self._void[house_id, fee_item_id, period].add((fen, payer_id))
            elif not label:
                self._there[house_id, item][period] = fee_item_id
            else:
                self._there[house_id, item].setdefault(period, LABELLED)

    def has(self, charge: Charge) -> bool:
        """Return whether it is billed for exactly these days: by this fee item, or by a file, which names none."""
        return self._there[charge.house_id, charge.item].get(charge.span.key, LABELLED) in (None, charge.fee_item_id)

    def overlap(self, charge: Charge) -> bool:
        """Return whether another bill of this name shares a day: of other days, another fee item or a number plate."""
        first, last = charge.span.first.isoformat(), charge.span.last.isoformat()
        there = (period.partition("/") for period in self._there[charge.house_id, charge.item])
        return any(begin <= last and first <= end for begin, _, end in there)

    def was_voided(self, charge: Charge, fen: int, payer_id: PersonId | None) -> bool:
        """Return whether this very bill, the same amount against the same payer, was declared void."""
        key = (charge.house_id, charge.fee_item_id, charge.span.key)
        return key in self._void and (fen, payer_id) in self._void[key]

    def note(self, charge: Charge) -> None:
        """Add what is planned to be billed."""
        self._there[charge.house_id, charge.item][charge.span.key] = charge.fee_item_id


class Splits:
    """The shares of one fee item that are billed: a sum that was split is not split otherwise over some houses more."""

    def __init__(self, session: Session, fee_item_id: int, around: Span) -> None:
        """Load those that share a day with a span."""
        self._made: dict[HouseId, list[tuple[Span, int, int]]] = defaultdict(list)
        standing = (BILL.c.fee_item_id == fee_item_id, BILL.c.state != BillState.VOID)
        days = (BILL.c.last_on >= around.first, BILL.c.first_on <= around.last)
        wanted = select(BILL.c.house_id, BILL.c.first_on, BILL.c.last_on, BILL.c.basis).where(*standing, *days)
        for row in session.connection().execute(wanted):
            if "of" in row.basis:  # a bill that was corrected by hand says nothing of how the rest was split
                span = Span(row.first_on, row.last_on)
                self.note(row.house_id, span, total_fen=row.basis["total_fen"], of=row.basis["of"])

    def otherwise(self, span: Span, bearers: Iterable[HouseId], *, total_fen: int, of: int) -> bool:
        """Return whether one of these houses was billed a share of these days of another sum or among others."""
        return any(
            (total, whole) != (total_fen, of)
            for house in bearers
            for made, total, whole in self._made.get(house, ())
            if span.first <= made.first and made.last <= span.last
        )

    def note(self, house_id: HouseId, span: Span, *, total_fen: int, of: int) -> None:
        """Add a share that is billed, or planned to be."""
        self._made[house_id].append((span, total_fen, of))
