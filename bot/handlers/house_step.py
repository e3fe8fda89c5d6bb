"""The step 房号 that most forms share: own houses are offered, a stranger's number is kept for a person to check."""

import re
from typing import Any

from sqlmodel import Session

from bot.conversation import flows
from bot.conversation.flows import Frame, Slots, Step
from bot.conversation.turn import Said, Turn
from bot.estate.service import find_houses
from bot.estate.tables import House, HouseId
from bot.handlers.place import as_slot, own_house
from bot.messages import Option, Reply
from bot.people.access import Who
from bot.understanding.houses import HouseNumber, read_house, replace_houses
from bot.understanding.result import Unclear, Understood

_AROUND = re.compile(
    r"不对|写错|错了|应该|改成|改为|改到|房间?号|门牌号?|我们?家?|[是在住为的了到户室,，。.!！:：、~\s]"
)


def names_only_a_house(text: str, *, name: str | None = None) -> bool:
    """Return whether a message gives a house number and says nothing else, but for the asker's own name."""
    return not _AROUND.sub("", replace_houses(text, "").replace(name or "", ""))


def ask(turn: Turn, _session: Session, _frame: Frame) -> Reply:
    """Ask for the house; who has several chooses."""
    options = [Option(house.code, f"house:{house.house_id}") for house in turn.identity.houses]
    return turn.say("house.choose", options=options) if len(options) > 1 else turn.say("house.ask")


def read(turn: Turn, session: Session, _frame: Frame) -> Understood[Any] | Unclear:
    """Read a house number.

    A resident's partial number means one of their own houses. A stranger learns nothing, not even whether a house
    exists: any complete number is taken and checked by a person (spec/legal.md §8).
    """
    match read_house(turn.text):
        case Unclear(why):
            return Unclear(why)
        case Understood(number) if turn.identity.kind is Who.STRANGER:
            return Understood(_unchecked(number)) if number.building else Unclear("partial")
        case Understood(number):
            return _among_known(turn, session, number)


def _unchecked(number: HouseNumber) -> dict[str, Any]:
    return {"code": str(number), "house_id": None, "estate_id": None}


def _among_known(turn: Turn, session: Session, number: HouseNumber) -> Understood[Any] | Unclear:
    own = find_houses(session, number, among=[house.house_id for house in turn.identity.houses])
    if len(own) == 1:
        return Understood(_slot(own[0]))
    if not number.building:
        return Unclear("partial")
    estates = {house.estate_id for house in turn.identity.houses} | {scope.estate_id for scope in turn.identity.scope}
    found = [house for house in find_houses(session, number) if house.estate_id in estates]
    if not found:
        return Unclear("not_found")
    return Understood(_slot(found[0])) if len(found) == 1 else Unclear("partial")


def _slot(house: House) -> dict[str, Any]:
    return {"code": house.code, "house_id": house.id, "estate_id": house.estate_id}


def on_choice(turn: Turn, session: Session, what: str) -> Said:
    """Take one of the asker's own houses for the current step."""
    chosen = next((house for house in turn.identity.houses if house.house_id == HouseId(int(what))), None)
    return flows.accept(turn, session, as_slot(chosen)) if chosen else flows.reject(turn, session, "not_found")


def known(turn: Turn) -> Slots:
    """Return the asker's only house as a known answer."""
    house = own_house(turn)
    return {"house": house} if house is not None else {}


HOUSE_STEP = Step("house", ask, read)
