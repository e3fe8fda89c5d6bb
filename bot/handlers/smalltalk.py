"""Greetings, thanks, emoji: a light answer that does not get in the way."""

from sqlmodel import Session

from bot.conversation.turn import Said, Turn
from bot.handlers.commands import MENU
from bot.messages import Reply
from bot.people.access import Who
from bot.understanding.normalise import is_emoji_only
from bot.understanding.result import Understood
from bot.understanding.words import is_goodbye, is_greeting, is_thanks
from bot.understanding.yesno import read_yes_no

WHO = ("真人", "机器人", "你是谁", "你谁", "是ai", "人还是", "叫什么", "智能")
"""Words of the question who answers here."""


def polite_words(turn: Turn) -> str | None:
    """Return the answer to a message that is polite and nothing else; inside a form it is no answer and no mistake."""
    words = turn.know.words
    if is_emoji_only(turn.text):
        return turn.words("smalltalk.emoji")
    if is_thanks(turn.text, words):
        return turn.words("smalltalk.thanks")
    if is_greeting(turn.text, words):
        return turn.words("smalltalk.here")
    if is_goodbye(turn.text, words):
        return turn.words("smalltalk.goodbye")
    return turn.words("smalltalk.noted") if read_yes_no(turn.text, words) == Understood(True) else None


def hear(turn: Turn, _session: Session) -> Said | None:
    """Answer small talk; thanks and emoji leave the live choices alone."""
    if turn.heard.reading.action != "smalltalk":
        return None
    if is_greeting(turn.text, turn.know.words):
        if turn.identity.kind is Who.STAFF:
            return Said((turn.say("desk.hello"),), "smalltalk", "smalltalk")
        return Said((turn.say("smalltalk.hello", options=MENU),), "smalltalk", "smalltalk")
    if any(word in turn.heard.norm for word in WHO):
        return Said((turn.say("smalltalk.who", options=MENU),), "smalltalk", "smalltalk")
    said = polite_words(turn) or turn.words("smalltalk.noted")
    return Said((Reply(said),), "smalltalk", "smalltalk", keep_prompt=True)
