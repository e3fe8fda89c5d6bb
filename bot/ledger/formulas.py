"""From a fee item to an amount: pure. Money is computed exactly and rounded once, at the end of a whole period."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import TypeVar

from bot.ledger.periods import Span, next_month
from bot.ledger.tables import Rounding

K = TypeVar("K", bound=int)
E4_PER_FEN = 100
DM2_PER_M2 = 100
STEP_FEN = {Rounding.FEN: 1, Rounding.JIAO: 10, Rounding.YUAN: 100, Rounding.JIAO_DOWN: 10, Rounding.YUAN_DOWN: 100}
DOWN = frozenset({Rounding.JIAO_DOWN, Rounding.YUAN_DOWN})


def months_in(span: Span) -> Fraction:
    """Return how many months a span has, both ends inclusive: whole ones count 1, a broken one by its days.

    2026-01-01 to 2026-03-31 is 3; 2026-01-15 to 2026-02-28 is 17/31 + 1. From a day to the day before it some months
    later (an anniversary year, 15 March to 14 March) is that many whole months.
    """
    whole = _months_from(span)
    if whole is not None:
        return Fraction(whole)
    total, day = Fraction(0), span.first
    while day <= span.last:
        following = next_month(day.replace(day=1))
        until = min(following, span.last + timedelta(days=1))
        total += Fraction((until - day).days, (following - day.replace(day=1)).days)
        day = until
    return total


def _months_from(span: Span) -> int | None:
    """Return the whole months of a span that ends on the day before the one it began on; None for any other.

    Where a month has no such day its last one stands in; a year from 29 February may so begin on the 28th and end
    before the 29th.
    """
    after = span.last + timedelta(days=1)
    months = (after.year - span.first.year) * 12 + after.month - span.first.month
    begun_late = span.first.day > after.day and next_month(after.replace(day=1)) - timedelta(days=1) == after
    to_leap_day = (span.first.month, span.first.day, after.month, after.day) == (2, 28, 2, 29)
    return months if months > 0 and (after.day == span.first.day or begun_late or to_leap_day) else None


def area_fen(area_dm2: int, price_e4: int, months: Fraction) -> Fraction:
    """Return area × price of a square metre and month × months, in fen, not rounded."""
    return Fraction(area_dm2 * price_e4, DM2_PER_M2 * E4_PER_FEN) * months


def fixed_fen(price_e4: int, quantity: int, months: Fraction) -> Fraction:
    """Return price of a piece and month × pieces × months, in fen, not rounded."""
    return Fraction(price_e4 * quantity, E4_PER_FEN) * months


def rounded(fen: Fraction, rounding: Rounding) -> int:
    """Round an amount as its fee item says: to fen, jiao or yuan, half up, or down (抹零)."""
    step = STEP_FEN[rounding]
    half = Fraction(0) if rounding in DOWN else Fraction(1, 2)
    return floor(fen / step + half) * step


def split_by_weight(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Split `total` fen over houses by weight (areas, or 1 each); the parts sum to it exactly.

    Each gets its share rounded down; the fen that are left go one each to those who lost most, then to the smaller id.

    Raises:
        ValueError: there is no weight above 0, or one below.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError("there is nothing to split by")
    parts = {house: total * weight // whole for house, weight in weights.items()}
    left = total - sum(parts.values())
    lost_most = sorted(weights, key=lambda house: (-(total * weights[house] % whole), house))
    for house in lost_most[:left]:
        parts[house] += 1
    return parts


def overlap(span: Span, from_on: date | None, to_on: date | None) -> Span | None:
    """Return the part of a span from `from_on` (inclusive) to `to_on` (exclusive); None if there is none."""
    first = max(span.first, from_on) if from_on else span.first
    last = min(span.last, to_on - timedelta(days=1)) if to_on else span.last
    return Span(first, last) if first <= last else None
