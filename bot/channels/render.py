"""Turning a message into the text of a channel without buttons: numbered choices, parts that fit, no broken letter."""

from collections.abc import Sequence

from bot.messages import Choice

_BREAKS = ("\n\n", "\n", "。", "！", "？", "；", ";", "，", " ")


def with_numbers(text: str, choices: Sequence[Choice], *, letters: bool = False) -> str:
    """Append the choices as `1. …` lines (`A. …` where digits are data); 都不是 is `0.`."""
    lines = [text]
    for place, choice in enumerate(choices):
        number = int(choice.token.rpartition(":")[2] or 0)
        mark = chr(ord("A") + place) if letters else str(number)
        lines.append(f"{mark}. {choice.label}")
    return "\n".join(lines)


def in_parts(text: str, *, max_bytes: int) -> list[str]:
    """Cut a text into parts of at most `max_bytes` in UTF-8, at a paragraph, else a sentence, else a character.

    More than one part is marked (1/2), (2/2); nothing is lost and no character is cut.
    """
    if len(text.encode()) <= max_bytes:
        return [text]
    room, rest, parts = max_bytes - len(b"(999/999)"), text, []
    while rest:
        head = _head(rest, room)
        parts.append(head)
        rest = rest[len(head) :]
    return [f"({place}/{len(parts)}){part}" for place, part in enumerate(parts, start=1)]


def _head(text: str, room: int) -> str:
    # At least one character goes, however small the room is.
    fits = text[:room].encode()[:room].decode(errors="ignore") or text[:1]
    if fits == text:
        return text
    for mark in _BREAKS:
        cut = fits.rfind(mark)
        if cut >= len(fits) // 3:
            return fits[: cut + len(mark)]
    return fits
