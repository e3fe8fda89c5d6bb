"""The one font of the charts: a subset of Noto Sans CJK SC that comes with the program (`README.md`, `OFL.txt`)."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT_FILE = Path(__file__).with_name("noto-sans-sc-subset.otf")

PROBE_SIZE = 24
UNASSIGNED = "\U0010ffff"
"""Never a character, so a font has nothing but its sign for "I lack this" to draw for it."""


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at `size` pixels; laid out plainly, so that an optional shaping library changes no pixel."""
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of `text` that the font cannot draw: emoji, rare characters, a line break."""
    return {character for character in set(text) if not has_glyph(character)}


@lru_cache(maxsize=16384)
def has_glyph(character: str) -> bool:
    """Say whether the font draws this character as itself, not as its sign for a character that it lacks."""
    return _drawn(character) != _drawn(UNASSIGNED)


def _drawn(character: str) -> tuple[float, bytes]:
    """Return what is put on paper for one character: how far it goes on, and its pixels."""
    face = font(PROBE_SIZE)
    return face.getlength(character), bytes(face.getmask(character))
