"""Looking at a dialogue from outside of a turn: begin it anew, what can be chosen, what the last turn did."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from bot.conversation.core import TURN_LOG
from bot.conversation.dialogue import find_locked, save
from bot.conversation.prompts import choices_of
from bot.conversation.tables import Conversation, Mode
from bot.messages import Choice, Option


def begin_anew(session: Session, conv_key: str) -> None:
    """Forget the forms, choices and context of a dialogue; what was registered stays."""
    conversation = find_locked(session, conv_key)
    if conversation is None:
        return
    conversation.mode, conversation.human_task_id, conversation.human_until_ms = Mode.BOT, None, None
    conversation.stack, conversation.prompt, conversation.context = [], None, {}
    save(session, conversation)


def last_choices(session: Session, conv_key: str) -> tuple[Choice, ...]:
    """Return the choices that a dialogue showed last, also when their time is over: the turn says so then."""
    prompt = session.exec(select(Conversation.prompt).where(Conversation.conv_key == conv_key)).first()
    if not prompt:
        return ()
    return choices_of(prompt["id"], [Option(label, do) for label, do in prompt["options"]])


def turn_of(session: Session, inbox_id: int) -> Row[Any] | None:
    """Return what the turn of a message did: action, label, and the form's name and step after it."""
    wanted = select_columns(TURN_LOG).where(TURN_LOG.c.inbox_id == inbox_id)
    return session.connection().execute(wanted).first()
