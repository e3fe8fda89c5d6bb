"""What each figure is: its name, its two numbers, how it is rounded, and when there is none.

A figure is a numerator over a denominator, both whole numbers (fen, houses, payments). Without a denominator it has no
value and says why: never 0 %, never 100 %. The words of the formulas are templates (`data/templates/figures.yaml`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from bot.estate.tables import BuildingId, HouseId
from bot.ledger.periods import Span
from bot.money import Fen


class Name(StrEnum):
    """Which figure (spec/dunning.md §8; 线上缴费占比 and 平均缴费周期: seed 004)."""

    COLLECTION = "collection"
    """当期收缴率: receipts on the bills due in the period / what was billed as due in it."""
    COLLECTION_HOUSES = "collection_houses"
    """户收缴率: houses with nothing open of the bills due in the period / houses with such bills."""
    RECOVERY = "recovery"
    """清欠率: receipts within the period on arrears from before it / those arrears as it began."""
    DAYS = "days"
    """平均缴费天数: days from due date to payment, each fen counted, of the bills due in the period."""
    ONLINE = "online"
    """线上缴费占比, by amount: money by the online methods / all money that came in within the period."""
    ONLINE_COUNT = "online_count"
    """线上缴费占比, by number of payments."""


class Unit(StrEnum):
    """What the numbers of a figure count; in days the denominator is fen and the numerator fen × days."""

    FEN = "fen"
    HOUSES = "houses"
    PAYMENTS = "payments"
    DAYS = "days"


UNITS = {
    Name.COLLECTION: Unit.FEN,
    Name.COLLECTION_HOUSES: Unit.HOUSES,
    Name.RECOVERY: Unit.FEN,
    Name.DAYS: Unit.DAYS,
    Name.ONLINE: Unit.FEN,
    Name.ONLINE_COUNT: Unit.PAYMENTS,
}


class Why(StrEnum):
    """Why a figure has no value; its words are the template `figures.none.WHY`."""

    NOTHING_BILLED = "nothing_billed"
    NO_ARREARS = "no_arrears"
    NOTHING_PAID = "nothing_paid"
    NO_PAYMENTS = "no_payments"
    NOT_BEGUN = "not_begun"


WITHOUT = {
    Name.COLLECTION: Why.NOTHING_BILLED,
    Name.COLLECTION_HOUSES: Why.NOTHING_BILLED,
    Name.RECOVERY: Why.NO_ARREARS,
    Name.DAYS: Why.NOTHING_PAID,
    Name.ONLINE: Why.NO_PAYMENTS,
    Name.ONLINE_COUNT: Why.NO_PAYMENTS,
}
WITHIN_PERIOD = frozenset({Name.RECOVERY, Name.ONLINE, Name.ONLINE_COUNT})
"""What counts only money that came in within the period: before its first day there is no such figure."""


class Sums(NamedTuple):
    """The numbers of a figure for one house, or added up for a building or an estate.

    `waived` and `credited` (waivers, credit notes; fen) stand apart: they are no receipts, and what was billed stays
    billed.
    """

    numerator: int = 0
    denominator: int = 0
    waived: int = 0
    credited: int = 0


def total(parts: Iterable[Sums]) -> Sums:
    """Add up; of nothing it is all zeros."""
    return Sums(*map(sum, zip(*parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a period as of a day; `as_of` is inclusive: what was paid on that day counts."""

    name: Name
    period: Span
    as_of: date
    sums: Sums

    @property
    def numerator(self) -> int:
        """The number above the line."""
        return self.sums.numerator

    @property
    def denominator(self) -> int:
        """The number below the line."""
        return self.sums.denominator

    @property
    def unit(self) -> Unit:
        """What the two numbers count."""
        return UNITS[self.name]

    @property
    def waived(self) -> Fen:
        """Waivers (减免) up to the day, less those taken back; shown apart, in neither number."""
        return Fen(self.sums.waived)

    @property
    def credited(self) -> Fen:
        """Credit notes (冲减) likewise."""
        return Fen(self.sums.credited)

    @property
    def value(self) -> Fraction | None:
        """The exact figure: a share, or days; None when there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def tenths(self) -> int | None:
        """The figure as it is read, in tenths of a percent or of a day; a half is rounded away from zero."""
        if self.value is None:
            return None
        return half_up(self.value * (10 if self.unit is Unit.DAYS else 1000))

    @property
    def why(self) -> Why | None:
        """Why there is no value; None when there is one."""
        if self.denominator:
            return None
        begun = self.as_of >= self.period.first or self.name not in WITHIN_PERIOD
        return WITHOUT[self.name] if begun else Why.NOT_BEGUN

    def reaches(self, target_percent: int) -> bool:
        """Return whether a share is at its target or above, compared exactly; one without a value is not."""
        return bool(self.denominator) and self.numerator * 100 >= target_percent * self.denominator


@dataclass(frozen=True, slots=True)
class BuildingFigures:
    """The figures of one building, in the order of `Name`."""

    building_id: BuildingId
    building: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class HouseFigure:
    """What one house adds to a figure."""

    house_id: HouseId
    code: str
    building: str
    name: Name
    sums: Sums

    @property
    def missing(self) -> int:
        """What keeps the figure from being better: fen still to pay, 1 for a house not settled, fen × days late."""
        if self.name is Name.DAYS:
            return self.sums.numerator
        missing = self.sums.denominator - self.sums.numerator
        return missing - self.sums.waived - self.sums.credited if UNITS[self.name] is Unit.FEN else missing


def half_up(value: Fraction) -> int:
    """Round to a whole number, a half away from zero: 2.5 is 3, −2.5 is −3."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole
