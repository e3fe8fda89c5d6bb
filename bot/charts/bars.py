"""A chart of bars, one a row: buildings beside each other, or how old a debt is (账龄)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from bot.charts.drawing import (
    BELOW,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    REACHED,
    ROOM,
    SMALL,
    TEXT,
    TRACK,
    WIDTH,
    Sheet,
    new_sheet,
)
from bot.charts.marks import bar, mark, triangle
from bot.charts.words import shortened, width_of

MOST_BARS = 60

WORDS, THICK, BETWEEN = 56, 30, 34
"""A row's height: its words, its bar, and the room to the next row."""
FLAG = 74
"""The room above the rows for the label of the target."""
NAME_ROOM = 300
"""The pixels that a label always gets, however long the text beside it is."""
SIGN_ROOM = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `value` is 0 or more; None: there is nothing to measure (无应收), which is not zero and has no bar."""

    label: str
    value: float | None
    text: str


def bar_chart(  # noqa: PLR0913 - each by its name
    title: str,
    bars: Sequence[Bar],
    *,
    subtitle: str = "",
    target: float | None = None,
    target_label: str = "",
    footer: str = "",
    most: float = 1.0,
) -> bytes:
    """Return a PNG with a row for each bar, in the order given; its height grows with the rows.

    A full row is `most`, or the largest value or target where that is more: leave 1 for shares, give nothing for
    amounts of money. With a target each value is marked as reached (the target itself is reached) or below.

    Raises:
        ValueError: there is no bar or more than `MOST_BARS`, or a value, the target or `most` is negative or no number.
    """
    if not 1 <= len(bars) <= MOST_BARS:
        raise ValueError(f"a chart has 1 to {MOST_BARS} bars, not {len(bars)}")
    values = [each.value for each in bars if each.value is not None]
    full = _full_row([most, *values, *([] if target is None else [target])])
    above = 0 if target is None else FLAG
    height = above + sum(_height(each) + BETWEEN for each in bars) - BETWEEN
    sheet = new_sheet(title, subtitle=subtitle, footer=footer, height=height)
    y = sheet.top + above
    if target is not None:
        _write_target(sheet, target_label, _across(target, full))
    for each in bars:
        _paint_row(sheet, each, y, full=full, target=target)
        y += _height(each) + BETWEEN
    return sheet.png()


def _full_row(numbers: Sequence[float]) -> float:
    """Return the value of a full row."""
    if not all(isfinite(number) and number >= 0 for number in numbers):
        raise ValueError("a value of a chart is a number that is not negative")
    return max(numbers) or 1.0


def _height(row: Bar) -> int:
    """Return the height of a row; one without a value has no bar."""
    return WORDS if row.value is None else WORDS + THICK


def _across(value: float, full: float) -> int:
    """Return how many pixels a value is long."""
    return round(ROOM * value / full)


def _write_target(sheet: Sheet, label: str, across: int) -> None:
    """Write the target's label above its line, held inside the margins."""
    label = shortened(label, SMALL, ROOM)
    half = width_of(label, SMALL) // 2
    x = min(max(MARGIN + across, MARGIN + half), WIDTH - MARGIN - half)
    sheet.write((x, sheet.top + SMALL), label, size=SMALL, anchor="ms")
    triangle(sheet, (MARGIN + across, sheet.top + SMALL + 20), 9, INK)


def _paint_row(sheet: Sheet, row: Bar, y: int, *, full: float, target: float | None) -> None:
    """Paint one row: its label and text in a line, its bar below them."""
    base = y + TEXT
    signed = SIGN_ROOM if target is not None else 0
    text = shortened(row.text, SMALL, ROOM - NAME_ROOM - signed)
    label_room = ROOM - signed - width_of(text, SMALL) - 24
    sheet.write((MARGIN + signed, base), shortened(row.label, TEXT, label_room))
    sheet.write((WIDTH - MARGIN, base), text, size=SMALL, ink=QUIET if row.value is None else INK, anchor="rs")
    if row.value is None:
        return
    reached = target is None or row.value >= target
    if target is not None:
        mark(sheet, (MARGIN + 14, base - 13), reached=reached)
    top, bottom = y + WORDS, y + WORDS + THICK
    bar(sheet, (MARGIN, top, WIDTH - MARGIN, bottom), TRACK)
    bar(sheet, (MARGIN, top, MARGIN + max(4, _across(row.value, full)), bottom), REACHED if reached else BELOW)
    if target is not None:
        _paint_target(sheet, MARGIN + _across(target, full), top, bottom)


def _paint_target(sheet: Sheet, x: int, top: int, bottom: int) -> None:
    """Paint the target's line where it crosses a bar: one dash a row, so that it crosses no words."""
    sheet.pen.rectangle((x - 4, top, x + 3, bottom - 1), PAPER)
    sheet.pen.rectangle((x - 2, top - 5, x + 1, bottom + 7), INK)
