"""Words in a picture: what can be drawn, in the room that there is."""

import unicodedata

from bot.charts.fonts import font, has_glyph

LACKING = "□"
"""Stands where the font has no glyph (an emoji in a name), so that a reader sees that something is missing."""

ELLIPSIS = "…"
INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cs", "Cn", "Co"})
NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’…·%℃,.;:!?)]}")
"""Never opens a line (避头): the character before it is taken along."""
NOT_LAST = frozenset("¥￥（《「『【〔“‘([")
"""Never ends a line (避尾)."""


def drawable(text: str) -> str:
    """Return `text` on one line: a break or a tab is a space, what nobody sees is left out, what is lacking is □."""
    plain = "".join(" " if character.isspace() else character for character in text.strip())
    seen = (character for character in plain if unicodedata.category(character) not in INVISIBLE)
    return "".join(character if has_glyph(character) else LACKING for character in seen)


def width_of(text: str, size: int) -> int:
    """Return the pixels that drawable text takes at `size`, rounded up."""
    return -int(-font(size).getlength(text) // 1)


def shortened(text: str, size: int, room: int) -> str:
    """Return drawable text that takes at most `room` pixels; what is cut off is shown by an …"""
    text = drawable(text)
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + ELLIPSIS, size) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def wrapped(text: str, size: int, *, room: int, most: int) -> list[str]:
    """Return `text` as at most `most` lines of `room` pixels; the last one is shortened where that is not enough."""
    rest, lines = drawable(text), list[str]()
    while rest and len(lines) < most - 1:
        end = _line_end(rest, size, room)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, shortened(rest, size, room)] if rest else lines


def _line_end(text: str, size: int, room: int) -> int:
    """Return how many characters go on this line: units are kept whole where that is possible, signs otherwise."""
    end = len(text)
    while end > 1 and width_of(text[:end].rstrip(), size) > room:
        end -= 1
    for allowed in (_keeps_units, _keeps_signs):
        for good in range(end, 0, -1):
            if good == len(text) or allowed(text[:good], text[good:]):
                return good
    return end


def _keeps_units(before: str, after: str) -> bool:
    """Say whether a line may end here without parting a number, a Latin word, or a number from its unit (11 月)."""
    if not _keeps_signs(before, after):
        return False
    ends, starts = before.rstrip()[-1], after.lstrip()[0]
    if starts.isascii():
        return not ends.isascii() or before[-1].isspace() or after[0].isspace()
    return not ends.isdigit()


def _keeps_signs(before: str, after: str) -> bool:
    """Say whether a line may end here with every opening and closing sign where it belongs."""
    before, after = before.rstrip(), after.lstrip()
    return bool(before and after) and before[-1] not in NOT_LAST and after[0] not in NOT_FIRST
