"""What a staff message names and where: houses, buildings, phones, amounts, tickets, persons.

Each is found once, in this order, and stands as one sign in the marked text, so that a cue can say 「a house, then an
amount」 without knowing how either is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.understanding.normalise import clean, normalise
from bot.understanding.phones import find_phone_spans, find_phones
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.money import find_sums, write_sums
from bot.understanding.staff.orders import find_commanded_numbers, find_ticket_numbers
from bot.understanding.staff.people import find_persons
from bot.understanding.staff.places import find_buildings, find_places, write_dashes

LONGEST: Final = 400
"""So many characters of a staff message are read for what it wants; the text of a notice may be longer."""


class Sign(StrEnum):
    """How what was found stands in the marked text."""

    HOUSE = "⌂"
    BUILDING = "▣"
    PHONE = "☎"
    TICKET = "№"
    AMOUNT = "¤"
    PERSON = "☻"


_SIGNS: Final = str.maketrans(dict.fromkeys("".join(Sign), " "))

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that a message names: what, where in `Message.said`, where in `Message.marked`, and its value."""

    sign: Sign
    span: Span
    place: int
    value: str


@dataclass(frozen=True, slots=True)
class Message:
    """A staff message, read once: as typed, as it was said in the usual words, with signs, and what they stand for."""

    typed: str
    said: str
    marked: str
    marks: tuple[Mark, ...]

    def of(self, sign: Sign) -> list[Mark]:
        """Return what was named of one kind, in the order of the message."""
        return [mark for mark in self.marks if mark.sign is sign]


def read_message(text: str, words: StaffWords) -> Message:
    """Return the message with what it names."""
    said = write_sums(write_dashes(words.mend(normalise(text)[:LONGEST].translate(_SIGNS))))
    found: list[tuple[Sign, Span, str]] = []
    phones = ((span, "".join(find_phones(said[slice(*span)]))) for span in find_phone_spans(said))
    _add(found, Sign.PHONE, phones)
    _add(found, Sign.HOUSE, find_places(said))
    _add(found, Sign.TICKET, find_ticket_numbers(said))
    _add(found, Sign.BUILDING, find_buildings(said))
    if not _names_its_subject(found):
        _add(found, Sign.TICKET, find_commanded_numbers(said))
    if not _names_its_subject(found):
        _add(found, Sign.PERSON, find_persons(said, words))
    _add(found, Sign.AMOUNT, find_sums(said))
    return _marked(clean(text), said, sorted(found, key=lambda each: each[1]))


def _add(found: list[tuple[Sign, Span, str]], sign: Sign, spans: Iterable[tuple[Span, str]]) -> None:
    """Keep what does not overlap with what is known already."""
    for span, value in spans:
        if value and all(span[1] <= first or last <= span[0] for _, (first, last), _ in found):
            found.append((sign, span, value))


def _names_its_subject(found: list[tuple[Sign, Span, str]]) -> bool:
    """Tell whether a house or a ticket is named, so that a bare number or word is something else."""
    return any(sign in {Sign.HOUSE, Sign.TICKET} for sign, _, _ in found)


def _marked(typed: str, said: str, found: list[tuple[Sign, Span, str]]) -> Message:
    pieces: list[str] = []
    marks: list[Mark] = []
    end = length = 0
    for sign, span, value in found:
        pieces.append(said[end : span[0]])
        length += len(pieces[-1])
        marks.append(Mark(sign, span, length, value))
        pieces.append(sign.value)
        length, end = length + 1, span[1]
    return Message(typed, said, "".join([*pieces, said[end:]]), tuple(marks))
