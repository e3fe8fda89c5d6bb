"""Which days of a period a house is charged for, and with how many pieces: pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.ledger.formulas import overlap
from bot.ledger.periods import Span

DAY = timedelta(days=1)


class Pieces(NamedTuple):
    """So many pieces of a fee item from a day (inclusive) to another (exclusive); None: without a bound."""

    quantity: int
    from_on: date | None = None
    to_on: date | None = None


ONE_PIECE = (Pieces(1),)


def stretches(span: Span, pieces: Iterable[Pieces]) -> list[tuple[Span, int]]:
    """Return the stretches of a span in which a house has pieces, and how many, in order; no two share a day.

    Pieces of the same days add up. Where their number changes a new stretch begins, so that each is one clear charge;
    one that is followed by as many others goes on.
    """
    held = [(part, each.quantity) for each in pieces if (part := overlap(span, each.from_on, each.to_on))]
    cuts = sorted({part.first for part, _ in held} | {part.last + DAY for part, _ in held})
    found: list[tuple[Span, int]] = []
    for first, after in pairwise(cuts):
        quantity = sum(count for part, count in held if part.first <= first <= part.last)
        last = found[-1] if found else None
        if last is not None and last[1] == quantity and last[0].last + DAY == first:
            found[-1] = (Span(last[0].first, after - DAY), quantity)
        elif quantity:
            found.append((Span(first, after - DAY), quantity))
    return found


def days_in(span: Span) -> int:
    """Return how many days a span has."""
    return (span.last - span.first).days + 1
