"""Greetings, thanks, emoji: a light answer that does not get in the way."""

from sqlmodel import Session

from bot.conversation.turn import Said, Turn
from bot.handlers.commands import MENU
from bot.understanding.normalise import is_emoji_only
from bot.understanding.words import is_goodbye, is_thanks


def hear(turn: Turn, _session: Session) -> Said | None:
    """Answer small talk; thanks and emoji leave the live choices alone."""
    if turn.heard.reading.action != "smalltalk":
        return None
    if is_emoji_only(turn.text):
        return Said((turn.say("smalltalk.emoji"),), "smalltalk", "smalltalk", keep_prompt=True)
    if is_thanks(turn.text, turn.know.words):
        return Said((turn.say("smalltalk.thanks"),), "smalltalk", "smalltalk", keep_prompt=True)
    if is_goodbye(turn.text, turn.know.words):
        return Said((turn.say("smalltalk.goodbye"),), "smalltalk", "smalltalk", keep_prompt=True)
    return Said((turn.say("smalltalk.hello", options=MENU),), "smalltalk", "smalltalk")
