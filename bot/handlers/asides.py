"""Messages that say too little to be a question or a wish: 好, 提交 without a form, a house number and nothing else."""

import re

from sqlmodel import Session

from bot.conversation.prompts import live_options
from bot.conversation.turn import NONE_OF_THESE, Said, Turn
from bot.handlers.commands import MENU
from bot.handlers.house_step import names_only_a_house
from bot.people.access import Who
from bot.understanding.houses import find_houses
from bot.understanding.result import Understood
from bot.understanding.words import split_into
from bot.understanding.yesno import read_yes_no

OF_A_FORM = frozenset({"提交", "提交吧", "确认提交", "修改", "继续", "继续填写", "作废", "确认", "先登记"})
NOT_MEANT = frozenset({"不是", "不是的", "不对", "错了", "错的", "不是这个", "不是这件"})
_EDGES = re.compile(r"^[\s.。!~,]+|[\s.。!~,]+$")


def hear(turn: Turn, session: Session) -> Said | None:
    """Meet a message that says too little; the topic of the last answer is not told again for it."""
    if not turn.is_said or turn.in_group:
        return None
    said = _EDGES.sub("", turn.heard.norm)
    if said in OF_A_FORM:
        return _without_a_form(turn, session)
    if turn.heard.command is not None:
        return None
    if split_into(turn.text, turn.know.words.fillers) and turn.heard.reading.action == "miss":
        return Said((turn.say("smalltalk.noted"),), "smalltalk", "smalltalk", keep_prompt=True)
    return _hear_yes_or_no(turn, session, said) or _hear_house(turn)


def _without_a_form(turn: Turn, session: Session) -> Said:
    """Go on with a form that sleeps; without one there is nothing to submit."""
    if turn.conversation.stack:
        return turn.routes.do(turn, session, "flowop:resume")
    return Said((turn.say("flow.nothing_open"),), "command", keep_prompt=True)


def _hear_yes_or_no(turn: Turn, session: Session, said: str) -> Said | None:
    """Take 好 for politeness, except where several things stand to choose from; 不对 is no praise for an answer."""
    read = read_yes_no(turn.text, turn.know.words)
    if not isinstance(read, Understood) or turn.heard.reading.action == "smalltalk":
        return None
    choosing = any(option.do == NONE_OF_THESE for option in live_options(turn))
    if read.value and choosing:
        return Said((turn.say("choice.which"),), "suggest", keep_prompt=True)
    if said in NOT_MEANT and (choosing or turn.noted("topic")):
        return turn.routes.do(turn, session, NONE_OF_THESE)
    return Said((turn.say("smalltalk.noted"),), "smalltalk", "smalltalk", keep_prompt=True)


def _hear_house(turn: Turn) -> Said | None:
    """Ask what is wanted for a house: a number alone is no request, and nobody learns whether the house exists."""
    houses = find_houses(turn.text)
    if (
        len(houses) != 1
        or turn.identity.kind is Who.STAFF
        or not names_only_a_house(turn.text, name=turn.identity.name)
    ):
        return None
    return Said((turn.say("house.what_for", house=houses[0], options=MENU),), "command")
