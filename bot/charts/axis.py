"""Where months and values are in a chart of points, and which numbers stand on its axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
INTERVALS = 5
EDGE = 44
"""How far the first and the last point are from the ends of the plot."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values and months are on the sheet."""

    left: int
    right: int
    top: int
    bottom: int
    ticks: Sequence[float]
    count: int

    @property
    def spacing(self) -> float:
        """Return the pixels from one month to the next; 0 where there is only one."""
        return (self.right - self.left - 2 * EDGE) / (self.count - 1) if self.count > 1 else 0.0

    def x(self, place: int) -> int:
        """Return where a month is; a single one is in the middle."""
        return round(self.left + EDGE + place * self.spacing) if self.count > 1 else (self.left + self.right) // 2

    def y(self, value: float) -> int:
        """Return the height at which a value is."""
        first, last = self.ticks[0], self.ticks[-1]
        return round(self.bottom - (value - first) / (last - first) * (self.bottom - self.top))


def ticks(numbers: Sequence[float]) -> list[float]:
    """Return three to eight round numbers, evenly spaced, whose first and last hold all of `numbers` (0 or more).

    The axis begins at 0 where the smallest number is below half of the largest, so that a fall to nothing looks like
    one; otherwise it begins below the smallest with room for its value, so that small changes are seen.
    """
    low, high = min(numbers), max(numbers)
    if low < high / 2:
        low = 0.0
    step = _round_step((high - low or high / 4 or 1.0) / INTERVALS)
    first, last = max(0, floor(low / step - 0.6)), ceil(high / step - 1e-9)
    last = max(last, first + 2)
    return [number * step for number in range(first, last + 1)]


def _round_step(at_least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `at_least`."""
    power = 10.0 ** floor(log10(at_least))
    return next(step * power for step in STEPS if step * power >= at_least * (1 - 1e-9))


def as_percent(share: float) -> str:
    """Return a share as whole percent, or with one decimal where it is not whole."""
    return f"{round(share * 100, 1):g}%"


def as_number(amount: float) -> str:
    """Return an amount with its thousands marked."""
    return f"{amount:,.0f}" if amount == round(amount) else f"{amount:,g}"


def every_nth(widths: Sequence[int], spacing: float) -> int:
    """Return the smallest n with which every nth label has room, the labels' centres being `spacing` pixels apart."""
    return max(1, ceil((max(widths) + 20) / spacing)) if spacing else 1
