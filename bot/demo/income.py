"""What was paid on the bills of the demo by its present: as the cast tells it, else in full. No database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from bot.demo.calendar import ANCHOR
from bot.demo.fees import Charge
from bot.demo.habits import Habit, case_of
from bot.demo.money_cast import Bounced, Corrected, Credited, Paid, Story, Unpaid


@dataclass(frozen=True, slots=True)
class Money:
    """A payment to be: so many fen for a charge, on a day as written; `story` is what the cast tells of it."""

    charge: Charge
    fen: int
    on: date
    minute: int
    story: Story | None = None


def money_for(charge: Charge, habit: Habit) -> Iterator[Money]:
    """Yield what was paid on a charge before today; on an extra one nothing, unless the cast tells so."""
    if charge.due_on is None or charge.is_draft:
        return
    told = [story for story in stories_of(charge) if not isinstance(story, Credited)]
    for story in told:
        yield from _told(charge, charge.due_on, story, habit)
    if not told and charge.fee_item_id is not None:
        wavering = (charge.due_on.toordinal() + habit.minute) % 3 - 1 if habit.wavers else 0
        on = charge.due_on + timedelta(days=habit.pays + wavering)
        if on < ANCHOR:
            yield Money(charge, charge.fen, on, habit.minute)


def stories_of(charge: Charge) -> Iterator[Story]:
    """Yield what the cast tells of a charge."""
    return (story for story in case_of(charge.house.code).stories if story.bill == charge.name)


def open_since(charges: Sequence[Charge]) -> dict[str, date]:
    """Return, for each house that leaves something unpaid, the due date of the oldest such bill."""
    since: dict[str, date] = {}
    for charge in charges:
        if charge.due_on is not None and _is_left_open(charge):
            code = charge.house.code
            since[code] = min(since.get(code, charge.due_on), charge.due_on)
    return since


def _is_left_open(charge: Charge) -> bool:
    """Whether the cast tells that nothing or not everything is paid."""
    told = list(stories_of(charge))
    if any(isinstance(story, Unpaid) or (isinstance(story, Paid) and story.rest > 0) for story in told):
        return True
    return charge.fee_item_id is None and not told


def _told(charge: Charge, due_on: date, story: Story, habit: Habit) -> Iterator[Money]:
    match story:
        case Paid(after=after, rest=rest, minute=minute):
            yield Money(charge, charge.fen - rest, due_on + timedelta(days=after), minute, story)
        case Bounced(after=after):
            yield Money(charge, charge.fen, due_on + timedelta(days=after), habit.minute, story)
        case Unpaid() | Corrected() | Credited():
            pass
        case _:
            assert_never(story)
