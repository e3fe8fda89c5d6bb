"""The signs that both charts share: bars, dashed lines, and the marks for reached and below."""

from functools import partial
from itertools import pairwise

from PIL import ImageDraw

from bot.charts.drawing import BELOW, PAPER, REACHED, Sheet

DASH, GAP, STROKE = 14, 10, 4


def mark(sheet: Sheet, at: tuple[int, int], *, reached: bool, radius: int = 11) -> None:
    """Paint a full blue disc for what reached its target, an open orange triangle that points down for what did not."""
    if reached:
        disc(sheet, at, radius + 2, PAPER)
        disc(sheet, at, radius, REACHED)
        return
    triangle(sheet, at, radius + 6, PAPER)
    triangle(sheet, at, radius + 3, BELOW)
    triangle(sheet, at, radius - 5, PAPER)


def disc(sheet: Sheet, at: tuple[int, int], radius: int, ink: str) -> None:
    """Paint a disc around `at`."""
    x, y = at
    box = (x - radius, y - radius, x + radius, y + radius)
    sheet.stamp(box, ink, lambda pen, scale: pen.ellipse((0, 0, 2 * radius * scale - 1, 2 * radius * scale - 1), 255))


def triangle(sheet: Sheet, at: tuple[int, int], radius: int, ink: str) -> None:
    """Paint a triangle that points down; `at` is its centre of gravity, so that one in another leaves an even rim."""
    x, y = at
    box = (x - radius, y - radius, x + radius, y + 2 * radius)
    corners = ((0, 0.42), (2, 0.42), (1, 2.16))
    sheet.stamp(
        box,
        ink,
        lambda pen, scale: pen.polygon([(a * radius * scale, b * radius * scale) for a, b in corners], 255),
    )


def bar(sheet: Sheet, box: tuple[int, int, int, int], ink: str) -> None:
    """Paint a bar with slightly rounded corners."""
    left, top, right, bottom = box
    size = (right - left, bottom - top)
    radius = min(6, size[0] // 2)
    sheet.stamp(
        box,
        ink,
        lambda pen, scale: pen.rounded_rectangle(
            (0, 0, size[0] * scale - 1, size[1] * scale - 1), radius * scale, fill=255
        ),
    )


def dashes_across(sheet: Sheet, left: int, right: int, y: int, ink: str) -> None:
    """Paint a dashed line from left to right."""
    for x in range(left, right, DASH + GAP):
        sheet.pen.rectangle((x, y - STROKE // 2, min(x + DASH, right) - 1, y + STROKE // 2 - 1), ink)


def path(sheet: Sheet, places: list[tuple[int, int]], ink: str) -> None:
    """Paint a line through `places`, from left to right."""
    for (x, y), (to_x, to_y) in pairwise(places):
        upper, edge = min(y, to_y), STROKE
        ends = (edge, y - upper + edge, to_x - x + edge, to_y - upper + edge)
        sheet.stamp(
            (x - edge, upper - edge, to_x + edge, max(y, to_y) + edge),
            ink,
            partial(_stroke, ends=ends),
        )


def _stroke(pen: ImageDraw.ImageDraw, scale: int, *, ends: tuple[int, int, int, int]) -> None:
    """Draw a straight line."""
    pen.line([value * scale for value in ends], 255, (STROKE + 1) * scale)
