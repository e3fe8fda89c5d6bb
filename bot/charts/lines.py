"""A chart of one line: a point for each month, gaps where nothing was billed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from bot.charts.axis import Plot, as_percent, every_nth, ticks
from bot.charts.drawing import INK, MARGIN, PAPER, QUIET, REACHED, RULE, SMALL, WIDTH, Sheet, new_sheet
from bot.charts.marks import dashes_across, mark, path
from bot.charts.values import ASIDE, Box, beside, pieces
from bot.charts.words import drawable, shortened, width_of

MOST_POINTS = 24
CROWDED = 12
"""More points than this have smaller marks."""

LEGEND, HEADROOM, PLOT, MONTHS = 64, 64, 460, 60
"""The heights of the target's legend, of the room for values above the plot, of the plot, and of the months."""


@dataclass(frozen=True, slots=True)
class Point:
    """One month. `value` is 0 or more; None: nothing was billed, the line has a gap. `text` is the value as read."""

    label: str
    value: float | None
    text: str = ""


def line_chart(  # noqa: PLR0913 - each by its name
    title: str,
    points: Sequence[Point],
    *,
    subtitle: str = "",
    target: float | None = None,
    target_label: str = "",
    footer: str = "",
    as_tick: Callable[[float], str] = as_percent,
) -> bytes:
    """Return a PNG with a line through the points, in the order given; `as_tick` writes the numbers of the axis.

    The last value is always written, the others where there is room. With a target each point is marked as reached
    (the target itself is reached) or below.

    Raises:
        ValueError: there is no point or more than `MOST_POINTS`, or a value or the target is negative or no number.
    """
    if not 1 <= len(points) <= MOST_POINTS:
        raise ValueError(f"a chart has 1 to {MOST_POINTS} points, not {len(points)}")
    numbers = [number for number in (*(point.value for point in points), target) if number is not None]
    if not all(isfinite(number) and number >= 0 for number in numbers):
        raise ValueError("a value of a chart is a number that is not negative")
    legend = 0 if target is None else LEGEND
    sheet = new_sheet(title, subtitle=subtitle, footer=footer, height=legend + HEADROOM + PLOT + MONTHS)
    marks = ticks(numbers or [0.0, 1.0])
    left = MARGIN + 16 + max(width_of(drawable(as_tick(number)), SMALL) for number in marks)
    top = sheet.top + legend + HEADROOM
    plot = Plot(left, WIDTH - MARGIN, top, top + PLOT, marks, len(points))
    _paint_axis(sheet, plot, as_tick)
    _write_months(sheet, plot, points)
    if target is not None:
        _paint_target(sheet, plot, target, target_label)
    _paint_points(sheet, plot, points, target)
    return sheet.png()


def _paint_axis(sheet: Sheet, plot: Plot, as_tick: Callable[[float], str]) -> None:
    """Paint a thin line for each round number, with the number before it."""
    for number in plot.ticks:
        y = plot.y(number)
        sheet.pen.rectangle((plot.left, y - 1, plot.right - 1, y), RULE)
        sheet.write((plot.left - 16, y + 11), as_tick(number), size=SMALL, ink=QUIET, anchor="rs")


def _write_months(sheet: Sheet, plot: Plot, points: Sequence[Point]) -> None:
    """Write the months below the plot: all of them, or every nth, counted from the last."""
    labels = [shortened(point.label, SMALL, 260) for point in points]
    nth = every_nth([width_of(label, SMALL) for label in labels], plot.spacing)
    last = len(labels) - 1
    for place in range(last, -1, -nth):
        half = width_of(labels[place], SMALL) // 2
        x = max(MARGIN + half, min(plot.x(place), WIDTH - MARGIN - half))
        sheet.pen.rectangle((plot.x(place) - 1, plot.bottom, plot.x(place), plot.bottom + 8), QUIET)
        sheet.write((x, plot.bottom + 48), labels[place], size=SMALL, ink=QUIET, anchor="ms")


def _paint_target(sheet: Sheet, plot: Plot, target: float, label: str) -> None:
    """Paint the dashed line of the target, and what it means above the plot."""
    base = sheet.top + SMALL
    dashes_across(sheet, MARGIN, MARGIN + 62, base - 11, INK)
    room = plot.right - MARGIN - 80
    sheet.write((MARGIN + 80, base), shortened(label, SMALL, room), size=SMALL)
    dashes_across(sheet, plot.left, plot.right, plot.y(target), INK)


def _paint_points(sheet: Sheet, plot: Plot, points: Sequence[Point], target: float | None) -> None:
    """Paint the line in pieces between the gaps, its marks, and the values that have room."""
    values = {number: point.value for number, point in enumerate(points) if point.value is not None}
    places = {number: (plot.x(number), plot.y(value)) for number, value in values.items()}
    for piece in pieces(places):
        path(sheet, piece, REACHED)
    radius = 11 if plot.count <= CROWDED else 9
    for number, place in places.items():
        mark(sheet, place, reached=target is None or values[number] >= target, radius=radius)
    texts = [shortened(point.text, SMALL, 300) for point in points]
    field = Box(plot.left + 4, plot.top - HEADROOM, plot.right, plot.bottom)
    dashes = [] if target is None else [Box(plot.left, plot.y(target) - 4, plot.right, plot.y(target) + 4)]
    for number, box in beside(places, texts, inside=field, taken=dashes).items():
        sheet.pen.rectangle((box.left, box.top + 2, box.right - 1, box.bottom - 3), PAPER)
        sheet.write((box.left + ASIDE, box.bottom - 8), texts[number], size=SMALL)
    _write_gaps(sheet, plot, points)


def _write_gaps(sheet: Sheet, plot: Plot, points: Sequence[Point]) -> None:
    """Write what a month without a value says, in grey on the axis, where it has room between its neighbours."""
    for number, point in enumerate(points):
        text = drawable(point.text)
        if point.value is None and width_of(text, SMALL) + 16 <= (plot.spacing or plot.right - plot.left):
            sheet.write((plot.x(number), plot.bottom - 18), text, size=SMALL, ink=QUIET, anchor="ms")
