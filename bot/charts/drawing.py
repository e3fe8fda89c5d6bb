"""The sheet that every chart is painted on: its colours, its head and foot, and shapes with smooth edges.

A finding is never told by colour alone: what reached its target is blue and a full disc, what did not is orange and
an open triangle that points down. The two colours differ in lightness too, for eyes that see no red or green.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

from bot.charts.fonts import font
from bot.charts.words import drawable, wrapped

WIDTH = 1080
MARGIN, UNDER = 48, 36
ROOM = WIDTH - 2 * MARGIN

TITLE, TEXT, SMALL = 52, 36, 32
"""Sizes in pixels; on a phone the picture is shown at about a third of its width."""

PAPER, INK, QUIET = "#FFFFFF", "#1D2733", "#5B6673"
TRACK, RULE = "#E9EDF1", "#D5DBE1"
REACHED, BELOW = "#24659C", "#D9731A"

SMOOTH = 4
"""Shapes are drawn this many times larger and scaled down, which makes their edges smooth."""

Ink = Callable[[ImageDraw.ImageDraw, int], None]
"""Draws a shape in white; the number is the scale that each of its measures is multiplied by."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture with its head and foot painted; the chart goes between `top` and `bottom`."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    top: int
    bottom: int

    def write(self, at: tuple[int, int], text: str, *, size: int = TEXT, ink: str = INK, anchor: str = "ls") -> None:
        """Write one line; `at` is on its base line, at its left end unless `anchor` says otherwise."""
        self.pen.text(at, drawable(text), fill=ink, font=font(size), anchor=anchor)

    def stamp(self, box: tuple[int, int, int, int], ink: str, shape: Ink) -> None:
        """Paint a shape with smooth edges into `box` (left, top, right, bottom), measured from the box's corner."""
        left, top, right, bottom = box
        mask = Image.new("L", ((right - left) * SMOOTH, (bottom - top) * SMOOTH))
        shape(ImageDraw.Draw(mask), SMOOTH)
        self.image.paste(ink, box, mask.reduce(SMOOTH))

    def png(self) -> bytes:
        """Return the picture as PNG: the same bytes for the same picture, small enough to send on a bad line."""
        out = BytesIO()
        self.image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """Return the colours of a picture: each of ours, and the steps between those that meet at a smooth edge."""
    meetings = ((INK, PAPER, 6), (QUIET, PAPER, 5), (REACHED, PAPER, 4), (BELOW, PAPER, 4), (RULE, PAPER, 2))
    colours = [TRACK]
    for one, other, steps in (*meetings, (REACHED, TRACK, 3), (BELOW, TRACK, 3)):
        there, here = ImageColor.getrgb(one), ImageColor.getrgb(other)
        mixed = [[a + (b - a) * step // steps for a, b in zip(there, here, strict=True)] for step in range(steps + 1)]
        colours += ["#" + "".join(f"{part:02X}" for part in colour) for colour in mixed]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in dict.fromkeys(colours) for part in ImageColor.getrgb(colour)])
    return palette


def new_sheet(title: str, *, subtitle: str, footer: str, height: int) -> Sheet:
    """Return a sheet whose chart may be `height` pixels high, with the title above it and the footer below."""
    head = [(line, TITLE, INK) for line in wrapped(title, TITLE, room=ROOM, most=2)]
    head += [(line, SMALL, QUIET) for line in wrapped(subtitle, SMALL, room=ROOM, most=2)]
    foot = [(line, SMALL, QUIET) for line in wrapped(footer, SMALL, room=ROOM, most=4)]
    top = MARGIN + _height(head) + 28
    bottom = top + height
    total = bottom + (UNDER + _height(foot) if foot else 0) + MARGIN
    image = Image.new("RGB", (WIDTH, total), PAPER)
    sheet = Sheet(image, ImageDraw.Draw(image), top, bottom)
    _write_lines(sheet, head, MARGIN)
    _write_lines(sheet, foot, bottom + UNDER)
    return sheet


Line = tuple[str, int, str]


def _height(lines: list[Line]) -> int:
    """Return the pixels that lines of text take from top to bottom."""
    return sum(_leading(size) for _, size, _ in lines)


def _write_lines(sheet: Sheet, lines: list[Line], top: int) -> None:
    """Write lines of text one below the other."""
    for text, size, ink in lines:
        sheet.write((MARGIN, top + size), text, size=size, ink=ink)
        top += _leading(size)


def _leading(size: int) -> int:
    """Return how far one line is above the next."""
    return size * 7 // 5
