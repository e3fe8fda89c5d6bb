"""Which values are written beside their points: the telling ones first, none over a line, a mark or another value."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.charts.drawing import SMALL
from bot.charts.words import width_of

Place = tuple[int, int]

CLEAR, FURTHER, ASIDE = 16, 40, 8
"""The pixels between a point and its value, the same where that room is taken, and those at the sides of a value."""
PARTS = 100
LINE_HEIGHT = SMALL + 8


class Box(NamedTuple):
    """A rectangle of pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Box") -> bool:
        """Say whether two rectangles share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Say whether this rectangle sticks out of the other one nowhere."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


def pieces(places: Mapping[int, Place]) -> Iterator[list[Place]]:
    """Yield the points in runs without a gap; the keys are the places in the series, in rising order."""
    run: list[Place] = []
    for number, place in places.items():
        if run and number - 1 not in places:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def beside(
    places: Mapping[int, Place], texts: Sequence[str], *, inside: Box, taken: Sequence[Box] = ()
) -> dict[int, Box]:
    """Return where each value that has room `inside` is written, clear of what is `taken`; the last one always is.

    First come the last, the smallest, the largest and the first value, then the others from left to right. A value
    stands above its point, or below it where the line has a dip there; where that is taken, on another side.
    """
    taken = [*taken, *_marks(places), *_lines(places)]
    chosen: dict[int, Box] = {}
    last = max(places, default=None)
    for number in _telling_first(places):
        sides = _sides(places, number, texts[number], inside)
        free = [box for box in sides if box.within(inside) and not any(box.meets(other) for other in taken)]
        if texts[number] and (free or number == last):
            chosen[number] = (free or sides)[0]
            taken.append(chosen[number])
    return chosen


def _telling_first(places: Mapping[int, Place]) -> list[int]:
    """Return the points in the order in which their values get room; a smaller y is higher up."""
    if not places:
        return []
    numbers = list(places)
    lowest = max(reversed(numbers), key=lambda number: places[number][1])
    highest = min(reversed(numbers), key=lambda number: places[number][1])
    return list(dict.fromkeys([numbers[-1], lowest, highest, *numbers]))


def _sides(places: Mapping[int, Place], number: int, text: str, inside: Box) -> list[Box]:
    """Return the rooms around a point for its value, the best one first."""
    x, y = places[number]
    width = width_of(text, SMALL) + 2 * ASIDE
    middle = max(inside.left, min(x - width // 2, inside.right - width))
    lefts = (middle, x - width + CLEAR, x - CLEAR)
    above = [_box(left, y - CLEAR - LINE_HEIGHT, width) for left in lefts]
    below = [_box(left, y + CLEAR, width) for left in lefts]
    level = [_box(left, y - LINE_HEIGHT // 2, width) for left in (x - width - CLEAR, x + CLEAR)]
    neighbours = [places[near][1] for near in (number - 1, number + 1) if near in places]
    dips = bool(neighbours) and max(neighbours) < y
    near = [*below, *level, *above] if dips else [*above, *below, *level]
    return [*near, _box(middle, y - FURTHER - LINE_HEIGHT, width), _box(middle, y + FURTHER, width)]


def _box(left: int, top: int, width: int) -> Box:
    """Return the room of one value."""
    return Box(left, top, left + width, top + LINE_HEIGHT)


def _marks(places: Mapping[int, Place]) -> list[Box]:
    """Return the room that the marks of the points take."""
    return [Box(x - CLEAR, y - CLEAR, x + CLEAR, y + CLEAR) for x, y in places.values()]


def _lines(places: Mapping[int, Place]) -> list[Box]:
    """Return the room that the lines between points take, as small squares along them."""
    return [
        Box(x - 3, y - 3, x + 3, y + 3)
        for run in pieces(places)
        for start, end in pairwise(run)
        for x, y in (_between(start, end, step) for step in range(PARTS + 1))
    ]


def _between(start: Place, end: Place, step: int) -> Place:
    """Return where a line is after `step` of its `PARTS`."""
    (x, y), (to_x, to_y) = start, end
    return x + (to_x - x) * step // PARTS, y + (to_y - y) * step // PARTS
