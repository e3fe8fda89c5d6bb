"""Which money settles which bill: one pure rule for a whole account (a house and the payer who owes).

The rule (民法典第560条): money settles the bills that its payer named; what is left of it, and money without a name,
settles the oldest debt first. Money is used in the order in which it was paid, not in which it was entered, so a
payment that a clerk enters late changes nothing but what it would have changed. Money that finds no debt is credit and
settles the next bill that is posted.

Each call sees all bills and all payments of the account and decides anew; nothing is remembered in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Owed:
    """A posted bill: what is charged less waivers and credit notes, in fen (0 or more), and what decides its age."""

    id: int
    fen: int
    due_on: date | None
    first_on: date | None = None
    name: str = ""

    @property
    def age(self) -> tuple[date, date, str, int]:
        """The oldest has the smallest: by due date, then by period; a bill without a due date comes last."""
        return (self.due_on or date.max, self.first_on or date.max, self.name, self.id)


@dataclass(frozen=True, slots=True)
class Paid:
    """A valid payment: fen above 0, the moment it was paid, the bills that its payer named, and its own marks.

    `marks` (method, voucher, memo) decide between two payments of one moment, so that the order in which they were
    entered does not.
    """

    id: int
    fen: int
    at_ms: int
    on: date
    named: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()


class Part(NamedTuple):
    """So much of a payment settles so much of a bill."""

    payment_id: int
    bill_id: int
    fen: int
    on: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome for one account. `credit` is what was paid beyond all bills, in fen."""

    parts: tuple[Part, ...]
    credit: int

    def by_bill(self) -> dict[int, list[Part]]:
        """Return the parts of each bill that got any, in the order in which the money was paid."""
        found: dict[int, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.bill_id, []).append(part)
        return found


def allocate(bills: Iterable[Owed], payments: Iterable[Paid]) -> Settlement:
    """Settle the bills of one account with its money; no fen is made or lost.

    A name for a bill that is not among `bills` (another account's, void) counts as no name.
    """
    oldest = sorted(bills, key=lambda bill: bill.age)
    open_fen = {bill.id: bill.fen for bill in oldest}
    order = [bill.id for bill in oldest]
    place = {bill: number for number, bill in enumerate(order)}
    parts: list[Part] = []
    credit = first = 0
    for payment in sorted(payments, key=lambda paid: _turn(paid, place)):
        got: dict[int, int] = {}
        left = _settle(payment.fen, (each for each in payment.named if each in open_fen), open_fen, got)
        while first < len(order) and not open_fen[order[first]]:
            first += 1
        left = _settle(left, order[first:] if left else (), open_fen, got)
        parts += (Part(payment.id, bill, fen, payment.on) for bill, fen in got.items())
        credit += left
    return Settlement(tuple(parts), credit)


def _turn(payment: Paid, place: Mapping[int, int]) -> tuple[int, bool, int, tuple[str, ...], tuple[int, ...], int]:
    """Earlier money first; of one moment, money with a name before money without.

    Named bills are compared by their age: an id says only which was entered first.
    """
    named = tuple(place[bill] for bill in payment.named if bill in place)
    return (payment.at_ms, not named, payment.fen, payment.marks, named, payment.id)


def _settle(money: int, bills: Iterable[int], open_fen: dict[int, int], got: dict[int, int]) -> int:
    """Use `money` on `bills` in their order; return what is left."""
    for bill in bills:
        if not money:
            break
        used = min(money, open_fen[bill])
        if used:
            open_fen[bill] -= used
            got[bill] = got.get(bill, 0) + used
            money -= used
    return money


def settled_on(owed: Owed, parts: Sequence[Part], *, credited_on: date | None) -> date | None:
    """Return the day on which nothing of a bill was open any more, None while something is.

    It is the day of the last money. What is waived was never late, so the day of a waiver counts only for a bill that
    needed no money at all.
    """
    if sum(part.fen for part in parts) < owed.fen:
        return None
    return max((part.on for part in parts), default=credited_on)


def follow(named: Iterable[int], replaced_by: Mapping[int, int]) -> tuple[int, ...]:
    """Return the bills that stand today for those that a payer named: a corrected bill is followed to its last."""
    found: dict[int, None] = {}
    for bill in named:
        seen: set[int] = set()
        while bill in replaced_by and bill not in seen:
            seen.add(bill)
            bill = replaced_by[bill]  # noqa: PLW2901 - the chain is walked
        found[bill] = None
    return tuple(found)
