"""What a staff message means: its action and its slots.

Cues give points to every action and the most points win, so that no single word decides. A question changes nothing:
of a message that asks, only actions that show something are believed. What no cue fits is what a resident might have
written, and the residents' classifier says what it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.understanding.staff.actions import WRITES, StaffAction
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import Message, Sign, read_message
from bot.understanding.staff.question import is_asking
from bot.understanding.staff.slots import Slot, read_slots
from bot.understanding.words import split_into

ENOUGH: Final = 4
"""An action with fewer points is not believed."""

ENOUGH_WITHOUT_HOUSE: Final = 6
"""What is said about a house but names none needs so many: 没人 alone may be anything."""

_OF_A_HOUSE: Final = frozenset(
    {
        *(StaffAction.PAYMENT, StaffAction.CALL, StaffAction.VISIT, StaffAction.LETTER, StaffAction.COMMIT),
        *(StaffAction.HOLD, StaffAction.WHY, StaffAction.CODE),
    }
)

# What follows these words is written to somebody else: a question in it is not asked of the program.
_TO_OTHERS: Final = re.compile(
    r"^\s?(?:回复?|答复|问一?[下问]?|追问|备注|补充)\s?№|^\s?№[^,。:]{0,4}(?:回复|答复|备注|问[下一业住他她])|^[^:]{0,24}:|^(?:群发|公告|广播|通知)"
)

ReadsAsResident = Callable[[str], str | None]
"""Says which label a message has when a resident writes it, None when none fits."""


@dataclass(frozen=True, slots=True)
class StaffReading:
    """What a staff member wants and what the message names for it."""

    action: StaffAction
    slots: Mapping[str, Slot] = field(default_factory=dict)


def read_staff_message(
    text: str, words: StaffWords, *, reads_as_resident: ReadsAsResident = lambda _text: None
) -> StaffReading:
    """Return what `text` means when a staff member writes it; nothing is looked up and nothing raises."""
    if split_into(text, words.smalltalk):
        return StaffReading(StaffAction.SMALLTALK)
    message = read_message(text, words)
    action = _best_action(message, words)
    if action is None:
        return StaffReading(_as_residents_say(reads_as_resident(text)))
    return StaffReading(action, read_slots(action, message, words))


def _best_action(message: Message, words: StaffWords) -> StaffAction | None:
    points = words.points_of(message.marked)
    if not message.of(Sign.HOUSE):
        least = ENOUGH_WITHOUT_HOUSE
        points = {action: sum_ for action, sum_ in points.items() if sum_ >= least or action not in _OF_A_HOUSE}
    if _asks(message, points, words):
        points = {action: sum_ for action, sum_ in points.items() if action not in WRITES}
    best = max(points, key=lambda action: points[action])  # the first of equals: the order of the table
    if points[best] >= ENOUGH:
        return best
    return StaffAction.HOUSE if message.of(Sign.HOUSE) else StaffAction.TICKETS if message.of(Sign.TICKET) else None


def _asks(message: Message, points: Mapping[StaffAction, int], words: StaffWords) -> bool:
    """Tell whether the message asks; of what is written to somebody else only the head counts."""
    to_others = _TO_OTHERS.match(message.marked)
    meant_for_others = max(points.get(StaffAction.TICKET, 0), points.get(StaffAction.BROADCAST, 0)) >= ENOUGH
    if to_others is not None and meant_for_others:
        return is_asking(message.marked[: to_others.end()], words)
    return is_asking(message.marked, words)


def _as_residents_say(label: str | None) -> StaffAction:
    if label is None:
        return StaffAction.NONE
    if label == "smalltalk":
        return StaffAction.SMALLTALK
    return StaffAction.FAQ if label.startswith("faq:") else StaffAction.NONE
