"""What a staff message means: its action and its slots.

Cues give points to every action, so that no single word decides; an opinion of the whole wording and the residents'
classifier (what no cue fits is what a resident might have written) are weighed with them. Without an opinion the most
points win. A question changes nothing: of a message that asks, only actions that show something are believed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.understanding.staff.actions import WRITES, StaffAction
from bot.understanding.staff.lexicon import StaffWords
from bot.understanding.staff.marks import Message, Sign, read_message
from bot.understanding.staff.opinion import SecondOpinion, likeliest, mask, no_opinion
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

# 这户先别催: a house is meant though none is named.
_THIS_HOUSE: Final = re.compile(r"[这那该][家户]|[这那]个?业主|该业主")
# What follows these words is written to somebody else: a question in it is not asked of the program.
_TO_OTHERS: Final = re.compile(
    r"^\s?(?:回复?|答复|问一?[下问]?|追问|备注|补充)\s?№|^\s?№[^,。:]{0,4}(?:回复|答复|备注|问[下一业住他她])|^[^:]{0,24}:|^(?:群发|公告|广播|通知)"
)
# 12回复业主了没: whether it was said is staff's own question.
_IS_IT_SAID: Final = re.compile(
    r"(?:回复|答复|备注|转告|告诉|通知|群发|公告|广播|问)(?:业主|住户|人家|大家|他们?|她)?[了过](?:没有?|没得|吗|么)[\s?啊呀呢哦]*$"
)

ReadsAsResident = Callable[[str], str | None]
"""Says which label a message has when a resident writes it, None when none fits."""


@dataclass(frozen=True, slots=True)
class StaffReading:
    """What a staff member wants and what the message names for it."""

    action: StaffAction
    slots: Mapping[str, Slot] = field(default_factory=dict)


def read_staff_message(
    text: str,
    words: StaffWords,
    *,
    reads_as_resident: ReadsAsResident = lambda _text: None,
    second_opinion: SecondOpinion = no_opinion,
) -> StaffReading:
    """Return what `text` means when a staff member writes it; nothing is looked up and nothing raises."""
    if split_into(text, words.smalltalk):
        return StaffReading(StaffAction.SMALLTALK)
    message = read_message(text, words)
    points = words.points_of(message.marked)
    asks = _asks(message, points, words)
    fallback = _named_kind(message) or _as_residents_say(reads_as_resident(text))
    fits = second_opinion(mask(message))
    if fits:
        action = likeliest(fits, points, fallback=fallback, asks=asks)
    else:
        action = _cued_action(message, points, asks=asks) or fallback
    return StaffReading(action, read_slots(action, message, words))


def _cued_action(message: Message, points: Mapping[StaffAction, int], *, asks: bool) -> StaffAction | None:
    """Return the action with the most points, None if it has too few to be believed."""
    least_of_house = ENOUGH if message.of(Sign.HOUSE) or _THIS_HOUSE.search(message.marked) else ENOUGH_WITHOUT_HOUSE
    believed = {
        action: sum_
        for action, sum_ in points.items()
        if sum_ >= (least_of_house if action in _OF_A_HOUSE else ENOUGH) and not (asks and action in WRITES)
    }
    return max(believed, key=lambda action: believed[action], default=None)  # the first of equals: the table's order


def _named_kind(message: Message) -> StaffAction | None:
    """Return what to show when a message only names something."""
    if message.of(Sign.HOUSE):
        return StaffAction.HOUSE
    return StaffAction.TICKETS if message.of(Sign.TICKET) else None


def _asks(message: Message, points: Mapping[StaffAction, int], words: StaffWords) -> bool:
    """Tell whether the message asks; of what is written to somebody else only the head counts."""
    to_others = None if _IS_IT_SAID.search(message.marked) else _TO_OTHERS.match(message.marked)
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
