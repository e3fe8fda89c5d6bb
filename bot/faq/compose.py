"""Composing an answer from an entry and the facts that are known: nothing is invented, a line is said or left out.

Where nobody has signed an entry (approved by `demo`), production leaves out its lines that state law; if the first line
was one of them, the answer begins with the opener that the caller gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.faq.entries import Entry, Line
from bot.messages import Option
from bot.texts.templates import fill


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer as it is said: its text, what can be done next, and the ids of the law that it states."""

    text: str
    options: tuple[Option, ...]
    law: tuple[str, ...]
    version: int


def compose(entry: Entry, facts: Mapping[str, str], *, demo: bool, opener: str = "") -> Composed:
    """Return the answer of `entry` with `facts` (a fact that is empty counts as unknown)."""
    known = {name: value for name, value in facts.items() if value}
    lines = [line for line in entry.answer if line.is_said(known)]
    said = lines if demo or entry.is_signed else [line for line in lines if not line.law]
    opening = [opener] if opener and said[:1] != lines[:1] else []
    return Composed(
        text="\n".join([*opening, *(fill(line.say, known) for line in said)]),
        options=tuple(Option(each.label, each.do) for each in entry.next),
        law=_law_of(said),
        version=entry.version,
    )


def _law_of(lines: list[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(law for line in lines for law in line.law))
