"""Events of a platform and messages that cannot be read: welcomed, noted, never an error."""

from sqlmodel import Session

from bot.conversation import flows
from bot.conversation.dialogue import move_chat
from bot.conversation.turn import Said, Turn
from bot.handlers.commands import MENU
from bot.messages import Kind
from bot.understanding.normalise import is_empty, is_unsupported_notice

WELCOME = frozenset({"subscribe", "enter"})
UNSUPPORTED = frozenset({Kind.UNSUPPORTED, Kind.CONTACT})


def hear(turn: Turn, session: Session) -> Said | None:
    """Welcome, follow an edit or a moved group, and meet what cannot be read with one friendly line."""
    incoming = turn.incoming
    if incoming.kind is Kind.EVENT:
        return _on_event(turn, session, incoming.event or "")
    if incoming.kind is Kind.EDITED:
        return flows.correct(turn, session) or Said((), "noted", keep_prompt=True)
    if incoming.kind in UNSUPPORTED or (incoming.kind is Kind.TEXT and is_unsupported_notice(turn.text)):
        return Said((turn.say("turn.unsupported"),), "smalltalk", keep_prompt=True)
    if incoming.kind is Kind.TEXT and is_empty(turn.text):
        return Said((turn.say("turn.empty"),), "smalltalk", keep_prompt=True)
    return None


def _on_event(turn: Turn, session: Session, event: str) -> Said:
    name, _, rest = event.partition(":")
    if turn.in_group and name != "migrate":
        return Said((turn.say("group.hello"),) if name in WELCOME else (), "noted", keep_prompt=True)
    if name in WELCOME:
        return Said((turn.say("welcome", options=MENU),), "command")
    if name == "menu":
        known = rest.partition(":")[0] in turn.routes.doers
        return turn.routes.do(turn, session, rest if known else "word:menu")
    if name == "migrate" and rest:
        incoming = turn.incoming
        move_chat(session, channel=incoming.channel, account=incoming.account, old=incoming.chat_id, new=rest)
    return Said((), "noted", keep_prompt=True)
