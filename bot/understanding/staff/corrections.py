"""Which of several is meant: what follows a correction (不对，是…), not what is denied, not a relative's home."""

import re
from typing import Final

from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import Mark, Message, Sign

_NEAR: Final = 6
_ON_BEHALF: Final = re.compile(r"(?:替|代|帮|给|为|是)[^⌂,。]{0,4}$")
_LIVES: Final = re.compile(r"(?:住|住在|家在|是|在|自己|本人住)[^⌂,。]{0,3}$")
_PAYS_FOR: Final = re.compile(r"^[^⌂]{0,12}(?:替|代|帮|给|为)[^⌂]{0,6}⌂")


def meant_mark(message: Message, sign: Sign, words: StaffWords) -> Mark | None:
    """Return the mark of a kind that the message is about: the first one, unless it is taken back."""
    marks = after_corrections(message, message.of(sign), words)
    if sign is Sign.HOUSE and len(marks) > 1:
        marks = _own_houses(message, marks, words) or marks
    return marks[0] if marks else None


def after_corrections(message: Message, marks: list[Mark], words: StaffWords) -> list[Mark]:
    """Return the marks that still stand: none that is denied, and after the last correction if any is there."""
    if len(marks) < 2:
        return marks
    standing = [mark for mark in marks if not _ends_with(words.pattern("denied"), message.marked, mark.place)]
    last = max((found.end() for found in words.pattern("corrections").finditer(message.marked)), default=0)
    later = [mark for mark in standing if mark.place >= last]
    return later or standing or marks


def last_value(slot: str, message: Message, words: StaffWords) -> str | None:
    """Return the value that the words after a correction mean, else the value of the whole message."""
    after = _after_correction(message, words)
    return (words.value_of(slot, after) if after else None) or words.value_of(slot, message.marked)


def last_command(message: Message, words: StaffWords) -> str | None:
    """Return what is to be done with a ticket: what is said first, after a correction if there is one."""
    after = _after_correction(message, words)
    return (words.first_value_of("op", after) if after else None) or words.first_value_of("op", message.marked)


def _after_correction(message: Message, words: StaffWords) -> str | None:
    ends = [found.end() for found in words.pattern("corrections").finditer(message.marked)]
    return message.marked[ends[-1] :] if ends else None


def _own_houses(message: Message, marks: list[Mark], words: StaffWords) -> list[Mark]:
    """Leave out the homes of those who only pay or answer for the house."""
    return [mark for mark in marks if not _is_someone_elses(message.marked, mark.place, words)]


def _is_someone_elses(marked: str, place: int, words: StaffWords) -> bool:
    before, after = marked[max(0, place - 12) : place], marked[place + 1 : place + 24]
    of_kin = words.pattern("kin").match(after.removeprefix("的").removeprefix("他").removeprefix("她"))
    if (of_kin or "住" in after[:3]) and _PAYS_FOR.match(after):
        return True
    if _PAYS_FOR.match(after) and not _ON_BEHALF.search(before):
        return True
    kin_before = words.pattern("kin").search(before)
    return kin_before is not None and (_LIVES.search(before) is not None or kin_before.end() == len(before))


def _ends_with(pattern: re.Pattern[str], marked: str, place: int) -> bool:
    before = marked[max(0, place - _NEAR) : place].rstrip(" ,")
    return any(found.end() == len(before) for found in pattern.finditer(before))
