"""How the tests look at a picture."""

from io import BytesIO

from PIL import Image, ImageColor

from bot.charts.drawing import PAPER

Box = tuple[int, int, int, int]


def seen(png: bytes) -> Image.Image:
    """Return the picture in plain colours."""
    return Image.open(BytesIO(png)).convert("RGB")


def count(picture: Image.Image, colour: str, box: Box | None = None) -> int:
    """Return how many pixels have exactly this colour."""
    wanted = ImageColor.getrgb(colour)
    part = picture.crop(box) if box else picture
    return sum(times for times, found in part.getcolors(part.width * part.height) or [] if found == wanted)


def is_blank(picture: Image.Image, box: Box) -> bool:
    """Say whether nothing is drawn there."""
    left, top, right, bottom = box
    return count(picture, PAPER, box) == (right - left) * (bottom - top)
